"""Reading schedules, and trying one range of their editor."""

from server.accounts.queries import practitioner_for
from server.agenda.errors import TypeUnknown
from server.agenda.models import AppointmentType
from server.agenda.queries.guards import agenda_of
from server.agenda.queries.plans import plan_of
from server.agenda.schemas.planning import ScheduleList
from server.agenda.schemas.schedule import PreviewCell, PreviewedStarts
from server.agenda.slots import generate_starts
from server.core.errors import Invalid
from server.core.permissions import Permission
from server.core.unit import UnitOfWork


async def schedules_of(uow: UnitOfWork, practitioner_id: str) -> ScheduleList:
    """Every schedule of a practitioner, visible or not."""
    practitioner = await practitioner_for(uow, Permission.AGENDA_DETAILS, practitioner_id)
    return ScheduleList(schedules=list((await plan_of(uow, practitioner)).schedules))


async def preview_starts(uow: UnitOfWork, body: PreviewCell) -> PreviewedStarts:
    """The starts a range generates for a type, for the editor to tick (F083).

    Raises:
        Invalid: the range is empty or backwards.
    """
    agenda = await agenda_of(uow, AppointmentType, body.type_id)
    practitioner = await practitioner_for(uow, Permission.AGENDA_DETAILS, agenda)
    if body.end <= body.start:
        raise Invalid("The end is not after the start.", field="end", reason="before_start")
    view = (await plan_of(uow, practitioner)).types.get(body.type_id)
    if view is None:
        raise TypeUnknown
    return generate_starts(view, body.start, body.end)
