"""Changing an appointment that exists: move, resize, retype, annotate, mark, cancel, delete."""

import msgspec
from msgspec import UNSET
from sqlalchemy import select

from server.accounts.queries import practitioner_for
from server.agenda.edit import Edit
from server.agenda.errors import AlreadyCancelled, DeletionNotConfirmed
from server.agenda.models import Appointment, WaitingEntry
from server.agenda.names import EventName
from server.agenda.queries import views
from server.agenda.queries.guards import appointment_for
from server.agenda.schemas.appointments import (
    AppointmentView,
    CancelAppointment,
    ChangeAppointment,
    DeleteAppointment,
    SetStatus,
)
from server.agenda.service.claims import consume_claim
from server.agenda.service.moving import followers, move
from server.agenda.shown import shown_appointment
from server.core.actors import Target
from server.core.errors import NotFound, Stale
from server.core.permissions import Permission
from server.core.unit import UnitOfWork
from server.patients.queries import patient_for

_PLACE = ("practitioner_id", "type_id", "starts_at", "duration", "extra_id")
_LONGEST_TEXT = 4000
_WRITTEN = ("reason", "notes", "message_to_staff", "message_to_patient")


async def change_appointment(uow: UnitOfWork, appointment_id: str, body: ChangeAppointment) -> AppointmentView:
    """Apply the given fields; what changes the place passes through the same decision as a booking.

    Raises:
        Stale: the version is not the present one.
        NeedsConfirmation: as for a booking.
    """
    to = body.practitioner_id
    row, practitioner = await appointment_for(uow, Permission.AGENDA_MOVE, appointment_id, *([to] if to is not UNSET else []))
    await check_version(uow, row, body.version, given(body))
    moves = any(getattr(body, name) is not UNSET for name in _PLACE)
    new_home = practitioner if to is UNSET else await practitioner_for(uow, Permission.AGENDA_MOVE, to)
    if new_home.practice_id != practitioner.practice_id:
        raise NotFound
    edit = Edit(uow, _name(body), {practitioner.id: practitioner, new_home.id: new_home})
    if body.typing and not moves:
        await edit.goes_on(row)
    if moves:
        await move(uow, edit, row, practitioner, new_home, body)
    else:
        edit.changes(row)
    await _rewrite(uow, row, body)
    await consume_claim(uow, edit, body.claim_id)
    await edit.announce()
    return await edit.shown(row)


async def set_status(uow: UnitOfWork, appointment_id: str, body: SetStatus) -> AppointmentView:
    """Mark where the patient is (Q36)."""
    row, practitioner = await appointment_for(uow, Permission.AGENDA_MOVE, appointment_id)
    await check_version(uow, row, body.version, {"status": body.status})
    edit = Edit(uow, "appointment_marked", {practitioner.id: practitioner})
    edit.changes(row)
    row.status, row.status_at = body.status, uow.now
    await edit.announce()
    return await edit.shown(row)


async def cancel_appointment(uow: UnitOfWork, appointment_id: str, body: CancelAppointment) -> AppointmentView:
    """Cancel; the types that had to follow go with it (Q30). The record stays (Q11)."""
    row, practitioner = await appointment_for(uow, Permission.AGENDA_CANCEL, appointment_id)
    await check_version(uow, row, body.version, {"status": "cancelled"})
    edit = Edit(uow, "appointment_cancelled", {practitioner.id: practitioner})
    await cancel_with_followers(uow, edit, row)
    if body.reason:
        kept = views.content_of(uow, row)
        why = _added(kept.message_to_staff, body.reason)
        row.content = views.sealed_content(uow, row, msgspec.structs.replace(kept, message_to_staff=why))
    await edit.announce()
    return await edit.shown(row)


async def cancel_with_followers(uow: UnitOfWork, edit: Edit, row: Appointment) -> None:
    """Cancel an appointment and those that had to follow it (Q30)."""
    for each in [row, *await followers(uow, row)]:
        edit.changes(each)
        each.status, each.status_at = "cancelled", uow.now


async def delete_appointment(uow: UnitOfWork, appointment_id: str, body: DeleteAppointment) -> None:
    """Delete: the record leaves the agenda and the patient's file (Q11); only history remembers it.

    Raises:
        DeletionNotConfirmed: first, with what goes with it.
    """
    row, practitioner = await appointment_for(uow, Permission.AGENDA_DELETE, appointment_id)
    if row.version != body.version:
        await check_version(uow, row, body.version, {})
    waits = select(WaitingEntry).where(WaitingEntry.appointment_id == row.id)
    entries = (await uow.session.execute(waits)).scalars().all()
    if not body.confirmed:
        raise DeletionNotConfirmed(lost={"followers": len(await followers(uow, row)), "waiting": len(entries)})
    edit = Edit(uow, "appointment_deleted", {practitioner.id: practitioner})
    for entry in entries:
        edit.changes(entry)
        entry.appointment_id = None
    for each in [*await followers(uow, row), row]:
        await edit.removes(each)
    await edit.announce()


async def check_version(uow: UnitOfWork, row: Appointment, version: int, yours: dict[str, object]) -> None:
    """Refuse what was decided on an older version, showing both.

    Raises:
        Stale, AlreadyCancelled.
    """
    if row.version != version:
        theirs = await shown_appointment(uow, row)
        raise Stale(yours=yours, theirs=msgspec.to_builtins(theirs))
    if row.status == "cancelled":
        raise AlreadyCancelled


async def _rewrite(uow: UnitOfWork, row: Appointment, body: ChangeAppointment) -> None:
    if body.patient_id is not UNSET:
        patient_id = await _same_practice(uow, row, body.patient_id)
        row.link_version += patient_id != row.patient_id
        row.patient_id = patient_id
    if body.booker_id is not UNSET:
        row.booker_id = None if body.booker_id is None else await _same_practice(uow, row, body.booker_id)
    if body.sms_off is not UNSET:
        row.sms_off = body.sms_off
    written = {name: getattr(body, name) for name in _WRITTEN if getattr(body, name) is not UNSET}
    if written:
        kept = views.content_of(uow, row)
        if not uow.may(Permission.AGENDA_REASON, Target(practice_id=row.practice_id, practitioner_id=row.practitioner_id)):
            written = {name: _added(getattr(kept, name), text) for name, text in written.items()}
        row.content = views.sealed_content(uow, row, msgspec.structs.replace(kept, **written))


def _added(kept: str, text: str) -> str:
    """What somebody wrote who may not read what is there: it is added, and nothing is lost."""
    return "\n".join(filter(None, (kept, text)))[:_LONGEST_TEXT]


async def _same_practice(uow: UnitOfWork, row: Appointment, patient_id: str) -> str:
    """The id of the patient's file, that of the one kept when it was merged."""
    patient = await patient_for(uow, Permission.PATIENTS_BOOK, patient_id)
    if patient.practice_id != row.practice_id:
        raise NotFound
    return patient.id


def _name(body: ChangeAppointment) -> EventName:
    if body.starts_at is not UNSET or body.practitioner_id is not UNSET:
        return "appointment_moved"
    if body.duration is not UNSET:
        return "appointment_resized"
    return "appointment_changed"


def given(body: ChangeAppointment) -> dict[str, object]:
    """The fields that a change names, as JSON values."""
    plain: dict[str, object] = msgspec.to_builtins(body)
    return {name: value for name, value in plain.items() if name not in {"version", "accept", "claim_id", "typing"}}
