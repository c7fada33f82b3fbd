"""What the conditions of a type need to know of a patient (Q31)."""

from datetime import date

from sqlalchemy import select

from server.accounts.models import Practitioner
from server.agenda.models import Appointment
from server.agenda.queries.plans import plan_of
from server.agenda.slots import Patient
from server.core.unit import UnitOfWork


async def as_asked(
    uow: UnitOfWork, practitioner: Practitioner, type_id: str, patient_id: str, birth_date: date | None, *, besides: str = ""
) -> Patient:
    """Whether the practitioner knows him is only looked up where the type asks for it; `besides` is an appointment that does not count.

    Nothing tells yet that a colleague sent him: a type that asks for a letter says so each time.
    """
    plan = await plan_of(uow, practitioner)
    if plan.types[type_id].conditions.audience == "everyone":
        return Patient(birth_date=birth_date, has_referral=False)
    seen = select(Appointment.id).where(
        Appointment.patient_id == patient_id,
        Appointment.practitioner_id == practitioner.id,
        Appointment.status != "cancelled",
        Appointment.id != besides,
    )
    known = (await uow.session.execute(seen.limit(1))).first() is not None
    return Patient(known=known, birth_date=birth_date, has_referral=False)
