"""Planning events: post-its over the agenda, which change no availability (A10)."""

import msgspec

from server.accounts.queries import practitioner_for
from server.agenda.edit import Edit
from server.agenda.models import PlanningEvent
from server.agenda.queries.guards import locked_row
from server.agenda.queries.views import PlanningText, planning_event_view
from server.agenda.schemas.schedule import ChangePlanningEvent, CreatePlanningEvent, PlanningEventFields, PlanningEventView
from server.agenda.service.planning.rules import check_hours, checked_days
from server.agenda.topics import agenda_topic
from server.core.errors import Stale
from server.core.ids import new_id
from server.core.permissions import Permission
from server.core.unit import UnitOfWork


async def add_planning_event(uow: UnitOfWork, body: CreatePlanningEvent) -> PlanningEventView:
    """Stick a note on a day (F069)."""
    await uow.lock(agenda_topic(body.practitioner_id))
    practitioner = await practitioner_for(uow, Permission.AGENDA_EVENTS, body.practitioner_id)
    row = PlanningEvent(id=new_id(), version=1, practice_id=practitioner.practice_id, practitioner_id=practitioner.id)
    _fill(uow, row, body.fields)
    edit = Edit(uow, "planning_event_added", {practitioner.id: practitioner})
    edit.adds(row)
    await edit.announce()
    return planning_event_view(uow, row)


async def change_planning_event(uow: UnitOfWork, event_id: str, body: ChangePlanningEvent) -> PlanningEventView:
    """Replace what it says and when (F071)."""
    row, practitioner = await locked_row(uow, PlanningEvent, Permission.AGENDA_EVENTS, event_id)
    if row.version != body.version:
        theirs = planning_event_view(uow, row)
        raise Stale(yours=msgspec.to_builtins(body.fields), theirs=msgspec.to_builtins(theirs))
    edit = Edit(uow, "planning_event_changed", {practitioner.id: practitioner})
    edit.changes(row)
    _fill(uow, row, body.fields)
    await edit.announce()
    return planning_event_view(uow, row)


async def remove_planning_event(uow: UnitOfWork, event_id: str) -> None:
    """Take it off (F071)."""
    row, practitioner = await locked_row(uow, PlanningEvent, Permission.AGENDA_EVENTS, event_id)
    edit = Edit(uow, "planning_event_removed", {practitioner.id: practitioner})
    await edit.removes(row)
    await edit.announce()


def _fill(uow: UnitOfWork, row: PlanningEvent, fields: PlanningEventFields) -> None:
    check_hours(fields.start, fields.end)
    (row.day,) = checked_days([fields.day])
    row.start, row.end, row.hue = fields.start, fields.end, fields.hue
    row.content = uow.seal(row.practice_id, f"planning_event|{row.id}", PlanningText(title=fields.title, note=fields.note))
