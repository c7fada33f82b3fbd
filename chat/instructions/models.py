"""Tables of instructions. What they say is sealed; when they apply is not."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base, PracticeOwned
from server.core.ids import new_id


class Instruction(PracticeOwned, Base):
    """A rule of a practitioner. Every change of it is a new `version`, which is to be read again."""

    __tablename__ = "instructions"
    __table_args__ = (Index("ix_instructions_practitioner", "practitioner_id"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    version: Mapped[int] = mapped_column(default=1)
    practitioner_id: Mapped[str] = mapped_column(String(32))
    said: Mapped[bytes] = mapped_column(LargeBinary)
    """Sealed: what it says, and what it said before."""
    scope: Mapped[dict[str, Any]] = mapped_column(JSON)
    """`InstructionScope`."""
    expires_on: Mapped[date | None] = mapped_column(Date)
    """The last day on which it is shown."""
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    changed_by: Mapped[str] = mapped_column(String(120))


class InstructionReading(PracticeOwned, Base):
    """The last version of an instruction that somebody said he has read."""

    __tablename__ = "instruction_readings"

    instruction_id: Mapped[str] = mapped_column(String(32), ForeignKey("instructions.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    initials: Mapped[str] = mapped_column(String(4))
    version: Mapped[int]
    at: Mapped[datetime]
