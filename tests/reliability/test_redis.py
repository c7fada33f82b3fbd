"""R8: Redis dies and comes back between two processes; what one writes still reaches the screens of the other."""

import asyncio
from pathlib import Path

import pytest

from server.core.unit import Core
from tests.reliability.follower import Follower
from tests.reliability.test_crash import acknowledged
from tests.reliability.town import heads, rows, town, write
from tests.support.databases import ON_POSTGRESQL
from tests.support.redis import RedisServer
from tests.support.serving import Serve

DEATHS = 4
PRACTICES, PEOPLE, WRITES = 4, 6, 30
pytestmark = pytest.mark.slow


@ON_POSTGRESQL
async def test_redis_may_die_between_two_processes_without_an_event_lost_or_a_request_failed(
    core: Core, serve: Serve, redis_server: RedisServer, tmp_path: Path
) -> None:
    desks = await town(core, PRACTICES, PEOPLE)
    one, other = [await asyncio.to_thread(serve, redis_url=redis_server.url, command="web") for _ in range(2)]
    screens = [Follower((one, other)[number % 2].url, desk, token) for desk in desks for number, token in enumerate(desk.tokens)]
    async with asyncio.TaskGroup() as group:
        following = [group.create_task(screen.run()) for screen in screens]
        writing = [group.create_task(write([one.url, other.url], desk, WRITES)) for desk in desks]
        for number in range(DEATHS):
            await acknowledged(desks, (2 * number + 1) * PRACTICES * WRITES // (2 * DEATHS + 1))
            redis_server.kill()
            await acknowledged(desks, (2 * number + 2) * PRACTICES * WRITES // (2 * DEATHS + 1))
            await asyncio.to_thread(redis_server.start)
        await asyncio.gather(*writing)
        last = await heads(core, desks)
        await asyncio.gather(*(screen.reaches(last[screen.desk.topic]) for screen in screens))
        for task in following:
            task.cancel()
    assert [status for desk in desks for status in desk.failures] == []
    assert [fault for screen in screens for fault in screen.faults] == []
    for screen in screens:
        assert set(screen.state["appointments"]) == await rows(core, screen.desk)
