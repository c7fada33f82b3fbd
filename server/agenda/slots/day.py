"""The slots of one day: the plan's starts, put on the clock of that day, less what is taken."""

from collections.abc import Container, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from server.agenda.schemas.appointments import SlotView
from server.agenda.schemas.schedule import BlockView
from server.agenda.slots.busy import Occupied
from server.agenda.slots.plan import Plan, Start, TypeRule, ranges_of
from server.agenda.slots.wall import DAY, MINUTE, DayClock, day_clock, is_covered

MINUTES = tuple(n * MINUTE for n in range(1441))
"""How long after midnight each minute of an ordinary day is."""

Placed = tuple[datetime, datetime, bool, Start]
"""A start on the clock of a day: when it starts, when it ends, whether it overruns its range, and where it comes from."""


class Closure(NamedTuple):
    """A block on the clock of a day; half-open."""

    starts_at: datetime
    ends_at: datetime
    block: BlockView

    def stops(self, type_id: str, starts_at: datetime, ends_at: datetime) -> bool:
        """Tell whether it closes these minutes for a type (Q5)."""
        types = self.block.type_ids
        return self.starts_at < ends_at and starts_at < self.ends_at and (types is None or type_id in types)


def slots_on(plan: Plan, day: date, zone: str, occupied: Occupied, types: Container[str] | None = None) -> list[SlotView]:
    """List the free slots of a day at the places of one zone, in order, for staff: what is blocked is there and marked.

    `types` keeps only these. A slot is free when its minutes, and those of the types that must follow, are free in its lane.
    """
    if plan.leave_on(day) or not is_covered(day):
        return []
    closed, main = closures(plan, day, zone), occupied.lane(None)
    slots = []
    for starts_at, ends_at, overruns, start in placed(plan, day, zone, types):
        rule, extra_id = start.rule, start.extra_id
        lane = occupied.lane(extra_id) if extra_id else main
        if lane.is_free(starts_at, ends_at + rule.tail):
            slots.append(
                SlotView(
                    type_id=rule.view.id,
                    starts_at=starts_at,
                    ends_at=ends_at,
                    location_id=start.location_id,
                    extra_id=extra_id,
                    blocked=bool(closed) and bool(closing(closed, rule, starts_at, ends_at)),
                    overruns=overruns,
                )
            )
    return slots


def placed(plan: Plan, day: date, zone: str, types: Container[str] | None = None) -> Iterator[Placed]:
    """Give the starts of a covered day as instants, in order, whether or not they are taken.

    Wall minutes that do not exist that day are left out; a duration is real minutes, so whether a start fits its range
    is asked again on a day on which the hour changes (Q43).
    """
    clock, week = day_clock(zone, day), plan.starts_on(day, zone)
    if not clock.is_regular:
        yield from _placed_by_the_minute(clock, week.every, types)
        return
    begins = clock.begins
    for start in week.regular:
        if types is None or start.rule.view.id in types:
            starts_at = begins + MINUTES[start.minute]
            yield starts_at, starts_at + start.rule.length, start.overruns, start


def _placed_by_the_minute(clock: DayClock, starts: Iterable[Start], types: Container[str] | None) -> Iterator[Placed]:
    for start in starts:
        starts_at = clock.start(start.minute)
        if starts_at is not None and (types is None or start.rule.view.id in types):
            overruns = starts_at + start.needs > clock.edge(start.range_end)
            if not (overruns and start.strict):
                yield starts_at, starts_at + start.rule.length, overruns, start


def closures(plan: Plan, day: date, zone: str) -> list[Closure]:
    """Find the blocks that a slot of that day can meet: those of the day, and of the next one for slots that pass midnight."""
    return [
        Closure(starts_at, ends_at, block)
        for each in (day, day + DAY)
        for block in plan.blocks_on(each)
        if (starts_at := day_clock(zone, each).edge(block.start)) < (ends_at := day_clock(zone, each).edge(block.end))
    ]


def closing(closed: list[Closure], rule: TypeRule, starts_at: datetime, ends_at: datetime) -> list[BlockView]:
    """List the blocks that stop a slot or one of the types booked right after it."""
    found = [each.block for each in closed if each.stops(rule.view.id, starts_at, ends_at)]
    for following in rule.followers:
        starts_at, ends_at = ends_at, ends_at + timedelta(minutes=following.duration)
        found += [each.block for each in closed if each.stops(following.id, starts_at, ends_at)]
    return found


def open_minutes(plan: Plan, day: date) -> list[tuple[int, int]]:
    """Merge the opening hours of a day, extras included, merged; none on leave. Minutes of the local day."""
    if plan.leave_on(day):
        return []
    weekday = day.weekday()
    ranges = [(each.start, each.end) for each in plan.extras_on(day) if each.start < each.end]
    for schedule in plan.visible_on(day):
        ranges += [(opening.start, opening.end) for opening, _ in ranges_of(schedule, weekday, plan.rules)]
    merged: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged
