"""What makes a plan coherent, and how leave and blocks are cut. Pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from server.agenda.days import ONE
from server.agenda.errors import OutOfCalendar, TypeUnknown
from server.agenda.schemas.planning import SamePlace
from server.agenda.schemas.schedule import Cell, Range, ScheduleFields, ScheduleView
from server.agenda.slots import is_covered
from server.core.errors import Invalid


@dataclass(frozen=True, slots=True)
class Hours:
    """Minutes of a day closed for some types, None = all."""

    start: int
    end: int
    type_ids: tuple[str, ...] | None


def check_hours(start: int, end: int) -> None:
    """Refuse a range of minutes that is empty or backwards.

    Raises:
        Invalid: the end is not after the start.
    """
    if end <= start:
        raise Invalid("The end is not after the start.", field="end", reason="before_start")


def check_period(from_day: date, to_day: date | None) -> None:
    """Refuse days off the calendar, and a period that is backwards.

    Raises:
        OutOfCalendar, Invalid.
    """
    if not is_covered(from_day) or (to_day is not None and not is_covered(to_day)):
        raise OutOfCalendar
    if to_day is not None and to_day < from_day:
        raise Invalid("The last day is before the first.", field="to_day", reason="before_start")


def checked_days(days: Iterable[date]) -> list[date]:
    """The days in order, each once.

    Raises:
        OutOfCalendar: one is outside the years an agenda covers.
    """
    ordered = sorted(set(days))
    if not all(is_covered(day) for day in ordered):
        raise OutOfCalendar
    return ordered


def checked_types(type_ids: Iterable[str] | None, known: Collection[str]) -> list[str] | None:
    """The ids in order, each once; None stays None, which means every type.

    Raises:
        TypeUnknown: one is not this practitioner's.
    """
    if type_ids is None:
        return None
    ordered = sorted(set(type_ids))
    if not set(ordered) <= set(known):
        raise TypeUnknown
    return ordered


def check_chain(type_id: str, followed_by: Mapping[str, str | None]) -> None:
    """Refuse a chain of types that leads back to itself (Q30).

    Raises:
        Invalid: it does.
    """
    seen = {type_id}
    following = followed_by.get(type_id)
    while following is not None:
        if following in seen:
            raise Invalid("These types follow one another in a circle.", field="followed_by", reason="circle")
        seen.add(following)
        following = followed_by.get(following)


def checked_schedule(fields: ScheduleFields, known: Collection[str]) -> ScheduleFields:
    """A schedule in one form: cells and ranges in order, starts in order and each once, nothing empty.

    Raises:
        TypeUnknown: a cell names a type of somebody else.
        Invalid: ranges are backwards or overlap, a box is there twice, starts lie outside, or the kinds are mixed (Q29).
    """
    cells = sorted(
        (_checked_cell(cell, fields.kind == "free", known) for cell in fields.cells if cell.ranges),
        key=lambda cell: (cell.weekday, cell.type_id or ""),
    )
    boxes = {(cell.weekday, cell.type_id) for cell in cells}
    if len(boxes) < len(cells):
        raise Invalid("A box of the grid is there twice.", field="cells", reason="cell_twice")
    return ScheduleFields(name=fields.name, location_id=fields.location_id, kind=fields.kind, cells=cells)


def _checked_cell(cell: Cell, free: bool, known: Collection[str]) -> Cell:  # noqa: FBT001  # private, always named by the value
    if (cell.type_id is None) != free:
        raise Invalid("Only a free schedule has cells without a type.", field="cells", reason="type_of_cell")
    if cell.type_id is not None and cell.type_id not in known:
        raise TypeUnknown
    ranges = sorted(cell.ranges, key=lambda each: each.start)
    last = 0
    for each in ranges:
        check_hours(each.start, each.end)
        if each.start < last:
            raise Invalid("Two ranges of a box overlap.", field="cells", reason="ranges_overlap")
        last = each.end
        if free and each.starts:
            raise Invalid("A free schedule has no ticked starts.", field="cells", reason="starts_in_free")
        if any(not each.start <= start < each.end for start in each.starts):
            raise Invalid("A start lies outside its range.", field="cells", reason="start_outside")
    return Cell(cell.weekday, cell.type_id, [Range(each.start, each.end, sorted(set(each.starts))) for each in ranges])


def same_place(schedule: ScheduleView, others: Iterable[ScheduleView]) -> Iterator[SamePlace]:
    """The periods in which another schedule is visible at the same place as this one: legal, and worth a warning (Q32)."""
    for other in others:
        if other.id == schedule.id or other.location_id != schedule.location_id:
            continue
        for mine in schedule.visibilities:
            for theirs in other.visibilities:
                from_day = max(mine.from_day, theirs.from_day)
                to_day = min((day for day in (mine.to_day, theirs.to_day) if day is not None), default=None)
                if to_day is None or from_day <= to_day:
                    yield SamePlace(schedule_id=other.id, name=other.name, from_day=from_day, to_day=to_day)


def days_left(from_day: date, to_day: date, cut_from: date, cut_to: date) -> list[tuple[date, date]]:
    """What remains of a leave when days are reopened: nothing, one piece or two (F055)."""
    pieces = [(from_day, min(to_day, cut_from - ONE)), (max(from_day, cut_to + ONE), to_day)]
    return [(first, last) for first, last in pieces if first <= last]


def covers(closed: Hours, wanted: Hours) -> bool:
    """Whether closed hours already include others, for all their types."""
    inside = closed.start <= wanted.start and wanted.end <= closed.end
    return inside and (closed.type_ids is None or (wanted.type_ids is not None and set(wanted.type_ids) <= set(closed.type_ids)))


def hours_left(closed: Hours, cut: Hours, every_type: Sequence[str]) -> list[Hours]:
    """What remains of blocked hours when some are reopened for some types (F059).

    A block of all types that is reopened for some stays, in these minutes, for the others of `every_type`.
    """
    start, end = max(closed.start, cut.start), min(closed.end, cut.end)
    kept: tuple[str, ...] = ()
    if cut.type_ids is not None:
        kept = tuple(each for each in closed.type_ids or every_type if each not in cut.type_ids)
    untouched = start >= end or (closed.type_ids is not None and kept == closed.type_ids)
    if untouched:
        return [closed]
    pieces = [Hours(closed.start, start, closed.type_ids), Hours(end, closed.end, closed.type_ids)]
    if kept:
        pieces.insert(1, Hours(start, end, kept))
    return [piece for piece in pieces if piece.start < piece.end]
