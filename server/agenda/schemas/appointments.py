"""Appointments, claims, the waiting list, history: what moves on the agenda."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from server.agenda.schemas.schedule import (
    BlockView,
    ExtraView,
    LeaveView,
    PlanningEventView,
    ReplacementView,
)
from server.agenda.schemas.types import AppointmentTypeView
from server.core.fields import Day, Duration, Id, Instant, Line, MinuteOfDay, Text, Version, Weekday
from server.patients.schemas import PatientBrief

Status = Literal["planned", "late", "arrived", "in_consultation", "seen", "absent", "cancelled"]
Origin = Literal["staff", "online", "import"]
NotTold = Literal["", "failed", "undelivered", "unknown"]
Accepted = Literal["overlap", "block", "leave", "off_schedule", "claim", "conditions"]
"""A warning that staff has read and accepts: the command is refused with `needs_confirmation` until they do (Q4, Q7)."""


class PersonRef(Struct, frozen=True, kw_only=True):
    """Somebody of the staff; `speaking_as` when he acts for another."""

    id: Id
    name: str
    initials: str
    speaking_as: str | None = None


class AppointmentView(Struct, frozen=True, kw_only=True):
    """An appointment through a lens: hidden fields are None. Instants in UTC."""

    id: Id
    version: Version
    practitioner_id: Id
    location_id: Id
    type_id: Id | None
    starts_at: Instant
    ends_at: Instant
    status: Status
    status_at: Instant | None
    extra_id: Id | None
    off_schedule: bool
    overbooked: bool
    patient: PatientBrief | None
    booker: PatientBrief | None
    """Who asked for it when it is for a relative (F026)."""
    origin: Origin
    teleconsultation: bool
    reason: str | None
    notes: str | None
    message_to_staff: str | None
    message_to_patient: str | None
    sms_off: bool
    follows_id: Id | None
    booked_at: Instant
    booked_by: PersonRef | None
    messages: int
    """Grows with what becomes of the messages about it: the list is then read again."""
    not_told: NotTold
    """Why the patient may not know: his message failed, was not delivered, or nobody can tell."""


class BookAppointment(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Book a slot, or with `duration` and `accept: ["off_schedule"]` any time (F020–F027)."""

    practitioner_id: Id
    type_id: Id
    starts_at: Instant
    patient_id: Id
    duration: Duration | None = None
    location_id: Id | None = None
    booker_id: Id | None = None
    extra_id: Id | None = None
    claim_id: Id | None = None
    reason: Text = ""
    notes: Text = ""
    message_to_staff: Text = ""
    message_to_patient: Text = ""
    sms_off: bool = False
    also_waiting_list: bool = False
    accept: Annotated[list[Accepted], Meta(max_length=6)] = []


class ChangeAppointment(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Move, resize, retype or annotate: only the fields given change. A stale `version` answers 409 with both.

    `typing`: texts saved while they are typed in a consultation; saves that follow one another are one change.
    """

    version: Version
    typing: bool = False
    practitioner_id: Id | UnsetType = UNSET
    type_id: Id | UnsetType = UNSET
    starts_at: Instant | UnsetType = UNSET
    duration: Duration | UnsetType = UNSET
    patient_id: Id | UnsetType = UNSET
    booker_id: Id | None | UnsetType = UNSET
    extra_id: Id | None | UnsetType = UNSET
    claim_id: Id | None = None
    reason: Text | UnsetType = UNSET
    notes: Text | UnsetType = UNSET
    message_to_staff: Text | UnsetType = UNSET
    message_to_patient: Text | UnsetType = UNSET
    sms_off: bool | UnsetType = UNSET
    accept: Annotated[list[Accepted], Meta(max_length=6)] = []


class DuplicateAppointment(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Book the same for the same patient at another time (F036)."""

    starts_at: Instant
    practitioner_id: Id | None = None
    type_id: Id | None = None
    extra_id: Id | None = None
    claim_id: Id | None = None
    accept: Annotated[list[Accepted], Meta(max_length=6)] = []


class SetStatus(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Mark arrived, in consultation, seen, absent, late, or back to planned (Q36)."""

    version: Version
    status: Literal["planned", "late", "arrived", "in_consultation", "seen", "absent"]


class CancelAppointment(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Cancel: the record stays, the slot is free again."""

    version: Version
    reason: Line = ""


class DeleteAppointment(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Delete for good (Q11). Without `confirmed` the answer says what is lost."""

    version: Version
    confirmed: bool = False


class SlotView(Struct, frozen=True, kw_only=True):
    """A start at which a type may be booked."""

    type_id: Id
    starts_at: Instant
    ends_at: Instant
    location_id: Id
    extra_id: Id | None = None
    blocked: bool = False
    overruns: bool = False


class DayView(Struct, frozen=True, kw_only=True):
    """The free slots of one day of one practitioner; `id` is the day. `open` are the local opening hours in minutes."""

    id: str
    slots: list[SlotView]
    open: list[tuple[int, int]]


class ClaimView(Struct, frozen=True, kw_only=True):
    """Somebody has his hand on these minutes (Part C 1)."""

    id: Id
    practitioner_id: Id
    starts_at: Instant
    ends_at: Instant
    by: PersonRef
    asked_by: list[PersonRef]
    """Colleagues who would like to have it."""
    expires_at: Instant


class ClaimSlot(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Claim minutes for three; `connection` ties the claim to a socket, `break_claim` takes somebody's after a named confirmation."""

    practitioner_id: Id
    starts_at: Instant
    duration: Duration
    extra_id: Id | None = None
    connection: Annotated[str, Meta(max_length=64)] | None = None
    break_claim: Id | None = None


class FindSlots(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """First free slots over several practitioners, at most 90 days (F016)."""

    practitioner_ids: Annotated[list[Id], Meta(min_length=1, max_length=50)]
    type_name: Line | None = None
    type_ids: Annotated[list[Id], Meta(max_length=200)] = []
    from_day: Day
    days: Annotated[int, Meta(ge=1, le=90)] = 90
    weekdays: Annotated[list[Weekday], Meta(max_length=7)] = []
    after: MinuteOfDay = 0
    before: MinuteOfDay = 1440
    location_id: Id | None = None
    teleconsultation: bool | None = None
    limit: Annotated[int, Meta(ge=1, le=200)] = 20


class FoundSlot(Struct, frozen=True, kw_only=True):
    """A free slot and whose it is."""

    practitioner_id: Id
    slot: SlotView


class FoundSlots(Struct, frozen=True, kw_only=True):
    """The earliest first."""

    slots: list[FoundSlot]


class HistoryEntry(Struct, frozen=True, kw_only=True):
    """One change: who, when, what, from where (F039)."""

    id: Id
    at: Instant
    by: PersonRef
    name: str
    channel: str
    before: AppointmentView | None
    after: AppointmentView | None
    undone: bool
    can_undo: bool


class WaitingEntryFields(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A patient waiting for a slot (F041–F043). `appointment_id`: also has an appointment (F024)."""

    patient_id: Id
    practitioner_id: Id
    type_id: Id | None = None
    appointment_id: Id | None = None
    from_day: Day | None = None
    to_day: Day | None = None
    weekdays: Annotated[list[int], Meta(max_length=7)] = []
    urgent: bool = False
    note: Line = ""


class WaitingEntryView(Struct, frozen=True, kw_only=True):
    """An entry of the waiting list."""

    id: Id
    version: Version
    practitioner_id: Id
    type_id: Id | None
    appointment_id: Id | None
    patient: PatientBrief
    from_day: Day | None
    to_day: Day | None
    weekdays: list[int]
    urgent: bool
    note: str | None
    since: Instant
    by: PersonRef | None


class ChangeWaitingEntry(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Replace an entry."""

    version: Version
    fields: WaitingEntryFields


class AgendaBody(Struct, frozen=True, kw_only=True):
    """The snapshot of `agenda/{practitioner}` for a range of days; each field is a collection of the push protocol."""

    appointments: list[AppointmentView]
    leaves: list[LeaveView]
    blocks: list[BlockView]
    extras: list[ExtraView]
    planning_events: list[PlanningEventView]
    replacements: list[ReplacementView]
    claims: list[ClaimView]
    types: list[AppointmentTypeView]
    days: list[DayView]
    waiting: list[WaitingEntryView]


class AgendaParams(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, rename={"from_day": "from", "to_day": "to"}):
    """The days asked for, both included, 62 at most."""

    from_day: Day
    to_day: Day
