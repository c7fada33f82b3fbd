"""Tables of the patient file. Names, phones and e-mails stay in clear (they are searched); remarks are sealed."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Connection, Date, Index, LargeBinary, String, Table, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base, PracticeOwned
from server.core.ids import new_id
from server.patients import search_index

_SEARCHED = String(800)


class Patient(PracticeOwned, Base):
    """A patient of a practice. `folded` and `phonetic` (rules.names.searched) are what search reads.

    `merged_into` hides a duplicate: the file it names answers for it. `imported_as` is the row of a file it came from.
    """

    __tablename__ = "patients"
    __table_args__ = (
        Index("ix_patients_practice_birth", "practice_id", "birth_date"),
        UniqueConstraint("practice_id", "imported_as"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    version: Mapped[int] = mapped_column(default=1)
    last_name: Mapped[str] = mapped_column(String(120))
    birth_name: Mapped[str] = mapped_column(String(120), default="")
    first_name: Mapped[str] = mapped_column(String(120))
    birth_date: Mapped[date | None] = mapped_column(Date)
    sex: Mapped[str] = mapped_column(String(1), default="")
    address: Mapped[str] = mapped_column(String(400), default="")
    folded: Mapped[str] = mapped_column(_SEARCHED)
    phonetic: Mapped[str] = mapped_column(_SEARCHED)
    remarks: Mapped[bytes | None] = mapped_column(LargeBinary)
    sms_off: Mapped[bool] = mapped_column(default=False)
    merged_into: Mapped[str | None] = mapped_column(String(32))
    imported_as: Mapped[str | None] = mapped_column(String(120))
    created_at: Mapped[datetime]


class Contact(PracticeOwned, Base):
    """A phone number or e-mail of a patient and where it comes from.

    `provenance`: own, or holder when it is the booker's and unknown for the patient (Q15).
    """

    __tablename__ = "contacts"
    __table_args__ = (Index("ix_contacts_practice_value", "practice_id", "kind", "value"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    patient_id: Mapped[str] = mapped_column(String(32), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    """`mobile`, `phone` or `email`."""
    value: Mapped[str] = mapped_column(String(254).with_variant(String(254, collation="C"), "postgresql"))
    """E.164, or an address in lower case."""
    provenance: Mapped[str] = mapped_column(String(10))
    position: Mapped[int] = mapped_column(default=0)


class Relative(PracticeOwned, Base):
    """A tie between two patients: `patient_id` answers for, or is tied to, `relative_id` (F026)."""

    __tablename__ = "relatives"

    patient_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    relative_id: Mapped[str] = mapped_column(String(32), primary_key=True, index=True)
    tie: Mapped[str] = mapped_column(String(20))


class Merge(PracticeOwned, Base):
    """A merge of two files and what undoing it needs: `moved` holds ids and names of fields, and sealed remarks."""

    __tablename__ = "merges"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    kept_id: Mapped[str] = mapped_column(String(32), index=True)
    merged_id: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]
    by: Mapped[str | None] = mapped_column(String(32))
    moved: Mapped[dict[str, Any]] = mapped_column(JSON)
    undone_at: Mapped[datetime | None]


@event.listens_for(Patient.__table__, "after_create")
def _make_search(_: Table, connection: Connection, **__: Any) -> None:
    """A database made from the mapped classes can be searched like one that was migrated."""
    search_index.create(connection)
