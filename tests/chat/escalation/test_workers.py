"""Climbing is exact with several processes: they are killed in the middle and work side by side; each step happens once."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from multiprocessing.context import ForkServerProcess

import pytest
from sqlalchemy import func, select

from chat.escalation.models import EscalationStep
from chat.escalation.schemas import RaiseUrgent, Urgency
from chat.escalation.service.raising import raise_urgent
from chat.missions.schemas import AddMission, MissionFields
from chat.missions.service.making import add_mission
from server.core.db import EVERY_PRACTICE
from server.core.unit import Core, writing
from tests.chat.escalation.walker import Walkers
from tests.server.accounts.live import events
from tests.support import factories
from tests.support.actors import actor_of
from tests.support.clock import SetClock

PRACTICES, EACH = 10, 3
KILLS = (1, 5, 12)
"""After how many steps that everybody can see a worker dies."""
LATER = timedelta(minutes=6)
pytestmark = pytest.mark.slow


async def _house(core: Core) -> str:
    """A practice whose secretary marked some missions urgent; a second one sits at the desk."""
    practice = await factories.practice(core)
    doctor = await factories.practitioner(core, await factories.location(core, practice))
    await factories.membership(core, await factories.person(core, "Claire Lefèvre"), practice, "practitioner", own_agenda=doctor)
    sonia, karim = await factories.person(core), await factories.person(core, "Karim Haddad")
    for one in (sonia, karim):
        await factories.membership(core, one, practice)
    actor = await actor_of(core, sonia)
    for number in range(EACH):
        async with writing(core, actor) as uow:
            made = await add_mission(uow, AddMission(practice_id=practice.id, fields=MissionFields(title=f"Rappeler {number}")))
        async with writing(core, actor) as uow:
            await raise_urgent(uow, RaiseUrgent(urgency=Urgency(practitioner_id=doctor.id, minutes=5), mission_id=made.id))
    return practice.id


async def _climbed(core: Core) -> int:
    async with core.db.read(EVERY_PRACTICE) as session:
        return (await session.execute(select(func.count()).where(EscalationStep.n == 2))).scalar_one()


async def _until(core: Core, many: int) -> None:
    async with asyncio.timeout(60):
        while await _climbed(core) < many:  # noqa: ASYNC110
            await asyncio.sleep(0)  # looks at rows that another process writes


async def _killed(worker: ForkServerProcess) -> None:
    worker.kill()
    await asyncio.to_thread(worker.join)


async def _finishes(worker: ForkServerProcess) -> None:
    await asyncio.to_thread(worker.join)
    assert worker.exitcode == 0


async def test_workers_killed_while_they_climb_and_working_side_by_side_take_each_step_once(
    core: Core, clock: SetClock, database_url: str
) -> None:
    clock.at = datetime.now(UTC)
    houses = [await _house(core) for _ in range(PRACTICES)]
    walkers = Walkers(database_url)
    for kill in KILLS:
        worker = walkers.begin(LATER)
        await _until(core, kill)
        await _killed(worker)
    await asyncio.gather(*(_finishes(worker) for worker in [walkers.begin(LATER) for _ in range(3)]))

    async with core.db.read(EVERY_PRACTICE) as session:
        steps = list(await session.scalars(select(EscalationStep)))
    assert Counter((step.n, step.rung) for step in steps) == {(1, "practitioner"): PRACTICES * EACH, (2, "desk"): PRACTICES * EACH}
    for house in houses:
        happened = Counter(event.name for event in await events(core, f"urgent/{house}"))
        assert happened == {"urgent_raised": EACH, "urgent_climbed": EACH}
