"""Messages about appointments as screens show and steer them, and what a patient sees by his link."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from server.agenda.schemas.appointments import Status
from server.core.fields import Day, Id, Instant
from server.core.outbox import Report, State
from server.notices.schemas import About, Channel, Locale, WriteTemplate

Whose = Literal["own", "holder", "booker", ""]
Audience = Literal["patient", "practitioner"]
Show = Literal["planned", "trouble", "sent", "dropped", "all"]


class MessageView(Struct, frozen=True, kw_only=True):
    """A message. `to` is None for whoever may not see contacts, empty when there is no address."""

    id: Id
    appointment_id: Id
    practitioner_id: Id
    about: Literal[About, "payment"]
    audience: Audience
    channel: Channel
    state: State
    reason: str
    report: Report
    at: Instant
    """When it leaves, left, or was given up."""
    to: str | None
    whose: Whose
    patient: str
    starts_at: Instant
    location_id: Id
    can_send: bool
    can_hold: bool


class AddressView(Struct, frozen=True, kw_only=True):
    """An address of a patient, whose it is, and why the last message there did not arrive."""

    value: str | None
    whose: Whose
    trouble: str


class ReachView(Struct, frozen=True, kw_only=True):
    """How a patient is reached (F203): None = there is no such address."""

    email: AddressView | None
    mobile: AddressView | None
    sms_off: bool


class AppointmentMessages(Struct, frozen=True, kw_only=True):
    """Everything said or to be said about an appointment, the latest first, and how its patient is reached."""

    messages: list[MessageView]
    reach: ReachView | None


class ListMessages(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The messages of some agendas: those to come first by time, the others the latest first."""

    practitioner_ids: Annotated[list[Id], Meta(min_length=1, max_length=50)]
    show: Show = "planned"
    channel: Channel | None = None
    limit: Annotated[int, Meta(ge=1, le=200)] = 100


class MessageList(Struct, frozen=True, kw_only=True):
    """Messages, and how many there are in trouble in these agendas."""

    messages: list[MessageView]
    more: bool


class AskReach(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Who would be told of an appointment of this patient, before it is made (F203)."""

    practitioner_id: Id
    patient_id: Id
    booker_id: Id | None = None


class PreviewTemplate(WriteTemplate, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Words to be tried on an appointment; without one, on the next of the practice."""

    appointment_id: Id | None = None


class OpenLink(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What follows `#` in the link."""

    token: Annotated[str, Meta(min_length=1, max_length=80)]


class LinkSlots(OpenLink, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Free hours from a day on."""

    from_day: Day


class LinkMove(OpenLink, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Take another hour instead."""

    version: int
    starts_at: Instant


class LinkCancel(OpenLink, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Give it up."""

    version: int


class LinkView(Struct, frozen=True, kw_only=True):
    """An appointment as its patient sees it. `closed`: why he can change nothing himself any more."""

    version: int
    practice: str
    phone: str
    practitioner: str
    place: str
    zone: str
    type: str
    starts_at: Instant
    ends_at: Instant
    video: bool
    status: Status
    first_name: str
    until: Instant
    closed: Literal["", "too_late", "over", "cancelled", "off"]
    locale: Locale
    room: str


class LinkSlot(Struct, frozen=True, kw_only=True):
    """A free hour."""

    starts_at: Instant
    place: str


class LinkSlotList(Struct, frozen=True, kw_only=True):
    """Free hours, the earliest first; `next_day`: where to go on, None when there is nothing after."""

    slots: list[LinkSlot]
    next_day: Day | None
