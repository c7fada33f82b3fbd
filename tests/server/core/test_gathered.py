"""Reads that share a statement."""

import asyncio
from collections.abc import Collection

import pytest

from server.core.gathered import Gathered


class Book:
    """What is read, and in how many statements; it may be slow, and it may be closed."""

    def __init__(self) -> None:
        self.asked: list[set[str]] = []
        self.open = asyncio.Event()
        self.broken = False

    async def read(self, keys: Collection[str]) -> dict[str, str]:
        """Read some pages."""
        self.asked.append(set(keys))
        await self.open.wait()
        if self.broken:
            raise OSError("closed")
        return {key: key.upper() for key in keys if key != "nothing"}


async def _begun(*waiting: asyncio.Task[str | None]) -> None:
    while not all(each.done() for each in waiting):
        await asyncio.sleep(0)
        return


async def test_those_who_ask_meanwhile_share_the_next_read_and_none_gets_what_was_read_before() -> None:
    book = Book()
    gathered = Gathered(book.read)
    async with asyncio.TaskGroup() as group:
        first = group.create_task(gathered.get("a"))
        await _begun(first)
        others = [group.create_task(gathered.get(key)) for key in ("a", "b", "nothing", "b")]
        await _begun(*others)
        book.open.set()
    assert book.asked == [{"a"}, {"a", "b", "nothing"}]
    assert (first.result(), [each.result() for each in others]) == ("A", ["A", "B", None, "B"])


async def test_a_read_that_fails_is_the_answer_of_everybody_who_asked() -> None:
    book = Book()
    gathered = Gathered(book.read)
    book.broken = True
    book.open.set()
    answers = await asyncio.gather(gathered.get("a"), gathered.get("b"), gathered.get("b"), return_exceptions=True)
    assert [type(each) for each in answers] == [OSError] * 3
    book.broken = False
    assert await gathered.get("b") == "B"


async def test_who_goes_away_stops_nobody_else() -> None:
    book = Book()
    gathered = Gathered(book.read)
    async with asyncio.TaskGroup() as group:
        first = group.create_task(gathered.get("a"))
        await _begun(first)
        second, third = (group.create_task(gathered.get(key)) for key in ("b", "c"))
        await _begun(second, third)
        for each in (first, third):
            each.cancel()
            with pytest.raises(asyncio.CancelledError):
                await each
        book.open.set()
    assert second.result() == "B"
    assert book.asked == [{"a"}, {"b"}]


async def test_in_a_rush_those_who_ask_during_the_rest_share_the_next_read_too() -> None:
    book = Book()
    gathered = Gathered(book.read, rest=0.05)
    async with asyncio.TaskGroup() as group:
        first = group.create_task(gathered.get("a"))
        await _begun(first)
        second = group.create_task(gathered.get("b"))
        await _begun(second)
        book.open.set()
        await first
        third = group.create_task(gathered.get("c"))
    assert (second.result(), third.result()) == ("B", "C")
    assert book.asked == [{"a"}, {"b", "c"}]
