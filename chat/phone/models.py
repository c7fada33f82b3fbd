"""Tables of calls. Numbers stay in clear, as in the patients' files (they are searched); what a caller wants is sealed."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base, PracticeOwned
from server.core.ids import new_id


class PhoneCall(PracticeOwned, Base):
    """A call: one that a telephone system told of, or one that somebody noted."""

    __tablename__ = "phone_calls"
    __table_args__ = (
        UniqueConstraint("practice_id", "uid"),
        Index("ix_phone_calls_at", "practice_id", "at"),
        Index("ix_phone_calls_number", "practice_id", "number", "at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    version: Mapped[int] = mapped_column(default=1)
    uid: Mapped[str | None] = mapped_column(String(80))
    """What the telephone system calls it."""
    number: Mapped[str] = mapped_column(String(32))
    """E.164; empty when the caller hides his."""
    line: Mapped[str] = mapped_column(String(40), default="")
    """What was dialled."""
    extension: Mapped[str] = mapped_column(String(20), default="")
    """The telephone that rings, or was picked up."""
    state: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    person_id: Mapped[str | None] = mapped_column(String(32))
    """Who took it."""
    name: Mapped[str] = mapped_column(String(120), default="")
    patient_id: Mapped[str | None] = mapped_column(String(32), index=True)
    reason: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Sealed."""
    outcome: Mapped[str] = mapped_column(String(20), default="")


class PhoneExtension(PracticeOwned, Base):
    """Whose telephone an extension is: his screen opens the card."""

    __tablename__ = "phone_extensions"
    __table_args__ = (UniqueConstraint("practice_id", "extension"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(String(32), index=True)
    extension: Mapped[str] = mapped_column(String(20))


class PhoneSystem(PracticeOwned, Base):
    """A practice's telephone system. Its secret is computed from `version`, and stored nowhere; `id` is the practice's."""

    __tablename__ = "phone_systems"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    connected: Mapped[bool]
