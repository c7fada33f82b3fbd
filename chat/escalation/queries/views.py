"""From rows to what screens show."""

from collections.abc import Sequence
from typing import cast

from sqlalchemy import select

from chat.conversations.schemas import Somebody
from chat.escalation.models import DutySpan, Escalation, EscalationStep
from chat.escalation.schemas import DutyView, Rung, UrgentState, UrgentStep, UrgentView
from server.accounts.rules import hue_of
from server.core.unit import UnitOfWork


async def urgent_views(uow: UnitOfWork, rows: Sequence[Escalation]) -> list[UrgentView]:
    """Urgent things with their steps, in one more statement; what changed was flushed."""
    steps = await steps_of(uow, [row.id for row in rows])
    return [
        UrgentView(
            id=row.id,
            version=row.version,
            practice_id=row.practice_id,
            practitioner_id=row.practitioner_id,
            conversation_id=row.conversation_id,
            said_id=row.said_id,
            mission_id=row.mission_id,
            minutes=row.minutes,
            author=_somebody(row.author_id, row.author_name, row.author_initials),
            raised_at=row.raised_at,
            state=cast("UrgentState", row.state),
            steps=[
                UrgentStep(n=each.n, rung=cast("Rung", each.rung), name=each.name, people=each.people, at=each.at)
                for each in steps.get(row.id, [])
            ],
            climbs_at=row.climbs_at,
            closed_at=row.closed_at,
            closed_by=_somebody(row.closed_by, row.closed_name, row.closed_initials) if row.closed_by else None,
        )
        for row in rows
    ]


async def urgent_view(uow: UnitOfWork, row: Escalation) -> UrgentView:
    """One of them."""
    return (await urgent_views(uow, [row]))[0]


async def steps_of(uow: UnitOfWork, ids: Sequence[str]) -> dict[str, list[EscalationStep]]:
    """Whom each of these reached, in order."""
    found: dict[str, list[EscalationStep]] = {}
    asked = select(EscalationStep).where(EscalationStep.escalation_id.in_(ids)).order_by(EscalationStep.escalation_id, EscalationStep.n)
    for step in await uow.session.scalars(asked):
        found.setdefault(step.escalation_id, []).append(step)
    return found


def duty_view(row: DutySpan) -> DutyView:
    """Hours on duty."""
    return DutyView(
        id=row.id,
        version=row.version,
        practice_id=row.practice_id,
        practitioner_id=row.practitioner_id,
        weekday=row.weekday,
        start=row.start,
        end=row.end,
    )


def _somebody(person_id: str, name: str, initials: str) -> Somebody:
    return Somebody(id=person_id, name=name, initials=initials, hue=hue_of(person_id))
