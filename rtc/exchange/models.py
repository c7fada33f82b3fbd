"""Tables of the exchange. Whatever is said is sealed; both read it after the consultation (F163)."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base, PracticeOwned


class RoomMessage(PracticeOwned, Base):
    """One message. Its id is its sender's choice, so it means nothing outside its appointment."""

    __tablename__ = "room_messages"
    __table_args__ = (UniqueConstraint("appointment_id", "n"),)

    appointment_id: Mapped[str] = mapped_column(String(32), ForeignKey("appointments.id", ondelete="CASCADE"), primary_key=True)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    n: Mapped[int]
    side: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(200), default="")
    """Who of the practice; empty for the patient."""
    place: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime]
    said: Mapped[bytes] = mapped_column(LargeBinary)
    """Sealed: the text, and what the file was called."""
    document_id: Mapped[str | None] = mapped_column(String(32))


class RoomReading(PracticeOwned, Base):
    """How far a side has read."""

    __tablename__ = "room_readings"

    appointment_id: Mapped[str] = mapped_column(String(32), ForeignKey("appointments.id", ondelete="CASCADE"), primary_key=True)
    side: Mapped[str] = mapped_column(String(10), primary_key=True)
    upto: Mapped[int]
