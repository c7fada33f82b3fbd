"""Booking: a slot, a time off the schedule, for oneself or a relative (F020–F030)."""

from datetime import timedelta

import msgspec

from server.accounts.models import Practitioner
from server.accounts.queries import practitioner_for
from server.agenda.audience import as_asked
from server.agenda.edit import Edit
from server.agenda.errors import TypeUnknown
from server.agenda.models import Appointment, WaitingEntry
from server.agenda.occupancy import Placement, Wanted, check_offered, place, same_type
from server.agenda.queries import views
from server.agenda.queries.guards import appointment_for
from server.agenda.queries.plans import plan_of, sealed_note
from server.agenda.schemas.appointments import AppointmentView, BookAppointment, DuplicateAppointment
from server.agenda.service.claims import consume_claim
from server.agenda.shown import target_of
from server.agenda.slots import Patient
from server.agenda.topics import agenda_topic
from server.core.errors import NotFound
from server.core.ids import new_id
from server.core.permissions import Permission
from server.core.unit import UnitOfWork
from server.patients.queries import patient_for


async def book_appointment(uow: UnitOfWork, body: BookAppointment) -> AppointmentView:
    """Book; a type that must be followed by others books them too (Q30).

    Raises:
        NeedsConfirmation: overlap, block, leave, off schedule, somebody's claim, or a condition not met.
        TypeUnknown: the type is not his, or is archived.
    """
    await uow.lock(agenda_topic(body.practitioner_id))
    practitioner = await practitioner_for(uow, Permission.AGENDA_BOOK, body.practitioner_id)
    check_offered(await plan_of(uow, practitioner), body.type_id)
    wanted = Wanted(
        type_id=body.type_id,
        starts_at=body.starts_at,
        duration=body.duration,
        location_id=body.location_id,
        extra_id=body.extra_id,
    )

    async def patient() -> Patient:
        nonlocal body
        found, body = await _patient(uow, practitioner, body)
        return found

    placement = await place(uow, practitioner, wanted, accept=body.accept, patient=patient)
    edit = Edit(uow, "appointment_booked", {practitioner.id: practitioner})
    row = await _new(uow, practitioner, body, placement)
    edit.adds(row)
    await _followers(uow, practitioner, edit, row, body)
    await consume_claim(uow, edit, body.claim_id)
    if body.also_waiting_list:
        uow.permit(Permission.WAITING_WRITE, target_of(practitioner))
        edit.adds(_waiting(uow, row))
    await edit.announce()
    return await edit.shown(row)


async def duplicate_appointment(uow: UnitOfWork, appointment_id: str, body: DuplicateAppointment) -> AppointmentView:
    """Book the same again at another time (F036); what the actor may not read is not copied.

    Raises:
        TypeUnknown: the other practitioner has no type of this name.
    """
    elsewhere = [body.practitioner_id] if body.practitioner_id else []
    row, home = await appointment_for(uow, Permission.AGENDA_DETAILS, appointment_id, *elsewhere)
    type_id = body.type_id or row.type_id
    if body.practitioner_id not in {None, home.id} and body.type_id is None:
        other = await practitioner_for(uow, Permission.AGENDA_BOOK, body.practitioner_id or "")
        type_id = await same_type(uow, home, other, row.type_id)
    if type_id is None:
        raise TypeUnknown
    readable = uow.may(Permission.AGENDA_REASON, target_of(home))
    content = views.content_of(uow, row) if readable else views.Content()
    return await book_appointment(
        uow,
        BookAppointment(
            practitioner_id=body.practitioner_id or row.practitioner_id,
            type_id=type_id,
            starts_at=body.starts_at,
            patient_id=row.patient_id,
            duration=int((row.ends_at - row.starts_at).total_seconds() // 60) if body.type_id is None else None,
            booker_id=row.booker_id,
            claim_id=body.claim_id,
            extra_id=body.extra_id,
            reason=content.reason,
            notes=content.notes,
            sms_off=row.sms_off,
            accept=body.accept,
        ),
    )


async def _patient(uow: UnitOfWork, practitioner: Practitioner, body: BookAppointment) -> tuple[Patient, BookAppointment]:
    """For whom it is, and the body with the files that were kept when these were merged."""
    patient = await patient_for(uow, Permission.PATIENTS_BOOK, body.patient_id)
    if patient.practice_id != practitioner.practice_id:
        raise NotFound
    if body.booker_id is not None:
        booker = await patient_for(uow, Permission.PATIENTS_BOOK, body.booker_id)
        if booker.practice_id != practitioner.practice_id:
            raise NotFound
        body = msgspec.structs.replace(body, booker_id=booker.id)
    body = msgspec.structs.replace(body, patient_id=patient.id)
    return await as_asked(uow, practitioner, body.type_id, patient.id, patient.birth_date), body


async def _new(uow: UnitOfWork, practitioner: Practitioner, body: BookAppointment, placement: Placement) -> Appointment:
    plan = await plan_of(uow, practitioner)
    row = Appointment(
        id=new_id(),
        version=1,
        practice_id=practitioner.practice_id,
        practitioner_id=practitioner.id,
        location_id=placement.location_id,
        type_id=body.type_id,
        patient_id=body.patient_id,
        booker_id=body.booker_id,
        starts_at=placement.starts_at,
        ends_at=placement.ends_at,
        status="planned",
        extra_id=body.extra_id,
        off_schedule=placement.off_schedule,
        overbooked=placement.overbooked,
        teleconsultation=plan.types[body.type_id].teleconsultation,
        origin="staff",
        sms_off=body.sms_off,
        booked_at=uow.now,
        booked_by=views.person_ref(uow),
    )
    content = views.Content(
        reason=body.reason,
        notes=body.notes,
        message_to_staff=body.message_to_staff,
        message_to_patient=body.message_to_patient,
    )
    row.content = views.sealed_content(uow, row, content)
    return row


async def _followers(uow: UnitOfWork, practitioner: Practitioner, edit: Edit, first: Appointment, body: BookAppointment) -> None:
    """Book the types that must follow; `place` has already made sure that there is room."""
    previous = first
    for kind in (await plan_of(uow, practitioner)).rules[body.type_id].followers:
        ends_at = previous.ends_at + timedelta(minutes=kind.duration)
        placement = Placement(first.location_id, previous.ends_at, ends_at, first.off_schedule, first.overbooked)
        fields = {"type_id": kind.id, "duration": None, "message_to_staff": "", "message_to_patient": ""}
        following = await _new(uow, practitioner, msgspec.structs.replace(body, **fields), placement)
        following.follows_id = previous.id
        edit.adds(following)
        previous = following


def _waiting(uow: UnitOfWork, row: Appointment) -> WaitingEntry:
    entry_id = new_id()
    return WaitingEntry(
        id=entry_id,
        version=1,
        practice_id=row.practice_id,
        practitioner_id=row.practitioner_id,
        type_id=row.type_id,
        patient_id=row.patient_id,
        appointment_id=row.id,
        weekdays=[],
        urgent=False,
        note=sealed_note(uow, row.practice_id, "waiting", entry_id, ""),
        since=uow.now,
        by=views.person_ref(uow),
    )
