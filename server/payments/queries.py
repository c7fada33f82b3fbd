"""Reads: guarded loaders, views, and what screens of consultations show of payments."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from server.accounts.models import Location, Practitioner
from server.accounts.queries import practitioner_for
from server.agenda.models import Appointment
from server.agenda.topics import calls_topic, room_topic
from server.core.actors import Target
from server.core.errors import Malformed, NotFound
from server.core.permissions import Permission
from server.core.unit import Restart, UnitOfWork
from server.patients.models import Patient
from server.payments.models import Payment
from server.payments.schemas import ListPayments, PaymentLine, PaymentList, PaymentView

LONGEST = 366
"""Days that one list may span."""


def label_of(row: Payment) -> str:
    """What seals a payment's label."""
    return f"payment|{row.id}"


def payment_view(uow: UnitOfWork, row: Payment) -> PaymentView:
    """A payment on the wire."""
    return PaymentView(
        id=row.id,
        version=row.version,
        appointment_id=row.appointment_id,
        amount=row.amount,
        label=uow.unseal(label_of(row), row.label, str),
        state=row.state,
        means=row.means,
        online=row.online,
        paid_twice=bool(row.paid_twice),
        asked_at=row.asked_at,
        settled_at=row.settled_at,
        settled_by=(row.settled_by or {}).get("name", ""),
    )


async def paying_for(uow: UnitOfWork, permission: Permission, appointment_id: str) -> tuple[Appointment, Payment | None]:
    """A teleconsultation and what is asked for it, once the table has granted `permission`.

    Raises:
        NotFound: unknown, forbidden, cancelled, or not a teleconsultation.
    """
    found = (await uow.session.execute(select(Appointment).where(Appointment.id == appointment_id))).scalar_one_or_none()
    target = Target(
        practice_id=found.practice_id if found else None,
        practitioner_id=found.practitioner_id if found else None,
        appointment_id=appointment_id,
    )
    uow.permit(permission, target)
    if found is None or not found.teleconsultation or found.status == "cancelled":
        raise NotFound
    uow.audit(str(permission), found.practice_id, f"appointment/{appointment_id}")
    return found, await payment_of(uow, appointment_id)


async def payment_of(uow: UnitOfWork, appointment_id: str) -> Payment | None:
    """What is asked for an appointment; unguarded."""
    statement = select(Payment).where(Payment.appointment_id == appointment_id).execution_options(populate_existing=True)
    return (await uow.session.execute(statement)).scalar_one_or_none()


async def lock_payment(uow: UnitOfWork, appointment_id: str) -> None:
    """Lock the screens that show a payment: the consultation, and the practitioner's door.

    Raises:
        Restart: the appointment moved to another agenda before the lock was taken.
    """
    asked = select(Appointment.practitioner_id).where(Appointment.id == appointment_id)
    agenda = (await uow.session.execute(asked)).scalar_one_or_none()
    if agenda is None:
        return
    await uow.lock(room_topic(appointment_id), calls_topic(agenda))
    if (await uow.session.execute(asked)).scalar_one_or_none() != agenda:
        raise Restart


async def appointment_of(uow: UnitOfWork, payment_id: str) -> str:
    """Whose payment it is, read before the lock."""
    found = (await uow.session.execute(select(Payment.appointment_id).where(Payment.id == payment_id))).scalar_one_or_none()
    if found is None:
        uow.permit(Permission.SIGNED_IN)
        raise NotFound
    return found


async def room_payments(uow: UnitOfWork, appointment_id: str) -> list[PaymentView]:
    """What a consultation's screens show; whoever may subscribe was asked before."""
    row = await payment_of(uow, appointment_id)
    return [payment_view(uow, row)] if row is not None else []


async def recent_payments(uow: UnitOfWork, practitioner_id: str, since: datetime) -> list[PaymentView]:
    """Payments of a practitioner's agenda that changed since."""
    statement = (
        select(Payment)
        .join(Appointment, Appointment.id == Payment.appointment_id)
        .where(Appointment.practitioner_id == practitioner_id, Payment.changed_at > since)
        .order_by(Payment.id)
    )
    return [payment_view(uow, row) for row in (await uow.session.execute(statement)).scalars()]


async def list_payments(uow: UnitOfWork, query: ListPayments) -> PaymentList:
    """Payments by day and state, for whoever may see these agendas (F150, F187)."""
    if not 0 <= (query.to_day - query.from_day).days < LONGEST:
        raise Malformed("Ask for at most a year, from a day to a later one.", path="$.to_day", message="")
    agendas = list(dict.fromkeys(query.practitioner_ids))
    for practitioner_id in agendas:
        await practitioner_for(uow, Permission.PAYMENTS_READ, practitioner_id)
    rows = await _rows(uow, query, agendas)
    lines = [_line(uow, *row) for row in rows[: query.limit]]
    return PaymentList(payments=lines, more=len(rows) > query.limit, due=_sum(lines, "asked"), paid=_sum(lines, "paid"))


async def _rows(uow: UnitOfWork, query: ListPayments, agendas: list[str]) -> Sequence[tuple[Payment, Appointment, Patient]]:
    """The days are those of each place."""
    zones = select(Location.zone).join(Practitioner, Practitioner.practice_id == Location.practice_id).where(Practitioner.id.in_(agendas))
    found = sorted(set((await uow.session.execute(zones)).scalars())) or ["UTC"]
    starts = [datetime.combine(query.from_day, time(), ZoneInfo(zone)) for zone in found]
    ends = [datetime.combine(query.to_day, time(), ZoneInfo(zone)) + timedelta(days=1) for zone in found]
    statement = (
        select(Payment, Appointment, Patient)
        .join(Appointment, Appointment.id == Payment.appointment_id)
        .join(Patient, Patient.id == Appointment.patient_id)
        .where(Appointment.practitioner_id.in_(agendas), Appointment.starts_at >= min(starts), Appointment.starts_at < max(ends))
        .order_by(Appointment.starts_at.desc(), Payment.id)
        .limit(query.limit + 1)
    )
    if query.state is not None:
        statement = statement.where(Payment.state == query.state)
    return [(row[0], row[1], row[2]) for row in (await uow.session.execute(statement)).all()]


def _line(uow: UnitOfWork, row: Payment, appointment: Appointment, patient: Patient) -> PaymentLine:
    return PaymentLine(
        payment=payment_view(uow, row),
        practitioner_id=appointment.practitioner_id,
        location_id=appointment.location_id,
        starts_at=appointment.starts_at,
        patient=f"{patient.last_name} {patient.first_name}".strip(),
    )


def _sum(lines: Iterable[PaymentLine], state: str) -> int:
    return sum(each.payment.amount for each in lines if each.payment.state == state)
