"""Tables of consultations. No picture, no sound and no word of a call is ever written (R22)."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base, PracticeOwned
from server.core.ids import new_id

_ONE_EACH = text("role IN ('patient', 'host')")


class RoomRow(PracticeOwned, Base):
    """The room of an appointment, from the first time somebody opens its door."""

    __tablename__ = "rooms"

    appointment_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    practitioner_id: Mapped[str] = mapped_column(String(32), index=True)
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None] = mapped_column(index=True)
    media: Mapped[str | None] = mapped_column(String(32))
    """The process that forwards its picture and sound, where there are several."""
    recording_kind: Mapped[str | None] = mapped_column(String(10))
    """What the practitioner's own browser records, or asks to: `video` or `sound`; None: nothing."""
    recording_asked_at: Mapped[datetime | None]
    recording_agreed_at: Mapped[datetime | None]
    """When the last of the guests let in agreed; None as long as one did not."""
    recording_consents: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    """Whose seat agreed, and when."""


class SeatRow(PracticeOwned, Base):
    """A participant's place: it outlives devices, sockets and media connections."""

    __tablename__ = "room_seats"
    __table_args__ = (
        Index("uq_room_seats_one_each", "appointment_id", "role", unique=True, sqlite_where=_ONE_EACH, postgresql_where=_ONE_EACH),
        Index("ix_room_seats_socket", "socket"),
        Index("ix_room_seats_here", "here", "seen_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    appointment_id: Mapped[str] = mapped_column(String(32))
    role: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(120), default="")
    """Who was invited beside the patient, or received him; empty for the patient and the practitioner."""
    removed_at: Mapped[datetime | None]
    """When that invitation was taken back; the row stays for the journal."""
    person_id: Mapped[str | None] = mapped_column(String(32))
    """The practitioner's account, that of whoever stands in for him, or that of whoever receives at the desk."""
    token: Mapped[str | None] = mapped_column(String(64), unique=True)
    """SHA-256 of the guest's cookie: one device at a time."""
    link_version: Mapped[int] = mapped_column(default=1)
    """The version of the link that opened it: a newer one closes it."""
    expires_at: Mapped[datetime | None]
    socket: Mapped[str | None] = mapped_column(String(64))
    """The push connection through which he is here."""
    here: Mapped[bool] = mapped_column(default=False)
    seen_at: Mapped[datetime | None]
    knocked_at: Mapped[datetime | None]
    admitted_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    connection: Mapped[str | None] = mapped_column(String(64))
    is_connected: Mapped[bool] = mapped_column(default=False)
    heard: Mapped[bool] = mapped_column(default=True)
    seen: Mapped[bool] = mapped_column(default=True)
    devices: Mapped[int] = mapped_column(default=0)
    photographed_at: Mapped[datetime | None]
    """When the newest still picture of him was taken (F162)."""
    checked_at: Mapped[datetime | None]
    checked: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """`Check`: what the newest device check found; no sound and no picture of it."""


class DeskRow(PracticeOwned, Base):
    """What the secretariat did about the patient of a consultation, from the first time that it received him."""

    __tablename__ = "room_desks"

    appointment_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    receiver: Mapped[str | None] = mapped_column(String(32))
    """The seat of whoever receives him now."""
    queued_at: Mapped[datetime | None]
    goodbye_at: Mapped[datetime | None]
    ticks: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What was seen to: by item, who ticked it and when."""


class Pace(PracticeOwned, Base):
    """How late a practitioner runs, as last said to screens: the hour of each appointment that will begin late."""

    __tablename__ = "room_paces"

    practitioner_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    hours: Mapped[dict[str, str]] = mapped_column(JSON)


class JournalLine(PracticeOwned, Base):
    """What happened in a consultation, and when: who came, was let in, was connected, lost, and the end."""

    __tablename__ = "room_journal"
    __table_args__ = (Index("ix_room_journal_appointment", "appointment_id", "at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    appointment_id: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]
    role: Mapped[str | None] = mapped_column(String(20))
    seat_id: Mapped[str | None] = mapped_column(String(32))
    """Whose line it is; two may have the same role. None in the lines of older versions."""
    name: Mapped[str] = mapped_column(String(20))
    data: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
