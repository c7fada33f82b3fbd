"""What crosses the wire about referrals."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from server.core.fields import Day, Email, Id, Instant, Name, Version
from server.patients.schemas import PatientBrief

Urgency = Literal["routine", "soon", "urgent"]
Status = Literal["sent", "seen", "accepted", "booked", "declined", "withdrawn"]
Answer = Literal["accepted", "booked", "declined"]
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
    """A colleague: one of the practice (`is_member`), or of its address book, with where he is reached."""

    id: Id
    version: int
    practice_id: Id
    name: str
    specialty: str
    email: str
    phone: str
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
    """Send a patient to a colleague (F112): a practitioner of the practice, or somebody of the address book, who gets an e-mail."""

    practitioner_id: Id
    """Who sends him."""
    patient_id: Id
    to_practitioner_id: Id | None = None
    colleague_id: Id | None = None
    reason: Asked
    urgency: Urgency = "routine"
    document_ids: Annotated[list[Id], Meta(max_length=20)] = []


class ReferralView(Struct, frozen=True, kw_only=True):
    """A referral, for the practice. `word`: what the colleague answered."""

    id: Id
    version: int
    practice_id: Id
    patient_id: Id
    practitioner_id: Id
    to_practitioner_id: Id | None
    colleague_id: Id | None
    to_name: str
    urgency: Urgency
    status: Status
    reason: str
    word: str
    document_ids: list[Id]
    sent_at: Instant
    sent_by: str
    seen_at: Instant | None
    answered_at: Instant | None
    expires_at: Instant


class AnswerReferral(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The addressee's answer, with a word. A stale `version` answers 409."""

    version: Version
    status: Answer
    word: Word = ""


class ListReferrals(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The referrals of a practice before an instant, the newest first."""

    practice_id: Id
    before: Instant | None = None
    limit: Annotated[int, Meta(ge=1, le=200)] = 50


class ReferralList(Struct, frozen=True, kw_only=True):
    """A page, and the patients it names. `more`: there are older ones."""

    referrals: list[ReferralView]
    patients: list[PatientBrief]
    more: bool


class ReferralsBody(Struct, frozen=True, kw_only=True):
    """The snapshot of `referrals/{practice}`: the newest."""

    referrals: list[ReferralView]


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
