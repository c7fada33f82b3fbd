"""Free slots over several days, for staff and for patients."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from heapq import merge
from operator import attrgetter
from typing import Literal

from server.agenda.schemas.appointments import DayView, SlotView
from server.agenda.slots.busy import Busy, Occupied
from server.agenda.slots.conditions import Patient, earliest, reached_caps, unmet_that_day
from server.agenda.slots.day import open_minutes, slots_on
from server.agenda.slots.plan import Plan
from server.agenda.slots.wall import days_between, local_day

Audience = Literal["staff"] | Patient


def day_slots(plan: Plan, day: date, busy: Iterable[Busy]) -> DayView:
    """Compute what staff see of one day. `busy` has to cover the day; more does no harm."""
    return _day_view(plan, day, Occupied(busy))


def day_views(plan: Plan, from_day: date, to_day: date, busy: Iterable[Busy]) -> list[DayView]:
    """Compute `day_slots` of each day, both included, with the occupied time sorted once."""
    occupied = Occupied(busy)
    return [_day_view(plan, day, occupied) for day in days_between(from_day, to_day)]


def free_slots(
    plan: Plan,
    from_day: date,
    to_day: date,
    busy: Iterable[Busy],
    *,
    audience: Audience = "staff",
    now: datetime | None = None,
) -> Iterator[SlotView]:
    """Give the free slots from one day to another, both included, earliest first, computed day by day as they are asked for.

    Staff see every type and what is blocked, marked; with `now`, nothing that has already started. A patient sees the
    types open online, never what is blocked, and only what the conditions of the type and its daily cap leave him.

    Raises:
        ValueError: for a patient without `now`.
    """
    if audience != "staff" and now is None:
        raise ValueError("a patient's slots depend on the present: give now")
    occupied = Occupied(busy)
    by_zone = [_in_zone(plan, (from_day, to_day), zone, occupied, audience, now) for zone in plan.time_zones]
    return merge(*by_zone, key=attrgetter("starts_at"))


def _day_view(plan: Plan, day: date, occupied: Occupied) -> DayView:
    by_zone = [slots_on(plan, day, zone, occupied) for zone in plan.time_zones]
    slots = by_zone[0] if len(by_zone) == 1 else list(merge(*by_zone, key=attrgetter("starts_at")))
    return DayView(id=day.isoformat(), slots=slots, open=open_minutes(plan, day))


def _in_zone(
    plan: Plan, days: tuple[date, date], zone: str, occupied: Occupied, audience: Audience, now: datetime | None
) -> Iterator[SlotView]:
    for day in days_between(*days):
        if now is None:
            yield from slots_on(plan, day, zone, occupied)
        elif day < local_day(now, zone):
            continue
        elif audience == "staff":
            yield from (slot for slot in slots_on(plan, day, zone, occupied) if slot.starts_at >= now)
        else:
            yield from _for_patient(plan, day, zone, occupied, audience, now)


def _for_patient(plan: Plan, day: date, zone: str, occupied: Occupied, patient: Patient, now: datetime) -> Iterator[SlotView]:
    today = local_day(now, zone)
    since = {
        type_id: earliest(rule.view.conditions, now)
        for type_id, rule in plan.rules.items()
        if rule.view.online
        and not any(unmet_that_day(rule.view.conditions, patient, day, today))
        and not reached_caps(rule, day, zone, occupied)
    }
    for slot in slots_on(plan, day, zone, occupied, since):
        if not slot.blocked and slot.starts_at >= since[slot.type_id]:
            yield slot
