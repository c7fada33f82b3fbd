"""From the components of a calendar to single appointments in UTC. Pure.

Recurrences are expanded inside a window of days; each occurrence has a key that stays the same when the file is
imported again.
"""

import hashlib
import warnings
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar, Event

from server.agenda.importing.outcome import MOST_OCCURRENCES, Occurrence, Parsed, Reason, Refused, Window
from server.agenda.importing.reading import Component, content_of, property_of
from server.agenda.importing.zones import with_known_zones

_LINE = "X-ARDOISE-LINE"
_READ = frozenset(
    {"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "SEQUENCE", "STATUS", "SUMMARY", "DESCRIPTION"}
)
"""The properties of an event that are looked at: a fault in another one (a stamp, a place) costs nobody his appointment."""
_FAULTS = (ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError)
"""What the libraries raise on what they cannot read."""
_TOO_OFTEN = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})
_DAY = timedelta(days=1)


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
    zones = [zone for zone in content.zones if _is_readable(zone)]
    found: list[Occurrence] = []
    for uid, components in readable.items():
        kept, superseded = _latest(components)
        refused += [Refused(old.line, "superseded") for old in superseded]
        for outcome in _series(uid, kept, zones, window):
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
        for event in events:
            _settle_until(event, ZoneInfo(window.zone))
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


def _is_readable(zone: Component) -> bool:
    """Whether a zone of the file makes sense; without its rules, its name may still be a known one."""
    try:
        _parsed(_written(zone))
    except _FAULTS:
        return False
    return True


def _written(component: Component) -> list[str]:
    return [f"BEGIN:{component.kind}", *component.lines, f"END:{component.kind}"]


def _calendar(uid: str, components: Sequence[Component], zones: Sequence[Component]) -> Calendar:
    """The calendar of one event and the zones it names, in the library's terms."""
    name = hashlib.sha256(uid.encode()).hexdigest()
    defined = frozenset(zone.value("TZID") or "" for zone in zones)
    events = []
    for component in components:
        kept = [with_known_zones(line, defined) for line in component.lines if property_of(line) in _READ]
        events += ["BEGIN:VEVENT", f"UID:{name}", f"{_LINE}:{component.line}", *kept, "END:VEVENT"]
    text = "\n".join(events)
    named = [line for zone in zones if (zone.value("TZID") or "") in text for line in _written(zone)]
    try:
        return _parsed([*named, *events])
    except _FAULTS as error:
        raise _Unfit("unreadable") from error


def _parsed(lines: Sequence[str]) -> Calendar:
    written = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Ardoise//import//FR", *lines, "END:VCALENDAR", ""]
    with warnings.catch_warnings():  # a zone named in another program's own way is guessed, and found or not below
        warnings.simplefilter("ignore")
        calendar = Calendar.from_ical("\r\n".join(written))
    assert isinstance(calendar, Calendar)
    return calendar


def _readable_events(calendar: Calendar, components: Sequence[Component]) -> list[Event]:
    events = [event for event in calendar.walk("VEVENT") if isinstance(event, Event)]
    if len(events) != len(components):
        raise _Unfit("unreadable")
    if any(component.value("EXRULE") is not None for component in components):
        raise _Unfit("excluding_rule")
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


def _settle_until(event: Event, zone: ZoneInfo) -> None:
    """Say the end of a series in the terms of its start.

    Many programs write a local end to a start in a zone, or an end in UTC to a start without one; the library would
    compare the two as they stand, and lose the last time.
    """
    start = _moment(event, "DTSTART")
    if not isinstance(start, datetime):
        return
    for rule in _each(event.get("RRULE")):
        for at, until in enumerate(rule.get("UNTIL", ())):
            if not isinstance(until, datetime) or (until.tzinfo is None) == (start.tzinfo is None):
                continue
            local = until.replace(tzinfo=start.tzinfo) if start.tzinfo else until.astimezone(zone)
            rule["UNTIL"][at] = local.astimezone(UTC) if start.tzinfo else local.replace(tzinfo=None)


def _expanded(calendar: Calendar, window: Window) -> list[Event]:
    zone = ZoneInfo(window.zone)
    since = datetime.combine(window.from_day, datetime.min.time(), zone)
    until = datetime.combine(window.to_day + _DAY, datetime.min.time(), zone)
    try:
        between = recurring_ical_events.of(calendar).between(since, until)
    except (*_FAULTS, recurring_ical_events.InvalidCalendar) as error:
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
    mark = _mark(event, starts_at, zone) if repeats and "RECURRENCE-ID" in event else ""
    return Occurrence(
        line=line,
        key=hashlib.sha256(f"{uid}\0{mark}".encode()).hexdigest(),
        starts_at=starts_at,
        ends_at=ends_at,
        summary=" ".join(str(event.get("SUMMARY", "")).split()),
        description=str(event.get("DESCRIPTION", "")).strip(),
    )


def _mark(event: Event, starts_at: datetime, zone: ZoneInfo) -> str:
    """What tells an occurrence from the others of its series, wherever it was moved.

    All that follow a change "from here on" bear the mark of that change: beside it, their start tells them apart.
    """
    mark = _aware(_moment(event, "RECURRENCE-ID"), zone).astimezone(UTC).isoformat()
    return f"{mark}\0{starts_at.isoformat()}" if "RANGE" in event["RECURRENCE-ID"].params else mark


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
