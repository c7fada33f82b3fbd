"""Tables of what is urgent, and of who is on duty. No text stands here: what is urgent is read where it was written."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base, PracticeOwned


class Escalation(PracticeOwned, Base):
    """A message or a mission on its way from one to the next."""

    __tablename__ = "escalations"
    __table_args__ = (
        Index("ix_escalations_climbs", "state", "climbs_at"),
        Index("ix_escalations_said", "conversation_id", "said_id"),
        Index("ix_escalations_mission", "mission_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    practitioner_id: Mapped[str] = mapped_column(String(32))
    """Whom it concerns, with whom it begins."""
    conversation_id: Mapped[str | None] = mapped_column(String(32))
    said_id: Mapped[str | None] = mapped_column(String(32))
    mission_id: Mapped[str | None] = mapped_column(String(32))
    minutes: Mapped[int]
    """How long each of them has."""
    author_id: Mapped[str] = mapped_column(String(32))
    author_name: Mapped[str] = mapped_column(String(120))
    author_initials: Mapped[str] = mapped_column(String(4))
    raised_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10))
    climbs_at: Mapped[datetime | None]
    """When it goes on: each has the whole delay from when he was told. None once nobody is left to tell, or it is closed."""
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None] = mapped_column(String(32))
    closed_name: Mapped[str] = mapped_column(String(120), default="")
    closed_initials: Mapped[str] = mapped_column(String(4), default="")


class EscalationStep(PracticeOwned, Base):
    """Whom it reached, and when; `n` counts from 1."""

    __tablename__ = "escalation_steps"

    escalation_id: Mapped[str] = mapped_column(String(32), ForeignKey("escalations.id", ondelete="CASCADE"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    rung: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(320))
    """As people call them; empty for the desk."""
    people: Mapped[list[str]] = mapped_column(JSON)
    """Their accounts."""
    at: Mapped[datetime]


class DutySpan(PracticeOwned, Base):
    """Hours of a weekday in which a practitioner is on duty for the practice, in its wall time; they end at midnight at the latest."""

    __tablename__ = "duty_spans"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    practitioner_id: Mapped[str] = mapped_column(String(32))
    weekday: Mapped[int]
    start: Mapped[int]
    end: Mapped[int]
