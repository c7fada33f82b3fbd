"""Looks for what should never be: a broken audit trail, holes in the log, accidental overlaps, keys that do not open."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from server.agenda.models import Appointment
from server.core.audit import first_broken
from server.core.crypto import PracticeKey, Sealed
from server.core.db import EVERY_PRACTICE
from server.core.events import LoggedEvent, TopicHead
from server.core.unit import Core

SHOWN = 20
"""Findings of one kind that are listed; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that should not be: where, and what. Identifiers only."""

    where: str
    what: str


Look = Callable[[Core, AsyncSession], Awaitable[list[Finding]]]


async def audit_trail(_: Core, session: AsyncSession) -> list[Finding]:
    """The audit trail is as it was written."""
    broken = await first_broken(session)
    if broken is None:
        return []
    return [Finding("audit trail", "its end was cut off" if broken < 0 else f"broken at line {broken}")]


async def event_log(_: Core, session: AsyncSession) -> list[Finding]:
    """Each topic's events run without a hole up to its head."""
    counted = (
        select(
            LoggedEvent.topic,
            func.count().label("kept"),
            func.min(LoggedEvent.seq).label("first"),
            func.max(LoggedEvent.seq).label("last"),
        )
        .group_by(LoggedEvent.topic)
        .subquery()
    )
    holes = (
        select(counted.c.topic, counted.c.first, counted.c.last, TopicHead.seq)
        .outerjoin(TopicHead, TopicHead.topic == counted.c.topic)
        .where(
            or_(
                counted.c.last - counted.c.first + 1 != counted.c.kept,
                TopicHead.seq.is_(None),
                TopicHead.seq != counted.c.last,
            )
        )
        .limit(SHOWN)
    )
    return [
        Finding(topic, f"events {first} to {last} have a hole, or the head says {head}")
        for topic, first, last, head in (await session.execute(holes)).all()
    ]


async def overlaps(_: Core, session: AsyncSession) -> list[Finding]:
    """No two appointments overlap unless somebody asked for it (R10). Each extra is a lane of its own (Q6)."""
    earlier, later = aliased(Appointment), aliased(Appointment)
    statement = (
        select(earlier.practitioner_id, earlier.id, later.id, later.starts_at)
        .join(
            later,
            and_(
                earlier.practitioner_id == later.practitioner_id,
                earlier.extra_id.is_not_distinct_from(later.extra_id),
                later.starts_at < earlier.ends_at,
                or_(later.starts_at > earlier.starts_at, and_(later.starts_at == earlier.starts_at, later.id > earlier.id)),
            ),
        )
        .where(earlier.status != "cancelled", later.status != "cancelled", ~earlier.overbooked, ~later.overbooked)
        .order_by(later.starts_at)
        .limit(SHOWN)
    )
    return [
        Finding(f"agenda/{agenda}", f"appointments {one} and {other} overlap at {at.isoformat()} and nobody asked for it")
        for agenda, one, other, at in (await session.execute(statement)).all()
    ]


async def keys(core: Core, session: AsyncSession) -> list[Finding]:
    """The root key opens the key of every practice."""
    found = []
    for owner in (await session.scalars(select(PracticeKey.owner))).all():
        try:
            await core.keyring.load(session, owner)
        except Sealed as sealed:
            found.append(Finding(f"key of {owner}", str(sealed)))
    return found


LOOKS: dict[str, Look] = {
    "keys": keys,
    "event log": event_log,
    "audit trail": audit_trail,
    "overlaps": overlaps,
}


async def inspect(core: Core) -> AsyncIterator[tuple[str, list[Finding]]]:
    """Look everywhere, one thing after the other, each on one picture of the database."""
    for name, look in LOOKS.items():
        async with core.db.read(EVERY_PRACTICE) as session:
            yield name, await look(core, session)
