"""When somebody is not to be disturbed. Pure.

Messages arrive all the same; nothing sounds, and nothing is shown beside the page. Hours of the week are wall-clock
hours of a zone: a night is as long as the night on which the clocks change.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_MINUTE, _DAY = timedelta(minutes=1), timedelta(days=1)
_SPELLS = 20
"""Spells that follow one another at most: a week of them goes on for ever."""


@dataclass(frozen=True, slots=True)
class Hours:
    """Minutes of these days (0 = Monday), wall time; an end that is not after the start is the next day's."""

    days: frozenset[int]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Quiet:
    """What somebody chose."""

    until: datetime | None = None
    urgent: bool = False
    """What is urgent reaches him all the same."""
    hours: tuple[Hours, ...] = ()
    zone: str = "Europe/Paris"


def may_disturb(person: Quiet, now: datetime, *, urgent: bool) -> bool:
    """Whether somebody may be disturbed at an instant, by something urgent or not."""
    return quiet_until(person, now) is None or (urgent and person.urgent)


def quiet_until(person: Quiet, now: datetime) -> datetime | None:
    """When somebody may be disturbed again, spells that touch taken together; None: now."""
    at = now
    for _ in range(_SPELLS):
        end = max((end for start, end in _spells(person, at) if start <= at < end), default=None)
        if end is None:
            break
        at = end
    return at if at > now else None


def _spells(person: Quiet, at: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The spells that may hold an instant."""
    if person.until is not None:
        yield datetime.min.replace(tzinfo=UTC), person.until
    if not person.hours:
        return
    zone = ZoneInfo(person.zone)
    today = at.astimezone(zone).date()
    for day in (today - _DAY, today):
        yield from _of_day(person.hours, day, zone)


def _of_day(hours: Iterable[Hours], day: date, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    for each in hours:
        if day.weekday() in each.days:
            end = each.end if each.end > each.start else each.end + 1440
            yield _instant(day, each.start, zone, fold=0), _instant(day, end, zone, fold=1)


def _instant(day: date, minute: int, zone: ZoneInfo, *, fold: int) -> datetime:
    """A minute of the wall as an instant: the first or the last of one that comes twice, the change of hour for one that never comes."""
    wall = datetime.combine(day, time()) + minute * _MINUTE
    missing = 0
    while True:
        there = wall - missing * _MINUTE
        instant = there.replace(tzinfo=zone, fold=fold).astimezone(UTC)
        if instant.astimezone(zone).replace(tzinfo=None) == there:
            return instant + _MINUTE if missing else instant
        missing += 1
