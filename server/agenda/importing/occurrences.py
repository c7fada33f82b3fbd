"""From the components of a calendar to single appointments in UTC. Pure.

Recurrences are expanded inside a window of days; each occurrence has a key that stays the same when the file is
imported again.
"""

import hashlib
import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar, Event

from server.agenda.importing.reading import Component, content_of

Reason = Literal[
    "unfinished",
    "broken_line",
    "unreadable",
    "no_start",
    "unknown_zone",
    "all_day",
    "cancelled",
    "superseded",
    "ends_before_it_starts",
    "too_long",
    "too_many",
    "outside_the_window",
    "not_an_event",
    "nameless",
]
REASONS: dict[Reason, str] = {
    "unfinished": "the event is cut off: its END:VEVENT is missing",
    "broken_line": "line {at} cannot be read",
    "unreadable": "a date, a duration or a rule cannot be read",
    "no_start": "it has no start",
    "unknown_zone": "its time zone is unknown",
    "all_day": "it lasts whole days: take leave, or write a planning event",
    "cancelled": "it was cancelled",
    "superseded": "a later version of it is in the same file",
    "ends_before_it_starts": "it ends before it starts",
    "too_long": "it lasts more than a day",
    "too_many": "it repeats more than {limit} times in these days",
    "outside_the_window": "it has no occurrence in these days",
    "not_an_event": "it is not an event",
    "nameless": "it has no title",
}
MOST_OCCURRENCES = 1000
_LINE = "X-ARDOISE-LINE"
_TOO_OFTEN = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Window:
    """The days to import, both included, and the zone of an hour that names none."""

    from_day: date
    to_day: date
    zone: str


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One appointment to be. `ends_at` is None when the calendar says no duration; `line` is where its event begins."""

    line: int
    key: str
    starts_at: datetime
    ends_at: datetime | None
    summary: str
    description: str


@dataclass(frozen=True, slots=True)
class Refused:
    """An event that gives no appointment, and why."""

    line: int
    reason: Reason
    at: int | None = None

    @property
    def sentence(self) -> str:
        """The reason in words."""
        return REASONS[self.reason].format(at=self.at, limit=MOST_OCCURRENCES)


@dataclass(frozen=True, slots=True)
class Parsed:
    """Every event of a file: as occurrences, or as a refusal. An event is never in neither."""

    events: int
    occurrences: tuple[Occurrence, ...]
    refused: tuple[Refused, ...]


class _Unfit(Exception):
    def __init__(self, reason: Reason) -> None:
        self.reason: Reason = reason


def parse(data: bytes, window: Window) -> Parsed:
    """Every event of a calendar file.

    Raises:
        NotACalendar: the file is no calendar at all.
    """
    content = content_of(data)
    refused = [Refused(other.line, "not_an_event") for other in content.others]
    readable: dict[str, list[Component]] = defaultdict(list)
    for component in content.events:
        reason = _first_look(component, is_cancellation=content.is_cancellation)
        if reason is None:
            readable[component.uid].append(component)
        else:
            refused.append(Refused(component.line, reason, component.broken))
    found: list[Occurrence] = []
    for uid, components in readable.items():
        kept, superseded = _latest(components)
        refused += [Refused(old.line, "superseded") for old in superseded]
        for outcome in _series(uid, kept, content.zones, window):
            (found if isinstance(outcome, Occurrence) else refused).append(outcome)  # type: ignore[arg-type]  # told apart just before
    found.sort(key=lambda each: (each.starts_at, each.line))
    refused.sort(key=lambda each: each.line)
    return Parsed(len(content.events) + len(content.others), tuple(found), tuple(refused))


def _first_look(component: Component, *, is_cancellation: bool) -> Reason | None:
    if not component.is_finished:
        return "unfinished"
    if component.broken is not None:
        return "broken_line"
    if not component.value("DTSTART"):
        return "no_start"
    is_override = component.value("RECURRENCE-ID") is not None
    if is_cancellation or ((component.value("STATUS") or "").upper() == "CANCELLED" and not is_override):
        return "cancelled"
    if not (component.value("SUMMARY") or "").strip():
        return "nameless"
    return None


def _latest(components: Sequence[Component]) -> tuple[list[Component], list[Component]]:
    """Of several versions of one event, the last by SEQUENCE, then by its place in the file."""
    last: dict[str, Component] = {}
    for component in sorted(components, key=lambda each: (_number(each.value("SEQUENCE")), each.line)):
        last[component.value("RECURRENCE-ID") or ""] = component
    kept = list(last.values())
    return kept, [each for each in components if not any(each is one for one in kept)]


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 0


def _series(uid: str, components: list[Component], zones: list[Component], window: Window) -> Iterator[Occurrence | Refused]:
    """One event with its exceptions: an occurrence each, or one refusal for every component that gives none."""
    try:
        calendar = _calendar(uid, components, zones)
        events = _readable_events(calendar, components)
        repeats = len(components) > 1 or any(name in event for event in events for name in ("RRULE", "RDATE"))
        occurrences = _expanded(calendar, window)
    except _Unfit as unfit:
        yield from (Refused(component.line, unfit.reason) for component in components)
        return
    served: set[int] = set()
    reasons: dict[int, Reason] = {}
    for occurrence in occurrences:
        line = int(str(occurrence[_LINE]))
        try:
            yield _occurrence(uid, line, occurrence, window, repeats=repeats)
            served.add(line)
        except _Unfit as unfit:
            reasons.setdefault(line, unfit.reason)
    for component in components:
        if component.line not in served:
            yield Refused(component.line, reasons.get(component.line, "outside_the_window"))


def _calendar(uid: str, components: Iterable[Component], zones: Iterable[Component]) -> Calendar:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Ardoise//import//FR"]
    for zone in zones:
        lines += ["BEGIN:VTIMEZONE", *zone.lines, "END:VTIMEZONE"]
    for component in components:
        kept = [line for line in component.lines if not line.upper().startswith(("UID:", "UID;"))]
        name = hashlib.sha256(uid.encode()).hexdigest()
        lines += ["BEGIN:VEVENT", f"UID:{name}", f"{_LINE}:{component.line}", *kept, "END:VEVENT"]
    lines.append("END:VCALENDAR")
    try:
        with warnings.catch_warnings():  # a zone named in another program's own way is guessed, and found or not below
            warnings.simplefilter("ignore")
            calendar = Calendar.from_ical("\r\n".join(lines) + "\r\n")
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError) as error:
        raise _Unfit("unreadable") from error
    assert isinstance(calendar, Calendar)
    return calendar


def _readable_events(calendar: Calendar, components: Sequence[Component]) -> list[Event]:
    events = [event for event in calendar.walk("VEVENT") if isinstance(event, Event)]
    if len(events) != len(components):
        raise _Unfit("unreadable")
    for event in events:
        if event.errors:
            raise _Unfit("unreadable")
        for name in ("DTSTART", "DTEND"):
            _check_zone(event.get(name))
        _check_order(event)
        if any(str(frequency).upper() in _TOO_OFTEN for rule in _each(event.get("RRULE")) for frequency in rule.get("FREQ", ())):
            raise _Unfit("too_many")
    return events


def _each(value: Any) -> list[Any]:
    """A property as a list: some programs write one that may stand once several times."""
    return value if isinstance(value, list) else [] if value is None else [value]


def _check_order(event: Event) -> None:
    """Refuse an end before the start: the library would swap them."""
    if "DTEND" not in event:
        return
    start, end = _moment(event, "DTSTART"), _moment(event, "DTEND")
    if isinstance(start, datetime) != isinstance(end, datetime):
        raise _Unfit("unreadable")
    if _aware(end, ZoneInfo("UTC")) < _aware(start, ZoneInfo("UTC")):
        raise _Unfit("ends_before_it_starts")


def _check_zone(value: Any) -> None:
    """Refuse a named zone that nobody knows: the library would read its hours as if they named none.

    A moment that stands there twice is none.
    """
    if isinstance(value, list):
        raise _Unfit("unreadable")
    named = value.params.get("TZID") if value is not None else None
    if named and isinstance(value.dt, datetime) and value.dt.tzinfo is None:
        raise _Unfit("unknown_zone")


def _expanded(calendar: Calendar, window: Window) -> list[Event]:
    zone = ZoneInfo(window.zone)
    since = datetime.combine(window.from_day, datetime.min.time(), zone)
    until = datetime.combine(window.to_day + _DAY, datetime.min.time(), zone)
    try:
        between = recurring_ical_events.of(calendar).between(since, until)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError, recurring_ical_events.InvalidCalendar) as error:
        raise _Unfit("unreadable") from error
    found = [event for event in between if since <= _aware(_moment(event, "DTSTART"), zone) < until]
    if len(found) > MOST_OCCURRENCES:
        raise _Unfit("too_many")
    return found


def _moment(event: Event, name: str) -> date:
    """A date or an instant of an event, as the calendar wrote it."""
    value: Any = event[name]
    moment: date = value.dt
    return moment


def _aware(value: date, zone: ZoneInfo) -> datetime:
    if not isinstance(value, datetime):
        return datetime.combine(value, datetime.min.time(), zone)
    return value if value.tzinfo is not None else value.replace(tzinfo=zone)


def _occurrence(uid: str, line: int, event: Event, window: Window, *, repeats: bool) -> Occurrence:
    start = _moment(event, "DTSTART")
    if not isinstance(start, datetime):
        raise _Unfit("all_day")
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        raise _Unfit("cancelled")
    zone = ZoneInfo(window.zone)
    starts_at = _whole_minute(_aware(start, zone).astimezone(UTC))
    ends_at = _end(event, starts_at, zone)
    mark = _aware(_moment(event, "RECURRENCE-ID"), zone).astimezone(UTC).isoformat() if repeats and "RECURRENCE-ID" in event else ""
    return Occurrence(
        line=line,
        key=hashlib.sha256(f"{uid}\0{mark}".encode()).hexdigest(),
        starts_at=starts_at,
        ends_at=ends_at,
        summary=" ".join(str(event.get("SUMMARY", "")).split()),
        description=str(event.get("DESCRIPTION", "")).strip(),
    )


def _end(event: Event, starts_at: datetime, zone: ZoneInfo) -> datetime | None:
    """When it ends; None when the calendar says no duration (or none at all: the type's will do)."""
    if "DTEND" not in event:
        return None
    ends_at = _whole_minute(_aware(_moment(event, "DTEND"), zone).astimezone(UTC))
    if ends_at - starts_at > _DAY:
        raise _Unfit("too_long")
    return ends_at if ends_at > starts_at else None


def _whole_minute(instant: datetime) -> datetime:
    return instant - timedelta(seconds=instant.second, microseconds=instant.microsecond)
