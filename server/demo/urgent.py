"""Who is on duty in the demo's first practice, and what was urgent there this morning."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from chat.conversations.models import Message
from chat.conversations.queries.talks import called
from chat.escalation.models import DutySpan, Escalation, EscalationStep
from chat.escalation.schemas import Rung
from server.accounts.models import Practitioner

if TYPE_CHECKING:
    from server.demo.build import Stage

_ROSTER = (
    ("Karim Benali", (0, 1, 3), 8 * 60, 20 * 60),
    ("Claire Lefèvre", (2, 4), 8 * 60, 20 * 60),
    ("Sophie Moreau", (5,), 8 * 60, 14 * 60),
    ("Karim Benali", (5,), 14 * 60, 24 * 60),
    ("Karim Benali", (6,), 0, 24 * 60),
)
"""Who, on which weekdays, from when to when."""


@dataclass(frozen=True)
class Urgent:
    """A message that was urgent `whose`, and that the colleague on duty took in hand `after` so many minutes."""

    whose: str
    minutes: int
    taken_by: str
    after: int


def keep_watch(stage: "Stage") -> None:
    """Draw up the first practice's roster."""
    doctors = {row.name: row for row, _ in stage.doctors}
    for name, weekdays, start, end in _ROSTER:
        whose = doctors[name]
        for weekday in weekdays:
            span = DutySpan(id=stage.id(), version=1, practice_id=whose.practice_id, practitioner_id=whose.id)
            span.weekday, span.start, span.end = weekday, start, end
            stage.add(span)


def climb(stage: "Stage", message: Message, urgent: Urgent, doctors: dict[str, Practitioner]) -> None:
    """Let a message climb from one colleague to the next, who took it in hand."""
    taker = stage.people[urgent.taken_by]
    row = Escalation(
        id=stage.id(),
        version=3,
        practice_id=message.practice_id,
        practitioner_id=doctors[urgent.whose].id,
        conversation_id=message.conversation_id,
        said_id=message.id,
        mission_id=None,
        minutes=urgent.minutes,
        author_id=message.person_id,
        author_name=message.name,
        author_initials=message.initials,
        raised_at=message.at,
        state="taken",
        climbs_at=None,
        closed_at=message.at + timedelta(minutes=urgent.after),
        closed_by=taker.id,
        closed_name=taker.name,
        closed_initials=taker.initials,
    )
    stage.add(row)
    rungs: tuple[tuple[Rung, str], ...] = (("practitioner", urgent.whose), ("duty", urgent.taken_by))
    for n, (rung, name) in enumerate(rungs, 1):
        step = EscalationStep(escalation_id=row.id, n=n, practice_id=row.practice_id, rung=rung, name=called(doctors[name]))
        step.people, step.at = [stage.people[name].id], message.at + timedelta(minutes=urgent.minutes * (n - 1))
        stage.add(step)
