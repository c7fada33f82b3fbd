"""Reads that share a statement: whoever asks while one is under way waits for the next, with all who ask meanwhile."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import Generic, TypeVar

from server.core.batches import Batches, Share

Found = TypeVar("Found")


class Gathered(Generic[Found]):
    """Answers many who ask by key. Nobody is given what was read before he asked; who is not found gets None.

    `rest`: see `Batches`.
    """

    def __init__(self, read: Callable[[Collection[str]], Awaitable[Mapping[str, Found]]], rest: float = 0.0) -> None:
        self._read = read
        self._batches: Batches[str, Found | None] = Batches(self._read_all, rest=rest)

    async def get(self, key: str) -> Found | None:
        """What is found under a key."""
        return await self._batches.do(key)

    async def _read_all(self, asked: Sequence[Share[str, Found | None]]) -> None:
        found = await self._read({each.item for each in asked})
        for each in asked:
            each.give(found.get(each.item))
