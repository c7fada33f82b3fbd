"""Tasks that a hub owns."""

import asyncio
import logging

import pytest

from realtime.counters import Counters
from realtime.tasks import Tasks


@pytest.fixture
def counters() -> Counters:
    return Counters()


@pytest.fixture
def tasks(counters: Counters) -> Tasks:
    return Tasks(counters)


async def fail() -> None:
    raise ValueError("no")


async def test_a_task_that_fails_is_logged_and_counted_and_the_others_go_on(
    tasks: Tasks, counters: Counters, caplog: pytest.LogCaptureFixture
) -> None:
    done = asyncio.Event()

    async def go_on() -> None:
        await asyncio.sleep(0)
        done.set()

    tasks.spawn(fail())
    tasks.spawn(go_on())
    await tasks.rest()
    assert (done.is_set(), counters.failures) == (True, 1)
    assert [record.levelno for record in caplog.records] == [logging.ERROR]


async def test_rest_waits_for_what_is_begun_meanwhile(tasks: Tasks) -> None:
    done: list[str] = []

    async def second() -> None:
        done.append("second")

    async def first() -> None:
        tasks.spawn(second())
        done.append("first")

    tasks.spawn(first())
    await tasks.rest()
    assert done == ["first", "second"]


async def test_the_end_waits_a_while_then_cancels(tasks: Tasks, counters: Counters) -> None:
    quick, slow = tasks.spawn(asyncio.sleep(0)), tasks.spawn(asyncio.sleep(3600))
    await tasks.finish(0.01)
    assert (quick.cancelled(), slow.cancelled(), counters.failures) == (False, True, 0)


async def test_an_end_with_nothing_running_is_no_trouble(tasks: Tasks) -> None:
    await tasks.finish(0.01)
