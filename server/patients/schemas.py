"""What crosses the wire about patients. Without the right to see them, contacts and the address are None, and so are remarks."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from server.core.fields import Day, Id, Instant, Name, Text, Version

Sex = Literal["", "f", "m", "x"]
ContactKind = Literal["mobile", "phone", "email"]
Provenance = Literal["own", "holder"]
"""Whose a contact is: the patient's, or the booker's and then unknown for the patient (Q15)."""
Tie = Literal["child", "parent", "partner", "sibling", "dependent", "guardian", "other"]
"""What the relative is to the patient (F026)."""
Match = Literal["phone", "email", "birth_date", "exact", "prefix", "sound", "near"]
"""Why a patient was found, the surest first; `near` is a spelling mistake away."""
DuplicateReason = Literal["phone", "identity"]
SearchText = Annotated[str, Meta(max_length=120)]
Address = Annotated[str, Meta(max_length=400)]
BirthName = Annotated[str, Meta(max_length=120)]


class PatientBrief(Struct, frozen=True, kw_only=True):
    """What other screens show of a patient. `phone` and `email` are his own, never a booker's (Q15)."""

    id: Id
    last_name: str
    first_name: str
    birth_date: Day | None
    phone: str | None
    email: str | None
    has_remarks: bool = False


class FoundPatient(PatientBrief, frozen=True, kw_only=True):
    """A patient that a search found, and why."""

    match: Match


class SearchPatients(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Find a patient by mobile, name, e-mail or birth date, in any order, accents and spelling forgiven (F022)."""

    practice_id: Id
    text: SearchText
    limit: Annotated[int, Meta(ge=1, le=50)] = 20


class FoundPatients(Struct, frozen=True, kw_only=True):
    """The surest first."""

    patients: list[FoundPatient]


class GivenContact(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A phone number as typed, or an e-mail; a number finds its own kind, mobile or phone."""

    kind: ContactKind
    value: Annotated[str, Meta(min_length=1, max_length=254)]
    provenance: Provenance = "own"


class ContactView(Struct, frozen=True, kw_only=True):
    """A contact: E.164, or an address in lower case."""

    kind: ContactKind
    value: str
    provenance: Provenance


Contacts = Annotated[list[GivenContact], Meta(max_length=10)]


class TiedTo(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A tie to a patient who has a file: what `relative_id` is to this one."""

    relative_id: Id
    tie: Tie


class PatientFields(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A patient's file as typed."""

    last_name: Name
    first_name: Name
    birth_name: BirthName = ""
    birth_date: Day | None = None
    sex: Sex = ""
    address: Address = ""
    remarks: Text = ""
    sms_off: bool = False
    contacts: Contacts = []


class CreatePatient(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Open a file (F023), with `relative` for somebody's child or dependent (F026).

    A contact that is the relative's own is kept as the holder's: unknown for this patient (Q15). When another file has
    the same phone, or the same name and birth date, answers 409 `needs_confirmation` until `accept_duplicates`.
    """

    practice_id: Id
    fields: PatientFields
    relative: TiedTo | None = None
    accept_duplicates: bool = False


class ChangePatient(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Change only the fields given; `contacts` replaces them all. A stale `version` answers 409 with both."""

    version: Version
    last_name: Name | UnsetType = UNSET
    first_name: Name | UnsetType = UNSET
    birth_name: BirthName | UnsetType = UNSET
    birth_date: Day | None | UnsetType = UNSET
    sex: Sex | UnsetType = UNSET
    address: Address | UnsetType = UNSET
    remarks: Text | UnsetType = UNSET
    sms_off: bool | UnsetType = UNSET
    contacts: Contacts | UnsetType = UNSET


class MergePatients(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Merge the file `other_id` into the one of the address, which is kept."""

    other_id: Id


class Duplicate(Struct, frozen=True, kw_only=True):
    """A file that may be the same person's."""

    patient: PatientBrief
    reasons: list[DuplicateReason]


class RelativeView(Struct, frozen=True, kw_only=True):
    """Somebody tied to the patient; `tie` is what he is to the patient."""

    patient: PatientBrief
    tie: Tie


class MergeView(Struct, frozen=True, kw_only=True):
    """A file merged into this one; it can be undone."""

    id: Id
    at: Instant
    by: str | None
    last_name: str
    first_name: str


class VisitView(Struct, frozen=True, kw_only=True):
    """An appointment as the patient's file lists it, past or upcoming, cancelled ones too."""

    id: Id
    practitioner_id: Id
    location_id: Id
    type_id: Id | None
    starts_at: Instant
    ends_at: Instant
    status: str
    teleconsultation: bool


class PatientView(Struct, frozen=True, kw_only=True):
    """A patient's file through the rights of whoever opens it; hidden fields are None."""

    id: Id
    version: Version
    practice_id: Id
    last_name: str
    first_name: str
    birth_name: str
    birth_date: Day | None
    sex: Sex
    address: str | None
    remarks: str | None
    sms_off: bool
    contacts: list[ContactView] | None
    relatives: list[RelativeView]
    merges: list[MergeView]
    upcoming: list[VisitView]
    past: list[VisitView]
