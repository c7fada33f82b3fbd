"""The slots of one day: the plan's starts, put on the clock of that day, less what is taken."""

from collections.abc import Container, Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from server.agenda.schemas.appointments import SlotView
from server.agenda.schemas.schedule import BlockView
from server.agenda.slots.busy import Occupied
from server.agenda.slots.plan import Plan, Start, TypeRule, ranges_of
from server.agenda.slots.wall import DAY, day_clock, is_covered


class Placed(NamedTuple):
    """A start on the clock of a day."""

    starts_at: datetime
    ends_at: datetime
    overruns: bool
    start: Start


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
    closed = closures(plan, day, zone)
    slots = []
    for starts_at, ends_at, overruns, start in placed(plan, day, zone, types):
        rule = start.rule
        until = ends_at + timedelta(minutes=rule.tail) if rule.tail else ends_at
        if occupied.lane(start.extra_id).is_free(starts_at, until):
            slots.append(
                SlotView(
                    type_id=rule.view.id,
                    starts_at=starts_at,
                    ends_at=ends_at,
                    location_id=start.location_id,
                    extra_id=start.extra_id,
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
    starts = week.regular if clock.is_regular else week.every
    for start in starts:
        if types is not None and start.rule.view.id not in types:
            continue
        if clock.is_regular:
            yield Placed(clock.begins + start.after, clock.begins + start.until, start.overruns, start)
        elif (starts_at := clock.start(start.minute)) is not None:
            overruns = starts_at + start.needs > clock.edge(start.range_end)
            if not (overruns and start.strict):
                yield Placed(starts_at, starts_at + (start.until - start.after), overruns, start)


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
