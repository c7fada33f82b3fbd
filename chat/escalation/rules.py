"""Whom something urgent reaches, and whom next. Values in, values out."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import get_args

from chat.escalation.schemas import Rung
from server.agenda.slots.wall import day_clock, local_day
from server.core.errors import Invalid

RUNGS: tuple[Rung, ...] = get_args(Rung)
MOST_SPANS = 200
"""Of a roster."""
MOST_OPEN = 20
"""Urgent things that wait, of one person in one practice: past that nothing is urgent."""
KEPT = timedelta(days=400)
"""How long is kept who took what in hand."""


@dataclass(frozen=True, slots=True)
class Substitute:
    """Who stands in for somebody today; without an account he cannot be reached."""

    name: str
    person_id: str | None
    is_away: bool = False


@dataclass(frozen=True, slots=True)
class Colleague:
    """A practitioner as he can be reached now."""

    id: str
    name: str
    people: tuple[str, ...]
    """The accounts whose agenda this is."""
    is_away: bool = False
    substitutes: tuple[Substitute, ...] = ()


@dataclass(frozen=True, slots=True)
class Situation:
    """Who is there at this instant."""

    concerned: Colleague
    on_duty: tuple[Colleague, ...]
    desk: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reach:
    """A rung as things stand: whom it would tell. `is_away`: whoever should be told is on leave."""

    rung: Rung
    name: str
    people: tuple[str, ...]
    is_away: bool = False


def ladder(now: Situation) -> tuple[Reach, ...]:
    """The four rungs as they are now. Whoever is on leave is told nothing; on duty, whoever replaces him is told instead."""
    concerned = now.concerned
    replacing = [each for each in concerned.substitutes if not each.is_away]
    others = [each for each in now.on_duty if each.id != concerned.id]
    present: list[tuple[str, tuple[str, ...]]] = []
    for each in others:
        if each.is_away:
            present += [(one.name, _accounts([one])) for one in each.substitutes if not one.is_away]
        else:
            present.append((each.name, each.people))
    return (
        Reach("practitioner", concerned.name, () if concerned.is_away else concerned.people, concerned.is_away),
        Reach(
            "replacement",
            _names(each.name for each in replacing or concerned.substitutes),
            _accounts(replacing),
            bool(concerned.substitutes) and not replacing,
        ),
        Reach(
            "duty",
            _names(name for name, _ in present) or _names(each.name for each in others),
            tuple(dict.fromkeys(person for _, people in present for person in people)),
            bool(others) and not present,
        ),
        Reach("desk", "", now.desk),
    )


def climb(rungs: Sequence[Reach], after: Rung | None, known: Collection[str]) -> Reach | None:
    """The next rung that tells somebody new, and whom; None when there is nobody further. `known`: its author, and whom it reached."""
    passed = 0 if after is None else RUNGS.index(after) + 1
    for reach in rungs:
        people = tuple(each for each in reach.people if each not in known)
        if RUNGS.index(reach.rung) >= passed and people:
            return Reach(reach.rung, reach.name, people)
    return None


def is_on_duty(weekday: int, start: int, end: int, at: datetime, zone: str) -> bool:
    """Whether an instant lies in these hours of a weekday, in the wall time of a zone: also on the days when clocks change."""
    day = local_day(at, zone)
    if day.weekday() != weekday:
        return False
    clock = day_clock(zone, day)
    return clock.edge(start) <= at < clock.edge(end)


def check_span(start: int, end: int, others: Iterable[tuple[int, int]]) -> None:
    """Refuse hours that cannot be, or in which the same practitioner is on duty already.

    Raises:
        Invalid: they end before they begin, or overlap.
    """
    if end <= start:
        raise Invalid(field="end", reason="before")
    if any(start < other_end and other_start < end for other_start, other_end in others):
        raise Invalid(field="start", reason="overlaps")


def _accounts(substitutes: Iterable[Substitute]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.person_id for each in substitutes if each.person_id is not None))


def _names(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(each for each in names if each))
