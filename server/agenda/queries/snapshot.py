"""The state of an agenda over a range of days: what a screen opens with."""

from datetime import timedelta

from sqlalchemy import select

from server.accounts.models import Practitioner
from server.agenda.days import ONE, bounds
from server.agenda.models import PlanningEvent, Replacement, WaitingEntry
from server.agenda.queries.occupied import active_between, busy, claims_on
from server.agenda.queries.plans import plan_of
from server.agenda.queries.views import appointment_views, claim_view, planning_event_view, replacement_view, waiting_views
from server.agenda.schemas.appointments import AgendaBody, AgendaParams
from server.agenda.slots import day_views, is_covered
from server.core.errors import Invalid
from server.core.unit import UnitOfWork

LONGEST_RANGE = timedelta(days=61)


def check_range(params: AgendaParams) -> None:
    """Refuse a range that is backwards, too long, or off the calendar.

    Raises:
        Invalid: says which.
    """
    if not (is_covered(params.from_day) and is_covered(params.to_day)):
        raise Invalid("These days are outside the calendar.", field="from", reason="out_of_calendar")
    if params.to_day < params.from_day:
        raise Invalid("The last day is before the first.", field="to", reason="before_start")
    if params.to_day - params.from_day > LONGEST_RANGE:
        raise Invalid("At most 62 days at once.", field="to", reason="too_long")


async def agenda_snapshot(uow: UnitOfWork, practitioner: Practitioner, params: AgendaParams) -> AgendaBody:
    """Every collection of the agenda, in full: the caller masks. Blocks, leaves and extras are those of the range."""
    check_range(params)
    plan = await plan_of(uow, practitioner)
    since, until = bounds(params.from_day, params.to_day, plan.time_zones)
    nearby = await active_between(uow, practitioner.id, since, until + ONE)  # an evening's last slot may last past midnight
    rows = [row for row in nearby if row.starts_at < until]
    events = select(PlanningEvent).where(
        PlanningEvent.practitioner_id == practitioner.id,
        PlanningEvent.day >= params.from_day,
        PlanningEvent.day <= params.to_day,
    )
    replacements = select(Replacement).where(Replacement.practitioner_id == practitioner.id).order_by(Replacement.id)
    waiting = select(WaitingEntry).where(WaitingEntry.practitioner_id == practitioner.id)
    session = uow.session
    return AgendaBody(
        appointments=await appointment_views(uow, rows),
        leaves=[leave for leave in plan.leaves if leave.to_day >= params.from_day and leave.from_day <= params.to_day],
        blocks=[block for block in plan.blocks if params.from_day <= block.day <= params.to_day],
        extras=[extra for extra in plan.extras if params.from_day <= extra.day <= params.to_day],
        planning_events=[planning_event_view(uow, row) for row in (await session.execute(events)).scalars()],
        replacements=[replacement_view(row) for row in (await session.execute(replacements)).scalars()],
        claims=[claim_view(row) for row in await claims_on(uow, practitioner.id, lapsed=True)],
        types=list(plan.types.values()),
        days=day_views(plan, params.from_day, params.to_day, busy(nearby)),
        waiting=await waiting_views(uow, (await session.execute(waiting.order_by(WaitingEntry.since))).scalars().all()),
    )
