"""What people do to the plan: types, schedules, leave, blocks, extras, notes and replacements."""

from server.agenda.models import AppointmentType, Block, Extra, Leave, PlanningEvent, Replacement, Schedule, VisibilityPeriod
from server.agenda.schemas.planning import CopySchedule
from server.agenda.schemas.schedule import (
    AddExtras,
    BlockHours,
    Cell,
    ChangePlanningEvent,
    ChangeReplacement,
    ChangeSchedule,
    CreatePlanningEvent,
    CreateReplacement,
    CreateSchedule,
    EndLeave,
    PlanningEventFields,
    Range,
    RemoveExtras,
    ReplacementFields,
    ScheduleFields,
    ScheduleKind,
    ShowSchedule,
    TakeLeave,
)
from server.agenda.schemas.types import AppointmentTypeFields, ArchiveType, ChangeType, CreateType, OrderTypes
from server.agenda.service.planning.blocks import block_hours, unblock_hours
from server.agenda.service.planning.extras import add_extras, remove_extras
from server.agenda.service.planning.leave import end_leave, take_leave
from server.agenda.service.planning.planning_events import add_planning_event, change_planning_event, remove_planning_event
from server.agenda.service.planning.replacements import change_replacement, create_replacement, delete_replacement
from server.agenda.service.planning.schedules import (
    change_schedule,
    change_visibility,
    copy_schedule,
    create_schedule,
    delete_schedule,
    remove_visibility,
    show_schedule,
)
from server.agenda.service.planning.types import archive_type, change_type, create_type, order_types
from server.core.errors import Invalid
from server.core.ids import new_id
from tests.server.agenda.acts.appointments import a_type
from tests.server.agenda.acts.registry import act
from tests.server.agenda.acts.scene import HUES, Scene


def type_fields(scene: Scene, followed_by: str | None) -> AppointmentTypeFields:
    """What the form of a type holds."""
    die = scene.die
    return AppointmentTypeFields(
        name=die.choice(["Vaccin", "Suivi", "Examen", "Urgence"]),
        duration=die.choice([15, 20, 30, 45, 60]),
        hue=die.choice(HUES),
        availability=die.choice(["fixed", "flexible"]),
        must_fit=die.random() < 0.3,
        teleconsultation=die.random() < 0.3,
        message=die.choice(["", "À jeun"]),
        followed_by=followed_by,
    )


@act("type_created")
async def add_type(scene: Scene) -> None:
    """Now and then followed by another."""
    types = await scene.types()
    followed_by = scene.maybe(scene.die.choice(types).id if types else None)
    await scene.do(create_type, CreateType(practitioner_id=scene.office.doctor.id, fields=type_fields(scene, followed_by)))


@act("type_changed")
async def alter_type(scene: Scene) -> None:
    """A circle is refused; then it follows nothing."""
    row = await a_type(scene)
    followed_by = scene.maybe(scene.die.choice(await scene.types()).id)
    try:
        await scene.do(change_type, row.id, ChangeType(version=row.version, fields=type_fields(scene, followed_by)))
    except Invalid:
        await scene.do(change_type, row.id, ChangeType(version=row.version, fields=type_fields(scene, None)))


@act("types_ordered")
async def order(scene: Scene) -> None:
    """The other way round."""
    while len(await scene.types()) < 2:
        await add_type(scene)
    ids = [row.id for row in sorted(await scene.types(), key=lambda row: (row.position, row.id), reverse=True)]
    await scene.do(order_types, OrderTypes(practitioner_id=scene.office.doctor.id, type_ids=ids))


@act("type_archived")
async def archive(scene: Scene) -> None:
    """No longer offered."""
    row = await a_type(scene)
    await scene.do(archive_type, row.id, ArchiveType(version=row.version))


@act("type_restored")
async def restore(scene: Scene) -> None:
    """Offered again."""
    if not await scene.rows(AppointmentType, AppointmentType.archived):
        await archive(scene)
    row = scene.die.choice(await scene.rows(AppointmentType, AppointmentType.archived))
    await scene.do(archive_type, row.id, ArchiveType(version=row.version, archived=False))


async def schedule_fields(scene: Scene) -> ScheduleFields:
    """A few boxes of the grid, or open hours for every type."""
    kind: ScheduleKind = scene.die.choice(["normal", "normal", "free"])
    served: list[str | None] = [None] if kind == "free" else [row.id for row in await scene.types()]
    cells = []
    for weekday in scene.die.sample(range(7), 3):
        for type_id in served:
            start, end = scene.minutes
            starts = [] if kind == "free" else list(range(start, end, 30))
            cells.append(Cell(weekday, type_id, [Range(start, end, starts)]))
    return ScheduleFields(name="Soirée", location_id=scene.place, kind=kind, cells=cells)


@act("schedule_created")
async def add_schedule(scene: Scene) -> None:
    """Not visible yet."""
    body = CreateSchedule(practitioner_id=scene.office.doctor.id, fields=await schedule_fields(scene))
    await scene.do(create_schedule, body)


async def a_schedule(scene: Scene) -> Schedule:
    """A schedule of the doctor's."""
    if not await scene.rows(Schedule):
        await add_schedule(scene)
    return scene.die.choice(await scene.rows(Schedule))


@act("schedule_copied")
async def copy(scene: Scene) -> None:
    """For either."""
    body = CopySchedule(practitioner_id=scene.die.choice(scene.agendas).id, name="Copie")
    await scene.do(copy_schedule, (await a_schedule(scene)).id, body)


@act("schedule_changed")
async def alter_schedule(scene: Scene) -> None:
    """Other hours."""
    row = await a_schedule(scene)
    await scene.do(change_schedule, row.id, ChangeSchedule(version=row.version, fields=await schedule_fields(scene)))


@act("schedule_deleted")
async def drop_schedule(scene: Scene) -> None:
    """With its periods."""
    await scene.do(delete_schedule, (await a_schedule(scene)).id)


@act("schedule_shown")
async def show(scene: Scene) -> None:
    """For some days, or from then on."""
    from_day, to_day = scene.period
    await scene.do(show_schedule, (await a_schedule(scene)).id, ShowSchedule(from_day=from_day, to_day=scene.maybe(to_day)))


async def a_period(scene: Scene) -> VisibilityPeriod:
    """A period of the doctor's."""
    if not await scene.rows(VisibilityPeriod):
        await show(scene)
    return scene.die.choice(await scene.rows(VisibilityPeriod))


@act("visibility_changed")
async def alter_period(scene: Scene) -> None:
    """Other days."""
    from_day, to_day = scene.period
    await scene.do(change_visibility, (await a_period(scene)).id, ShowSchedule(from_day=from_day, to_day=to_day))


@act("schedule_hidden")
async def hide(scene: Scene) -> None:
    """One period less."""
    await scene.do(remove_visibility, (await a_period(scene)).id)


@act("leave_taken")
async def take(scene: Scene) -> None:
    """Overlapping ones become one."""
    from_day, to_day = scene.period
    note = scene.die.choice(["", "Congrès"])
    body = TakeLeave(practitioner_id=scene.office.doctor.id, from_day=from_day, to_day=to_day, note=note)
    await scene.do(take_leave, body, who=scene.who)


@act("leave_ended")
async def end(scene: Scene) -> None:
    """Some days of one, and of whatever they touch."""
    if not await scene.rows(Leave):
        await take(scene)
    row = scene.die.choice(await scene.rows(Leave))
    first = scene.die.choice([row.from_day, row.to_day])
    last = max(first, scene.die.choice([first, row.to_day]))
    await scene.do(end_leave, EndLeave(practitioner_id=scene.office.doctor.id, from_day=first, to_day=last), who=scene.who)


@act("hours_blocked")
async def block(scene: Scene) -> None:
    """A note that no other has, so that it is never there already."""
    start, end = scene.minutes
    body = BlockHours(
        practitioner_id=scene.office.doctor.id,
        days=scene.die.sample(scene.days, 2),
        start=start,
        end=end,
        type_ids=scene.some([row.id for row in await scene.types()]),
        note=new_id(),
    )
    await scene.do(block_hours, body, who=scene.who)


@act("hours_unblocked")
async def unblock(scene: Scene) -> None:
    """Part of one, at least."""
    if not await scene.rows(Block):
        await block(scene)
    row = scene.die.choice(await scene.rows(Block))
    start = scene.die.choice([row.start, (row.start + row.end) // 2])
    ids = row.type_ids or [each.id for each in await scene.types()]
    body = BlockHours(
        practitioner_id=scene.office.doctor.id,
        days=[row.day, scene.day],
        start=start,
        end=scene.die.choice([start + 1, row.end, 1440]),
        type_ids=scene.some(ids),
    )
    await scene.do(unblock_hours, body, who=scene.who)


@act("extras_added")
async def extend(scene: Scene) -> None:
    """Long enough for any type and what follows it."""
    start = scene.die.randrange(0, 8 * 60, 15)
    body = AddExtras(
        practitioner_id=scene.office.doctor.id,
        location_id=scene.place,
        days=scene.die.sample(scene.days, 2),
        start=start,
        end=start + 600,
        type_ids=scene.some([row.id for row in await scene.types()]),
    )
    await scene.do(add_extras, body, who=scene.who)


@act("extras_removed")
async def shorten(scene: Scene) -> None:
    """One or two of them."""
    if not await scene.rows(Extra):
        await extend(scene)
    rows = await scene.rows(Extra)
    ids = [row.id for row in scene.die.sample(rows, min(len(rows), scene.die.choice([1, 2])))]
    await scene.do(remove_extras, RemoveExtras(practitioner_id=scene.office.doctor.id, ids=ids), who=scene.who)


def note_fields(scene: Scene) -> PlanningEventFields:
    """What the form of a note holds."""
    start, end = scene.minutes
    return PlanningEventFields(day=scene.day, start=start, end=end, title="Réunion", note=scene.die.choice(["", "Salle 2"]))


@act("planning_event_added")
async def add_note(scene: Scene) -> None:
    """On the doctor's agenda."""
    body = CreatePlanningEvent(practitioner_id=scene.office.doctor.id, fields=note_fields(scene))
    await scene.do(add_planning_event, body, who=scene.who)


async def a_note(scene: Scene) -> PlanningEvent:
    """A note of the doctor's."""
    if not await scene.rows(PlanningEvent):
        await add_note(scene)
    return scene.die.choice(await scene.rows(PlanningEvent))


@act("planning_event_changed")
async def alter_note(scene: Scene) -> None:
    """Another day, other words."""
    row = await a_note(scene)
    await scene.do(change_planning_event, row.id, ChangePlanningEvent(version=row.version, fields=note_fields(scene)))


@act("planning_event_removed")
async def remove_note(scene: Scene) -> None:
    """Off the agenda."""
    await scene.do(remove_planning_event, (await a_note(scene)).id)


def replacement_fields(scene: Scene) -> ReplacementFields:
    """Somebody with an account, or not."""
    known = scene.maybe(scene.office.cabinet.people["replacement"].id)
    days = scene.die.sample(scene.days, 2)
    return ReplacementFields(name="Noël", substitute_id=known, substitute_name="Dr Vidal", days=days)


@act("replacement_created")
async def replace_doctor(scene: Scene) -> None:
    """On some days."""
    body = CreateReplacement(practitioner_id=scene.office.doctor.id, fields=replacement_fields(scene))
    await scene.do(create_replacement, body)


async def a_replacement(scene: Scene) -> Replacement:
    """A replacement of the doctor's."""
    if not await scene.rows(Replacement):
        await replace_doctor(scene)
    return scene.die.choice(await scene.rows(Replacement))


@act("replacement_changed")
async def alter_replacement(scene: Scene) -> None:
    """Other days, perhaps somebody else."""
    row = await a_replacement(scene)
    await scene.do(change_replacement, row.id, ChangeReplacement(version=row.version, fields=replacement_fields(scene)))


@act("replacement_deleted")
async def drop_replacement(scene: Scene) -> None:
    """With the access it gave."""
    await scene.do(delete_replacement, (await a_replacement(scene)).id)
