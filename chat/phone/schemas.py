"""What crosses the wire about calls. (What waits by video is a `CallView`, of `rtc.consultation`.)"""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from chat.missions.schemas import Status
from server.core.fields import Day, Id, Instant, Phone, Version
from server.patients.schemas import PatientBrief

PhoneState = Literal["ringing", "answered", "ended"]
Outcome = Literal["", "booked", "changed", "cancelled", "message", "informed", "transferred", "missed"]
"""What came of it; empty while nobody has said."""
Reason = Annotated[str, Meta(max_length=600)]
Uid = Annotated[str, Meta(min_length=1, max_length=80, pattern="^[!-~]+$")]
Line = Annotated[str, Meta(max_length=40, pattern="^[ -~]*$")]
Extension = Annotated[str, Meta(max_length=20, pattern="^[0-9A-Za-z*#._-]*$")]


class PhoneWord(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A word of a telephone system about a call, under its signature. `number` is sent again with each, or left out."""

    practice_id: Id
    call: Uid
    event: PhoneState
    number: Line = ""
    line: Line = ""
    extension: Extension = ""


class PhoneCallView(Struct, frozen=True, kw_only=True):
    """A call. `rings_for`: whose telephone it is; `taken_by`, `taker`: who took it."""

    id: Id
    version: int
    practice_id: Id
    number: str
    line: str
    extension: str
    rings_for: Id | None
    state: PhoneState
    at: Instant
    answered_at: Instant | None
    ended_at: Instant | None
    taken_by: Id | None
    taker: str
    patient_id: Id | None
    reason: str
    outcome: Outcome


class PhoneBody(Struct, frozen=True, kw_only=True):
    """The snapshot of `phone/{practice}`: the calls of the last day."""

    calls: list[PhoneCallView]


class AskCard(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Whose number is it? `patient_id`: whoever said his name, beside them; with him the number may be empty, which hides it."""

    practice_id: Id
    number: Phone
    patient_id: Id | None = None


class CallerVisit(Struct, frozen=True, kw_only=True):
    """An appointment of a caller, on an agenda whose details one may see."""

    id: Id
    practitioner_id: Id
    location_id: Id
    type_id: Id | None
    starts_at: Instant
    ends_at: Instant
    status: str
    teleconsultation: bool


class CallerMission(Struct, frozen=True, kw_only=True):
    """Something that is still to be done about a caller, on a board that one sees."""

    id: Id
    title: str
    status: Status
    is_urgent: bool
    due_at: Instant | None
    practitioner_id: Id | None


class CallerWait(Struct, frozen=True, kw_only=True):
    """What a caller waits for, on a waiting list that one sees. `type`: the name of what he waits for, none when it may be anything."""

    id: Id
    practitioner_id: Id
    type_id: Id | None
    type: str | None
    since: Instant
    urgent: bool
    from_day: Day | None
    to_day: Day | None
    weekdays: list[int]
    appointment_id: Id | None


class CallerPatient(Struct, frozen=True, kw_only=True):
    """Somebody whose number it is. `is_own`: his own, not that of whoever books for him; `shares`: it stands in his file."""

    patient: PatientBrief
    is_own: bool
    shares: bool
    last: CallerVisit | None
    upcoming: list[CallerVisit]
    waiting: list[CallerWait]
    missions: list[CallerMission]


class CallerCard(Struct, frozen=True, kw_only=True):
    """Everybody who shares a number, and today's calls from it, the newest first."""

    number: str
    patients: list[CallerPatient]
    calls: list[PhoneCallView]


class NoteCall(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Note a call that no telephone system told of; `id` is chosen by whoever notes it: sent twice, it is noted once."""

    id: Id
    practice_id: Id
    number: Phone = ""
    patient_id: Id | None = None
    reason: Reason = ""
    outcome: Outcome = ""


class ChangeCall(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Say who called, why, and what came of it; whoever says it first took the call. A stale `version` answers 409."""

    version: Version
    patient_id: Id | None | UnsetType = UNSET
    reason: Reason | UnsetType = UNSET
    outcome: Outcome | UnsetType = UNSET


class ListCalls(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The calls of a practice before an instant, the newest first."""

    practice_id: Id
    before: Instant | None = None
    limit: Annotated[int, Meta(ge=1, le=200)] = 50


class PhoneLog(Struct, frozen=True, kw_only=True):
    """A page of the log, and the patients it names. `more`: there are older ones; `kept_days`: how long calls are kept."""

    calls: list[PhoneCallView]
    patients: list[PatientBrief]
    more: bool
    kept_days: int


class SetExtension(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Say which telephone is one's own in a practice; empty: none."""

    practice_id: Id
    extension: Extension


class PhoneDesk(Struct, frozen=True, kw_only=True):
    """One's own telephone in a practice, and whether a telephone system tells of its calls."""

    extension: str
    connected: bool


class SetSystem(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Connect a telephone system, with a new secret when `renew`; or disconnect it."""

    connected: bool
    renew: bool = False


class PhoneSystemView(Struct, frozen=True, kw_only=True):
    """How a telephone system reaches the practice: where it sends its words, and what it signs them with."""

    connected: bool
    practice_id: Id
    secret: str
    path: str
