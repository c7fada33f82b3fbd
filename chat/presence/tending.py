"""Says who cannot be reached any more, and who can again. Hours pass by themselves: nobody's command ends an appointment."""

from functools import partial
from typing import cast

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from chat.presence.looking import Key, look
from chat.presence.models import PresenceRow
from chat.presence.queries import presence_view
from chat.presence.rules import Presence, State
from chat.presence.topics import presence_topic
from server.core.actors import system
from server.core.db import EVERY_PRACTICE
from server.core.permissions import Permission
from server.core.unit import Core, UnitOfWork, retried

EVERY = 5.0
"""Seconds between two looks."""


async def tend(core: Core) -> bool:
    """Say in every practice what changed since the last time; once, however many processes look."""
    now = core.clock.now()
    async with core.db.read(EVERY_PRACTICE) as session:
        changed = {practice_id for practice_id, _ in _differing(await look(session, now), await _told(session))}
    for practice_id in sorted(changed):
        await retried(core, system("presence"), partial(tell, practice_id=practice_id), scope=frozenset({practice_id}))
    return False


async def tell(uow: UnitOfWork, practice_id: str) -> None:
    """Say in one practice who can be reached and who cannot, where that changed."""
    uow.permit(Permission.SYSTEM)
    await uow.lock(presence_topic(practice_id))
    now = await look(uow.session, uow.now)
    rows = await _told(uow.session)
    put, drop = [], []
    for key in sorted(_differing(now, rows)):
        row, presence = rows.get(key), now.get(key)
        if row is not None:
            # Whoever may see what was true may not see what is: it goes, and comes back for those who do.
            drop.append(key[1])
        if presence is None:
            await uow.session.delete(row)
            continue
        if row is None:
            row = PresenceRow(practice_id=practice_id, person_id=key[1])
            uow.session.add(row)
        row.state, row.until, row.practitioner_id = presence.state, presence.until, presence.practitioner_id
        put.append(presence_view(row))
    if put or drop:
        uow.record(presence_topic(practice_id), "presence_changed", owner=practice_id, put={"people": put}, drop={"people": drop})


async def _told(session: AsyncSession) -> dict[Key, PresenceRow]:
    rows = await session.scalars(select(PresenceRow).execution_options(populate_existing=True))
    return {(row.practice_id, row.person_id): row for row in rows}


def _differing(now: dict[Key, Presence], rows: dict[Key, PresenceRow]) -> list[Key]:
    before = {key: Presence(cast("State", row.state), row.until, row.practitioner_id) for key, row in rows.items()}
    return [key for key in now.keys() | before.keys() if now.get(key) != before.get(key)]
