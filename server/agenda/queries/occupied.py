"""What occupies a practitioner's time: active appointments, and the claims of others."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from server.agenda.models import Appointment, Claim
from server.agenda.slots import Busy
from server.core.unit import UnitOfWork

LONGEST = timedelta(hours=24)
"""No appointment lasts longer: what overlaps an interval starts at most this before it."""


async def active_between(uow: UnitOfWork, practitioner_id: str, since: datetime, until: datetime) -> Sequence[Appointment]:
    """The appointments that are not cancelled and overlap a half-open interval, in order."""
    await uow.session.flush()
    statement = (
        select(Appointment)
        .where(
            Appointment.practitioner_id == practitioner_id,
            Appointment.starts_at >= since - LONGEST,
            Appointment.starts_at < until,
            Appointment.ends_at > since,
            Appointment.status != "cancelled",
        )
        .order_by(Appointment.starts_at, Appointment.id)
    )
    return (await uow.session.execute(statement)).scalars().all()


def busy(rows: Iterable[Appointment]) -> list[Busy]:
    """Appointments as the slot rules read them."""
    return [
        Busy(starts_at=row.starts_at, ends_at=row.ends_at, extra_id=row.extra_id, type_id=row.type_id, ref=row.id)
        for row in rows
        if row.status != "cancelled"
    ]


async def claims_on(uow: UnitOfWork, practitioner_id: str, *, lapsed: bool = False) -> Sequence[Claim]:
    """The claims that have not expired; `lapsed`: those too that expired and no event has dropped yet."""
    statement = select(Claim).where(Claim.practitioner_id == practitioner_id).order_by(Claim.starts_at, Claim.id)
    if not lapsed:
        statement = statement.where(Claim.expires_at > uow.now)
    return (await uow.session.execute(statement)).scalars().all()
