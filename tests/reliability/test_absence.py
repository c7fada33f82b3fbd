"""R2: whoever was away resumes from the log, event by event; away for longer than it is kept, he is told to start again."""

import asyncio
from datetime import timedelta

import pytest

from realtime.limits import Limits
from server.core.actors import system
from server.core.db import EVERY_PRACTICE
from server.core.ids import new_id
from server.core.permissions import Permission
from server.core.unit import Core, writing
from server.maintenance.jobs import EVENTS_KEPT, forget_events
from tests.reliability.follower import Follower
from tests.reliability.town import Desk, heads, town, write
from tests.support.databases import ON_SQLITE
from tests.support.serving import Serve

MISSED = 10_000
pytestmark = pytest.mark.slow


@ON_SQLITE
async def test_ten_thousand_missed_events_are_replayed_in_order_and_eight_days_are_an_honest_reset(core: Core, serve: Serve) -> None:
    desks = await town(core, 1, 2)
    desk = desks[0]
    server = await asyncio.to_thread(serve)
    away, fresh = (Follower(server.url, desk, token) for token in desk.tokens)
    await follow_until(away, 0)
    await write([server.url], desk, 3)
    await record(core, desk, MISSED)
    last = (await heads(core, desks))[desk.topic]
    await follow_until(away, last)
    await follow_until(fresh, last)
    assert away.faults == []
    assert away.resets == 0
    assert away.state == fresh.state

    await write([server.url], desk, 1)
    await record(core, desk, 3 * Limits().recent)
    async with core.db.write(EVERY_PRACTICE) as session:
        while await forget_events(session, core.clock.now() + EVENTS_KEPT + timedelta(days=400)):
            pass
        await session.commit()
    await follow_until(away, last + 1 + 3 * Limits().recent)
    assert away.faults == []
    assert away.resets == 1
    assert set(away.state["appointments"]) == set(desk.acknowledged)


async def follow_until(screen: Follower, seq: int) -> None:
    """Be there until event `seq`, then leave."""
    async with asyncio.TaskGroup() as group:
        following = group.create_task(screen.run())
        await screen.opened()
        await screen.reaches(seq)
        following.cancel()


async def record(core: Core, desk: Desk, many: int) -> None:
    """Record events that change nothing a screen shows."""
    async with writing(core, system("a busy day"), scope=EVERY_PRACTICE) as uow:
        uow.permit(Permission.SYSTEM)
        await uow.lock(desk.topic)
        for _ in range(many):
            uow.record(desk.topic, "slot_released", drop={"claims": [new_id()]})
