"""The waiting list (F041–F043): entries live on the agenda of the practitioner they wait for."""

import msgspec
from sqlalchemy import select

from server.accounts.queries import practitioner_for
from server.agenda.edit import Edit
from server.agenda.errors import TypeUnknown
from server.agenda.models import Appointment, WaitingEntry
from server.agenda.queries.guards import agenda_of, row_for
from server.agenda.queries.plans import plan_of, sealed_note
from server.agenda.queries.views import person_ref, waiting_views
from server.agenda.schemas.appointments import ChangeWaitingEntry, WaitingEntryFields, WaitingEntryView
from server.agenda.shown import lens_for, through
from server.agenda.topics import BUSY, WAITING_ONLY, agenda_topic
from server.core.errors import Invalid, NotFound, Stale
from server.core.ids import new_id
from server.core.permissions import Permission
from server.core.unit import UnitOfWork
from server.patients.queries import patient_for


async def add_to_waiting_list(uow: UnitOfWork, body: WaitingEntryFields) -> WaitingEntryView:
    """Put a patient on the waiting list of a practitioner."""
    await uow.lock(agenda_topic(body.practitioner_id))
    practitioner = await practitioner_for(uow, Permission.WAITING_WRITE, body.practitioner_id)
    row = WaitingEntry(id=new_id(), version=1, practice_id=practitioner.practice_id, since=uow.now, by=person_ref(uow))
    await _fill(uow, row, body)
    edit = Edit(uow, "waiting_added", {practitioner.id: practitioner})
    edit.adds(row)
    await edit.announce()
    return await _shown(uow, row)


async def change_waiting_entry(uow: UnitOfWork, entry_id: str, body: ChangeWaitingEntry) -> WaitingEntryView:
    """Replace an entry; naming another practitioner moves it to his list."""
    agenda = await agenda_of(uow, WaitingEntry, entry_id)
    await uow.lock(agenda_topic(agenda), agenda_topic(body.fields.practitioner_id))
    row, practitioner = await row_for(uow, WaitingEntry, Permission.WAITING_WRITE, entry_id, agenda)
    other = await practitioner_for(uow, Permission.WAITING_WRITE, body.fields.practitioner_id)
    if other.practice_id != practitioner.practice_id:
        raise NotFound
    if row.version != body.version:
        theirs = await _shown(uow, row)
        raise Stale(yours=msgspec.to_builtins(body.fields), theirs=msgspec.to_builtins(theirs))
    edit = Edit(uow, "waiting_changed", {practitioner.id: practitioner, other.id: other})
    edit.changes(row)
    await _fill(uow, row, body.fields)
    await edit.announce()
    return await _shown(uow, row)


async def remove_from_waiting_list(uow: UnitOfWork, entry_id: str) -> None:
    """Take an entry off the list."""
    agenda = await agenda_of(uow, WaitingEntry, entry_id)
    await uow.lock(agenda_topic(agenda))
    row, practitioner = await row_for(uow, WaitingEntry, Permission.WAITING_WRITE, entry_id, agenda)
    edit = Edit(uow, "waiting_removed", {practitioner.id: practitioner})
    await edit.removes(row)
    await edit.announce()


async def _fill(uow: UnitOfWork, row: WaitingEntry, fields: WaitingEntryFields) -> None:
    practitioner = await practitioner_for(uow, Permission.WAITING_WRITE, fields.practitioner_id)
    patient = await patient_for(uow, Permission.PATIENTS_BOOK, fields.patient_id)
    if patient.practice_id != practitioner.practice_id:
        raise NotFound
    if fields.type_id is not None and fields.type_id not in (await plan_of(uow, practitioner)).types:
        raise TypeUnknown
    if fields.from_day and fields.to_day and fields.to_day < fields.from_day:
        raise Invalid("The last day is before the first.", field="to_day", reason="before_start")
    if any(not 0 <= weekday <= 6 for weekday in fields.weekdays):
        raise Invalid("A weekday is 0 (Monday) to 6.", field="weekdays", reason="out_of_range")
    if fields.appointment_id is not None:
        held = select(Appointment.id).where(Appointment.id == fields.appointment_id, Appointment.patient_id == patient.id)
        if (await uow.session.execute(held)).scalar_one_or_none() is None:
            raise NotFound
    row.practitioner_id, row.patient_id, row.type_id = practitioner.id, patient.id, fields.type_id
    row.appointment_id = fields.appointment_id
    row.from_day, row.to_day, row.weekdays, row.urgent = fields.from_day, fields.to_day, sorted(set(fields.weekdays)), fields.urgent
    row.note = sealed_note(uow, practitioner.practice_id, "waiting", row.id, fields.note)


async def _shown(uow: UnitOfWork, row: WaitingEntry) -> WaitingEntryView:
    """An entry as its writer may see it; the list is his even where he only sees busy hours."""
    view = (await waiting_views(uow, [row]))[0]
    lens = lens_for(uow, row.practice_id, row.practitioner_id)
    return through(WAITING_ONLY if lens == BUSY else lens, "waiting", [view])[0]
