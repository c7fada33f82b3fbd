"""How long free slots take, and how the cost grows with days, practitioners and appointments.

The query is everything staff could ask at once: each free slot of 8 practitioners over 90 days with 10,000 appointments,
from the views to the last slot, nothing kept from one run to the next but the zones' clocks. Growth is the slope of a
straight line through the logarithms of size and cost; one dimension varies and the density of the others stays. More
appointments leave fewer slots to give, so that their exponent may be below zero. Times are the processor's: the query only
computes, and another program on the machine is not part of its cost.

Run with `python -m bench.slots`.
"""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from math import log
from statistics import linear_regression, median

from server.agenda.schemas.appointments import FindSlots
from server.agenda.schemas.schedule import BlockView, Cell, ExtraView, LeaveView, Range, ScheduleView, Visibility
from server.agenda.schemas.types import AppointmentTypeView, Availability, Conditions
from server.agenda.slots import Busy, Plan, day_slots, first_free, free_slots, generate_starts

FIRST_DAY = date(2026, 9, 7)
ZONE = "Europe/Paris"
PRACTITIONERS, DAYS, APPOINTMENTS = 8, 90, 10_000
REPEATS = 7

Agenda = tuple[Plan, list[Busy]]

TYPES: list[tuple[str, int, Availability]] = [
    ("consultation", 20, "fixed"),
    ("follow-up", 15, "fixed"),
    ("first-visit", 45, "flexible"),
    ("remote", 20, "flexible"),
    ("procedure", 75, "fixed"),
]


def practice(practitioners: int, days: int, appointments: int) -> list[Agenda]:
    """Make up a practice: five types each, a schedule in two halves of the day, leave, blocks, extras, appointments."""
    chance = random.Random(20260907)
    share = [appointments // practitioners + (n < appointments % practitioners) for n in range(practitioners)]
    return [(_plan(f"practitioner-{n}", days, chance), _busy(days, share[n], chance)) for n in range(practitioners)]


def _plan(practitioner: str, days: int, chance: random.Random) -> Plan:
    types = {name: _type(practitioner, name, duration, mode, n) for n, (name, duration, mode) in enumerate(TYPES)}
    hours = [(8 * 60, 12 * 60), (14 * 60, 19 * 60)]
    cells = [
        Cell(weekday, of.id, [Range(start, end, generate_starts(of, start, end).starts) for start, end in hours])
        for weekday in range(7)
        for of in types.values()
    ]
    schedule = ScheduleView(
        id="weekly",
        version=1,
        practitioner_id=practitioner,
        location_id="rooms",
        name="Semaine",
        kind="normal",
        cells=cells,
        visibilities=[Visibility(id="always", schedule_id="weekly", from_day=date(2020, 1, 1), to_day=None)],
    )
    every_month = [FIRST_DAY + timedelta(days=n) for n in range(chance.randrange(30), days, 30)]
    every_week = [FIRST_DAY + timedelta(days=n) for n in range(chance.randrange(7), days, 7)]
    return Plan(
        practitioner_id=practitioner,
        zones={"rooms": ZONE},
        types=types,
        schedules=[schedule],
        leaves=[LeaveView(id=f"{day}", practitioner_id=practitioner, from_day=day, to_day=day, note="") for day in every_month],
        blocks=[
            BlockView(id=f"{day}", practitioner_id=practitioner, day=day, start=600, end=660, type_ids=None, note="") for day in every_week
        ],
        extras=[
            ExtraView(id=f"{day}", practitioner_id=practitioner, location_id="rooms", day=day, start=1140, end=1200, type_ids=None)
            for day in every_week
        ],
    )


def _type(practitioner: str, name: str, duration: int, mode: Availability, position: int) -> AppointmentTypeView:
    return AppointmentTypeView(
        id=name,
        version=1,
        practitioner_id=practitioner,
        position=position,
        name=name,
        duration=duration,
        hue=60 * position,
        online=True,
        teleconsultation=name == "remote",
        availability=mode,
        must_fit=False,
        message="",
        conditions=Conditions(),
        followed_by=None,
        archived=False,
    )


def _busy(days: int, count: int, chance: random.Random) -> list[Busy]:
    """Spread appointments of 15 to 45 minutes over the days, 7:00 to 18:45 in UTC."""
    midnight = datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day, tzinfo=UTC)
    starts = [midnight + timedelta(days=chance.randrange(days), minutes=15 * chance.randrange(28, 75)) for _ in range(count)]
    return [Busy(at, at + timedelta(minutes=chance.choice((15, 20, 45))), type_id="consultation") for at in starts]


def every_slot(agendas: Sequence[Agenda], days: int) -> int:
    """Ask each practitioner for all his free slots and count them."""
    last = FIRST_DAY + timedelta(days=days - 1)
    return sum(1 for plan, busy in agendas for _ in free_slots(fresh(plan), FIRST_DAY, last, busy))


def fresh(plan: Plan) -> Plan:
    """Forget what a plan has computed, as when a command reads it from the database."""
    return replace(plan)


def cost(work: Callable[[], object], repeats: int = REPEATS) -> float:
    """Measure the median processor time of some work, in milliseconds."""
    taken = []
    for _ in range(repeats):
        begun = time.process_time()
        work()
        taken.append((time.process_time() - begun) * 1000)
    return median(taken)


def exponent(sizes: Sequence[int], setting: Callable[[int], tuple[list[Agenda], int]]) -> float:
    """Fit cost = size ** exponent; each size is measured in each round, so that a busy moment touches them all."""
    settings = [setting(size) for size in sizes]
    rounds = [[cost(partial(every_slot, *made), 1) for made in settings] for _ in range(REPEATS)]
    costs = [median(several) for several in zip(*rounds, strict=True)]
    for size, milliseconds in zip(sizes, costs, strict=True):
        print(f"  {size:>6}  {milliseconds:8.1f} ms")
    return linear_regression([log(size) for size in sizes], [log(each) for each in costs]).slope


def main() -> None:
    """Print the figures."""
    agendas = practice(PRACTITIONERS, DAYS, APPOINTMENTS)
    slots = every_slot(agendas, DAYS)
    print(f"{PRACTITIONERS} practitioners, {DAYS} days, {APPOINTMENTS} appointments, {slots} free slots")
    query = cost(lambda: every_slot(agendas, DAYS))
    plans, busy = [plan for plan, _ in agendas], {plan.practitioner_id: taken for plan, taken in agendas}
    asked = FindSlots(practitioner_ids=list(busy), from_day=FIRST_DAY, type_name="first-visit")
    first = cost(lambda: first_free([fresh(plan) for plan in plans], busy, asked))
    plan, taken = agendas[0]
    of_day = [each for each in taken if each.starts_at.date() == FIRST_DAY]
    day = cost(lambda: day_slots(fresh(plan), FIRST_DAY, of_day), 200)

    print("days")
    per_day = APPOINTMENTS // DAYS
    days = exponent((15, 30, 60, 120, 240), lambda n: (practice(PRACTITIONERS, n, per_day * n), n))
    print("practitioners")
    each = APPOINTMENTS // PRACTITIONERS
    practitioners = exponent((2, 4, 8, 16, 32), lambda n: (practice(n, DAYS, each * n), DAYS))
    print("appointments")
    appointments = exponent((1_250, 2_500, 5_000, 10_000, 20_000), lambda n: (practice(PRACTITIONERS, DAYS, n), DAYS))

    print(f"figure slots.query_ms {query:.1f}")
    print(f"figure slots.first_free_ms {first:.2f}")
    print(f"figure slots.day_ms {day:.3f}")
    print(f"figure slots.exponent_days {days:.3f}")
    print(f"figure slots.exponent_practitioners {practitioners:.3f}")
    print(f"figure slots.exponent_appointments {appointments:.3f}")


if __name__ == "__main__":
    main()
