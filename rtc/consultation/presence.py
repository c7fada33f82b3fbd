"""Which practitioners are in a consultation by video."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from rtc.consultation.models import RoomRow
from server.agenda.models import Appointment

LONGEST = timedelta(hours=4)
"""A consultation that was begun longer ago and that nobody ended was left."""


async def in_progress(session: AsyncSession, now: datetime) -> dict[str, datetime | None]:
    """The practitioners whose consultation was begun and not ended, and until when it was planned, if that is to come."""
    rows = await session.execute(
        select(RoomRow.practitioner_id, Appointment.ends_at)
        .join(Appointment, Appointment.id == RoomRow.appointment_id)
        .where(RoomRow.ended_at.is_(None), RoomRow.started_at > now - LONGEST)
        .order_by(Appointment.ends_at)
    )
    return {practitioner_id: ends_at if ends_at > now else None for practitioner_id, ends_at in rows}
