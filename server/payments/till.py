"""The port through which patients pay by card, and its two sides: none (everything is settled by hand), and Stripe Checkout."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

import httpx
import msgspec
import structlog

from server.payments.errors import TillClosed
from server.settings import Settings

LOG = structlog.get_logger("payments")
_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be paid, and to whom. The provider learns nothing of the patient and of what was done."""

    payment_id: str
    amount: int
    name: str
    """The practice's."""
    locale: str
    key: str
    """The same order twice under this key opens one page."""
    back: str
    """Where the browser comes back to."""


@dataclass(frozen=True, slots=True)
class Checkout:
    """A page of the provider on which an order can be paid."""

    id: str
    url: str
    until: datetime


class Till(Protocol):
    """What takes cards. `online`: it does."""

    online: bool

    async def open(self, order: Order) -> Checkout:
        """Open a page on which an order can be paid.

        Raises:
            TillClosed: the provider refuses, or does not answer.
        """
        ...

    async def close(self, checkout_id: str) -> None:
        """Close a page, as well as can be: what was paid there meanwhile is paid."""
        ...


class ByHand:
    """No cards: the practice says how to pay, and notes what was."""

    online = False

    async def open(self, order: Order) -> Checkout:
        """Never."""
        raise TillClosed

    async def close(self, checkout_id: str) -> None:
        """Nothing is open."""


class _Session(msgspec.Struct, frozen=True):
    id: str
    url: str
    expires_at: int


class Stripe:
    """Stripe Checkout, over HTTP (https://docs.stripe.com/api/checkout/sessions)."""

    online = True

    def __init__(self, url: str, key: str) -> None:
        self._url = url.rstrip("/")
        self._key = key

    async def open(self, order: Order) -> Checkout:
        """One session, in euros, paid once."""
        item = "line_items[0]"
        form = {
            "mode": "payment",
            "client_reference_id": order.payment_id,
            "locale": order.locale,
            "success_url": order.back,
            "cancel_url": order.back,
            f"{item}[quantity]": "1",
            f"{item}[price_data][currency]": "eur",
            f"{item}[price_data][unit_amount]": str(order.amount),
            f"{item}[price_data][product_data][name]": order.name,
        }
        answer = await self._post("/v1/checkout/sessions", form, {"Idempotency-Key": order.key})
        try:
            made = msgspec.json.decode(answer.content, type=_Session)
            until = datetime.fromtimestamp(made.expires_at, UTC)
        except (msgspec.DecodeError, ValueError, OverflowError, OSError) as error:
            raise TillClosed from error
        if not made.url.startswith(("https://", "http://127.0.0.1", "http://localhost")):
            raise TillClosed
        return Checkout(made.id, made.url, until)

    async def close(self, checkout_id: str) -> None:
        """Expire the session; one that is over already refuses, and that is as good."""
        try:
            await self._post(f"/v1/checkout/sessions/{checkout_id}/expire", {}, {})
        except TillClosed:
            LOG.warning("checkout_left_open")

    async def _post(self, path: str, form: dict[str, str], headers: dict[str, str]) -> httpx.Response:
        request = httpx.Request("POST", self._url + path, data=form, headers={"Authorization": f"Bearer {self._key}", **headers})
        async with httpx.AsyncClient(timeout=_SECONDS, follow_redirects=False, trust_env=False) as client:
            try:
                answer = await client.send(request)
            except httpx.HTTPError as error:
                LOG.warning("till_silent", kind=type(error).__name__)
                raise TillClosed from error
        if not answer.is_success:
            LOG.warning("till_refused", status=answer.status_code)
            raise TillClosed
        return answer


@dataclass(frozen=True, slots=True)
class TillHolder:
    """The till of this process, by a class that routes can ask for."""

    till: Till


def till_of(settings: Settings) -> Till:
    """Stripe when it is configured; otherwise everything is settled by hand."""
    if settings.stripe_key is None:
        return ByHand()
    return Stripe(settings.stripe_url, settings.stripe_key.reveal())
