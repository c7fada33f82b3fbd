"""Tables of the agenda. What people write (reasons, notes, messages) is sealed; times and ids are not."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base, PracticeOwned
from server.core.ids import new_id


class AppointmentType(PracticeOwned, Base):
    """An appointment type of a practitioner."""

    __tablename__ = "appointment_types"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    version: Mapped[int] = mapped_column(default=1)
    practitioner_id: Mapped[str] = mapped_column(String(32), index=True)
    position: Mapped[int] = mapped_column(default=0)
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    """`AppointmentTypeFields`."""
    archived: Mapped[bool] = mapped_column(default=False)


class Schedule(PracticeOwned, Base):
    """A schedule; it produces slots only in its visibility periods (F088)."""

    __tablename__ = "schedules"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    version: Mapped[int] = mapped_column(default=1)
    practitioner_id: Mapped[str] = mapped_column(String(32), index=True)
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    """`ScheduleFields`."""


class VisibilityPeriod(PracticeOwned, Base):
    """Days, both included, in which a schedule is visible."""

    __tablename__ = "visibility_periods"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    practitioner_id: Mapped[str] = mapped_column(String(32), index=True)
    schedule_id: Mapped[str] = mapped_column(String(32), index=True)
    from_day: Mapped[date] = mapped_column(Date)
    to_day: Mapped[date | None] = mapped_column(Date)


class Leave(PracticeOwned, Base):
    """Days away, both included."""

    __tablename__ = "leaves"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    practitioner_id: Mapped[str] = mapped_column(String(32), index=True)
    from_day: Mapped[date] = mapped_column(Date)
    to_day: Mapped[date] = mapped_column(Date)
    note: Mapped[bytes | None] = mapped_column(LargeBinary)


class Block(PracticeOwned, Base):
    """Hours of one day closed to online booking."""

    __tablename__ = "blocks"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    practitioner_id: Mapped[str] = mapped_column(String(32), index=True)
    day: Mapped[date] = mapped_column(Date, index=True)
    start: Mapped[int]
    end: Mapped[int]
    type_ids: Mapped[list[str] | None] = mapped_column(JSON)
    note: Mapped[bytes | None] = mapped_column(LargeBinary)


class Extra(PracticeOwned, Base):
    """A one-off range that adds capacity."""

    __tablename__ = "extras"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    practitioner_id: Mapped[str] = mapped_column(String(32), index=True)
    location_id: Mapped[str] = mapped_column(String(32))
    day: Mapped[date] = mapped_column(Date, index=True)
    start: Mapped[int]
    end: Mapped[int]
    type_ids: Mapped[list[str] | None] = mapped_column(JSON)


class PlanningEvent(PracticeOwned, Base):
    """A post-it over the agenda."""

    __tablename__ = "planning_events"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    version: Mapped[int] = mapped_column(default=1)
    practitioner_id: Mapped[str] = mapped_column(String(32), index=True)
    day: Mapped[date] = mapped_column(Date, index=True)
    start: Mapped[int]
    end: Mapped[int]
    hue: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Replacement(PracticeOwned, Base):
    """Who stands in for a practitioner on a set of days."""

    __tablename__ = "replacements"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    version: Mapped[int] = mapped_column(default=1)
    practitioner_id: Mapped[str] = mapped_column(String(32), index=True)
    name: Mapped[str] = mapped_column(String(120))
    substitute_id: Mapped[str | None] = mapped_column(String(32))
    substitute_name: Mapped[str] = mapped_column(String(200), default="")
    days: Mapped[list[str]] = mapped_column(JSON)


class Appointment(PracticeOwned, Base):
    """An appointment. Half-open interval in UTC; `extra_id` is the lane in which overlaps are counted (Q6)."""

    __tablename__ = "appointments"
    __table_args__ = (
        Index("ix_appointments_agenda", "practitioner_id", "starts_at"),
        Index("ix_appointments_patient", "patient_id", "starts_at"),
        Index("ix_appointments_booker", "booker_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    version: Mapped[int] = mapped_column(default=1)
    practitioner_id: Mapped[str] = mapped_column(String(32))
    location_id: Mapped[str] = mapped_column(String(32))
    type_id: Mapped[str | None] = mapped_column(String(32))
    patient_id: Mapped[str] = mapped_column(String(32))
    booker_id: Mapped[str | None] = mapped_column(String(32))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    status: Mapped[str] = mapped_column(String(20), default="planned")
    status_at: Mapped[datetime | None]
    extra_id: Mapped[str | None] = mapped_column(String(32))
    off_schedule: Mapped[bool] = mapped_column(default=False)
    overbooked: Mapped[bool] = mapped_column(default=False)
    """Somebody knowingly put it over another one."""
    teleconsultation: Mapped[bool] = mapped_column(default=False)
    link_version: Mapped[int] = mapped_column(default=1, server_default="1")
    """The patient's link to the consultation room is made from it: another hour, agenda or patient makes another link."""
    origin: Mapped[str] = mapped_column(String(10), default="staff")
    sms_off: Mapped[bool] = mapped_column(default=False)
    follows_id: Mapped[str | None] = mapped_column(String(32))
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Sealed: reason, notes and both messages."""
    booked_at: Mapped[datetime]
    booked_by: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    imported_as: Mapped[str | None] = mapped_column(String(200), index=True)
    messages: Mapped[int] = mapped_column(default=0, server_default="0", info={"beside": True})
    """Grows with what becomes of the messages about it; history and undo leave it alone."""
    not_told: Mapped[str] = mapped_column(String(20), default="", server_default="", info={"beside": True})
    """Why the patient may not know: `failed`, `undelivered`, `unknown`; empty when nothing says so."""


class Claim(PracticeOwned, Base):
    """Minutes somebody has his hand on, until `expires_at` (Part C 1)."""

    __tablename__ = "claims"
    __table_args__ = (Index("ix_claims_agenda", "practitioner_id", "expires_at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    practitioner_id: Mapped[str] = mapped_column(String(32))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    extra_id: Mapped[str | None] = mapped_column(String(32))
    person_id: Mapped[str] = mapped_column(String(32), index=True)
    connection: Mapped[str | None] = mapped_column(String(64), index=True)
    by: Mapped[dict[str, Any]] = mapped_column(JSON)
    asked_by: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class WaitingEntry(PracticeOwned, Base):
    """A patient waiting for a slot."""

    __tablename__ = "waiting_entries"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    version: Mapped[int] = mapped_column(default=1)
    practitioner_id: Mapped[str] = mapped_column(String(32), index=True)
    type_id: Mapped[str | None] = mapped_column(String(32))
    patient_id: Mapped[str] = mapped_column(String(32), index=True)
    appointment_id: Mapped[str | None] = mapped_column(String(32))
    from_day: Mapped[date | None] = mapped_column(Date)
    to_day: Mapped[date | None] = mapped_column(Date)
    weekdays: Mapped[list[int]] = mapped_column(JSON, default=list)
    urgent: Mapped[bool] = mapped_column(default=False)
    note: Mapped[bytes | None] = mapped_column(LargeBinary)
    since: Mapped[datetime]
    by: Mapped[dict[str, Any] | None] = mapped_column(JSON)


class Change(PracticeOwned, Base):
    """One agenda command and what it changed: history for people, and the handle of its undo.

    `items` (sealed) holds, for each row touched, its kind, id, and its state before and after.
    """

    __tablename__ = "changes"
    __table_args__ = (Index("ix_changes_agenda", "practitioner_id", "at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    practitioner_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    at: Mapped[datetime]
    name: Mapped[str] = mapped_column(String(40))
    by: Mapped[dict[str, Any]] = mapped_column(JSON)
    channel: Mapped[str] = mapped_column(String(20))
    items: Mapped[bytes] = mapped_column(LargeBinary)
    undoes: Mapped[str | None] = mapped_column(String(32))
    undone_by: Mapped[str | None] = mapped_column(String(32))


class ChangedAppointment(PracticeOwned, Base):
    """Which changes touched an appointment: its story (F039)."""

    __tablename__ = "changed_appointments"

    appointment_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    change_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    practitioner_id: Mapped[str] = mapped_column(String(32), primary_key=True)
