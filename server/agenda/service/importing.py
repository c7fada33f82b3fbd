"""Bringing in what another calendar holds, a few appointments at a time; the same file again brings in nothing again.

Each batch is one command on one agenda: it passes through the same placing as any booking, under the same lock. What
the other calendar says is a fact, so hours off the schedule, blocks and leave are accepted; an overlap is not.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select

from server.accounts.models import Practitioner
from server.accounts.queries import practitioner_for
from server.accounts.topics import practice_topic
from server.agenda.edit import Edit
from server.agenda.errors import OutOfCalendar
from server.agenda.importing import Named, Occurrence, Parsed, named
from server.agenda.importing.people import Order
from server.agenda.models import Appointment
from server.agenda.occupancy import Placement, Wanted, place
from server.agenda.queries import views
from server.agenda.queries.plans import plan_of
from server.agenda.schemas.types import AppointmentTypeView
from server.agenda.slots.plan import TypeRule
from server.agenda.topics import agenda_topic
from server.core.actors import Actor, Membership
from server.core.errors import Invalid, NeedsConfirmation
from server.core.ids import new_id
from server.core.permissions import Permission
from server.core.unit import Core, UnitOfWork, writing
from server.patients.models import Contact, Patient
from server.patients.queries.known import known_as
from server.patients.rules import contacts
from server.patients.rules.names import fold
from server.patients.schemas import ContactView, PatientFields
from server.patients.service.rows import new_contacts, new_patient

Fate = Literal["imported", "already_there", "not_a_patient", "unknown_patient", "ambiguous_patient", "overlap", "not_a_date", "not_a_name"]
FATES: dict[Fate, str] = {
    "imported": "imported",
    "already_there": "imported before",
    "not_a_patient": "its title is not the name of a patient",
    "unknown_patient": "no file has this name, and none may be opened",
    "ambiguous_patient": "several files have this name",
    "overlap": "another appointment is at this time",
    "not_a_date": "its date is outside the calendar",
    "not_a_name": "no file can bear this name",
}
BATCH = 10
"""Appointments of one transaction: short enough that nobody notices."""
_ACCEPTED = ("block", "leave", "off_schedule", "conditions", "claim")
_LONGEST_TEXT = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the person who imports decides. `type_id` None: the type the title names, else the one that lasts as long."""

    type_id: str | None = None
    order: Order = "last-first"
    opens_files: bool = True
    accepts_overlaps: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one occurrence."""

    line: int
    starts_at: str
    fate: Fate

    @property
    def sentence(self) -> str:
        """The same in words."""
        return FATES[self.fate]


class NoType(ValueError):
    """The practitioner has no appointment type to give to what is imported."""


def importer(practice_id: str) -> Actor:
    """Who imports from the command line: somebody with the rights of an administrator, under this name."""
    membership = Membership(id="0" * 32, practice_id=practice_id, role="administrator")
    return Actor(person_id=None, name="Import", is_system=True, memberships=(membership,))


async def import_calendar(
    core: Core, practitioner: Practitioner, parsed: Parsed, choices: Choices, progress: Callable[[int, int], None]
) -> list[Told]:
    """Import every occurrence, a batch at a time; what was done stays when it is interrupted.

    Raises:
        NoType: he has no type, or not the one chosen.
    """
    told: list[Told] = []
    rows = parsed.occurrences
    for start in range(0, len(rows), BATCH):
        async with writing(core, importer(practitioner.practice_id), channel="import") as uow:
            told += await import_batch(uow, practitioner, rows[start : start + BATCH], choices)
        progress(len(told), len(rows))
    return told


async def import_batch(uow: UnitOfWork, whose: Practitioner, rows: Sequence[Occurrence], choices: Choices) -> list[Told]:
    """Import a few occurrences on one agenda, in this transaction."""
    await uow.lock(agenda_topic(whose.id), practice_topic(whose.practice_id))
    practitioner = await practitioner_for(uow, Permission.AGENDA_BOOK, whose.id)
    types = list((await plan_of(uow, practitioner)).rules)
    if not types or (choices.type_id is not None and choices.type_id not in types):
        raise NoType
    before = await _imported_before(uow, practitioner, rows)
    edit = Edit(uow, "appointment_booked", {practitioner.id: practitioner})
    told = []
    for row in rows:
        fate: Fate = "already_there" if row.key in before else await _one(uow, edit, practitioner, row, choices)
        before.add(row.key)
        told.append(Told(row.line, row.starts_at.isoformat(timespec="minutes"), fate))
    if any(each.fate == "imported" for each in told):
        await edit.announce()
    return told


async def _imported_before(uow: UnitOfWork, practitioner: Practitioner, rows: Sequence[Occurrence]) -> set[str]:
    statement = select(Appointment.imported_as).where(
        Appointment.practitioner_id == practitioner.id, Appointment.imported_as.in_([row.key for row in rows])
    )
    return {key for key in await uow.session.scalars(statement) if key is not None}


async def _one(uow: UnitOfWork, edit: Edit, practitioner: Practitioner, row: Occurrence, choices: Choices) -> Fate:
    who = named(row.summary, row.description, order=choices.order)
    if who is None:
        return "not_a_patient"
    kind = choose_type((await plan_of(uow, practitioner)).rules, row, who, choices.type_id)
    minutes = int((row.ends_at - row.starts_at).total_seconds() // 60) if row.ends_at is not None else None
    accept = (*_ACCEPTED, "overlap") if choices.accepts_overlaps else _ACCEPTED
    try:
        placement = await place(uow, practitioner, Wanted(type_id=kind.id, starts_at=row.starts_at, duration=minutes), accept=accept)
    except NeedsConfirmation:
        return "overlap"
    except OutOfCalendar:
        return "not_a_date"
    patient = await _patient(uow, practitioner.practice_id, who, opens_files=choices.opens_files)
    if not isinstance(patient, Patient):
        return patient
    edit.adds(_appointment(uow, practitioner, row, kind, patient, placement, who.rest))
    return "imported"


def choose_type(rules: Mapping[str, TypeRule], row: Occurrence, who: Named, chosen: str | None) -> AppointmentTypeView:
    """The type of an occurrence: the one chosen, the one its title names, the one that lasts as long, or the first."""
    types = sorted((rule.view for rule in rules.values()), key=lambda view: (view.position, view.name))
    if chosen is not None:
        return next(view for view in types if view.id == chosen)
    title = f" {fold(who.rest)} "
    by_name = [view for view in types if f" {fold(view.name)} " in title]
    if by_name:
        return max(by_name, key=lambda view: len(view.name))
    if row.ends_at is not None:
        minutes = (row.ends_at - row.starts_at).total_seconds() / 60
        as_long = [view for view in types if view.duration == minutes]
        if as_long:
            return as_long[0]
    return types[0]


async def _patient(uow: UnitOfWork, practice_id: str, who: Named, *, opens_files: bool) -> Patient | Fate:
    number = contacts.phone(who.phone) if who.phone else None
    found = await known_as(uow, practice_id, (who.last_name, who.first_name), who.birth_date, number[1] if number else None)
    if len(found) > 1:
        return "ambiguous_patient"
    if found:
        return found[0]
    if not opens_files:
        return "unknown_patient"
    fields = PatientFields(last_name=who.last_name[:120], first_name=who.first_name[:120], birth_date=who.birth_date)
    try:
        row = new_patient(uow, practice_id, fields)
    except Invalid:
        return "not_a_name"
    uow.session.add_all([row, *_contacts(row, number, contacts.email(who.email) if who.email else None)])
    await uow.session.flush()
    uow.audit("patients:create", practice_id, f"patient/{row.id}")
    return row


def _contacts(row: Patient, number: tuple[Literal["mobile", "phone"], str] | None, email: str | None) -> list[Contact]:
    """The contacts a calendar gives; whose they are is not known, so they are the patient's own like any typed at the desk."""
    given = [ContactView(kind=number[0], value=number[1], provenance="own")] if number else []
    given += [ContactView(kind="email", value=email, provenance="own")] if email else []
    return new_contacts(row, given)


def _appointment(
    uow: UnitOfWork,
    practitioner: Practitioner,
    row: Occurrence,
    kind: AppointmentTypeView,
    patient: Patient,
    placement: Placement,
    reason: str,
) -> Appointment:
    made = Appointment(
        id=new_id(),
        version=1,
        practice_id=practitioner.practice_id,
        practitioner_id=practitioner.id,
        location_id=placement.location_id,
        type_id=kind.id,
        patient_id=patient.id,
        starts_at=placement.starts_at,
        ends_at=placement.ends_at,
        status="planned",
        off_schedule=placement.off_schedule,
        overbooked=placement.overbooked,
        teleconsultation=kind.teleconsultation,
        origin="import",
        sms_off=False,
        booked_at=uow.now,
        booked_by=views.person_ref(uow),
        imported_as=row.key,
    )
    content = views.Content(reason=reason[:_LONGEST_TEXT], notes=row.description[:_LONGEST_TEXT])
    made.content = views.sealed_content(uow, made, content)
    return made
