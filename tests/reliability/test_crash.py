"""R1 and R6: the server is killed again and again under writers and screens; nothing acknowledged is lost, nothing is missed."""

import asyncio
from collections.abc import Sequence

import pytest

from server.core.unit import Core
from tests.reliability.follower import Follower
from tests.reliability.town import PATIENCE, Desk, heads, logged, rows, town, write
from tests.support.serving import Serve

KILLS = 5
PRACTICES, PEOPLE, WRITES = 10, 20, 30
pytestmark = pytest.mark.slow


async def test_five_kills_lose_no_acknowledged_write_and_no_screen_misses_an_event(core: Core, serve: Serve) -> None:
    desks = await town(core, PRACTICES, PEOPLE)
    server = await asyncio.to_thread(serve)
    screens = [Follower(server.url, desk, token) for desk in desks for token in desk.tokens]
    async with asyncio.TaskGroup() as group:
        following = [group.create_task(screen.run()) for screen in screens]
        writing = [group.create_task(write([server.url], desk, WRITES)) for desk in desks]
        for number in range(KILLS):
            await acknowledged(desks, (number + 1) * PRACTICES * WRITES // (KILLS + 1))
            server.kill()
            await asyncio.to_thread(server.restart)
        await asyncio.gather(*writing)
        last = await heads(core, desks)
        await asyncio.gather(*(screen.reaches(last[screen.desk.topic]) for screen in screens))
        for task in following:
            task.cancel()
    for desk in desks:
        assert await rows(core, desk) == set(desk.acknowledged)
        assert await logged(core, desk) == last[desk.topic] == WRITES
    assert [fault for screen in screens for fault in screen.faults] == []
    assert sum(screen.resets for screen in screens) == 0
    assert [status for screen in screens for status in screen.refused] == []
    assert [status for desk in desks for status in desk.failures] == []
    for screen in screens:
        assert set(screen.state["appointments"]) == set(screen.desk.acknowledged)


async def acknowledged(desks: Sequence[Desk], many: int) -> None:
    """Wait until so many writes were acknowledged."""
    async with asyncio.timeout(PATIENCE):
        while sum(len(desk.acknowledged) for desk in desks) < many:  # noqa: ASYNC110
            await asyncio.sleep(0.01)  # looks at a list of this process
