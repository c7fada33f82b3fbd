"""What is urgent climbs by itself: whoever has had it long enough without taking it in hand, it passes.

Whom it passes to is decided when it does, under the lock of the practice's topic: each step happens once however many processes
look, and a process that dies in the middle leaves it undone, for the next one.
"""

from functools import partial

from sqlalchemy import not_, or_, select

from chat.escalation.models import Escalation
from chat.escalation.queries.routing import rungs_of
from chat.escalation.queries.urgents import stands
from chat.escalation.queries.views import steps_of
from chat.escalation.rules import RUNGS, climb
from chat.escalation.service.telling import close, known_to, reach, tell
from chat.escalation.topics import urgent_topic
from server.accounts.models import Practitioner
from server.core.actors import system
from server.core.db import EVERY_PRACTICE
from server.core.permissions import Permission
from server.core.unit import Core, UnitOfWork, retried

EVERY = 5.0
"""Seconds between two looks."""
BATCH = 50
"""Of one practice, in one transaction."""


async def look(core: Core) -> bool:
    """Let everything climb whose time has come, and end what is about nothing any more; each once, however many processes look."""
    now = core.clock.now()
    async with core.db.read(EVERY_PRACTICE) as session:
        waiting = select(Escalation.practice_id).where(Escalation.state == "waiting")
        found = waiting.where(or_(Escalation.climbs_at <= now, not_(stands()))).distinct()
        practices = sorted(await session.scalars(found))
    is_more = False
    for practice_id in practices:
        is_more |= await retried(core, system("urgent"), partial(look_at, practice_id=practice_id), scope=frozenset({practice_id}))
    return is_more


async def look_at(uow: UnitOfWork, practice_id: str) -> bool:
    """The same for one practice, in one transaction; tells whether there is more."""
    uow.permit(Permission.SYSTEM)
    await uow.lock(urgent_topic(practice_id))
    waiting = select(Escalation).where(Escalation.practice_id == practice_id, Escalation.state == "waiting")
    ended = list(await uow.session.scalars(waiting.where(not_(stands())).order_by(Escalation.id).limit(BATCH)))
    for row in ended:
        row.version += 1
        close(uow, row, "over")
        await tell(uow, row, "urgent_over")
    due = waiting.where(Escalation.climbs_at <= uow.now, stands()).order_by(Escalation.climbs_at, Escalation.id).limit(BATCH)
    rows = list(await uow.session.scalars(due))
    for row in rows:
        await _climb(uow, row)
    return len(rows) == BATCH or len(ended) == BATCH


async def _climb(uow: UnitOfWork, row: Escalation) -> None:
    """Let it reach the next one who is there now; once everybody was told it stays with them."""
    steps = (await steps_of(uow, [row.id])).get(row.id, [])
    practitioner = await uow.session.get(Practitioner, row.practitioner_id)
    assert practitioner is not None
    last = next((rung for rung in RUNGS if rung == steps[-1].rung), None) if steps else None
    whom = climb(await rungs_of(uow, practitioner), last, known_to(row, steps))
    row.version += 1
    if whom is None:
        row.climbs_at = None
    else:
        await reach(uow, row, len(steps) + 1, whom)
    await tell(uow, row, "urgent_climbed")
