"""Tables of missions. Whatever is written on them is sealed."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base, PracticeOwned


class Mission(PracticeOwned, Base):
    """Something to do. Within its column it stands by `position`, a key that sorts as text (`rules.between`)."""

    __tablename__ = "missions"
    __table_args__ = (Index("ix_missions_due", "due_at"), Index("ix_missions_patient", "patient_id"))

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    practitioner_id: Mapped[str | None] = mapped_column(String(32))
    """Whom it concerns; nobody in particular: the whole board."""
    status: Mapped[str] = mapped_column(String(10))
    position: Mapped[str] = mapped_column(String(80))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    """Sealed: its title, description, checklist and labels."""
    is_urgent: Mapped[bool] = mapped_column(default=False)
    due_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    """When those who have it were told that its hour has come."""
    patient_id: Mapped[str | None] = mapped_column(String(32))
    appointment_id: Mapped[str | None] = mapped_column(String(32))
    conversation_id: Mapped[str | None] = mapped_column(String(32))
    said_id: Mapped[str | None] = mapped_column(String(32))
    """The message of that conversation which it was made from."""
    template_id: Mapped[str | None] = mapped_column(String(32))
    """What made it by itself."""
    author_id: Mapped[str | None] = mapped_column(String(32))
    author_name: Mapped[str] = mapped_column(String(120), default="")
    created_at: Mapped[datetime]
    moved_at: Mapped[datetime]
    """Since when it stands in its column."""
    comments: Mapped[int] = mapped_column(default=0)
    files: Mapped[int] = mapped_column(default=0, server_default="0")
    acts: Mapped[int] = mapped_column(default=0)


class Assignee(PracticeOwned, Base):
    """Somebody who has a mission to do."""

    __tablename__ = "mission_assignees"
    __table_args__ = (Index("ix_mission_assignees_person", "person_id"),)

    mission_id: Mapped[str] = mapped_column(String(32), ForeignKey("missions.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[str] = mapped_column(String(32), primary_key=True)


class Comment(PracticeOwned, Base):
    """What somebody wrote under a mission; `n` counts from 1 there."""

    __tablename__ = "mission_comments"

    mission_id: Mapped[str] = mapped_column(String(32), ForeignKey("missions.id", ondelete="CASCADE"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    person_id: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(120))
    initials: Mapped[str] = mapped_column(String(4))
    at: Mapped[datetime]
    said: Mapped[bytes] = mapped_column(LargeBinary)


class Enclosure(PracticeOwned, Base):
    """A file that somebody put with a mission; its identifier is chosen by whoever sends it."""

    __tablename__ = "mission_files"

    mission_id: Mapped[str] = mapped_column(String(32), ForeignKey("missions.id", ondelete="CASCADE"), primary_key=True)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    blob_id: Mapped[str] = mapped_column(String(32))
    person_id: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime]
    about: Mapped[bytes] = mapped_column(LargeBinary)
    """Sealed: its title and what it is."""


class FreedSlot(PracticeOwned, Base):
    """A cancellation that was looked at: it made a mission for its slot, or there was no slot to give."""

    __tablename__ = "mission_freed_slots"

    appointment_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    cancelled_at: Mapped[datetime] = mapped_column(index=True)


class Act(PracticeOwned, Base):
    """What happened to a mission; nothing of what is written on it."""

    __tablename__ = "mission_acts"

    mission_id: Mapped[str] = mapped_column(String(32), ForeignKey("missions.id", ondelete="CASCADE"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(12))
    person_id: Mapped[str | None] = mapped_column(String(32))
    """None: it happened by itself."""
    name: Mapped[str] = mapped_column(String(120))
    initials: Mapped[str] = mapped_column(String(4))
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Columns and names of fields."""


class Template(PracticeOwned, Base):
    """A mission to be made again, by hand or by itself from `next_on` on."""

    __tablename__ = "mission_templates"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    practitioner_id: Mapped[str | None] = mapped_column(String(32))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    """Sealed, like a mission's."""
    is_urgent: Mapped[bool] = mapped_column(default=False)
    assignees: Mapped[list[str]] = mapped_column(JSON, default=list)
    due_days: Mapped[int | None]
    """How many days after it is made it must be done."""
    due_minute: Mapped[int]
    repeat: Mapped[str] = mapped_column(String(10))
    starts_on: Mapped[date | None]
    """The first day of its series, whose weekday or day of the month the others keep."""
    next_on: Mapped[date | None]
