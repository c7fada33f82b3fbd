"""What stands in the way of one booking: everything at once, so that staff read all warnings together (Q4, Q7, Q8)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from server.agenda.schemas.appointments import SlotView
from server.agenda.schemas.schedule import BlockView, LeaveView
from server.agenda.slots.busy import Busy, Occupied
from server.agenda.slots.conditions import reached_caps
from server.agenda.slots.day import Placed, closing, closures, placed
from server.agenda.slots.plan import Plan, TypeRule, is_visible, ranges_of, type_rule
from server.agenda.slots.wall import day_clock, is_covered, local_day


@dataclass(frozen=True, slots=True)
class OffSchedule:
    """No schedule and no extra offers these minutes to the type at that place (F027)."""


@dataclass(frozen=True, slots=True)
class OnLeave:
    """The practitioner is away that day."""

    leave: LeaveView


@dataclass(frozen=True, slots=True)
class Blocked:
    """These blocks close the minutes to patients (Q4)."""

    blocks: tuple[BlockView, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """These occupy some of the minutes, in the same lane."""

    by: tuple[Busy, ...]


@dataclass(frozen=True, slots=True)
class NoRoomAfter:
    """A type that has to follow (Q30) finds its minutes occupied by these."""

    type_id: str
    by: tuple[Busy, ...]


@dataclass(frozen=True, slots=True)
class CapReached:
    """The type, or one that has to follow, already has its number of appointments that day (F031)."""

    type_id: str
    per_day: int


Obstacle = OffSchedule | OnLeave | Blocked | Taken | NoRoomAfter | CapReached


@dataclass(frozen=True, slots=True)
class Free:
    """The slot can be booked as it is."""

    slot: SlotView


@dataclass(frozen=True, slots=True)
class NotFree:
    """The minutes asked for, and all that stands in the way; staff may book all the same after a warning."""

    slot: SlotView
    why: tuple[Obstacle, ...]


def slot_at(
    plan: Plan,
    starts_at: datetime,
    type_id: str,
    busy: Iterable[Busy],
    extra_id: str | None = None,
    *,
    location_id: str | None = None,
    duration: int | None = None,
) -> Free | NotFree:
    """Find the slot of a type at an instant, in the main lane or in that of an extra, or say why it is not free.

    Without `location_id`, the place that offers it, else the one open at that hour. `duration` in minutes replaces that of
    the type: the start is still on schedule while the range is open. `busy` has to cover the local day, without the
    appointment being moved; the caller compares `now` and the patient's conditions (`unmet_conditions`) himself.

    Raises:
        KeyError: the plan does not know the type or the place.
        ValueError: an instant outside the years an agenda covers, or a plan without a place.
    """
    if not is_covered(starts_at.date()):
        raise ValueError("outside the years an agenda covers")
    rule = plan.rules.get(type_id) or type_rule(plan.types[type_id], plan.types)
    starts_at = starts_at.astimezone(UTC)
    ends_at = starts_at + timedelta(minutes=duration or rule.view.duration)
    offered = _offered(plan, rule, (starts_at, ends_at), extra_id, location_id)
    place = offered[3].location_id if offered else location_id or _place(plan, starts_at, extra_id)
    zone = plan.zones[place]
    blocks = closing(closures(plan, local_day(starts_at, zone), zone), rule, starts_at, ends_at)
    slot = SlotView(
        type_id=type_id,
        starts_at=starts_at,
        ends_at=ends_at,
        location_id=place,
        extra_id=extra_id,
        blocked=bool(blocks),
        overruns=offered is not None and offered[2],
    )
    why: list[Obstacle] = [] if offered else [OffSchedule()]
    if blocks:
        why.append(Blocked(tuple({each.id: each for each in blocks}.values())))
    why += _obstacles(plan, rule, slot, list(busy))
    return NotFree(slot, tuple(why)) if why else Free(slot)


def _offered(
    plan: Plan, rule: TypeRule, minutes: tuple[datetime, datetime], extra_id: str | None, location_id: str | None
) -> Placed | None:
    starts_at, ends_at = minutes
    for zone in plan.time_zones:
        day = local_day(starts_at, zone)
        for each in placed(plan, day, zone, {rule.view.id}):
            offered_at, usual_end, _, start = each
            if (
                offered_at == starts_at
                and start.extra_id == extra_id
                and location_id in (None, start.location_id)
                and ends_at <= max(usual_end, day_clock(zone, day).edge(start.range_end))
            ):
                return each
    return None


def _place(plan: Plan, starts_at: datetime, extra_id: str | None) -> str:
    """Guess where a booking off the schedule takes place: at its extra, where it is open, else at the first place there is."""
    visible: list[tuple[bool, int, str]] = []
    for schedule in plan.schedules:
        wall = starts_at.astimezone(ZoneInfo(plan.zones[schedule.location_id]))
        if is_visible(schedule, wall.date()):
            minute = wall.hour * 60 + wall.minute
            ranges = ranges_of(schedule, wall.weekday(), plan.rules)
            is_open = any(opening.start <= minute < opening.end for opening, _ in ranges)
            visible.append((not is_open, len(visible), schedule.location_id))
    places = [each.location_id for each in plan.extras if each.id == extra_id]
    places += [place for _, _, place in sorted(visible)]
    for place in (*places, *plan.zones):
        return place
    raise ValueError("a plan without a place")


def _obstacles(plan: Plan, rule: TypeRule, slot: SlotView, busy: list[Busy]) -> Iterator[Obstacle]:
    zone = plan.zones[slot.location_id]
    day = local_day(slot.starts_at, zone)
    if leave := plan.leave_on(day):
        yield OnLeave(leave)
    if taken := _overlapping(busy, slot.extra_id, slot.starts_at, slot.ends_at):
        yield Taken(taken)
    starts_at = slot.ends_at
    for following in rule.followers:
        ends_at = starts_at + timedelta(minutes=following.duration)
        if taken := _overlapping(busy, slot.extra_id, starts_at, ends_at):
            yield NoRoomAfter(following.id, taken)
        starts_at = ends_at
    for view in reached_caps(rule, day, zone, Occupied(busy)):
        yield CapReached(view.id, view.conditions.per_day or 0)


def _overlapping(busy: list[Busy], extra_id: str | None, starts_at: datetime, ends_at: datetime) -> tuple[Busy, ...]:
    return tuple(each for each in busy if each.extra_id == extra_id and max(each.starts_at, starts_at) < min(each.ends_at, ends_at))
