"""Decisions about missions: values in, values out."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from chat.missions.schemas import Repeat, Status
from server.accounts.rules import tidy
from server.core.actors import Target
from server.core.errors import Invalid
from server.core.permissions import Permission

OPEN: frozenset[Status] = frozenset({"todo", "doing"})
"""What is still to be done."""
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
"""In this order also by the collations of databases."""
_BASE = len(_DIGITS)
LONGEST_KEY = 40
"""Past that a column gets new keys (`spread`)."""
_YEARS = range(2000, 2101)


def door(practice_id: str, practitioner_id: str | None) -> tuple[Permission, Target]:
    """What the permission table is asked before somebody reads or changes a mission."""
    if practitioner_id is None:
        return Permission.MISSIONS_USE, Target(practice_id)
    return Permission.MISSIONS_SEE, Target(practice_id, practitioner_id)


def between(low: str, high: str | None) -> str:
    """A key that sorts after `low` (empty: the beginning) and before `high` (None: the end); a key never ends with 0.

    At an open end it stays close to its only neighbour, so that adding at an end a thousand times makes no long keys.
    """
    assert high is None or low < high, "there is nothing between"
    at_the_start, at_the_end, made = not low, high is None, ""
    while True:
        at = len(made)
        floor = _DIGITS.index(low[at]) if at < len(low) else 0
        roof = _DIGITS.index(high[at]) if high is not None and at < len(high) else _BASE
        if roof - floor > 1:
            if at_the_start == at_the_end:
                return made + _DIGITS[(floor + roof) // 2]
            return made + _DIGITS[floor + 1 if at_the_end else roof - 1]
        made += _DIGITS[floor]
        if floor < roof:
            high = None  # whatever follows stays below it


def spread(count: int) -> list[str]:
    """So many keys in order, short and with room between them."""
    width = 1
    while _BASE**width < 4 * (count + 1):
        width += 1
    step = _BASE**width // (count + 1)
    return [_key(step * turn, width) for turn in range(1, count + 1)]


def neighbours(column: Sequence[tuple[str, str]], after: str | None) -> tuple[str, str | None]:
    """Between which keys a mission comes that is put after another one (None: first), in a column of `(id, key)` without it.

    The other one may have left the column meanwhile: then it comes last.
    """
    if after is None:
        return "", column[0][1] if column else None
    place = next((index for index, (mission_id, _) in enumerate(column) if mission_id == after), len(column) - 1)
    low = column[place][1] if column else ""
    return low, column[place + 1][1] if place + 1 < len(column) else None


def next_day(starts_on: date, repeat: Repeat, after: date) -> date | None:
    """The first day of a series after a day; None when nothing repeats, or the calendar ends."""
    if repeat == "never":
        return None
    if after < starts_on and (repeat != "weekdays" or starts_on.weekday() < 5):
        return starts_on
    base = max(after, starts_on - timedelta(days=1))
    if repeat == "weekly":
        return starts_on + timedelta(days=7 * ((base - starts_on).days // 7 + 1))
    if repeat == "monthly":
        months = (base.year - starts_on.year) * 12 + base.month - starts_on.month
        return next(day for ahead in (0, 1) if (day := _months_later(starts_on, months + ahead)) > base)
    day = base + timedelta(days=1)
    while repeat == "weekdays" and day.weekday() > 4:
        day += timedelta(days=1)
    return day


def dated(at: datetime | None) -> datetime | None:
    """An instant that calendars show, in UTC.

    Raises:
        Invalid: it is too far away.
    """
    if at is None:
        return None
    if at.year not in _YEARS:
        raise Invalid(field="due_at", reason="far")
    return at.astimezone(UTC)


def begun(starts_on: date | None, repeat: Repeat) -> date | None:
    """The first day of a series, which has one when it repeats, and then alone.

    Raises:
        Invalid: it is missing, or stands alone, or is too far away.
    """
    if (repeat == "never") != (starts_on is None):
        raise Invalid(field="starts_on", reason="missing" if starts_on is None else "alone")
    if starts_on is not None and starts_on.year not in _YEARS:
        raise Invalid(field="starts_on", reason="far")
    return starts_on


def labelled(labels: Sequence[str]) -> list[str]:
    """Labels, each once however it is written.

    Raises:
        Invalid: one of them is empty, or has a character that no line has.
    """
    kept: dict[str, str] = {}
    for label in labels:
        line = tidy(label, "labels")
        kept.setdefault(line.casefold(), line)
    return list(kept.values())


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _key(number: int, width: int) -> str:
    digits = ""
    for _ in range(width):
        number, digit = divmod(number, _BASE)
        digits = _DIGITS[digit] + digits
    return digits.rstrip("0")
