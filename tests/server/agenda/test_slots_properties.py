"""What holds for every agenda, drawn at random around ordinary days and changes of hour."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from server.agenda.schemas.appointments import FindSlots, SlotView
from server.agenda.schemas.schedule import ScheduleKind, ScheduleView
from server.agenda.schemas.types import AppointmentTypeView, Conditions
from server.agenda.slots import Busy, Free, Patient, Plan, day_slots, day_views, first_free, free_slots, slot_at
from server.agenda.slots.wall import day_clock
from tests.server.agenda.slots_given import PARIS, a_block, a_leave, a_schedule, a_type, an_extra, bare, clock, days_after, ticked

TYPE_IDS = ["a", "b", "c"]
FIRST_DAYS = [date(2026, 3, 28), date(2026, 6, 1), date(2026, 10, 24)]
SPAN = 2


@st.composite
def types(draw: st.DrawFn) -> dict[str, AppointmentTypeView]:
    drawn = {}
    for type_id in TYPE_IDS:
        drawn[type_id] = a_type(
            type_id,
            draw(st.integers(1, 16)) * 10,
            draw(st.sampled_from(["fixed", "flexible"])),
            must_fit=draw(st.booleans()),
            online=draw(st.booleans()),
            archived=draw(st.integers(0, 5)) == 0,
            followed_by=draw(st.sampled_from([None, None, *TYPE_IDS])),
            conditions=Conditions(per_day=draw(st.sampled_from([None, None, 1, 2]))),
            position=draw(st.integers(0, 2)),
        )
    return drawn


@st.composite
def hours(draw: st.DrawFn, step: int = 30) -> str:
    start = draw(st.integers(0, 1440 // step - 1))
    end = draw(st.integers(start + 1, min(start + 240 // step, 1440 // step)))
    return f"{clock(start * step)}-{clock(end * step)}"


@st.composite
def schedules(draw: st.DrawFn, known: dict[str, AppointmentTypeView], number: int) -> ScheduleView:
    kind: ScheduleKind = draw(st.sampled_from(("normal", "free")))
    cells = []
    for type_id in TYPE_IDS if kind == "normal" else [None]:
        drawn = draw(st.lists(hours(), max_size=2))
        cells.append((known.get(type_id or ""), ticked(known[type_id], *drawn) if type_id else bare(*drawn)))
    place = draw(st.sampled_from(["rooms", "clinic"]))
    weekdays = draw(st.sets(st.integers(0, 6), min_size=5))
    return a_schedule(cells, kind=kind, place=place, schedule_id=f"schedule {number}", weekdays=sorted(weekdays))


@st.composite
def plans(draw: st.DrawFn) -> tuple[Plan, date]:
    known, first = draw(types()), draw(st.sampled_from(FIRST_DAYS))
    day = st.integers(0, SPAN).map(lambda n: days_after(first, n))
    some = st.sampled_from([None, ["a"], ["a", "b"]])
    extra_ids = draw(st.lists(st.sampled_from(["extra 0", "extra 1"]), unique=True))
    plan = Plan(
        practitioner_id="doctor",
        zones={"rooms": PARIS, "clinic": PARIS},
        types=known,
        schedules=[draw(schedules(known, n)) for n in range(draw(st.integers(0, 2)))],
        extras=[an_extra(draw(hours()), draw(day), draw(some), extra_id) for extra_id in extra_ids],
        blocks=[a_block(draw(hours(10)), draw(day), draw(some)) for _ in range(draw(st.integers(0, 2)))],
        leaves=[a_leave(away, away) for away in draw(st.lists(day, max_size=1))],
    )
    return plan, first


@st.composite
def occupied(draw: st.DrawFn, first: date) -> list[Busy]:
    midnight = datetime(first.year, first.month, first.day, tzinfo=UTC)
    drawn = []
    for _ in range(draw(st.integers(0, 12))):
        starts_at = midnight + timedelta(minutes=draw(st.integers(-60, 24 * (SPAN + 1) * 60)))
        ends_at = starts_at + timedelta(minutes=draw(st.integers(0, 180)))
        lane = draw(st.sampled_from([None, None, "extra 0", "extra 1"]))
        drawn.append(Busy(starts_at, ends_at, lane, draw(st.sampled_from([None, *TYPE_IDS]))))
    return drawn


@st.composite
def agendas(draw: st.DrawFn) -> tuple[Plan, date, list[Busy]]:
    plan, first = draw(plans())
    return plan, first, draw(occupied(first))


def staff(plan: Plan, first: date, busy: list[Busy]) -> list[SlotView]:
    return list(free_slots(plan, first, days_after(first, SPAN), busy))


Agenda = tuple[Plan, date, list[Busy]]


@given(agendas())
@settings(deadline=None)
def test_a_slot_never_overlaps_what_occupies_its_lane(agenda: Agenda) -> None:
    plan, first, busy = agenda
    for slot in staff(plan, first, busy):
        for each in busy:
            if each.extra_id == slot.extra_id:
                assert max(each.starts_at, slot.starts_at) >= min(each.ends_at, slot.ends_at)


@given(agendas(), st.data())
@settings(deadline=None)
def test_freeing_time_never_removes_a_slot(agenda: Agenda, data: st.DataObject) -> None:
    plan, first, busy = agenda
    kept = data.draw(st.lists(st.sampled_from(busy), unique_by=id)) if busy else []
    before, after = staff(plan, first, busy), staff(plan, first, kept)
    assert [each for each in after if each in before] == before
    now, last = datetime(2026, 1, 1, tzinfo=UTC), days_after(first, SPAN)
    shown = list(free_slots(plan, first, last, busy, audience=Patient(), now=now))
    shown_after = list(free_slots(plan, first, last, kept, audience=Patient(), now=now))
    assert [each for each in shown_after if each in shown] == shown


@given(agendas())
@settings(deadline=None)
def test_only_a_fixed_type_that_may_overrun_ends_after_its_range(agenda: Agenda) -> None:
    plan, first, busy = agenda
    for slot in staff(plan, first, busy):
        of = plan.types[slot.type_id]
        if slot.overruns:
            assert (of.availability, of.must_fit, slot.extra_id) == ("fixed", False, None)
        else:
            assert any(starts_at <= slot.starts_at and slot.ends_at <= ends_at for starts_at, ends_at in ranges(plan, first, slot))


def ranges(plan: Plan, first: date, slot: SlotView) -> list[tuple[datetime, datetime]]:
    """Give the ranges a slot may come from, on the clock."""
    found = []
    for day in (days_after(first, n) for n in range(SPAN + 1)):
        at = day_clock(PARIS, day).edge
        found += [(at(each.start), at(each.end)) for each in plan.extras if each.day == day and each.id == slot.extra_id]
        for cell in (cell for each in plan.schedules if not slot.extra_id for cell in each.cells):
            if cell.weekday == day.weekday() and cell.type_id in (None, slot.type_id):
                found += [(at(each.start), at(each.end)) for each in cell.ranges]
    return found


@given(agendas())
@settings(deadline=None)
def test_the_days_one_by_one_are_the_days_together(agenda: Agenda) -> None:
    plan, first, busy = agenda
    views = day_views(plan, first, days_after(first, SPAN), busy)
    assert [slot for view in views for slot in view.slots] == staff(plan, first, busy)
    assert views == [day_slots(plan, days_after(first, n), busy) for n in range(SPAN + 1)]


@given(agendas())
@settings(deadline=None)
def test_slots_come_in_order_and_none_comes_twice(agenda: Agenda) -> None:
    slots = staff(*agenda)
    assert all(one.starts_at <= other.starts_at for one, other in pairwise(slots))
    assert len({(each.starts_at, each.type_id, each.location_id, each.extra_id) for each in slots}) == len(slots)


@given(agendas())
@settings(deadline=None)
def test_a_patient_is_offered_no_more_than_what_staff_see_unblocked(agenda: Agenda) -> None:
    plan, first, busy = agenda
    now = datetime(first.year, first.month, first.day, 9, tzinfo=UTC)
    seen = staff(plan, first, busy)
    for slot in free_slots(plan, first, days_after(first, SPAN), busy, audience=Patient(), now=now):
        assert slot in seen
        assert plan.types[slot.type_id].online
        assert not slot.blocked
        assert slot.starts_at >= now
        assert isinstance(slot_at(plan, slot.starts_at, slot.type_id, busy, slot.extra_id, location_id=slot.location_id), Free)


@given(agendas())
@settings(deadline=None)
def test_a_slot_shown_and_a_slot_asked_for_are_the_same(agenda: Agenda) -> None:
    plan, first, busy = agenda
    for shown in staff(plan, first, busy):
        answer = slot_at(plan, shown.starts_at, shown.type_id, busy, shown.extra_id, location_id=shown.location_id)
        assert answer.slot == shown


@given(agendas())
@settings(deadline=None)
def test_the_search_finds_the_first_unblocked_slots(agenda: Agenda) -> None:
    plan, first, busy = agenda
    query = FindSlots(practitioner_ids=["doctor"], from_day=first, days=SPAN + 1, limit=5)
    found = [each.slot for each in first_free([plan], {"doctor": busy}, query)]
    assert found == [each for each in staff(plan, first, busy) if not each.blocked][:5]
