"""The first free slots over several practitioners (F016)."""

from datetime import timedelta

from server.accounts.queries import practitioner_for
from server.agenda.days import bounds
from server.agenda.queries.occupied import active_between, busy, claims_on
from server.agenda.queries.plans import plan_of
from server.agenda.schemas.appointments import FindSlots, FoundSlots
from server.agenda.slots import Busy, first_free, is_covered
from server.core.errors import Invalid
from server.core.permissions import Permission
from server.core.unit import UnitOfWork


async def find_slots(uow: UnitOfWork, query: FindSlots) -> FoundSlots:
    """The earliest free slots that match, for staff: what others have claimed is left out, the past too."""
    last = query.from_day + timedelta(days=query.days)
    if not (is_covered(query.from_day) and is_covered(last)):
        raise Invalid("These days are outside the calendar.", field="from_day", reason="out_of_calendar")
    plans, occupied = {}, {}
    for practitioner_id in dict.fromkeys(query.practitioner_ids):
        practitioner = await practitioner_for(uow, Permission.AGENDA_READ, practitioner_id)
        plan = plans[practitioner_id] = await plan_of(uow, practitioner)
        since, until = bounds(query.from_day, last, plan.time_zones)
        taken = busy(await active_between(uow, practitioner_id, since, until))
        others = [claim for claim in await claims_on(uow, practitioner_id) if claim.person_id != uow.actor.person_id]
        taken += [Busy(starts_at=claim.starts_at, ends_at=claim.ends_at, extra_id=claim.extra_id) for claim in others]
        occupied[practitioner_id] = taken
    return FoundSlots(slots=first_free(plans.values(), occupied, query, now=uow.now))
