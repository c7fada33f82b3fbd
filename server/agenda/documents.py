"""What the agenda tells the documents of patients about appointments."""

from sqlalchemy import select

from server.agenda.models import Appointment
from server.agenda.queries.guards import appointment_seen
from server.core.permissions import Permission
from server.core.unit import UnitOfWork
from server.documents.appointments import Appointments


async def _patient(uow: UnitOfWork, appointment_id: str) -> str:
    row, _ = await appointment_seen(uow, appointment_id, Permission.AGENDA_DETAILS)
    return row.patient_id


async def _stands(uow: UnitOfWork, appointment_id: str) -> bool:
    return (await uow.session.execute(select(Appointment.id).where(Appointment.id == appointment_id))).first() is not None


APPOINTMENTS = Appointments(patient=_patient, stands=_stands)
"""Declared by `server.app`."""
