"""Reads that share a statement: whoever asks while one is under way waits for the next, with all who ask meanwhile."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Generic, TypeVar

Found = TypeVar("Found")


class Gathered(Generic[Found]):
    """Answers many who ask by key. Nobody is given what was read before he asked; who is not found gets None."""

    def __init__(self, read: Callable[[Collection[str]], Awaitable[Mapping[str, Found]]]) -> None:
        self._read = read
        self._waiting: dict[str, asyncio.Future[Found | None]] = {}
        self._turn = asyncio.Lock()

    async def get(self, key: str) -> Found | None:
        """What is found under a key; the first of those who wait reads for all."""
        if key not in self._waiting:
            self._waiting[key] = asyncio.get_running_loop().create_future()
        asked = self._waiting[key]
        async with self._turn:
            if not asked.done():
                await self._read_all()
        return asked.result()

    async def _read_all(self) -> None:
        mine, self._waiting = self._waiting, {}
        try:
            found = await self._read(mine.keys())
        except Exception as error:  # it is the answer of everybody who asked
            for asked in mine.values():
                asked.set_exception(error)
        except BaseException:
            self._waiting = mine | self._waiting  # whoever waits next reads
            raise
        else:
            for key, asked in mine.items():
                asked.set_result(found.get(key))
