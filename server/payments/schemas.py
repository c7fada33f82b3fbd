"""What crosses the wire about payments. Amounts are cents of a euro."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from server.core.fields import Day, Id, Instant, Line, Version

State = Literal["asked", "paid", "waived"]
Means = Literal["", "card", "hand"]
Amount = Annotated[int, Meta(ge=50, le=1_000_000, description="cents of a euro")]


class PaymentView(Struct, frozen=True, kw_only=True):
    """What is asked for a consultation. `online`: it can be paid by card; `means` and `settled_by` say how, and by whom.

    `paid_twice`: it came by card after it was noted as paid at the desk; one of the two is to be given back.
    """

    id: Id
    version: Version
    appointment_id: Id
    amount: Amount
    label: str
    state: State
    means: Means
    online: bool
    paid_twice: bool = False
    asked_at: Instant
    settled_at: Instant | None
    settled_by: str


class AskPayment(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Ask for an amount, or another one. `version` 0: nothing was asked for yet. `tell`: write to the patient (F181, F186)."""

    version: Annotated[int, Meta(ge=0)] = 0
    amount: Amount
    label: Line = ""
    tell: bool = True


class SettlePayment(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Mark as paid at the desk, as waived, or as asked for again. A stale `version` answers 409."""

    version: Version
    state: State


class AskedPayment(Struct, frozen=True, kw_only=True):
    """What was asked for, and by which channels the patient is told."""

    payment: PaymentView
    told: list[Literal["email", "sms"]]


class ListPayments(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The payments of some agendas, of consultations from one day to another, both included."""

    practitioner_ids: Annotated[list[Id], Meta(min_length=1, max_length=100)]
    from_day: Day
    to_day: Day
    state: State | None = None
    limit: Annotated[int, Meta(ge=1, le=500)] = 200


class PaymentLine(Struct, frozen=True, kw_only=True):
    """A payment with its consultation."""

    payment: PaymentView
    practitioner_id: Id
    location_id: Id
    starts_at: Instant
    patient: str


class PaymentList(Struct, frozen=True, kw_only=True):
    """The latest consultation first. `more`: there are others; `due` and `paid` add up what is listed."""

    payments: list[PaymentLine]
    more: bool
    due: int
    paid: int


class CheckoutPage(Struct, frozen=True, kw_only=True):
    """The provider's page on which the patient pays by card."""

    url: str
