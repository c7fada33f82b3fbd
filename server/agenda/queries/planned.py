"""The plan of a practitioner as a whole, without the limit of days that an agenda on screen has, and what leave would meet."""

from datetime import date, timedelta

from sqlalchemy import select

from server.accounts.models import Practitioner
from server.accounts.queries import practitioner_for
from server.agenda.days import bounds, days_touched
from server.agenda.models import Appointment, PlanningEvent, Replacement
from server.agenda.queries.occupied import active_between
from server.agenda.queries.plans import plan_of
from server.agenda.queries.views import planning_event_view, replacement_view
from server.agenda.schemas.planning import AppointmentList, PlannedDays, PlanView
from server.agenda.service.planning.rules import check_period
from server.agenda.shown import lens_for, shown_appointments, through
from server.core.errors import Invalid
from server.core.permissions import Permission
from server.core.unit import UnitOfWork

LONGEST_PERIOD = timedelta(days=365)
_TO_COME = frozenset({"planned", "late", "arrived"})


async def whole_plan(uow: UnitOfWork, practitioner_id: str) -> PlanView:
    """Everything planned for a practitioner, past and to come; archived types too."""
    practitioner = await practitioner_for(uow, Permission.AGENDA_DETAILS, practitioner_id)
    plan = await plan_of(uow, practitioner)
    events = select(PlanningEvent).where(PlanningEvent.practitioner_id == practitioner.id)
    replacements = select(Replacement).where(Replacement.practitioner_id == practitioner.id).order_by(Replacement.id)
    noted = (await uow.session.execute(events.order_by(PlanningEvent.day, PlanningEvent.start, PlanningEvent.id))).scalars().all()
    replaced = (await uow.session.execute(replacements)).scalars().all()
    lens = lens_for(uow, practitioner.practice_id, practitioner.id)
    return PlanView(
        types=through(lens, "types", list(plan.types.values())),
        schedules=list(plan.schedules),
        leaves=through(lens, "leaves", list(plan.leaves)),
        blocks=through(lens, "blocks", list(plan.blocks)),
        extras=through(lens, "extras", list(plan.extras)),
        planning_events=through(lens, "planning_events", [planning_event_view(uow, row) for row in noted]),
        replacements=through(lens, "replacements", [replacement_view(row) for row in replaced]),
    )


async def appointments_to_come(uow: UnitOfWork, practitioner_id: str, params: PlannedDays) -> AppointmentList:
    """The appointments of these days that are still to come, which leave would leave in place (Q8).

    Raises:
        OutOfCalendar.
        Invalid: backwards, or more than a year.
    """
    practitioner = await practitioner_for(uow, Permission.AGENDA_READ, practitioner_id)
    check_period(params.from_day, params.to_day)
    if params.to_day - params.from_day > LONGEST_PERIOD:
        raise Invalid("At most a year at once.", field="to_day", reason="too_long")
    inside = await to_come_inside(uow, practitioner, params.from_day, params.to_day)
    return AppointmentList(appointments=await shown_appointments(uow, inside))


async def to_come_inside(uow: UnitOfWork, practitioner: Practitioner, from_day: date, to_day: date) -> list[Appointment]:
    """Those still to come on these days, as days are counted where they take place."""
    plan = await plan_of(uow, practitioner)
    since, until = bounds(from_day, to_day, plan.time_zones)
    rows = await active_between(uow, practitioner.id, max(since, uow.now), until)
    return [
        row
        for row in rows
        if row.status in _TO_COME
        and any(from_day <= day <= to_day for day in days_touched(row.starts_at, row.ends_at, plan.zones[row.location_id]))
    ]
