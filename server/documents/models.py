"""Tables of documents. Titles are sealed: they say what somebody suffers from as plainly as the pages do."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base, PracticeOwned
from server.core.ids import new_id


class Document(PracticeOwned, Base):
    """A document in a patient's file; its content is the blob."""

    __tablename__ = "documents"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    version: Mapped[int] = mapped_column(default=1)
    patient_id: Mapped[str] = mapped_column(String(32), index=True)
    appointment_id: Mapped[str | None] = mapped_column(String(32), index=True)
    blob_id: Mapped[str] = mapped_column(String(32), unique=True)
    title: Mapped[bytes] = mapped_column(LargeBinary)
    category: Mapped[str] = mapped_column(String(20))
    origin: Mapped[str] = mapped_column(String(10))
    """`staff`, `patient`, or `written` here."""
    pages: Mapped[int]
    added_at: Mapped[datetime]
    added_by: Mapped[dict[str, Any]] = mapped_column(JSON)
    number: Mapped[str] = mapped_column(String(40), default="")
    signed_by: Mapped[str | None] = mapped_column(String(32))
    """The practitioner who signed it."""
    shared_at: Mapped[datetime | None]
    shared_until: Mapped[datetime | None]
    fetched_at: Mapped[datetime | None]
    """When the patient first fetched it."""


class DocumentAct(PracticeOwned, Base):
    """Something that happened to a document; it outlives the document."""

    __tablename__ = "document_acts"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    document_id: Mapped[str] = mapped_column(String(32), index=True)
    patient_id: Mapped[str] = mapped_column(String(32), index=True)
    act: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]
    by: Mapped[dict[str, Any]] = mapped_column(JSON)
    title: Mapped[bytes] = mapped_column(LargeBinary)
    """Sealed: how it was called then."""


class Share(PracticeOwned, Base):
    """What a patient's link opens: the shared documents of an appointment, or those of none.

    Its secret is computed from its id and version: a new version closes the old link. It is stored nowhere.
    """

    __tablename__ = "shares"
    __table_args__ = (UniqueConstraint("patient_id", "appointment_id"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    version: Mapped[int] = mapped_column(default=1)
    patient_id: Mapped[str] = mapped_column(String(32))
    appointment_id: Mapped[str] = mapped_column(String(32))
    """Empty: documents of no appointment."""
    expires_at: Mapped[datetime]


class SharedVisit(PracticeOwned, Base):
    """A browser that came through a link; the cookie's token is kept hashed."""

    __tablename__ = "shared_visits"

    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    share_id: Mapped[str] = mapped_column(String(32), index=True)
    version: Mapped[int]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class SigningKey(PracticeOwned, Base):
    """What a practice signs its documents with, made when it first signs."""

    __tablename__ = "signing_keys"

    owner: Mapped[str] = mapped_column(String(32), primary_key=True)
    """The practice."""
    certificate: Mapped[bytes] = mapped_column(LargeBinary)
    """DER."""
    key: Mapped[bytes] = mapped_column(LargeBinary)
    """Sealed: PKCS #8, DER."""
    expires_at: Mapped[datetime]


class DocumentNumber(PracticeOwned, Base):
    """The last number given to a practitioner's documents of a year."""

    __tablename__ = "document_numbers"

    practitioner_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]
