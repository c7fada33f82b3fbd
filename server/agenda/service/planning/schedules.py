"""Schedules and the periods in which they are visible (F080–F088). No appointment is touched by any of it (Q33)."""

from collections.abc import Mapping

import msgspec
from sqlalchemy import select

from server.accounts.models import Location, Practitioner
from server.accounts.queries import practitioner_for
from server.agenda.edit import Edit
from server.agenda.errors import PlaceUnknown
from server.agenda.models import Schedule, VisibilityPeriod
from server.agenda.queries.guards import agenda_of, locked_row, row_for
from server.agenda.queries.plans import bump, plan_of, schedule_view
from server.agenda.schemas.planning import CopySchedule, NoSuchType, SavedSchedule
from server.agenda.schemas.schedule import Cell, ChangeSchedule, CreateSchedule, Range, ScheduleFields, ShowSchedule
from server.agenda.schemas.types import AppointmentTypeView
from server.agenda.service.planning.rules import check_period, checked_schedule, same_place
from server.agenda.slots import generate_starts
from server.agenda.topics import agenda_topic
from server.core.errors import NotFound, Stale
from server.core.ids import new_id
from server.core.permissions import Permission
from server.core.unit import UnitOfWork


async def create_schedule(uow: UnitOfWork, body: CreateSchedule) -> SavedSchedule:
    """Make a schedule; it gives no slot until it is shown (F088)."""
    await uow.lock(agenda_topic(body.practitioner_id))
    practitioner = await practitioner_for(uow, Permission.AGENDA_SETTINGS, body.practitioner_id)
    row = _new(practitioner)
    await _fill(uow, practitioner, row, body.fields)
    edit = Edit(uow, "schedule_created", {practitioner.id: practitioner})
    edit.adds(row)
    return await _saved(uow, edit, practitioner, row.id)


async def copy_schedule(uow: UnitOfWork, schedule_id: str, body: CopySchedule) -> SavedSchedule:
    """Copy a schedule, for the same practitioner or for another of the practice; the copy is not visible yet (F081).

    Types are found by their names; the cells of a type he does not have are left out, and said. Where his type lasts
    otherwise, the starts are generated anew.
    """
    home = await agenda_of(uow, Schedule, schedule_id)
    await uow.lock(*{agenda_topic(home), agenda_topic(body.practitioner_id)})
    source, owner = await row_for(uow, Schedule, Permission.AGENDA_DETAILS, schedule_id, home)
    practitioner = await practitioner_for(uow, Permission.AGENDA_SETTINGS, body.practitioner_id)
    if practitioner.practice_id != owner.practice_id:
        raise NotFound
    fields = msgspec.structs.replace(msgspec.convert(source.fields, ScheduleFields), name=body.name)
    missing: list[str] = []
    if practitioner.id != owner.id:
        theirs, mine = (await plan_of(uow, owner)).types, (await plan_of(uow, practitioner)).types
        fields, missing = _translated(fields, theirs, mine)
    row = _new(practitioner)
    await _fill(uow, practitioner, row, fields, place_before=fields.location_id)
    edit = Edit(uow, "schedule_copied", {practitioner.id: practitioner})
    edit.adds(row)
    saved = await _saved(uow, edit, practitioner, row.id)
    return msgspec.structs.replace(saved, warnings=[*saved.warnings, *(NoSuchType(name=name) for name in missing)])


async def change_schedule(uow: UnitOfWork, schedule_id: str, body: ChangeSchedule) -> SavedSchedule:
    """Replace what the editor holds."""
    row, practitioner = await locked_row(uow, Schedule, Permission.AGENDA_SETTINGS, schedule_id)
    if row.version != body.version:
        theirs = schedule_view(row, await _periods(uow, row.id))
        raise Stale(yours=msgspec.to_builtins(body.fields), theirs=msgspec.to_builtins(theirs))
    edit = Edit(uow, "schedule_changed", {practitioner.id: practitioner})
    edit.changes(row)
    await _fill(uow, practitioner, row, body.fields, place_before=row.fields["location_id"])
    return await _saved(uow, edit, practitioner, row.id)


async def delete_schedule(uow: UnitOfWork, schedule_id: str) -> None:
    """Delete a schedule with its periods."""
    row, practitioner = await locked_row(uow, Schedule, Permission.AGENDA_SETTINGS, schedule_id)
    edit = Edit(uow, "schedule_deleted", {practitioner.id: practitioner})
    for period in await _periods(uow, row.id):
        await edit.removes(period)
    await edit.removes(row)
    bump(uow, practitioner)
    await edit.announce()


async def show_schedule(uow: UnitOfWork, schedule_id: str, body: ShowSchedule) -> SavedSchedule:
    """Give a schedule a period in which it makes slots (F086)."""
    row, practitioner = await locked_row(uow, Schedule, Permission.AGENDA_SETTINGS, schedule_id)
    check_period(body.from_day, body.to_day)
    edit = Edit(uow, "schedule_shown", {practitioner.id: practitioner})
    edit.adds(
        VisibilityPeriod(
            id=new_id(),
            practice_id=practitioner.practice_id,
            practitioner_id=practitioner.id,
            schedule_id=row.id,
            from_day=body.from_day,
            to_day=body.to_day,
        )
    )
    return await _saved(uow, edit, practitioner, row.id)


async def change_visibility(uow: UnitOfWork, visibility_id: str, body: ShowSchedule) -> SavedSchedule:
    """Change a period (F087)."""
    row, practitioner = await locked_row(uow, VisibilityPeriod, Permission.AGENDA_SETTINGS, visibility_id)
    check_period(body.from_day, body.to_day)
    edit = Edit(uow, "visibility_changed", {practitioner.id: practitioner})
    edit.changes(row)
    row.from_day, row.to_day = body.from_day, body.to_day
    return await _saved(uow, edit, practitioner, row.schedule_id)


async def remove_visibility(uow: UnitOfWork, visibility_id: str) -> None:
    """Take a period away: its free slots go, its appointments stay (Q33)."""
    row, practitioner = await locked_row(uow, VisibilityPeriod, Permission.AGENDA_SETTINGS, visibility_id)
    edit = Edit(uow, "schedule_hidden", {practitioner.id: practitioner})
    await edit.removes(row)
    bump(uow, practitioner)
    await edit.announce()


def _new(practitioner: Practitioner) -> Schedule:
    return Schedule(id=new_id(), version=1, practice_id=practitioner.practice_id, practitioner_id=practitioner.id)


async def _fill(
    uow: UnitOfWork, practitioner: Practitioner, row: Schedule, fields: ScheduleFields, *, place_before: str | None = None
) -> None:
    """Check and write the fields; a place that was closed since may be kept, not chosen."""
    if fields.location_id != place_before:
        await check_place(uow, practitioner, fields.location_id)
    row.fields = msgspec.to_builtins(checked_schedule(fields, (await plan_of(uow, practitioner)).types.keys()))


async def check_place(uow: UnitOfWork, practitioner: Practitioner, location_id: str) -> None:
    """Refuse a place that is not the practice's, or is closed.

    Raises:
        PlaceUnknown.
    """
    statement = select(Location.id).where(
        Location.id == location_id, Location.practice_id == practitioner.practice_id, Location.archived.is_(False)
    )
    if (await uow.session.execute(statement)).scalar_one_or_none() is None:
        raise PlaceUnknown


async def _saved(uow: UnitOfWork, edit: Edit, practitioner: Practitioner, schedule_id: str) -> SavedSchedule:
    bump(uow, practitioner)
    await edit.announce()
    schedules = (await plan_of(uow, practitioner)).schedules
    schedule = next(each for each in schedules if each.id == schedule_id)
    return SavedSchedule(schedule=schedule, warnings=[*same_place(schedule, schedules)])


async def _periods(uow: UnitOfWork, schedule_id: str) -> list[VisibilityPeriod]:
    statement = select(VisibilityPeriod).where(VisibilityPeriod.schedule_id == schedule_id).order_by(VisibilityPeriod.from_day)
    return list((await uow.session.execute(statement)).scalars())


def _translated(
    fields: ScheduleFields, theirs: Mapping[str, AppointmentTypeView], mine: Mapping[str, AppointmentTypeView]
) -> tuple[ScheduleFields, list[str]]:
    """The fields in the types of another practitioner, and the names of those he does not have."""
    by_name = {view.name: view for view in reversed(list(mine.values())) if not view.archived}
    cells: dict[tuple[int, str | None], Cell] = {}
    missing: dict[str, None] = {}
    for cell in fields.cells:
        source = theirs.get(cell.type_id or "")
        target = by_name.get(source.name) if source else None
        if cell.type_id is None:
            cells[cell.weekday, None] = cell
        elif source is not None and target is not None:
            ranges = [_range(each, source, target) for each in cell.ranges]
            cells.setdefault((cell.weekday, target.id), Cell(cell.weekday, target.id, ranges))
        elif source is not None:
            missing[source.name] = None
    return msgspec.structs.replace(fields, cells=list(cells.values())), list(missing)


def _range(each: Range, source: AppointmentTypeView, target: AppointmentTypeView) -> Range:
    alike = (source.duration, source.availability, source.must_fit) == (target.duration, target.availability, target.must_fit)
    return each if alike else Range(each.start, each.end, generate_starts(target, each.start, each.end).starts)
