"""The tasks that a hub owns: none is lost, none fails in silence, all end with it."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from realtime.counters import Counters

log = logging.getLogger("ardoise.realtime")


class Tasks:
    """A set of running tasks. A failing one is logged and counted; the others go on."""

    def __init__(self, counters: Counters) -> None:
        self._counters = counters
        self._running: set[asyncio.Task[None]] = set()

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Start a task."""
        task = asyncio.get_running_loop().create_task(work)
        self._running.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._counters.failures += 1
            log.error("%s failed", task.get_coro(), exc_info=error)

    async def rest(self) -> None:
        """Wait until nothing runs any more, what is begun meanwhile included."""
        while self._running:
            await asyncio.wait(self._running)

    async def finish(self, within: float) -> None:
        """Wait `within` seconds for the running tasks, then cancel those that are left."""
        if self._running:
            await asyncio.wait(self._running, timeout=within)
        for task in tuple(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
