"""The plan behind the agenda: types, schedules, leave, blocks, extras, planning events, replacements."""

from server.agenda.queries.holidays import public_holidays
from server.agenda.queries.planned import appointments_to_come, whole_plan
from server.agenda.queries.schedules import preview_starts, schedules_of
from server.agenda.schemas.planning import (
    AppointmentList,
    BlockList,
    CopySchedule,
    ExtraList,
    HolidayList,
    HolidayParams,
    LeaveList,
    PlannedDays,
    PlanView,
    SavedSchedule,
    ScheduleList,
    TakenLeave,
    TypeList,
)
from server.agenda.schemas.schedule import (
    AddExtras,
    BlockHours,
    ChangePlanningEvent,
    ChangeReplacement,
    ChangeSchedule,
    CreatePlanningEvent,
    CreateReplacement,
    CreateSchedule,
    EndLeave,
    PlanningEventView,
    PreviewCell,
    PreviewedStarts,
    RemoveExtras,
    ReplacementView,
    ShowSchedule,
    TakeLeave,
)
from server.agenda.schemas.types import AppointmentTypeView, ArchiveType, ChangeType, CreateType, OrderTypes
from server.agenda.service.planning import blocks, extras, leave, planning_events, replacements, schedules, types
from server.core.http import Api
from server.core.unit import UnitOfWork

api = Api("agenda")


@api.query("GET", "/api/practitioners/{practitioner_id}/plan")
async def read_plan(uow: UnitOfWork, practitioner_id: str) -> PlanView:
    """Read everything planned for a practitioner, whatever the day."""
    return await whole_plan(uow, practitioner_id)


@api.query("GET", "/api/practitioners/{practitioner_id}/appointments")
async def list_appointments_to_come(uow: UnitOfWork, practitioner_id: str, params: PlannedDays) -> AppointmentList:
    """List the appointments still to come in a period, before leave is taken (Q8)."""
    return await appointments_to_come(uow, practitioner_id, params)


@api.command("POST", "/api/types", status=201)
async def create_type(uow: UnitOfWork, body: CreateType) -> AppointmentTypeView:
    """Add an appointment type to a practitioner (F072)."""
    return await types.create_type(uow, body)


@api.command("POST", "/api/types/order")
async def order_types(uow: UnitOfWork, body: OrderTypes) -> TypeList:
    """Put a practitioner's types in order (F073)."""
    return await types.order_types(uow, body)


@api.command("PATCH", "/api/types/{type_id}")
async def change_type(uow: UnitOfWork, type_id: str, body: ChangeType) -> AppointmentTypeView:
    """Replace the fields of a type (F075)."""
    return await types.change_type(uow, type_id, body)


@api.command("POST", "/api/types/{type_id}/archive")
async def archive_type(uow: UnitOfWork, type_id: str, body: ArchiveType) -> AppointmentTypeView:
    """Stop offering a type, or offer it again."""
    return await types.archive_type(uow, type_id, body)


@api.query("GET", "/api/practitioners/{practitioner_id}/schedules")
async def list_schedules(uow: UnitOfWork, practitioner_id: str) -> ScheduleList:
    """List a practitioner's schedules with their periods (F080)."""
    return await schedules_of(uow, practitioner_id)


@api.command("POST", "/api/schedules", status=201)
async def create_schedule(uow: UnitOfWork, body: CreateSchedule) -> SavedSchedule:
    """Make a schedule (F081, F082)."""
    return await schedules.create_schedule(uow, body)


@api.query("POST", "/api/schedules/preview")
async def preview_schedule(uow: UnitOfWork, body: PreviewCell) -> PreviewedStarts:
    """Generate the starts of one range, to tick (F083)."""
    return await preview_starts(uow, body)


@api.command("POST", "/api/schedules/{schedule_id}/copy", status=201)
async def copy_schedule(uow: UnitOfWork, schedule_id: str, body: CopySchedule) -> SavedSchedule:
    """Copy a schedule, to another practitioner too (F081)."""
    return await schedules.copy_schedule(uow, schedule_id, body)


@api.command("PATCH", "/api/schedules/{schedule_id}")
async def change_schedule(uow: UnitOfWork, schedule_id: str, body: ChangeSchedule) -> SavedSchedule:
    """Replace what the schedule editor holds."""
    return await schedules.change_schedule(uow, schedule_id, body)


@api.command("DELETE", "/api/schedules/{schedule_id}")
async def delete_schedule(uow: UnitOfWork, schedule_id: str) -> None:
    """Delete a schedule with its periods; appointments stay (Q33)."""
    await schedules.delete_schedule(uow, schedule_id)


@api.command("POST", "/api/schedules/{schedule_id}/visibilities", status=201)
async def show_schedule(uow: UnitOfWork, schedule_id: str, body: ShowSchedule) -> SavedSchedule:
    """Give a schedule a period in which it makes slots (F086)."""
    return await schedules.show_schedule(uow, schedule_id, body)


@api.command("PATCH", "/api/visibilities/{visibility_id}")
async def change_visibility(uow: UnitOfWork, visibility_id: str, body: ShowSchedule) -> SavedSchedule:
    """Change a period (F087)."""
    return await schedules.change_visibility(uow, visibility_id, body)


@api.command("DELETE", "/api/visibilities/{visibility_id}")
async def remove_visibility(uow: UnitOfWork, visibility_id: str) -> None:
    """Take a period away; appointments stay (Q33)."""
    await schedules.remove_visibility(uow, visibility_id)


@api.command("POST", "/api/leaves", status=201)
async def take_leave(uow: UnitOfWork, body: TakeLeave) -> TakenLeave:
    """Close days for a practitioner; the answer lists the appointments to move or cancel (F051, Q8)."""
    return await leave.take_leave(uow, body)


@api.command("POST", "/api/leaves/end")
async def end_leave(uow: UnitOfWork, body: EndLeave) -> LeaveList:
    """Reopen days, whichever leave closed them (F054, F055)."""
    return await leave.end_leave(uow, body)


@api.query("GET", "/api/practitioners/{practitioner_id}/holidays")
async def list_holidays(uow: UnitOfWork, practitioner_id: str, params: HolidayParams) -> HolidayList:
    """List the public holidays of a year that are not leave yet."""
    return await public_holidays(uow, practitioner_id, params)


@api.command("POST", "/api/blocks", status=201)
async def block_hours(uow: UnitOfWork, body: BlockHours) -> BlockList:
    """Close hours to online booking (F058, F060, F061)."""
    return await blocks.block_hours(uow, body)


@api.command("POST", "/api/blocks/unblock")
async def unblock_hours(uow: UnitOfWork, body: BlockHours) -> BlockList:
    """Reopen hours to online booking (F059)."""
    return await blocks.unblock_hours(uow, body)


@api.command("POST", "/api/extras", status=201)
async def add_extras(uow: UnitOfWork, body: AddExtras) -> ExtraList:
    """Add extra ranges (F064, F065)."""
    return await extras.add_extras(uow, body)


@api.command("POST", "/api/extras/remove")
async def remove_extras(uow: UnitOfWork, body: RemoveExtras) -> None:
    """Take extra ranges away; appointments stay (F067)."""
    await extras.remove_extras(uow, body)


@api.command("POST", "/api/planning-events", status=201)
async def add_planning_event(uow: UnitOfWork, body: CreatePlanningEvent) -> PlanningEventView:
    """Stick a note on a day of the agenda (F069)."""
    return await planning_events.add_planning_event(uow, body)


@api.command("PATCH", "/api/planning-events/{event_id}")
async def change_planning_event(uow: UnitOfWork, event_id: str, body: ChangePlanningEvent) -> PlanningEventView:
    """Replace a note of the agenda (F071)."""
    return await planning_events.change_planning_event(uow, event_id, body)


@api.command("DELETE", "/api/planning-events/{event_id}")
async def remove_planning_event(uow: UnitOfWork, event_id: str) -> None:
    """Take a note off the agenda (F071)."""
    await planning_events.remove_planning_event(uow, event_id)


@api.command("POST", "/api/replacements", status=201)
async def create_replacement(uow: UnitOfWork, body: CreateReplacement) -> ReplacementView:
    """Say who stands in for a practitioner, on which days (F089, F090)."""
    return await replacements.create_replacement(uow, body)


@api.command("PATCH", "/api/replacements/{replacement_id}")
async def change_replacement(uow: UnitOfWork, replacement_id: str, body: ChangeReplacement) -> ReplacementView:
    """Replace a replacement record (F091)."""
    return await replacements.change_replacement(uow, replacement_id, body)


@api.command("DELETE", "/api/replacements/{replacement_id}")
async def delete_replacement(uow: UnitOfWork, replacement_id: str) -> None:
    """Delete a replacement record, and the rights it gave (F091)."""
    await replacements.delete_replacement(uow, replacement_id)
