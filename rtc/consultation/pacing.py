"""Saying how late practitioners run, as their day moves: to the patients who wait, and to whoever watches their door."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from rtc.consultation.lateness import Visit, projected
from rtc.consultation.models import Pace, RoomRow, SeatRow
from rtc.consultation.queries import load_scene, pace_view, room_view
from rtc.consultation.topics import calls_topic, room_topic
from server.accounts.models import Practitioner
from server.agenda.models import Appointment
from server.core.actors import system
from server.core.db import EVERY_PRACTICE
from server.core.permissions import Permission
from server.core.unit import Core, UnitOfWork, writing

LOG = structlog.get_logger("consultation")
EVERY = 5.0
"""Seconds between two looks at the days under way."""
_DAY = timedelta(hours=12)
"""What began longer ago, or begins later, says nothing about now."""


async def keep_pace(core: Core) -> None:
    """Look again every few seconds, until cancelled."""
    while True:
        await asyncio.sleep(EVERY)
        try:
            for practitioner_id in await paces_to_say(core):
                await say_pace(core, practitioner_id)
        except Exception as error:  # the next look is a few seconds away; nobody else would say it
            LOG.warning("pace_not_said", kind=type(error).__name__)


async def paces_to_say(core: Core) -> list[str]:
    """The practitioners of whom something else was said than is true now."""
    async with core.db.read(EVERY_PRACTICE) as session:
        said = {row.practitioner_id: row.hours for row in (await session.execute(select(Pace))).scalars()}
        days = await _days(session, core, Appointment.practitioner_id.in_(select(Practitioner.id)))
    now = core.clock.now()
    return sorted(each for each in days.keys() | said.keys() if _written(days.get(each, []), now) != said.get(each, {}))


async def say_pace(core: Core, practitioner_id: str) -> None:
    """Say how late one practitioner runs now, where it is not what was said."""
    async with writing(core, system("pace"), channel="live", scope=EVERY_PRACTICE) as uow:
        uow.permit(Permission.SYSTEM)
        rooms = await _open_rooms(uow, practitioner_id)
        await uow.lock(calls_topic(practitioner_id), *(room_topic(each.id) for each in rooms))
        found = select(Practitioner).where(Practitioner.id == practitioner_id)
        practitioner = (await uow.session.execute(found)).scalar_one()
        await uow.load_key(practitioner.practice_id)
        row = (await uow.session.execute(select(Pace).where(Pace.practitioner_id == practitioner_id))).scalar_one_or_none()
        days = await _days(uow.session, core, Appointment.practitioner_id == practitioner_id)
        before, hours = row.hours if row else {}, _written(days.get(practitioner_id, []), uow.now)
        if hours == before:
            return
        if row is None:
            row = Pace(practice_id=practitioner.practice_id, practitioner_id=practitioner_id, hours=hours)
            uow.session.add(row)
        row.hours = hours
        await uow.session.flush()
        uow.record(calls_topic(practitioner_id), "pace_changed", owner=practitioner.practice_id, put={"paces": [pace_view(row)]})
        for each in rooms:
            if hours.get(each.id) != before.get(each.id):
                view = room_view(await load_scene(uow, each, practitioner), uow.now)
                uow.record(room_topic(each.id), "room_retimed", owner=each.practice_id, put={"room": [view]}, subject=each.patient_id)


async def _open_rooms(uow: UnitOfWork, practitioner_id: str) -> Sequence[Appointment]:
    statement = (
        select(Appointment)
        .join(RoomRow, RoomRow.appointment_id == Appointment.id)
        .where(Appointment.practitioner_id == practitioner_id, RoomRow.ended_at.is_(None), Appointment.starts_at > uow.now - 2 * _DAY)
        .order_by(Appointment.id)
    )
    return (await uow.session.execute(statement)).scalars().all()


async def _days(session: AsyncSession, core: Core, whose: ColumnElement[bool]) -> dict[str, list[Visit]]:
    """The appointments around now, by practitioner: only times and states."""
    now = core.clock.now()
    waits = SeatRow.here & SeatRow.knocked_at.is_not(None)
    row = Appointment
    statement: Any = (
        select(row.practitioner_id, row.id, row.starts_at, row.ends_at, row.status, row.status_at, waits)
        .outerjoin(SeatRow, (SeatRow.appointment_id == row.id) & (SeatRow.role == "patient"))
        .where(whose, row.starts_at > now - _DAY, row.starts_at < now + _DAY, row.status.not_in(("cancelled", "absent")))
        .order_by(row.practitioner_id, row.starts_at)
    )
    days: defaultdict[str, list[Visit]] = defaultdict(list)
    for practitioner_id, name, starts_at, ends_at, status, marked_at, is_here in (await session.execute(statement)).all():
        days[practitioner_id].append(Visit(name, starts_at, ends_at, status, marked_at, bool(is_here)))
    return days


def _written(day: list[Visit], now: datetime) -> dict[str, str]:
    return {each: hour.isoformat() for each, hour in projected(day, now).items()}
