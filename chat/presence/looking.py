"""What agendas, consultations and people's own choices say of who can be reached now: reads, within the scope of a session."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from chat.presence.rules import LONGEST, Presence, Spell, away_until, consulting, said
from server.accounts.models import Location, MembershipRow, Person, Practitioner, QuietChoice
from server.accounts.queries.quiet import chosen_by
from server.accounts.quiet import quiet_until
from server.agenda.models import Appointment, Leave

Key = tuple[str, str]
"""A practice, and somebody who works there."""
InProgress = Callable[[AsyncSession, datetime], Awaitable[Mapping[str, datetime | None]]]
"""The practitioners whose consultation by video is in progress, and until when it was planned."""
_ELSEWHERE: list[InProgress] = []
_DAY = timedelta(days=1)


def consultations_by(look: InProgress) -> None:
    """Declared by `server.app`, since no conversation knows a consultation; declaring again replaces."""
    _ELSEWHERE[:] = [look]


@dataclass(frozen=True, slots=True)
class _Agenda:
    """What an agenda says now."""

    busy: tuple[bool, datetime | None]
    back: datetime | None
    today: date


async def look(session: AsyncSession, now: datetime) -> dict[Key, Presence]:
    """Everybody who cannot be reached now, in the practices of the session's scope; outside colleagues do not work there."""
    agendas = await _agendas(session, now)
    people: dict[Key, list[MembershipRow]] = defaultdict(list)
    rows = await session.scalars(
        select(MembershipRow)
        .join(Person, Person.id == MembershipRow.person_id)
        .where(MembershipRow.disabled.is_(False), MembershipRow.role != "outside_colleague", Person.disabled.is_(False))
        .order_by(MembershipRow.id)
    )
    for row in rows:
        people[row.practice_id, row.person_id].append(row)
    standing = {agenda: row.person_id for ties in people.values() for row in ties for agenda in _stands_in(row, agendas)}
    choices = await session.scalars(select(QuietChoice))
    quiet = {row.person_id: quiet_until(chosen_by(row), now) for row in choices}
    found: dict[Key, Presence] = {}
    for key, ties in people.items():
        presence = _of(key[1], ties, agendas, standing, quiet.get(key[1]))
        if presence is not None:
            found[key] = presence
    return found


def _of(
    person_id: str, ties: Sequence[MembershipRow], agendas: Mapping[str, _Agenda], standing: Mapping[str, str], quiet: datetime | None
) -> Presence | None:
    """What is said of one person: whoever stands in today has the consultations of that agenda, and its owner his leave."""
    own = next((row.practitioner_id for row in ties if row.practitioner_id in agendas), None)
    if own is not None and agendas[own].back is not None:
        return said(agendas[own].back, (False, None), None, own)
    held = [agenda for agenda, who in standing.items() if who == person_id]
    if own is not None and own not in standing:
        held.append(own)
    for agenda in held:
        if agendas[agenda].busy[0]:
            return said(None, agendas[agenda].busy, None, agenda)
    return said(None, (False, None), quiet, None)


def _stands_in(row: MembershipRow, agendas: Mapping[str, _Agenda]) -> list[str]:
    if row.role != "replacement":
        return []
    return [each for each in row.rights if each in agendas and agendas[each].today.isoformat() in (row.days or [])]


async def _agendas(session: AsyncSession, now: datetime) -> dict[str, _Agenda]:
    places = await session.execute(
        select(Practitioner.id, Location.zone)
        .join(Location, Location.id == Practitioner.location_id)
        .where(Practitioner.archived.is_(False))
    )
    zones = {practitioner_id: ZoneInfo(zone) for practitioner_id, zone in places}
    spells: dict[str, list[Spell]] = defaultdict(list)
    # By practitioner: the index of the agenda finds these few hours among years of them.
    under_way = select(Appointment.practitioner_id, Appointment.starts_at, Appointment.ends_at, Appointment.status).where(
        Appointment.practitioner_id.in_(zones),
        Appointment.starts_at > now - LONGEST,
        Appointment.starts_at <= now,
        Appointment.status.in_(("planned", "arrived", "in_consultation")),
    )
    for practitioner_id, starts_at, ends_at, status in await session.execute(under_way):
        spells[practitioner_id].append(Spell(starts_at, ends_at, status))
    leaves: dict[str, list[tuple[date, date]]] = defaultdict(list)
    away = select(Leave.practitioner_id, Leave.from_day, Leave.to_day).where(Leave.to_day >= now.date() - _DAY)
    for practitioner_id, from_day, to_day in await session.execute(away):
        leaves[practitioner_id].append((from_day, to_day))
    by_video = {practitioner: end for each in _ELSEWHERE for practitioner, end in (await each(session, now)).items()}
    found = {}
    for practitioner_id, zone in zones.items():
        today = now.astimezone(zone).date()
        back = away_until(leaves[practitioner_id], today)
        returns = datetime.combine(back, time(), zone) if back is not None else None
        busy, until = consulting(spells[practitioner_id], now)
        if practitioner_id in by_video and until is None:
            busy, until = True, by_video[practitioner_id]
        found[practitioner_id] = _Agenda((busy, until), returns, today)
    return found
