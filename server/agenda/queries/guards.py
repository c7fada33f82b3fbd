"""Guarded loaders: the only way from an id to a row of the agenda."""

from typing import TypeVar

from sqlalchemy import select

from server.accounts.models import Practitioner
from server.accounts.queries import practitioner_for
from server.agenda.models import (
    Appointment,
    AppointmentType,
    Claim,
    PlanningEvent,
    Replacement,
    Schedule,
    VisibilityPeriod,
    WaitingEntry,
)
from server.agenda.topics import agenda_topic
from server.core.errors import NotFound
from server.core.permissions import Permission
from server.core.unit import Restart, UnitOfWork

Row = TypeVar("Row", Appointment, AppointmentType, Claim, PlanningEvent, Replacement, Schedule, VisibilityPeriod, WaitingEntry)


async def agenda_of(uow: UnitOfWork, kind: type[Row], row_id: str) -> str:
    """Whose agenda a row is on, read before the lock; it is checked again under it by `row_for`."""
    found = (await uow.session.execute(select(kind.practitioner_id).where(kind.id == row_id))).scalar_one_or_none()
    if found is None:
        uow.permit(Permission.SIGNED_IN)
        raise NotFound
    return found


async def row_for(uow: UnitOfWork, kind: type[Row], permission: Permission, row_id: str, agenda: str) -> tuple[Row, Practitioner]:
    """A row of a locked agenda and its practitioner, through the permission table.

    Raises:
        NotFound: unknown or forbidden.
        Restart: it moved to another agenda before the lock was taken.
    """
    practitioner = await practitioner_for(uow, permission, agenda)
    row = (await uow.session.execute(select(kind).where(kind.id == row_id))).scalar_one_or_none()
    if row is None:
        raise NotFound
    if row.practitioner_id != agenda:
        raise Restart
    return row, practitioner


async def locked_row(uow: UnitOfWork, kind: type[Row], permission: Permission, row_id: str) -> tuple[Row, Practitioner]:
    """Lock a row's agenda, then load it through its guard."""
    agenda = await agenda_of(uow, kind, row_id)
    await uow.lock(agenda_topic(agenda))
    return await row_for(uow, kind, permission, row_id, agenda)


async def appointment_for(uow: UnitOfWork, permission: Permission, appointment_id: str, *also: str) -> tuple[Appointment, Practitioner]:
    """Lock an appointment's agenda, and those of `also`, then load it through its guard."""
    agenda = await agenda_of(uow, Appointment, appointment_id)
    await uow.lock(*{agenda_topic(each) for each in (agenda, *also)})
    return await row_for(uow, Appointment, permission, appointment_id, agenda)


async def appointment_seen(
    uow: UnitOfWork, appointment_id: str, permission: Permission = Permission.AGENDA_READ
) -> tuple[Appointment, Practitioner]:
    """An appointment for reading, without a lock."""
    agenda = await agenda_of(uow, Appointment, appointment_id)
    return await row_for(uow, Appointment, permission, appointment_id, agenda)
