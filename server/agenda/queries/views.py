"""Rows of the agenda as the log and the screens hold them: the full view, which a lens then masks."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import msgspec

from server.agenda.models import Appointment, Claim, PlanningEvent, Replacement, WaitingEntry
from server.agenda.queries.plans import note_of
from server.agenda.schemas.appointments import AppointmentView, ClaimView, PersonRef, WaitingEntryView
from server.agenda.schemas.schedule import PlanningEventView, ReplacementView
from server.core.unit import UnitOfWork
from server.patients.queries import briefs
from server.patients.schemas import PatientBrief


class Content(msgspec.Struct, frozen=True, omit_defaults=True):
    """What people write in an appointment; sealed."""

    reason: str = ""
    notes: str = ""
    message_to_staff: str = ""
    message_to_patient: str = ""


class PlanningText(msgspec.Struct, frozen=True):
    """What people write in a planning event; sealed."""

    title: str
    note: str = ""


def content_of(uow: UnitOfWork, row: Appointment) -> Content:
    """The opened content of an appointment."""
    return Content() if row.content is None else uow.unseal(f"appointment|{row.id}", row.content, Content)


def sealed_content(uow: UnitOfWork, row: Appointment, content: Content) -> bytes | None:
    """The content of an appointment, sealed to its row."""
    return None if content == Content() else uow.seal(row.practice_id, f"appointment|{row.id}", content)


async def appointment_views(uow: UnitOfWork, rows: Sequence[Appointment]) -> list[AppointmentView]:
    """The full views of appointments, in the order given."""
    patients = await briefs(uow, {row.patient_id for row in rows} | {row.booker_id for row in rows if row.booker_id})
    return [_appointment_view(uow, row, patients) for row in rows]


def _appointment_view(uow: UnitOfWork, row: Appointment, patients: dict[str, PatientBrief]) -> AppointmentView:
    content = content_of(uow, row)
    return AppointmentView(
        id=row.id,
        version=row.version,
        practitioner_id=row.practitioner_id,
        location_id=row.location_id,
        type_id=row.type_id,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        status=row.status,  # type: ignore[arg-type]  # only services write it
        status_at=row.status_at,
        extra_id=row.extra_id,
        off_schedule=row.off_schedule,
        overbooked=row.overbooked,
        patient=patients.get(row.patient_id),
        booker=patients.get(row.booker_id) if row.booker_id else None,
        origin=row.origin,  # type: ignore[arg-type]
        teleconsultation=row.teleconsultation,
        reason=content.reason,
        notes=content.notes,
        message_to_staff=content.message_to_staff,
        message_to_patient=content.message_to_patient,
        sms_off=row.sms_off,
        follows_id=row.follows_id,
        booked_at=row.booked_at,
        booked_by=msgspec.convert(row.booked_by, PersonRef) if row.booked_by else None,
        messages=row.messages or 0,  # a state of the past has neither
        not_told=row.not_told or "",  # type: ignore[arg-type]
    )


async def waiting_views(uow: UnitOfWork, rows: Sequence[WaitingEntry]) -> list[WaitingEntryView]:
    """The full views of waiting entries."""
    patients = await briefs(uow, {row.patient_id for row in rows})
    return [
        WaitingEntryView(
            id=row.id,
            version=row.version,
            practitioner_id=row.practitioner_id,
            type_id=row.type_id,
            appointment_id=row.appointment_id,
            patient=patients[row.patient_id],
            from_day=row.from_day,
            to_day=row.to_day,
            weekdays=row.weekdays,
            urgent=row.urgent,
            note=note_of(uow, "waiting", row.id, row.note),
            since=row.since,
            by=msgspec.convert(row.by, PersonRef) if row.by else None,
        )
        for row in rows
        if row.patient_id in patients
    ]


def claim_view(row: Claim) -> ClaimView:
    """A claim on the wire."""
    return ClaimView(
        id=row.id,
        practitioner_id=row.practitioner_id,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        by=msgspec.convert(row.by, PersonRef),
        asked_by=msgspec.convert(row.asked_by or [], list[PersonRef]),
        expires_at=row.expires_at,
    )


def planning_event_view(uow: UnitOfWork, row: PlanningEvent) -> PlanningEventView:
    """A planning event on the wire."""
    text = uow.unseal(f"planning_event|{row.id}", row.content, PlanningText)
    return PlanningEventView(
        id=row.id,
        version=row.version,
        practitioner_id=row.practitioner_id,
        day=row.day,
        start=row.start,
        end=row.end,
        title=text.title,
        note=text.note,
        hue=row.hue,
    )


def replacement_view(row: Replacement) -> ReplacementView:
    """A replacement on the wire."""
    return ReplacementView(
        id=row.id,
        version=row.version,
        practitioner_id=row.practitioner_id,
        name=row.name,
        substitute_id=row.substitute_id,
        substitute_name=row.substitute_name,
        days=[date.fromisoformat(day) for day in row.days],
    )


def person_ref(uow: UnitOfWork) -> dict[str, Any]:
    """The actor as rows keep him."""
    author = uow.author
    return {
        "id": author.id or "0" * 32,
        "name": author.name,
        "initials": author.initials,
        "speaking_as": author.speaking_as,
    }


def ids(rows: Iterable[Any]) -> list[str]:
    """The ids of rows."""
    return [row.id for row in rows]
