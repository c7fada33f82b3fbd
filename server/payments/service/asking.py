"""The practice's side: ask for an amount, note that it was settled, tell the patient again."""

from msgspec import to_builtins

from server.agenda.models import Appointment
from server.agenda.topics import calls_topic, room_topic
from server.core.errors import NotFound, Stale
from server.core.http import Visit
from server.core.ids import new_id
from server.core.outbox import withdraw
from server.core.permissions import Permission
from server.core.unit import UnitOfWork, retried
from server.payments.errors import PaymentNotAsked, PaymentPaid
from server.payments.letters import about, tell
from server.payments.models import Payment
from server.payments.queries import appointment_of, label_of, lock_payment, paying_for, payment_view
from server.payments.rules import may_ask, may_settle
from server.payments.schemas import AskedPayment, AskPayment, PaymentView, SettlePayment
from server.payments.till import Till
from server.payments.topics import CHANGED, COLLECTION


async def ask_payment(visit: Visit, till: Till, appointment_id: str, body: AskPayment) -> AskedPayment:
    """Ask for an amount, or another one; a page that was open for the old amount is closed.

    Raises:
        NotFound, Stale, PaymentPaid.
    """

    async def act(uow: UnitOfWork) -> tuple[AskedPayment, str | None]:
        await lock_payment(uow, appointment_id)
        appointment, row = await paying_for(uow, Permission.PAYMENTS_WRITE, appointment_id)
        _check_version(uow, row, body)
        if row is not None and not may_ask(row.state):
            raise PaymentPaid
        open_page = None if row is None else row.checkout_id
        if row is None:
            row = Payment(id=new_id(), version=0, practice_id=appointment.practice_id, appointment_id=appointment_id)
            uow.session.add(row)
        row.version += 1
        row.amount, row.label = body.amount, uow.seal(row.practice_id, label_of(row), body.label.strip())
        row.state, row.means, row.online = "asked", "", till.online
        row.asked_at, row.asked_by = uow.now, to_builtins(uow.author)
        row.settled_at = row.settled_by = None
        close_page(row)
        told = await tell(uow, row, appointment) if body.tell else []
        return AskedPayment(payment=await announce(uow, row, appointment), told=told), open_page

    answer, open_page = await retried(visit.house.core, visit.actor, act)
    if open_page is not None:
        await till.close(open_page)
    return answer


async def settle_payment(visit: Visit, till: Till, payment_id: str, body: SettlePayment) -> PaymentView:
    """Note what happened at the desk: paid, waived, or asked for after all.

    Raises:
        NotFound, Stale, PaymentPaid: it came by card, which nobody takes back here.
    """

    async def act(uow: UnitOfWork) -> tuple[PaymentView, str | None]:
        appointment, row = await _locked(uow, payment_id)
        if row.version != body.version:
            raise Stale(yours=to_builtins(body), theirs=to_builtins(payment_view(uow, row)))
        if not may_settle(row.state, row.means, body.state):
            raise PaymentPaid
        if row.state == body.state:
            return await _given_back(uow, row, appointment), None
        open_page = row.checkout_id
        row.version += 1
        row.state, row.means = body.state, "hand" if body.state == "paid" else ""
        is_settled = body.state != "asked"
        row.settled_at, row.settled_by = (uow.now, to_builtins(uow.author)) if is_settled else (None, None)
        close_page(row)
        await withdraw(uow, about(row))
        return await announce(uow, row, appointment), open_page

    view, open_page = await retried(visit.house.core, visit.actor, act)
    if open_page is not None:
        await till.close(open_page)
    return view


async def _given_back(uow: UnitOfWork, row: Payment, appointment: Appointment) -> PaymentView:
    """What is as it was noted stays so; money that came twice is said to be given back."""
    if not row.paid_twice:
        return payment_view(uow, row)
    row.paid_twice = False
    row.version += 1
    return await announce(uow, row, appointment)


async def remind_of_payment(uow: UnitOfWork, payment_id: str) -> AskedPayment:
    """Tell the patient again.

    Raises:
        NotFound, PaymentNotAsked: it is settled.
    """
    appointment, row = await _locked(uow, payment_id)
    if row.state != "asked":
        raise PaymentNotAsked
    told = await tell(uow, row, appointment)
    return AskedPayment(payment=payment_view(uow, row), told=told)


def close_page(row: Payment) -> None:
    """Forget the provider's page."""
    row.checkout_id = row.checkout_url = row.checkout_until = None


async def announce(uow: UnitOfWork, row: Payment, appointment: Appointment) -> PaymentView:
    """Show a payment in its consultation, and at its practitioner's door."""
    row.changed_at = uow.now
    await uow.session.flush()
    view = payment_view(uow, row)
    for topic in (room_topic(appointment.id), calls_topic(appointment.practitioner_id)):
        uow.record(topic, CHANGED, owner=row.practice_id, put={COLLECTION: [view]}, subject=appointment.patient_id)
    return view


async def _locked(uow: UnitOfWork, payment_id: str) -> tuple[Appointment, Payment]:
    appointment_id = await appointment_of(uow, payment_id)
    await lock_payment(uow, appointment_id)
    appointment, row = await paying_for(uow, Permission.PAYMENTS_WRITE, appointment_id)
    if row is None:
        raise NotFound
    return appointment, row


def _check_version(uow: UnitOfWork, row: Payment | None, body: AskPayment) -> None:
    if body.version != (row.version if row is not None else 0):
        theirs = to_builtins(payment_view(uow, row)) if row is not None else {}
        raise Stale(yours=to_builtins(body), theirs=theirs)
