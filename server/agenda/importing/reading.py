"""From bytes to the components of a calendar, each with its line number. Pure; a broken event never hides its neighbours."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

_PROPERTY = re.compile(r"^[A-Za-z0-9-]+[;:]")
_TEXT = ("DESCRIPTION", "SUMMARY", "LOCATION", "COMMENT", "CONTACT")
_DECIDING = ("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "STATUS", "SUMMARY")
"""Properties that say when, who or whether: a line that may be the lost half of one of them is not passed over."""
_EVENTS = frozenset({"VEVENT"})
_OTHERS = frozenset({"VTODO", "VJOURNAL", "VFREEBUSY"})


class NotACalendar(ValueError):
    """The file holds no calendar and no event; the text says why."""


@dataclass(slots=True)
class Component:
    """One component of the file: its kind, its first line, its unfolded lines without its own sub-components."""

    kind: str
    line: int
    lines: list[str] = field(default_factory=list)
    broken: int | None = None
    """The number of its first line that cannot be read."""
    is_finished: bool = False

    def value(self, name: str) -> str | None:
        """The raw value of its first property of this name."""
        for line in self.lines:
            if property_of(line) == name:
                return line.partition(":")[2].strip()
        return None

    @property
    def uid(self) -> str:
        """Its UID, or one made from its content when it has none."""
        return self.value("UID") or hashlib.sha256("\n".join(self.lines).encode()).hexdigest()


def property_of(line: str) -> str:
    """The name of the property that an unfolded line holds."""
    return re.split("[;:]", line, maxsplit=1)[0].upper()


@dataclass(slots=True)
class Content:
    """What a file holds."""

    events: list[Component]
    others: list[Component]
    """To-dos, journals: not appointments."""
    zones: list[Component]
    """Each VTIMEZONE, with its sub-components."""
    is_cancellation: bool
    """The whole calendar says METHOD:CANCEL."""


def text_of(data: bytes) -> str:
    """The text of a file: UTF-8 or UTF-16 by its mark, UTF-8, or what old Windows programs write.

    Raises:
        NotACalendar: it is not text.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if b"\0" in data:
        raise NotACalendar("This file is not a text file.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def content_of(data: bytes) -> Content:
    """Every component of the file; an event dragged out of another program may stand there without its calendar.

    Raises:
        NotACalendar: there is neither a VCALENDAR nor an event in it.
    """
    lines = list(_unfolded(text_of(data).splitlines()))
    if not any(line.strip().upper() in {"BEGIN:VCALENDAR", "BEGIN:VEVENT"} for _, line in lines):
        raise NotACalendar("This file holds no calendar (neither BEGIN:VCALENDAR nor BEGIN:VEVENT).")
    found = Content(events=[], others=[], zones=[], is_cancellation=False)
    for component in _components(lines):
        if component.kind in _EVENTS:
            found.events.append(component)
        elif component.kind in _OTHERS:
            found.others.append(component)
        elif component.kind == "VTIMEZONE":
            found.zones.append(component)
    found.is_cancellation = any(line.strip().upper() == "METHOD:CANCEL" for _, line in lines)
    return found


def _unfolded(physical: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Logical lines with the number of their first physical line. A line that begins with a blank continues the one before."""
    number, current = 0, ""
    for position, line in enumerate(physical, start=1):
        if line[:1] in {" ", "\t"} and current:
            current += line[1:]
            continue
        if current:
            yield number, current
        number, current = position, line
    if current:
        yield number, current


def _components(lines: Iterable[tuple[int, str]]) -> Iterator[Component]:
    """Cut the lines at BEGIN and END; a new event closes one that was never finished."""
    current: Component | None = None
    inside: list[str] = []
    for number, line in lines:
        name, value = _mark(line)
        if name == "BEGIN" and (current is None or (value in _EVENTS | _OTHERS and current.kind != "VTIMEZONE")):
            if current is not None:
                yield current
            current, inside = (None if value == "VCALENDAR" else Component(value, number)), []
        elif current is None:
            continue
        elif name == "END" and value == current.kind and not inside:
            current.is_finished = True
            yield current
            current = None
        elif name == "END" and value == "VCALENDAR":
            yield current
            current = None
        else:
            _take(current, inside, number, line)
    if current is not None:
        yield current


def _mark(line: str) -> tuple[str, str]:
    name, _, value = line.strip().partition(":")
    return name.upper(), value.strip().upper()


def _take(current: Component, inside: list[str], number: int, line: str) -> None:
    """Add a line to a component; a VTIMEZONE keeps its sub-components, an event drops its alarms."""
    name, value = _mark(line)
    keeps = current.kind == "VTIMEZONE"
    if name == "BEGIN":
        inside.append(value)
    if not inside or keeps:
        _add(current, number, line)
    if name == "END" and inside and inside[-1] == value:
        inside.pop()


def _add(current: Component, number: int, line: str) -> None:
    before = current.lines[-1].upper() if current.lines else ""
    if _PROPERTY.match(line):
        current.lines.append(line.replace(" ", "") if line.upper().startswith("RRULE") else line.rstrip())
    elif before.startswith(_TEXT):
        current.lines[-1] += "\\n" + line  # a line break that the other program forgot to escape
    elif line.strip() and current.broken is None and (line.upper().startswith(_DECIDING) or before.startswith(_DECIDING)):
        current.broken = number
