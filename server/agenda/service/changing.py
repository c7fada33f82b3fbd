"""Changing an appointment that exists: move, resize, retype, annotate, mark, cancel, delete."""

from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

import msgspec
from msgspec import UNSET
from sqlalchemy import select

from server.accounts.models import Practitioner
from server.accounts.queries import practitioner_for
from server.agenda.edit import Edit
from server.agenda.errors import AlreadyCancelled, DeletionNotConfirmed, TypeUnknown
from server.agenda.models import Appointment, WaitingEntry
from server.agenda.names import EventName
from server.agenda.occupancy import Wanted, check_offered, place
from server.agenda.queries import views
from server.agenda.queries.guards import appointment_for
from server.agenda.queries.plans import plan_of
from server.agenda.schemas.appointments import (
    AppointmentView,
    CancelAppointment,
    ChangeAppointment,
    DeleteAppointment,
    SetStatus,
)
from server.agenda.service.claims import consume_claim
from server.agenda.shown import shown_appointment
from server.agenda.slots import Plan
from server.core.errors import NotFound, Stale
from server.core.permissions import Permission
from server.core.unit import UnitOfWork
from server.patients.queries import patient_for

_PLACE = ("practitioner_id", "type_id", "starts_at", "duration", "extra_id")
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
    if moves:
        await _move(uow, edit, row, practitioner, new_home, body)
    else:
        edit.changes(row)
    await _rewrite(uow, row, body)
    await consume_claim(uow, edit, body.claim_id)
    await edit.announce()
    return await shown_appointment(uow, row)


async def set_status(uow: UnitOfWork, appointment_id: str, body: SetStatus) -> AppointmentView:
    """Mark where the patient is (Q36)."""
    row, practitioner = await appointment_for(uow, Permission.AGENDA_MOVE, appointment_id)
    await check_version(uow, row, body.version, {"status": body.status})
    edit = Edit(uow, "appointment_marked", {practitioner.id: practitioner})
    edit.changes(row)
    row.status, row.status_at = body.status, uow.now
    await edit.announce()
    return await shown_appointment(uow, row)


async def cancel_appointment(uow: UnitOfWork, appointment_id: str, body: CancelAppointment) -> AppointmentView:
    """Cancel; the types that had to follow go with it (Q30). The record stays (Q11)."""
    row, practitioner = await appointment_for(uow, Permission.AGENDA_CANCEL, appointment_id)
    await check_version(uow, row, body.version, {"status": "cancelled"})
    edit = Edit(uow, "appointment_cancelled", {practitioner.id: practitioner})
    for each in [row, *await followers(uow, row)]:
        edit.changes(each)
        each.status, each.status_at = "cancelled", uow.now
    if body.reason:
        kept = views.content_of(uow, row)
        why = "\n".join(filter(None, (kept.message_to_staff, body.reason)))[:4000]
        row.content = views.sealed_content(uow, row, msgspec.structs.replace(kept, message_to_staff=why))
    await edit.announce()
    return await shown_appointment(uow, row)


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


async def followers(uow: UnitOfWork, row: Appointment) -> Sequence[Appointment]:
    """The appointments that had to follow this one, in order."""
    found: list[Appointment] = []
    last = row
    while True:
        statement = select(Appointment).where(Appointment.follows_id == last.id, Appointment.status != "cancelled")
        following = (await uow.session.execute(statement.limit(1))).scalar_one_or_none()
        if following is None or following.id == row.id or following in found:
            return found
        found.append(following)
        last = following


async def _move(uow: UnitOfWork, edit: Edit, row: Appointment, home: Practitioner, new_home: Practitioner, body: ChangeAppointment) -> None:
    plan = await plan_of(uow, new_home)
    type_id = row.type_id if body.type_id is UNSET else body.type_id
    if new_home.id != home.id and body.type_id is UNSET:
        type_id = await _same_type(uow, home, new_home, row)
    if type_id is None:
        raise TypeUnknown
    if type_id != row.type_id:
        check_offered(plan, type_id)
    if body.duration is not UNSET:
        duration = body.duration
    elif body.type_id is not UNSET and type_id in plan.types:
        duration = plan.types[type_id].duration
    else:
        duration = int((row.ends_at - row.starts_at).total_seconds() // 60)
    same_place = new_home.id == home.id and body.extra_id is UNSET
    wanted = Wanted(
        type_id=type_id,
        starts_at=row.starts_at if body.starts_at is UNSET else body.starts_at,
        duration=duration,
        extra_id=(row.extra_id if same_place else None) if body.extra_id is UNSET else body.extra_id,
        claim_id=body.claim_id,
    )
    if wanted.extra_id is not None and body.extra_id is UNSET and not _inside(plan, wanted):
        wanted = replace(wanted, extra_id=None)
    chain = await followers(uow, row) if body.starts_at is not UNSET or new_home.id != home.id else []
    keeps = ["off_schedule"] if row.off_schedule and body.starts_at is UNSET else []
    placement = await place(uow, new_home, wanted, accept=[*body.accept, *keeps], ignoring={row.id, *(each.id for each in chain)})
    edit.changes(row)
    shift = placement.ends_at - row.ends_at
    row.practitioner_id, row.location_id, row.type_id = new_home.id, placement.location_id, type_id
    row.starts_at, row.ends_at, row.extra_id = placement.starts_at, placement.ends_at, wanted.extra_id
    row.off_schedule, row.overbooked = placement.off_schedule, placement.overbooked
    if type_id in plan.types:
        row.teleconsultation = plan.types[type_id].teleconsultation
    for each in chain:
        edit.changes(each)
        each.starts_at, each.ends_at = each.starts_at + shift, each.ends_at + shift
        each.overbooked = each.overbooked or placement.overbooked
        if new_home.id != home.id:
            each.practitioner_id, each.location_id, each.extra_id = new_home.id, placement.location_id, wanted.extra_id
            each.type_id = await _same_type(uow, home, new_home, each)


def _inside(plan: Plan, wanted: Wanted) -> bool:
    """Whether the minutes still lie in their extra range; dragged out of it, they return to the main lane."""
    extra = next((each for each in plan.extras if each.id == wanted.extra_id), None)
    if extra is None:
        return False
    wall = wanted.starts_at.astimezone(ZoneInfo(plan.zones[extra.location_id]))
    minute = wall.hour * 60 + wall.minute
    return wall.date() == extra.day and extra.start <= minute and minute + (wanted.duration or 0) <= extra.end


async def _same_type(uow: UnitOfWork, home: Practitioner, new_home: Practitioner, row: Appointment) -> str:
    """The type of the same name at the other practitioner: types are per professional (F072).

    Raises:
        TypeUnknown: he has none; the caller has to choose one.
    """
    before, after = await plan_of(uow, home), await plan_of(uow, new_home)
    name = before.types[row.type_id].name if row.type_id is not None and row.type_id in before.types else None
    for type_id, view in after.types.items():
        if view.name == name and not view.archived:
            return type_id
    raise TypeUnknown(types=[{"id": type_id, "name": view.name} for type_id, view in after.types.items() if not view.archived])


async def _rewrite(uow: UnitOfWork, row: Appointment, body: ChangeAppointment) -> None:
    if body.patient_id is not UNSET:
        await _same_practice(uow, row, body.patient_id)
        row.patient_id = body.patient_id
    if body.booker_id is not UNSET:
        if body.booker_id is not None:
            await _same_practice(uow, row, body.booker_id)
        row.booker_id = body.booker_id
    if body.sms_off is not UNSET:
        row.sms_off = body.sms_off
    written = {name: getattr(body, name) for name in _WRITTEN if getattr(body, name) is not UNSET}
    if written:
        content = msgspec.structs.replace(views.content_of(uow, row), **written)
        row.content = views.sealed_content(uow, row, content)


async def _same_practice(uow: UnitOfWork, row: Appointment, patient_id: str) -> None:
    patient = await patient_for(uow, Permission.PATIENTS_BOOK, patient_id)
    if patient.practice_id != row.practice_id:
        raise NotFound


def _name(body: ChangeAppointment) -> EventName:
    if body.starts_at is not UNSET or body.practitioner_id is not UNSET:
        return "appointment_moved"
    if body.duration is not UNSET:
        return "appointment_resized"
    return "appointment_changed"


def given(body: ChangeAppointment) -> dict[str, object]:
    """The fields that a change names, as JSON values."""
    plain: dict[str, object] = msgspec.to_builtins(body)
    return {name: value for name, value in plain.items() if name not in {"version", "accept", "claim_id"}}
