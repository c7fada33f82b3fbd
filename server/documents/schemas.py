"""What crosses the wire about documents."""

from typing import Annotated, Literal, get_args

from msgspec import UNSET, Meta, Struct, UnsetType

from server.core.blobs import Scan
from server.core.events import Author
from server.core.fields import Id, Instant, Name, Version

Category = Literal["prescription", "report", "result", "imaging", "letter", "certificate", "administrative", "other"]
"""What a document is, chosen for each one (F120)."""
CATEGORIES: tuple[Category, ...] = get_args(Category)
Origin = Literal["staff", "patient", "written"]
ActName = Literal["added", "renamed", "shared", "unshared", "fetched", "deleted"]
Title = Annotated[str, Meta(max_length=120)]
Token = Annotated[str, Meta(max_length=120)]


class AddDocument(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The fields beside a file. Without a title it takes the file's name, less its extension."""

    category: Category
    title: Title = ""
    appointment_id: Id | None = None


class ChangeDocument(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Change what is given. A stale `version` answers 409 with both."""

    version: Version
    title: Name | UnsetType = UNSET
    category: Category | UnsetType = UNSET


class ShareDocument(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Share with the patient; `tell`: write to his own e-mail, when he has one (F115)."""

    tell: bool = True


Kind = Literal["prescription", "report", "certificate"]
"""What is written here."""


class WriteDocument(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Write a document in a practitioner's own name. Without a title it bears that of its kind."""

    practitioner_id: Id
    appointment_id: Id | None = None
    kind: Kind
    title: Title = ""
    text: Annotated[str, Meta(min_length=1, max_length=20_000)]


class DocumentView(Struct, frozen=True, kw_only=True):
    """A document. `number` and `signed_by` (a practitioner) are for those written here; `fetched_at`: first read by the patient."""

    id: Id
    version: Version
    practice_id: Id
    patient_id: Id
    appointment_id: Id | None
    title: str
    category: Category
    origin: Origin
    media_type: str
    extension: str
    size: int
    pages: int
    scan: Scan
    added_at: Instant
    added_by: Author
    number: str
    signed_by: Id | None
    shared_at: Instant | None
    shared_until: Instant | None
    fetched_at: Instant | None


class PatientBody(Struct, frozen=True, kw_only=True):
    """The topic patient/{id}."""

    documents: list[DocumentView]


class SharedLink(Struct, frozen=True, kw_only=True):
    """A document that was shared, the link for its patient, and whether he is written to."""

    document: DocumentView
    link: str
    told: bool


class ActView(Struct, frozen=True, kw_only=True):
    """Something that happened to a document of the patient, deleted ones too."""

    id: Id
    document_id: Id
    act: ActName
    at: Instant
    by: Author
    title: str


class DocumentHistory(Struct, frozen=True, kw_only=True):
    """The latest first."""

    acts: list[ActView]


class FilesState(Struct, frozen=True, kw_only=True):
    """How a practice's files are kept. `scans`: a virus scanner is configured; `answers`: it does, right now."""

    scans: bool
    answers: bool
    files: int
    bytes: int
    unscanned: int


class OpenShared(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What follows # in a patient's link."""

    token: Token


class SendShared(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The fields beside a patient's file: none."""


class LeaveShared(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Close the page on this device."""


class SharedDocument(Struct, frozen=True, kw_only=True):
    """A document as its patient sees it."""

    id: Id
    title: str
    category: Category
    media_type: str
    extension: str
    size: int
    pages: int
    at: Instant
    until: Instant
    by_patient: bool


class SharedDocuments(Struct, frozen=True, kw_only=True):
    """What a patient's link shows, and until when he may come back."""

    practice: str
    phone: str
    until: Instant
    documents: list[SharedDocument]
