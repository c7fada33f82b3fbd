"""The appointment for which a referral is booked: one that is the patient's, on the colleague's agenda."""

from server.agenda.models import Appointment
from server.agenda.queries.guards import appointment_seen
from server.core.errors import Invalid, NotFound
from server.core.permissions import Permission
from server.core.unit import UnitOfWork
from server.referrals.models import ReferralAppointment
from server.referrals.schemas import AnswerReferral
from server.referrals.service.telling import Change


async def answered(uow: UnitOfWork, referral_id: str, body: AnswerReferral, practitioner_id: str | None, patient_id: str | None) -> Change:
    """What the colleague's answer changes. An appointment that he gave is followed from now on, and says that he accepted.

    Raises:
        NotFound, Invalid: the appointment is none of this referral, or it was cancelled, or he did not book.
    """
    if body.appointment_id is None:
        if body.status != "accepted":
            await untie(uow, referral_id)
        return Change(status=body.status, word=body.word, booked_for=None)
    if body.status != "booked":
        raise Invalid(field="appointment_id", reason="not_booked")
    appointment = await appointment_of(uow, body.appointment_id, practitioner_id, patient_id)
    await tie(uow, referral_id, appointment, otherwise="accepted")
    return Change(status=body.status, word=body.word, booked_for=appointment.starts_at)


async def appointment_of(uow: UnitOfWork, appointment_id: str, practitioner_id: str | None, patient_id: str | None) -> Appointment:
    """The appointment that was booked for a referral; `patient_id` None: the patient has another file there.

    Raises:
        NotFound: unknown or forbidden; on another agenda, or another patient's.
        Invalid: it was cancelled.
    """
    appointment, practitioner = await appointment_seen(uow, appointment_id, Permission.AGENDA_BOOK)
    if practitioner.id != practitioner_id or (patient_id is not None and appointment.patient_id != patient_id):
        raise NotFound
    if appointment.status == "cancelled":
        raise Invalid(field="appointment_id", reason="cancelled")
    return appointment


async def tie(uow: UnitOfWork, referral_id: str, appointment: Appointment, otherwise: str) -> None:
    """Let a referral follow its appointment from now on; `otherwise`: how it stands without it."""
    row = ReferralAppointment(
        referral_id=referral_id,
        practice_id=appointment.practice_id,
        appointment_id=appointment.id,
        patient_id=appointment.patient_id,
        seen_version=appointment.version,
        otherwise=otherwise,
    )
    await uow.session.merge(row)


async def untie(uow: UnitOfWork, referral_id: str) -> None:
    """It follows none any more."""
    row = await uow.session.get(ReferralAppointment, referral_id)
    if row is not None:
        await uow.session.delete(row)
