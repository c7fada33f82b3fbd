"""The patient's side, and the provider's word that he paid."""

from datetime import timedelta
from typing import Annotated, Any

import msgspec
import structlog
from sqlalchemy import select

from server.accounts.models import Practice
from server.agenda.models import Appointment
from server.core.actors import Actor, system
from server.core.db import EVERY_PRACTICE
from server.core.errors import Malformed, NotFound, WrongSignature
from server.core.http import Visit
from server.core.permissions import Permission
from server.core.signature import is_genuine
from server.core.unit import Core, UnitOfWork, reading, retried
from server.notices.choices import choices_of
from server.payments.errors import PaymentNotAsked
from server.payments.models import Payment, PaymentEvent
from server.payments.queries import label_of, lock_payment, paying_for, payment_of
from server.payments.schemas import CheckoutPage
from server.payments.service.asking import announce, close_page
from server.payments.till import Order, Till

LOG = structlog.get_logger("payments")
FRESH = timedelta(minutes=30)
"""A page that ends sooner is not given any more: paying takes time."""
_PAID = frozenset({"checkout.session.completed", "checkout.session.async_payment_succeeded"})


class _Session(msgspec.Struct, frozen=True):
    id: str
    client_reference_id: str | None = None
    payment_status: str = ""
    amount_total: int | None = None
    currency: str | None = None


class _Data(msgspec.Struct, frozen=True):
    object: dict[str, Any]


class _Event(msgspec.Struct, frozen=True):
    id: Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
    type: str
    data: _Data


async def open_checkout(core: Core, actor: Actor, till: Till, url: str) -> CheckoutPage:
    """The page on which a patient pays; the one that is open already, when there is one.

    Raises:
        NotFound, PaymentNotAsked, TillClosed.
    """
    assert actor.guest is not None
    appointment_id = actor.guest.appointment_id
    async with reading(core, actor, channel="link") as uow:
        row = await _due(uow, appointment_id)
        if row.checkout_url is not None and row.checkout_until is not None and row.checkout_until > uow.now + FRESH:
            return CheckoutPage(url=uow.unseal(label_of(row), row.checkout_url, str))
        practice = await uow.session.get(Practice, row.practice_id)
        choices, _ = await choices_of(uow, row.practice_id)
        order = Order(
            payment_id=row.id,
            amount=row.amount,
            name=practice.name if practice else "",
            locale=choices.locale,
            key=f"{row.id}-{row.version}-{int(uow.now.timestamp()) // 3600}",
            back=f"{url}/room",
        )
        version = row.version
    page = await till.open(order)

    async def keep(uow: UnitOfWork) -> bool:
        await lock_payment(uow, appointment_id)
        row = await _due(uow, appointment_id)
        if row.version != version:
            return False
        row.checkout_id, row.checkout_until = page.id, page.until
        row.checkout_url = uow.seal(row.practice_id, label_of(row), page.url)
        return True

    try:
        is_kept = await retried(core, actor, keep)
    except (NotFound, PaymentNotAsked):
        await till.close(page.id)
        raise
    if not is_kept:
        await till.close(page.id)
        raise PaymentNotAsked
    return CheckoutPage(url=page.url)


async def _due(uow: UnitOfWork, appointment_id: str) -> Payment:
    _, row = await paying_for(uow, Permission.PAYMENTS_PAY, appointment_id)
    if row is None or row.state != "asked" or not row.online:
        raise PaymentNotAsked
    return row


async def hear_provider(visit: Visit) -> None:
    """What the provider says of a payment: signed, of these minutes, and acted upon once.

    Raises:
        NotFound: no provider is configured.
        WrongSignature, Malformed.
    """
    core: Core = visit.house.core
    secret = visit.house.settings.stripe_webhook_secret
    if secret is None:
        raise NotFound
    body = await visit.request.body()
    header = visit.request.headers.get("stripe-signature", "")
    if not is_genuine(secret.reveal(), header, body, core.clock.now()):
        raise WrongSignature
    event_id, session = _read(body)
    if session is None or session.payment_status != "paid" or session.client_reference_id is None:
        return
    if session.currency != "eur" or session.amount_total is None:
        LOG.warning("payment_in_another_currency")
        return

    async def act(uow: UnitOfWork) -> None:
        await _paid(uow, event_id, session)

    await retried(core, system("card payment"), act, scope=EVERY_PRACTICE)


def _read(body: bytes) -> tuple[str, _Session | None]:
    """The event's identifier, and the session that was paid if that is what it is about."""
    try:
        event = msgspec.json.decode(body, type=_Event)
        session = msgspec.convert(event.data.object, _Session) if event.type in _PAID else None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Malformed("This is not an event of Stripe.", path="$", message=str(error)[:200]) from None
    return event.id, session


async def _paid(uow: UnitOfWork, event_id: str, session: _Session) -> None:
    uow.permit(Permission.SYSTEM)
    asked = select(Payment.appointment_id).where(Payment.id == session.client_reference_id)
    appointment_id = (await uow.session.execute(asked)).scalar_one_or_none()
    if appointment_id is None:
        LOG.warning("payment_unknown")
        return
    await lock_payment(uow, appointment_id)
    heard = select(PaymentEvent.id).where(PaymentEvent.id == event_id)
    row = await payment_of(uow, appointment_id)
    if row is None or (await uow.session.execute(heard)).first() is not None:
        return
    await uow.load_key(row.practice_id)
    uow.session.add(PaymentEvent(id=event_id, practice_id=row.practice_id, payment_id=row.id, at=uow.now))
    if row.state == "paid" and row.means == "card":
        return
    await _settle_by_card(uow, row, session)


async def _settle_by_card(uow: UnitOfWork, row: Payment, session: _Session) -> None:
    """The money came: that holds whatever was noted before, and so does the amount that was paid."""
    statement = select(Appointment).where(Appointment.id == row.appointment_id)
    appointment = (await uow.session.execute(statement)).scalar_one()
    row.version += 1
    row.paid_twice = row.state == "paid" and row.means == "hand"
    row.amount = session.amount_total or row.amount
    row.state, row.means, row.settled_at, row.settled_by = "paid", "card", uow.now, None
    close_page(row)
    if row.paid_twice:
        LOG.warning("payment_came_twice", payment=row.id)
    uow.audit("payment:card", row.practice_id, f"payment/{row.id}")
    await announce(uow, row, appointment)
