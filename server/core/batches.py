"""Work that is shared: what comes while some of it is under way waits, and all that waited is done together next."""

import asyncio
from collections.abc import Awaitable, Callable, Generator, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(slots=True, eq=False)
class Share(Generic[Item, Result]):
    """Something to do, and what whoever asked for it will be told; he may have gone away meanwhile."""

    item: Item
    _answer: asyncio.Future[Result] = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    def __await__(self) -> Generator[Any, None, Result]:
        """Wait for the answer."""
        return self._answer.__await__()

    @property
    def is_answered(self) -> bool:
        """Whether nobody waits for it any more."""
        return self._answer.done()

    def give(self, result: Result) -> None:
        """Tell the result."""
        if not self._answer.done():
            self._answer.set_result(result)

    def fail(self, error: BaseException) -> None:
        """Tell what went wrong."""
        if not self._answer.done():
            self._answer.set_exception(error)


class Batches(Generic[Item, Result]):
    """Does `work` on everything that waits, one batch of at most `most` after the other.

    `work` answers each share; what it raises is the answer of those that it did not answer. Nothing is done for somebody who went away
    before his batch began, and whoever goes away stops nobody else's. In a rush, when somebody waits as a batch ends, the next one begins
    `rest` seconds later, so that more share it.
    """

    def __init__(self, work: Callable[[Sequence[Share[Item, Result]]], Awaitable[None]], most: int = 1000, rest: float = 0.0) -> None:
        self._work = work
        self._most = most
        self._rest = rest
        self._waiting: list[Share[Item, Result]] = []
        self._task: asyncio.Task[None] | None = None

    async def do(self, item: Item) -> Result:
        """Have it done with the next batch; the first of those who wait begins it."""
        share: Share[Item, Result] = Share(item)
        self._waiting.append(share)
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._run())
        return await share

    async def _run(self) -> None:
        try:
            while self._waiting:
                mine, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
                mine = [each for each in mine if not each.is_answered]
                try:
                    await self._work(mine)
                except Exception as error:  # it is the answer of everybody who waits for this batch
                    for each in mine:
                        each.fail(error)
                if self._rest and self._waiting:
                    await asyncio.sleep(self._rest)
        finally:
            self._task = None
