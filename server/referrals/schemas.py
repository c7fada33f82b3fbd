"""What crosses the wire about referrals."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from server.core.fields import Day, Email, Id, Instant, Name, Version
from server.patients.schemas import PatientBrief

Urgency = Literal["routine", "soon", "urgent"]
Status = Literal["sent", "seen", "accepted", "booked", "declined", "withdrawn"]
Answer = Literal["accepted", "booked", "declined"]
Channel = Literal["email", "sms"]
ActKind = Literal["cancelled", "moved", "reassigned", "restored"]
Asked = Annotated[str, Meta(min_length=1, max_length=4000)]
Word = Annotated[str, Meta(max_length=1000)]
Specialty = Annotated[str, Meta(max_length=120)]
Telephone = Annotated[str, Meta(max_length=32)]
SearchText = Annotated[str, Meta(max_length=120)]


class FindColleagues(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Colleagues by the beginnings of name or specialty (F111); without a text, the favourites and the first of the others."""

    practice_id: Id
    text: SearchText = ""
    limit: Annotated[int, Meta(ge=1, le=100)] = 30


class ColleagueView(Struct, frozen=True, kw_only=True):
    """A colleague: one who works on this server (`is_member`), in this practice or in another, named by `practice`; or one of the
    address book, with where he is reached. `takes_sms`: his number is a mobile.
    """

    id: Id
    version: int
    practice_id: Id
    practice: str
    name: str
    specialty: str
    email: str
    phone: str
    takes_sms: bool
    is_member: bool
    is_favourite: bool


class Colleagues(Struct, frozen=True, kw_only=True):
    """One's favourites first, then by name."""

    colleagues: list[ColleagueView]


class AddColleague(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Write a colleague into the address book (F114)."""

    practice_id: Id
    name: Name
    specialty: Specialty = ""
    email: Email
    phone: Telephone = ""


class ChangeColleague(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Change what is given; `archived` takes him out of the address book. A stale `version` answers 409."""

    version: Version
    name: Name | UnsetType = UNSET
    specialty: Specialty | UnsetType = UNSET
    email: Email | UnsetType = UNSET
    phone: Telephone | UnsetType = UNSET
    archived: bool | UnsetType = UNSET


class KeepColleague(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Keep a colleague at hand, or no longer."""

    practice_id: Id
    colleague_id: Id
    favourite: bool


class SendReferral(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Send a patient to a colleague (F112): a practitioner of this practice or of one that lets itself be found, or somebody of the
    address book, who gets an e-mail, and with `code_by_sms` the code by a text message.
    """

    practitioner_id: Id
    """Who sends him."""
    patient_id: Id
    to_practitioner_id: Id | None = None
    colleague_id: Id | None = None
    reason: Asked
    urgency: Urgency = "routine"
    document_ids: Annotated[list[Id], Meta(max_length=20)] = []
    code_by_sms: bool = False
    onward_of: Id | None = None
    """The referral to the sender that this one carries on, his own practice's or another's."""


class ReferralAct(Struct, frozen=True, kw_only=True):
    """What became of the appointment for which it was booked, and of which hour. `reassigned`: it is on another agenda, or
    another patient's. `by_patient`: by his link.
    """

    at: Instant
    kind: ActKind
    starts_at: Instant
    by_patient: bool


class ReferralView(Struct, frozen=True, kw_only=True):
    """A referral, for the practice that sends. `word`: what the colleague answered; `onward_to`: to whom he sent the patient on;
    `booked_for`: when the patient is expected; `acts`: what became of that by itself; `undelivered`: by what the colleague from
    outside could not be reached.
    """

    id: Id
    version: int
    practice_id: Id
    patient_id: Id
    practitioner_id: Id
    to_practitioner_id: Id | None
    to_practice_id: Id | None
    colleague_id: Id | None
    to_name: str
    urgency: Urgency
    status: Status
    reason: str
    word: str
    onward_to: str
    booked_for: Instant | None
    acts: list[ReferralAct]
    code_by_sms: bool
    undelivered: list[Channel]
    document_ids: list[Id]
    sent_at: Instant
    sent_by: str
    seen_at: Instant | None
    answered_at: Instant | None
    expires_at: Instant


class ReferredDocument(Struct, frozen=True, kw_only=True):
    """A document sent with a patient."""

    id: Id
    title: str
    media_type: str
    extension: str
    size: int


class ReferredPatient(Struct, frozen=True, kw_only=True):
    """Whom a colleague is asked to see."""

    last_name: str
    first_name: str
    birth_date: Day | None
    phone: str | None
    email: str | None


class ReceivedReferralView(Struct, frozen=True, kw_only=True):
    """A referral from another practice, for the practice of who receives it: everything it was told."""

    id: Id
    version: int
    practice_id: Id
    to_practitioner_id: Id
    sender: str
    practice: str
    phone: str
    patient: ReferredPatient
    urgency: Urgency
    status: Status
    reason: str
    word: str
    onward_to: str
    booked_for: Instant | None
    acts: list[ReferralAct]
    documents: list[ReferredDocument]
    sent_at: Instant


class BookReferral(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The appointment that the sender booked himself, on an agenda that the colleague opened to him (F093)."""

    appointment_id: Id


class AnswerReferral(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The addressee's answer, with a word; `appointment_id`: the one he booked for the patient. A stale `version` answers 409."""

    version: Version
    status: Answer
    word: Word = ""
    appointment_id: Id | None = None


class ListReferrals(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The referrals of a practice before an instant, the newest first."""

    practice_id: Id
    before: Instant | None = None
    limit: Annotated[int, Meta(ge=1, le=200)] = 50


class ReferralList(Struct, frozen=True, kw_only=True):
    """A page of what was sent and `received`, and the patients that the former names. `more`: there are older ones."""

    referrals: list[ReferralView]
    received: list[ReceivedReferralView]
    patients: list[PatientBrief]
    more: bool


class ReferralsBody(Struct, frozen=True, kw_only=True):
    """The snapshot of `referrals/{practice}`: the newest."""

    referrals: list[ReferralView]
    received: list[ReceivedReferralView]


class ReferralCode(Struct, frozen=True, kw_only=True):
    """What is read to the colleague on the telephone, as it is spoken; the e-mail says the link alone (Q40)."""

    code: str
    until: Instant


class OpenReferral(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What follows # in the link, and the code that the practice gave otherwise."""

    token: Annotated[str, Meta(min_length=1, max_length=200)]
    code: Annotated[str, Meta(max_length=40)]


class AnswerByLink(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The answer of a colleague from outside."""

    status: Answer
    word: Word = ""


class ReferralPage(Struct, frozen=True, kw_only=True):
    """What a colleague's link shows."""

    practice: str
    phone: str
    sender: str
    patient: ReferredPatient
    reason: str
    urgency: Urgency
    status: Status
    word: str
    until: Instant
    documents: list[ReferredDocument]


class LeaveReferral(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Close the page on this device."""
