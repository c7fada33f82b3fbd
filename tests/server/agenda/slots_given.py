"""Small agendas for the tests of slots: one practitioner, readable ids, Monday 2026-11-23 unless told."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from server.agenda.schemas.appointments import SlotView
from server.agenda.schemas.schedule import BlockView, Cell, ExtraView, LeaveView, Range, ScheduleKind, ScheduleView, Visibility
from server.agenda.schemas.types import AppointmentTypeView, Availability, Conditions
from server.agenda.slots import Busy, Plan, generate_starts

MONDAY = date(2026, 11, 23)
PARIS = "Europe/Paris"
OPEN_ENDED = (date(2000, 1, 1), None)


def minutes(clock: str) -> int:
    """Read `14:15` as minutes of the day; `24:00` is midnight at its end."""
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


def clock(minute: int) -> str:
    """Write minutes of the day as `14:15`."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def instant(clock_time: str, day: date = MONDAY, zone: str = PARIS) -> datetime:
    """Give the instant of a wall time, in UTC."""
    wall = datetime.combine(day, time.fromisoformat(clock_time), ZoneInfo(zone))
    return wall.astimezone(UTC)


def a_type(
    type_id: str = "visit",
    duration: int = 30,
    availability: Availability = "fixed",
    *,
    must_fit: bool = False,
    online: bool = True,
    teleconsultation: bool = False,
    conditions: Conditions | None = None,
    followed_by: str | None = None,
    archived: bool = False,
    name: str = "",
    position: int = 0,
) -> AppointmentTypeView:
    """Describe a type."""
    return AppointmentTypeView(
        id=type_id,
        version=1,
        practitioner_id="doctor",
        position=position,
        name=name or type_id,
        duration=duration,
        hue=150,
        online=online,
        teleconsultation=teleconsultation,
        availability=availability,
        must_fit=must_fit,
        message="",
        conditions=conditions or Conditions(),
        followed_by=followed_by,
        archived=archived,
    )


def ticked(of: AppointmentTypeView, *ranges: str) -> list[Range]:
    """Give ranges written `14:00-18:00` with every generated start ticked."""
    bounds = [[minutes(each) for each in written.split("-")] for written in ranges]
    return [Range(start, end, generate_starts(of, start, end).starts) for start, end in bounds]


def bare(*ranges: str) -> list[Range]:
    """Give ranges written `14:00-18:00` without any start, as a free schedule has."""
    bounds = [[minutes(each) for each in written.split("-")] for written in ranges]
    return [Range(start, end) for start, end in bounds]


def a_schedule(
    cells: Sequence[tuple[AppointmentTypeView | None, list[Range]]],
    *,
    kind: ScheduleKind = "normal",
    place: str = "rooms",
    schedule_id: str = "weekly",
    weekdays: Iterable[int] = range(7),
    periods: Sequence[tuple[date, date | None]] = (OPEN_ENDED,),
) -> ScheduleView:
    """Lay out a schedule: the same cells on each weekday, visible all the time unless told."""
    return ScheduleView(
        id=schedule_id,
        version=1,
        practitioner_id="doctor",
        location_id=place,
        name=schedule_id,
        kind=kind,
        cells=[Cell(weekday, of.id if of else None, ranges) for weekday in weekdays for of, ranges in cells],
        visibilities=[
            Visibility(id=f"{schedule_id}-{n}", schedule_id=schedule_id, from_day=since, to_day=until)
            for n, (since, until) in enumerate(periods)
        ],
    )


def normal(of: AppointmentTypeView, *ranges: str, place: str = "rooms", schedule_id: str = "weekly") -> ScheduleView:
    """Lay out a normal schedule of one type, every generated start ticked, every day."""
    return a_schedule([(of, ticked(of, *ranges))], place=place, schedule_id=schedule_id)


def free_hours(*ranges: str, place: str = "rooms", schedule_id: str = "hours") -> ScheduleView:
    """Lay out a free schedule: open hours for any type, every day (Q29)."""
    return a_schedule([(None, bare(*ranges))], kind="free", place=place, schedule_id=schedule_id)


def a_plan(
    types: Iterable[AppointmentTypeView],
    *schedules: ScheduleView,
    zone: str = PARIS,
    leaves: Sequence[LeaveView] = (),
    blocks: Sequence[BlockView] = (),
    extras: Sequence[ExtraView] = (),
) -> Plan:
    """Put a practitioner together, with two places in one zone."""
    return Plan(
        practitioner_id="doctor",
        zones={"rooms": zone, "clinic": zone},
        types={each.id: each for each in types},
        schedules=schedules,
        leaves=leaves,
        blocks=blocks,
        extras=extras,
    )


def a_leave(from_day: date = MONDAY, to_day: date = MONDAY) -> LeaveView:
    """Send the practitioner away."""
    return LeaveView(id="leave", practitioner_id="doctor", from_day=from_day, to_day=to_day, note="")


def a_block(hours: str, day: date = MONDAY, type_ids: list[str] | None = None, block_id: str = "block") -> BlockView:
    """Block hours written `14:00-18:00`."""
    start, end = map(minutes, hours.split("-"))
    return BlockView(id=block_id, practitioner_id="doctor", day=day, start=start, end=end, type_ids=type_ids, note="")


def an_extra(hours: str, day: date = MONDAY, type_ids: list[str] | None = None, extra_id: str = "extra", place: str = "rooms") -> ExtraView:
    """Add an extra range written `14:00-18:00`."""
    start, end = map(minutes, hours.split("-"))
    return ExtraView(id=extra_id, practitioner_id="doctor", location_id=place, day=day, start=start, end=end, type_ids=type_ids)


def taken(hours: str, day: date = MONDAY, extra_id: str | None = None, type_id: str | None = None, zone: str = PARIS) -> Busy:
    """Occupy minutes written `14:00-18:00`."""
    start, end = hours.split("-")
    return Busy(instant(start, day, zone), instant(end, day, zone), extra_id, type_id, ref=f"appointment at {start}")


def wall(slots: Iterable[SlotView], zone: str = PARIS) -> list[str]:
    """Read the starts of slots on the wall clock."""
    return [each.starts_at.astimezone(ZoneInfo(zone)).strftime("%H:%M") for each in slots]


def days_after(day: date, count: int) -> date:
    """Count days on."""
    return day + timedelta(days=count)
