"""Connections in turn: whoever has waited longest for one is next.

The stock pool gives a free connection to whoever asks at that moment, past those who wait; with one writer and many who
write again and again, somebody waits for ever.
"""

import asyncio
from typing import TypeVar

from sqlalchemy.pool import AsyncAdaptedQueuePool
from sqlalchemy.util import await_only
from sqlalchemy.util.queue import AsyncAdaptedQueue, Empty

T = TypeVar("T")


class _Queue(AsyncAdaptedQueue[T]):
    """Served in the order of asking."""

    def __init__(self, maxsize: int = 0, use_lifo: bool = False) -> None:  # noqa: FBT001, FBT002  # the pool's signature
        super().__init__(maxsize, use_lifo)
        self._turn = asyncio.Lock()
        self._waiting = 0

    def get(self, block: bool = True, timeout: float | None = None) -> T:  # noqa: FBT001, FBT002  # the pool's signature
        """The next connection.

        Raises:
            Empty: none came free in time.
        """
        if not block or (not self._waiting and not self._queue.empty()):
            return self.get_nowait()
        self._waiting += 1
        try:
            return await_only(self._next(timeout))
        except TimeoutError:
            raise Empty from None
        finally:
            self._waiting -= 1

    async def _next(self, timeout: float | None) -> T:  # noqa: ASYNC109  # the pool's contract
        async with asyncio.timeout(timeout), self._turn:
            return await self._queue.get()


class PoolInTurn(AsyncAdaptedQueuePool):
    """A pool whose connections are given in the order of asking."""

    _queue_class = _Queue  # type: ignore[assignment]  # what the pool calls is there
