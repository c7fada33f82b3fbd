"""Where an appointment goes when its place changes, and what goes along (Q30)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from zoneinfo import ZoneInfo

from msgspec import UNSET
from sqlalchemy import select

from server.accounts.models import MembershipRow, Practitioner
from server.agenda.audience import as_asked
from server.agenda.edit import Edit
from server.agenda.errors import TypeUnknown
from server.agenda.models import Appointment
from server.agenda.occupancy import Placement, Wanted, check_offered, place, same_type
from server.agenda.queries.plans import plan_of
from server.agenda.schemas.appointments import ChangeAppointment
from server.agenda.slots import Patient, Plan
from server.core.errors import NotFound
from server.core.unit import UnitOfWork
from server.patients.queries import briefs


async def move(uow: UnitOfWork, edit: Edit, row: Appointment, home: Practitioner, new_home: Practitioner, body: ChangeAppointment) -> None:
    """Put an appointment, and with a new time or agenda those that follow it, where the change says.

    Raises:
        NeedsConfirmation: as for a booking, for any of them; what a type asks of the patient, when it becomes another one.
        TypeUnknown: the other practitioner has no such type.
    """
    wanted = await _wanted(uow, row, home, new_home, body)
    chain = await followers(uow, row) if body.starts_at is not UNSET or new_home.id != home.id else []
    leaving = {row.id, *(each.id for each in chain)}
    keeps = ["off_schedule"] if row.off_schedule and body.starts_at is UNSET else []

    async def patient() -> Patient:
        patient_id = row.patient_id if body.patient_id is UNSET else body.patient_id
        brief = (await briefs(uow, [patient_id])).get(patient_id)
        if brief is None:
            raise NotFound
        return await as_asked(uow, new_home, wanted.type_id, brief.id, brief.birth_date, besides=row.id)

    placement = await place(
        uow,
        new_home,
        wanted,
        accept=[*body.accept, *keeps],
        ignoring=leaving,
        patient=patient if body.type_id is not UNSET and wanted.type_id != row.type_id else None,
        stays=body.starts_at is UNSET,
    )
    later: list[tuple[Appointment, Wanted, Placement]] = []
    for each in chain:
        its_type = each.type_id if new_home.id == home.id else await same_type(uow, home, new_home, each.type_id)
        if its_type is None:
            raise TypeUnknown
        follows = replace(
            wanted,
            type_id=its_type,
            starts_at=each.starts_at + (placement.ends_at - row.ends_at),
            duration=_minutes(each.ends_at - each.starts_at),
            location_id=placement.location_id,
        )
        accept = [*body.accept, "off_schedule", "conditions"]
        later.append((each, follows, await place(uow, new_home, follows, accept=accept, ignoring=leaving)))
    if row.teleconsultation and new_home.id != home.id:
        await _ask_again(uow, home.practice_id)
    plan = await plan_of(uow, new_home)
    for each, asked, placed in [(row, wanted, placement), *later]:
        edit.changes(each)
        if (each.starts_at, each.practitioner_id) != (placed.starts_at, new_home.id):
            each.link_version += 1
        each.practitioner_id, each.location_id, each.type_id = new_home.id, placed.location_id, asked.type_id
        each.starts_at, each.ends_at, each.extra_id = placed.starts_at, placed.ends_at, asked.extra_id
        each.off_schedule, each.overbooked = placed.off_schedule, placed.overbooked
        each.teleconsultation = plan.types[asked.type_id].teleconsultation


async def _ask_again(uow: UnitOfWork, practice_id: str) -> None:
    """A page that shows what was open to it on the former agenda, a room of its teleconsultation, is asked for its rights at once."""
    people = select(MembershipRow.person_id).where(MembershipRow.practice_id == practice_id, MembershipRow.disabled.is_(False))
    for person_id in await uow.session.scalars(people.distinct().order_by(MembershipRow.person_id)):
        uow.hint(partial(uow.core.doors.reauthorize, person_id))


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


async def _wanted(uow: UnitOfWork, row: Appointment, home: Practitioner, new_home: Practitioner, body: ChangeAppointment) -> Wanted:
    plan = await plan_of(uow, new_home)
    type_id = row.type_id if body.type_id is UNSET else body.type_id
    if new_home.id != home.id and body.type_id is UNSET:
        type_id = await same_type(uow, home, new_home, row.type_id)
    if type_id is None:
        raise TypeUnknown
    if type_id != row.type_id:
        check_offered(plan, type_id)
    if body.duration is not UNSET:
        duration = body.duration
    elif body.type_id is not UNSET and type_id in plan.types:
        duration = plan.types[type_id].duration
    else:
        duration = _minutes(row.ends_at - row.starts_at)
    same_place = new_home.id == home.id and body.extra_id is UNSET
    wanted = Wanted(
        type_id=type_id,
        starts_at=row.starts_at if body.starts_at is UNSET else body.starts_at,
        duration=duration,
        extra_id=(row.extra_id if same_place else None) if body.extra_id is UNSET else body.extra_id,
    )
    dragged_out = wanted.extra_id is not None and body.extra_id is UNSET and not _inside(plan, wanted)
    return replace(wanted, extra_id=None) if dragged_out else wanted


def _inside(plan: Plan, wanted: Wanted) -> bool:
    """Whether the minutes still lie in their extra range; dragged out of it, they return to the main lane."""
    extra = next((each for each in plan.extras if each.id == wanted.extra_id), None)
    if extra is None:
        return False
    wall = wanted.starts_at.astimezone(ZoneInfo(plan.zones[extra.location_id]))
    minute = wall.hour * 60 + wall.minute
    return wall.date() == extra.day and extra.start <= minute and minute + (wanted.duration or 0) <= extra.end


def _minutes(spell: timedelta) -> int:
    return int(spell.total_seconds() // 60)
