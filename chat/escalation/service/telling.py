"""What every change of something urgent does: reach somebody, close it, and say it on the topic of its practice."""

from collections.abc import Collection
from datetime import timedelta

from chat.escalation.models import Escalation, EscalationStep
from chat.escalation.pushing import push_urgent
from chat.escalation.queries.views import urgent_view
from chat.escalation.rules import Reach
from chat.escalation.schemas import UrgentState, UrgentView
from chat.escalation.topics import urgent_topic
from server.core.unit import UnitOfWork


async def reach(uow: UnitOfWork, row: Escalation, n: int, whom: Reach) -> None:
    """Let it reach somebody, who has the whole delay from now on, and tell his devices."""
    step = EscalationStep(
        escalation_id=row.id, practice_id=row.practice_id, n=n, rung=whom.rung, name=whom.name, people=list(whom.people), at=uow.now
    )
    uow.session.add(step)
    row.climbs_at = uow.now + timedelta(minutes=row.minutes)
    await push_urgent(uow, row, whom.people)


def close(uow: UnitOfWork, row: Escalation, state: UrgentState) -> None:
    """It climbs no further: the actor took it in hand or withdrew it, or it ended by itself."""
    row.state, row.climbs_at, row.closed_at = state, None, uow.now
    if uow.actor.person_id is not None:
        row.closed_by, row.closed_name, row.closed_initials = uow.actor.person_id, uow.actor.name, uow.actor.initials


async def tell(uow: UnitOfWork, row: Escalation, event: str) -> UrgentView:
    """Say where it stands now."""
    await uow.session.flush()
    view = await urgent_view(uow, row)
    uow.record(urgent_topic(row.practice_id), event, owner=row.practice_id, put={"urgent": [view]})
    uow.audit(event.replace("_", ":"), row.practice_id, f"escalation/{row.id}")
    return view


def known_to(row: Escalation, steps: Collection[EscalationStep]) -> set[str]:
    """Whom it need not tell: its author, and those whom it has told."""
    return {row.author_id, *(person for step in steps for person in step.people)}
