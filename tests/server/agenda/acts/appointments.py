"""What people do to appointments, claims and the waiting list."""

from datetime import timedelta

from sqlalchemy import select

from server.agenda.errors import ClaimHeld
from server.agenda.models import Appointment, AppointmentType, Change, Claim, Extra, WaitingEntry
from server.agenda.schemas.appointments import (
    BookAppointment,
    CancelAppointment,
    ChangeAppointment,
    ChangeWaitingEntry,
    ClaimSlot,
    DeleteAppointment,
    SetStatus,
    WaitingEntryFields,
)
from server.agenda.schemas.schedule import CreatePlanningEvent, PlanningEventFields
from server.agenda.service.booking import book_appointment
from server.agenda.service.changing import cancel_appointment, change_appointment, delete_appointment, set_status
from server.agenda.service.claims import ask_for_claim, claim_slot, release_claim
from server.agenda.service.messages import hold_message
from server.agenda.service.planning.planning_events import add_planning_event
from server.agenda.service.undo import undo_change
from server.agenda.service.waiting import add_to_waiting_list, change_waiting_entry, remove_from_waiting_list
from server.agenda.telling.kinds import place_of_row
from server.agenda.telling.refs import about_of, refs_of
from server.core.actors import Role
from server.core.db import EVERY_PRACTICE
from server.core.errors import Refusal
from server.core.ids import new_id
from server.core.outbox import OutboxMessage
from server.patients.models import Patient
from server.patients.schemas import ChangePatient
from server.patients.service.changing import change_patient
from tests.server.agenda.acts.registry import ACTS, act
from tests.server.agenda.acts.scene import Scene
from tests.server.agenda.office import ANYTHING
from tests.support import factories


async def a_type(scene: Scene) -> AppointmentType:
    """A type of the doctor's that is offered."""
    if not await scene.types():
        await ACTS["type_created"](scene)
    return scene.die.choice(await scene.types())


async def an_appointment(scene: Scene) -> Appointment:
    """An active appointment of one of the two agendas."""
    active = await scene.rows(Appointment, Appointment.status != "cancelled", both=True)
    if not active:
        await ACTS["appointment_booked"](scene)
        active = await scene.rows(Appointment, Appointment.status != "cancelled", both=True)
    return scene.die.choice(active)


@act("appointment_booked")
async def book(scene: Scene) -> None:
    """Anything anywhere, over whatever is there."""
    office, die = scene.office, scene.die
    extras = await scene.rows(Extra)
    body = BookAppointment(
        practitioner_id=office.doctor.id,
        type_id=(await a_type(scene)).id,
        starts_at=scene.moment,
        patient_id=die.choice([office.jeanne.id, office.paul.id]),
        duration=scene.maybe(die.choice([15, 30, 90, 300])),
        location_id=scene.maybe(scene.place),
        booker_id=scene.maybe(office.paul.id),
        extra_id=scene.maybe(die.choice(extras).id if extras else None),
        reason=die.choice(["", "Toux"]),
        notes=die.choice(["", "Vient en taxi"]),
        also_waiting_list=die.random() < 0.2,
        accept=list(ANYTHING),  # type: ignore[arg-type]
    )
    await scene.do(book_appointment, body, who=scene.who)


@act("appointment_moved")
async def move(scene: Scene) -> None:
    """To another time, and now and then to the other agenda."""
    row = await an_appointment(scene)
    to = scene.die.choice(scene.agendas)
    kind = scene.office.birth if to.id == scene.office.midwife.id else await a_type(scene)
    fields = {"practitioner_id": to.id, "type_id": kind.id} if to.id != row.practitioner_id else {}
    body = ChangeAppointment(version=row.version, starts_at=scene.moment, accept=list(ANYTHING), **fields)  # type: ignore[arg-type]
    await scene.do(change_appointment, row.id, body, who=scene.who)


@act("appointment_resized")
async def resize(scene: Scene) -> None:
    """Longer or shorter."""
    row = await an_appointment(scene)
    body = ChangeAppointment(version=row.version, duration=scene.die.choice([5, 20, 45, 300]), accept=list(ANYTHING))  # type: ignore[arg-type]
    await scene.do(change_appointment, row.id, body)


@act("appointment_changed")
async def rewrite(scene: Scene) -> None:
    """Other words, another patient, another type."""
    row, office = await an_appointment(scene), scene.office
    kind = office.birth if row.practitioner_id == office.midwife.id else await a_type(scene)
    fields = scene.die.choice(
        [{"notes": "Rappeler"}, {"patient_id": office.paul.id}, {"booker_id": office.jeanne.id}, {"sms_off": True}, {"type_id": kind.id}]
    )
    body = ChangeAppointment(version=row.version, accept=list(ANYTHING), **fields)  # type: ignore[arg-type]
    await scene.do(change_appointment, row.id, body)


@act("appointment_marked")
async def mark(scene: Scene) -> None:
    """The patient is there, or is not."""
    row = await an_appointment(scene)
    body = SetStatus(version=row.version, status=scene.die.choice(["arrived", "late", "seen", "absent", "planned"]))
    await scene.do(set_status, row.id, body)


@act("appointment_cancelled")
async def cancel(scene: Scene) -> None:
    """The record stays."""
    row = await an_appointment(scene)
    await scene.do(cancel_appointment, row.id, CancelAppointment(version=row.version, reason=scene.die.choice(["", "Malade"])))


@act("appointment_deleted")
async def delete(scene: Scene) -> None:
    """Active or cancelled, it is gone."""
    await an_appointment(scene)
    row = scene.die.choice(await scene.rows(Appointment, both=True))
    await scene.do(delete_appointment, row.id, DeleteAppointment(version=row.version, confirmed=True))


@act("slot_claimed")
async def claim(scene: Scene) -> None:
    """Whatever colleagues hold is broken by name."""
    starts_at, broken = scene.moment, None
    for _ in range(50):
        body = ClaimSlot(practitioner_id=scene.office.doctor.id, starts_at=starts_at, duration=30, break_claim=broken)
        try:
            await scene.do(claim_slot, body, who=scene.who)
        except ClaimHeld as held:
            broken = held.data["claim"]["id"]
        else:
            return
        starts_at += timedelta(minutes=30) if broken == body.break_claim else timedelta()
    raise AssertionError("no slot could be claimed")


async def a_claim(scene: Scene) -> tuple[Claim, Role]:
    """A claim, and the role of its holder."""
    if not await scene.rows(Claim):
        await claim(scene)
    held = scene.die.choice(await scene.rows(Claim))
    return held, next(role for role, person in scene.office.cabinet.people.items() if person.id == held.person_id)


@act("slot_released")
async def release(scene: Scene) -> None:
    """By its holder."""
    held, holder = await a_claim(scene)
    await scene.do(release_claim, held.id, who=holder)


@act("claim_asked")
async def ask(scene: Scene) -> None:
    """By the other one."""
    held, holder = await a_claim(scene)
    await scene.do(ask_for_claim, held.id, who="secretary" if holder == "administrator" else "administrator")


@act("waiting_added")
async def wait(scene: Scene) -> None:
    """On the doctor's list."""
    await scene.do(add_to_waiting_list, await waiting_fields(scene))


async def waiting_fields(scene: Scene) -> WaitingEntryFields:
    """What the form holds."""
    return WaitingEntryFields(
        patient_id=scene.die.choice([scene.office.jeanne.id, scene.office.paul.id]),
        practitioner_id=scene.office.doctor.id,
        type_id=scene.maybe((await a_type(scene)).id),
        from_day=scene.maybe(scene.day),
        weekdays=scene.die.sample(range(7), scene.die.randint(0, 3)),
        urgent=scene.die.random() < 0.3,
        note=scene.die.choice(["", "Plutôt le matin"]),
    )


async def an_entry(scene: Scene) -> WaitingEntry:
    """An entry of the doctor's list."""
    if not await scene.rows(WaitingEntry):
        await wait(scene)
    return scene.die.choice(await scene.rows(WaitingEntry))


@act("waiting_changed")
async def change_wait(scene: Scene) -> None:
    """Now and then it moves to the midwife's list."""
    row, fields = await an_entry(scene), await waiting_fields(scene)
    if scene.die.random() < 0.3:
        fields = WaitingEntryFields(patient_id=fields.patient_id, practitioner_id=scene.office.midwife.id)
    await scene.do(change_waiting_entry, row.id, ChangeWaitingEntry(version=row.version, fields=fields))


@act("waiting_removed")
async def stop_waiting(scene: Scene) -> None:
    """Off the list."""
    await scene.do(remove_from_waiting_list, (await an_entry(scene)).id)


@act("undone")
async def undo(scene: Scene) -> None:
    """Any change of the doctor's agenda that still can be; otherwise one made for it."""
    changes = await scene.rows(Change, Change.undone_by.is_(None))
    scene.die.shuffle(changes)
    for change in changes[:3]:
        try:
            await scene.do(undo_change, change.id)
        except Refusal:
            continue
        return
    fields = PlanningEventFields(day=scene.day, start=540, end=600, title="Réunion")
    await scene.do(add_planning_event, CreatePlanningEvent(practitioner_id=scene.office.doctor.id, fields=fields))
    assert scene.office.change is not None
    await scene.do(undo_change, scene.office.change)


@act("patient_changed")
async def rename(scene: Scene) -> None:
    """A patient of the agenda has another name."""
    row = await an_appointment(scene)
    (patient,) = await scene.office.rows(Patient, Patient.id == row.patient_id)
    await scene.do(change_patient, patient.id, ChangePatient(version=patient.version, last_name=f"Dupont-{patient.version}"))


@act("messages_changed")
async def hold(scene: Scene) -> None:
    """A message that waits is not to be sent."""
    core = scene.office.core
    agendas = [each.id for each in scene.agendas]
    async with core.db.read(EVERY_PRACTICE) as session:
        waiting = select(OutboxMessage.id).where(OutboxMessage.state == "planned", OutboxMessage.agenda.in_(agendas))
        found = sorted(await session.scalars(waiting))
    if not found:
        found = [await _a_reminder(scene)]
    await scene.do(hold_message, scene.die.choice(found))


async def _a_reminder(scene: Scene) -> str:
    row = await an_appointment(scene)
    message = OutboxMessage(
        id=new_id(),
        kind="appointment_reminder",
        practice_id=row.practice_id,
        about=about_of(row.id),
        agenda=row.practitioner_id,
        refs=refs_of(row.id, f"patient/{row.patient_id}", place_of_row(row), version=1, type_id=row.type_id, booker_id=None),
        state="planned",
        created_at=scene.office.core.clock.now(),
        not_before=row.starts_at,
        expires_at=row.starts_at,
    )
    await factories.keep(scene.office.core, message)
    return message.id
