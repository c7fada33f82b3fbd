"""Extra ranges: capacity on top of the schedule, for one type, several or all (A9)."""

from sqlalchemy import select

from server.accounts.queries import practitioner_for
from server.agenda.edit import Edit
from server.agenda.errors import ExtraUnknown
from server.agenda.models import Extra
from server.agenda.queries.plans import bump, extra_view, plan_of
from server.agenda.schemas.planning import ExtraList
from server.agenda.schemas.schedule import AddExtras, RemoveExtras
from server.agenda.service.planning.rules import check_hours, checked_days, checked_types
from server.agenda.service.planning.schedules import check_place
from server.agenda.slots import Plan
from server.agenda.topics import agenda_topic
from server.core.errors import Invalid
from server.core.ids import new_id
from server.core.permissions import Permission
from server.core.unit import UnitOfWork


async def add_extras(uow: UnitOfWork, body: AddExtras) -> ExtraList:
    """Add a range to each of these days, on top of whatever is there (F062); its end is that of the last appointment (F066).

    Raises:
        PlaceUnknown, TypeUnknown, OutOfCalendar.
        Invalid: backwards, or too short for every type it is meant for (Q3).
    """
    await uow.lock(agenda_topic(body.practitioner_id))
    practitioner = await practitioner_for(uow, Permission.AGENDA_EXTRAS, body.practitioner_id)
    check_hours(body.start, body.end)
    await check_place(uow, practitioner, body.location_id)
    plan = await plan_of(uow, practitioner)
    type_ids = checked_types(body.type_ids, plan.types.keys())
    _check_room(plan, type_ids, body.end - body.start)
    rows = [
        Extra(
            id=new_id(),
            practice_id=practitioner.practice_id,
            practitioner_id=practitioner.id,
            location_id=body.location_id,
            day=day,
            start=body.start,
            end=body.end,
            type_ids=type_ids,
        )
        for day in checked_days(body.days)
    ]
    edit = Edit(uow, "extras_added", {practitioner.id: practitioner})
    for row in rows:
        edit.adds(row)
    bump(uow, practitioner)
    await edit.announce()
    return ExtraList(extras=[extra_view(row) for row in rows])


async def remove_extras(uow: UnitOfWork, body: RemoveExtras) -> None:
    """Take extra ranges away; the appointments booked in them stay (F067).

    Raises:
        ExtraUnknown: one is not this practitioner's.
    """
    await uow.lock(agenda_topic(body.practitioner_id))
    practitioner = await practitioner_for(uow, Permission.AGENDA_EXTRAS, body.practitioner_id)
    wanted = set(body.ids)
    statement = select(Extra).where(Extra.practitioner_id == practitioner.id, Extra.id.in_(wanted))
    rows = (await uow.session.execute(statement.order_by(Extra.day, Extra.start, Extra.id))).scalars().all()
    if len(rows) < len(wanted):
        raise ExtraUnknown
    edit = Edit(uow, "extras_removed", {practitioner.id: practitioner})
    for row in rows:
        await edit.removes(row)
    bump(uow, practitioner)
    await edit.announce()


def _check_room(plan: Plan, type_ids: list[str] | None, minutes: int) -> None:
    served = [rule for type_id, rule in plan.rules.items() if type_ids is None or type_id in type_ids]
    if served and all((rule.length + rule.tail).total_seconds() > minutes * 60 for rule in served):
        raise Invalid("No appointment of these types fits in this range.", field="end", reason="too_short")
