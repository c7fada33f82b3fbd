"""How late a practitioner runs: from the real starts and ends of his day, the hour of each visit still to come (Part C 3).

Values in, values out. Where nothing real is known nothing is said: a guess would be one more lie told to who waits.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from msgspec import Struct

NOTICED = timedelta(minutes=5)
"""Less is not called late."""
PATIENCE = timedelta(minutes=15)
"""Who is not there this long after his hour keeps nobody else waiting."""
FRESH = timedelta(hours=5)
"""What was marked longer ago says nothing about now: it was another day, or nobody marks any more."""
_STEP = 300
"""Seconds: hours are said in steps of five minutes, later rather than earlier."""


class Visit(Struct, frozen=True):
    """One appointment of the day. `is_here`: the patient waits, at the practice or behind his screen."""

    id: str
    starts_at: datetime
    ends_at: datetime
    status: str
    marked_at: datetime | None = None
    is_here: bool = False


def projected(day: Iterable[Visit], now: datetime) -> dict[str, datetime]:
    """The hour of each visit that will begin late; those on time, past or under way are not in it.

    A practitioner whose day shows no real start and no real end is not projected: he may be late, or may mark nothing.
    """
    visits = sorted(day, key=lambda each: (each.starts_at, each.id))
    last = max((each for each in visits if _is_real(each, now)), key=_marked, default=None)
    if last is None:
        return {}
    free = max(now, _marked(last) + (last.ends_at - last.starts_at)) if last.status == "in_consultation" else now
    late: dict[str, datetime] = {}
    for each in visits:
        if each.status not in {"planned", "late", "arrived"} or _is_missed(each, now):
            continue
        begins = max(each.starts_at, free)
        free = begins + (each.ends_at - each.starts_at)
        if begins - each.starts_at >= NOTICED:
            late[each.id] = _in_steps(begins)
    return late


def _is_real(visit: Visit, now: datetime) -> bool:
    return visit.status in {"in_consultation", "seen"} and visit.marked_at is not None and now - visit.marked_at < FRESH


def _marked(visit: Visit) -> datetime:
    return visit.marked_at or visit.starts_at


def _is_missed(visit: Visit, now: datetime) -> bool:
    return not visit.is_here and visit.status != "arrived" and now - visit.starts_at > PATIENCE


def _in_steps(instant: datetime) -> datetime:
    beyond = instant.timestamp() % _STEP
    return (instant + timedelta(seconds=_STEP - beyond)).replace(microsecond=0) if beyond else instant
