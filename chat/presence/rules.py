"""Decisions about presence: values in, values out."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

State = Literal["leave", "consulting", "quiet"]
LONGEST = timedelta(hours=12)
"""An appointment that began longer ago is over, whatever it says."""
OVERRUN = timedelta(hours=4)
"""Nobody is in consultation so long after the appointment began."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Spell:
    """An appointment as far as presence is concerned: its hours, and what was said of it."""

    starts_at: datetime
    ends_at: datetime
    status: str


@dataclass(frozen=True, slots=True)
class Presence:
    """Why somebody cannot be reached, and until when; `practitioner_id`: whose agenda says so."""

    state: State
    until: datetime | None
    practitioner_id: str | None = None


def consulting(appointments: Iterable[Spell], now: datetime) -> tuple[bool, datetime | None]:
    """Whether one of these appointments is under way, and until when. A patient who is late, absent or was seen keeps nobody busy."""
    ends = [each.ends_at for each in appointments if _is_under_way(each, now)]
    return bool(ends), max((end for end in ends if end > now), default=None)


def _is_under_way(each: Spell, now: datetime) -> bool:
    if not each.starts_at <= now:
        return False
    if each.status == "in_consultation":
        return now < max(each.ends_at, each.starts_at + OVERRUN)
    return each.status in {"planned", "arrived"} and now < each.ends_at


def away_until(leaves: Collection[tuple[date, date]], today: date) -> date | None:
    """The first day back of somebody who is on leave today, leaves that touch taken together; None: he is not."""
    back = today
    while True:
        last = max((to for begins, to in leaves if begins <= back <= to), default=None)
        if last is None:
            return back if back > today else None
        back = last + _DAY


def said(leave: datetime | None, busy: tuple[bool, datetime | None], quiet: datetime | None, agenda: str | None) -> Presence | None:
    """What is said of somebody: he is away, or in consultation, or does not want to be disturbed; the first that holds."""
    if leave is not None:
        return Presence("leave", leave, agenda)
    if busy[0]:
        return Presence("consulting", busy[1], agenda)
    return Presence("quiet", quiet) if quiet is not None else None
