"""HTTP ↔ payments: the practice's side, and the provider's word. The patient's is with his room (`rtc.consultation`)."""

from server.core.http import Api, Visit
from server.core.unit import UnitOfWork
from server.payments import queries
from server.payments.schemas import AskedPayment, AskPayment, ListPayments, PaymentList, PaymentView, SettlePayment
from server.payments.service import asking, paying
from server.payments.till import Till, TillHolder

api = Api("payments")


@api.action("PUT", "/api/appointments/{appointment_id}/payment")
async def ask_payment(visit: Visit, appointment_id: str, body: AskPayment) -> AskedPayment:
    """Ask the patient of a teleconsultation for an amount, or another one (F181, F184)."""
    return await asking.ask_payment(visit, _till(visit), appointment_id, body)


@api.action("POST", "/api/payments/{payment_id}/settle")
async def settle_payment(visit: Visit, payment_id: str, body: SettlePayment) -> PaymentView:
    """Note that a payment was made at the desk, waived, or is asked for after all."""
    return await asking.settle_payment(visit, _till(visit), payment_id, body)


@api.command("POST", "/api/payments/{payment_id}/remind")
async def remind_of_payment(uow: UnitOfWork, payment_id: str) -> AskedPayment:
    """Send the patient the link to his payment again."""
    return await asking.remind_of_payment(uow, payment_id)


@api.query("POST", "/api/payments/list")
async def list_payments(uow: UnitOfWork, body: ListPayments) -> PaymentList:
    """Payments of some agendas, by day and state (F150, F187)."""
    return await queries.list_payments(uow, body)


@api.action("POST", "/api/stripe/events", access="signed")
async def hear_stripe(visit: Visit) -> None:
    """A word of Stripe about a payment, under its signature (`Stripe-Signature`)."""
    await paying.hear_provider(visit)


def _till(visit: Visit) -> Till:
    till: Till = visit.house.service(TillHolder).till
    return till
