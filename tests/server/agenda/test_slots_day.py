"""The slots of one day as staff see them."""

from datetime import date, timedelta

import pytest

from server.agenda.schemas.schedule import Range
from server.agenda.schemas.types import Conditions
from server.agenda.slots import LAST_DAY, Plan, day_slots, day_views, free_slots
from tests.server.agenda.slots_given import (
    MONDAY,
    a_block,
    a_leave,
    a_plan,
    a_schedule,
    a_type,
    an_extra,
    days_after,
    free_hours,
    instant,
    minutes,
    normal,
    taken,
    ticked,
    wall,
)

VISIT = a_type("visit", 30, position=1)
LONG = a_type("long", 75, position=2)
SUPPLE = a_type("supple", 75, "flexible", position=3)


def test_the_ticked_starts_are_the_slots() -> None:
    plan = a_plan([VISIT], a_schedule([(VISIT, [Range(540, 720, [540, 600, 690])])]))
    assert wall(day_slots(plan, MONDAY, []).slots) == ["09:00", "10:00", "11:30"]


def test_a_range_without_a_ticked_start_is_open_and_has_no_slot() -> None:
    view = day_slots(a_plan([VISIT], a_schedule([(VISIT, [Range(540, 720)])])), MONDAY, [])
    assert (view.slots, view.open) == ([], [(540, 720)])


def test_a_tick_outside_its_range_gives_nothing() -> None:
    plan = a_plan([VISIT], a_schedule([(VISIT, [Range(540, 600, [510, 540, 600])])]))
    assert wall(day_slots(plan, MONDAY, []).slots) == ["09:00"]


def test_a_slot_says_all_a_screen_needs() -> None:
    slot = day_slots(a_plan([VISIT], normal(VISIT, "09:00-09:30")), MONDAY, []).slots[0]
    assert (slot.type_id, slot.starts_at, slot.ends_at, slot.location_id) == ("visit", instant("09:00"), instant("09:30"), "rooms")
    assert (slot.extra_id, slot.blocked, slot.overruns) == (None, False, False)
    assert slot.starts_at.utcoffset() == timedelta(0)


def test_the_day_is_named_by_its_date() -> None:
    assert day_slots(a_plan([VISIT], normal(VISIT, "09:00-10:00")), MONDAY, []).id == "2026-11-23"


@pytest.mark.parametrize(("kind", "expected"), [("long", ["14:00", "15:15", "16:30", "17:45"]), ("supple", ["14:00", "16:45"])])
def test_a_free_schedule_takes_its_starts_from_each_type(kind: str, expected: list[str]) -> None:
    slots = [each for each in day_slots(a_plan([LONG, SUPPLE], free_hours("14:00-18:00")), MONDAY, []).slots if each.type_id == kind]
    assert wall(slots if kind == "long" else [slots[0], slots[-1]]) == expected


def test_the_slot_that_ends_after_closing_is_marked() -> None:
    slots = day_slots(a_plan([LONG], normal(LONG, "14:00-18:00")), MONDAY, []).slots
    assert [each.overruns for each in slots] == [False, False, False, True]
    assert slots[-1].ends_at == instant("19:00")


@pytest.mark.parametrize("free", [True, False])
def test_after_a_break_the_sequence_restarts_and_may_overrun_into_the_break(free: bool) -> None:
    hours = ("09:00-11:00", "11:20-13:00")
    plan = a_plan([LONG], free_hours(*hours) if free else normal(LONG, *hours))
    slots = day_slots(plan, MONDAY, []).slots
    assert wall(slots) == ["09:00", "10:15", "11:20", "12:35"]
    assert [each.overruns for each in slots] == [False, True, False, True]


def test_a_type_that_must_fit_does_not_overrun_into_a_break() -> None:
    strict = a_type("strict", 75, must_fit=True)
    plan = a_plan([strict], free_hours("09:00-11:00", "11:20-13:00"))
    assert wall(day_slots(plan, MONDAY, []).slots) == ["09:00", "11:20"]


def test_a_type_that_must_fit_since_its_starts_were_ticked_loses_those_that_overrun() -> None:
    strict = a_type("long", 75, must_fit=True)
    plan = a_plan([strict], a_schedule([(strict, ticked(LONG, "14:00-18:00"))]))
    assert wall(day_slots(plan, MONDAY, []).slots) == ["14:00", "15:15", "16:30"]


def test_weekdays_have_their_own_cells() -> None:
    plan = a_plan([VISIT], a_schedule([(VISIT, ticked(VISIT, "09:00-10:00"))], weekdays=[1]))
    assert [len(each.slots) for each in day_views(plan, MONDAY, days_after(MONDAY, 2), [])] == [0, 2, 0]


def test_an_archived_type_gives_nothing_and_opens_nothing() -> None:
    archived = a_type("visit", archived=True)
    view = day_slots(a_plan([archived], normal(archived, "09:00-10:00"), extras=[an_extra("12:00-13:00")]), MONDAY, [])
    assert (view.slots, view.open) == ([], [(720, 780)])


def test_a_cell_of_a_type_that_is_gone_gives_nothing() -> None:
    assert day_slots(a_plan([], normal(VISIT, "09:00-10:00")), MONDAY, []).slots == []


def test_a_schedule_without_a_period_gives_nothing() -> None:
    schedule = a_schedule([(VISIT, ticked(VISIT, "09:00-10:00"))], periods=[])
    assert day_slots(a_plan([VISIT], schedule), MONDAY, []).slots == []


def test_a_period_includes_its_first_and_its_last_day() -> None:
    schedule = a_schedule([(VISIT, ticked(VISIT, "09:00-09:30"))], periods=[(MONDAY, days_after(MONDAY, 1))])
    views = day_views(a_plan([VISIT], schedule), days_after(MONDAY, -1), days_after(MONDAY, 2), [])
    assert [len(each.slots) for each in views] == [0, 1, 1, 0]


def test_two_schedules_at_different_places_are_both_offered() -> None:
    plan = a_plan([VISIT], normal(VISIT, "09:00-10:00"), normal(VISIT, "09:00-10:00", place="clinic", schedule_id="other"))
    slots = day_slots(plan, MONDAY, []).slots
    assert wall(slots) == ["09:00", "09:00", "09:30", "09:30"]
    assert [each.location_id for each in slots] == ["clinic", "rooms", "clinic", "rooms"]


def test_two_schedules_at_the_same_place_are_joined_without_doubles() -> None:
    plan = a_plan([VISIT], normal(VISIT, "09:00-10:00"), normal(VISIT, "09:30-10:30", schedule_id="other"))
    assert wall(day_slots(plan, MONDAY, []).slots) == ["09:00", "09:30", "10:00"]


def test_of_two_ranges_that_give_the_same_start_the_longer_one_says_whether_it_overruns() -> None:
    plan = a_plan([LONG], normal(LONG, "09:00-10:00"), normal(LONG, "09:00-10:15", schedule_id="other"))
    assert [each.overruns for each in day_slots(plan, MONDAY, []).slots] == [False]


def test_places_in_two_zones_each_follow_their_own_clock() -> None:
    plan = Plan(
        practitioner_id="doctor",
        zones={"rooms": "Europe/Paris", "clinic": "America/Martinique"},
        types={"visit": VISIT},
        schedules=[normal(VISIT, "14:00-14:30"), normal(VISIT, "08:00-08:30", place="clinic", schedule_id="other")],
    )
    slots = day_slots(plan, MONDAY, []).slots
    assert [(each.location_id, each.starts_at) for each in slots] == [
        ("clinic", instant("08:00", zone="America/Martinique")),
        ("rooms", instant("14:00")),
    ]
    assert list(free_slots(plan, MONDAY, MONDAY, [])) == slots


def test_a_place_without_a_zone_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="attic"):
        a_plan([VISIT], normal(VISIT, "09:00-10:00", place="attic"))


def test_a_booking_takes_every_slot_it_overlaps_whatever_their_type() -> None:
    plan = a_plan([VISIT, LONG], free_hours("09:00-11:30"))
    slots = day_slots(plan, MONDAY, [taken("09:30-10:00", type_id="visit")]).slots
    assert wall(slots) == ["09:00", "10:00", "10:15", "10:30", "11:00"]
    assert [each.type_id for each in slots] == ["visit", "visit", "long", "visit", "visit"]


def test_occupied_time_is_half_open() -> None:
    plan = a_plan([VISIT], normal(VISIT, "09:00-10:30"))
    assert wall(day_slots(plan, MONDAY, [taken("09:30-10:00")]).slots) == ["09:00", "10:00"]


def test_occupied_time_without_length_takes_nothing() -> None:
    plan = a_plan([VISIT], normal(VISIT, "09:00-10:00"))
    assert len(day_slots(plan, MONDAY, [taken("09:15-09:15")]).slots) == 2


def test_a_booking_that_began_the_day_before_takes_the_first_minutes() -> None:
    plan = a_plan([VISIT], normal(VISIT, "00:00-01:00"))
    night = taken("00:00-00:15")
    late = type(night)(night.starts_at - timedelta(hours=1), night.ends_at)
    assert wall(day_slots(plan, MONDAY, [late]).slots) == ["00:30"]


def test_a_booking_off_the_grid_leaves_no_slot_behind_when_it_goes() -> None:
    plan = a_plan([VISIT], normal(VISIT, "09:00-10:00"))
    assert wall(day_slots(plan, MONDAY, [taken("12:00-12:40")]).slots) == wall(day_slots(plan, MONDAY, []).slots)


def test_leave_closes_every_slot_and_every_extra_and_the_hours() -> None:
    plan = a_plan([VISIT], normal(VISIT, "09:00-10:00"), leaves=[a_leave()], extras=[an_extra("12:00-13:00")])
    view = day_slots(plan, MONDAY, [])
    assert (view.slots, view.open) == ([], [])


def test_leave_includes_its_first_and_its_last_day() -> None:
    plan = a_plan([VISIT], normal(VISIT, "09:00-09:30"), leaves=[a_leave(MONDAY, days_after(MONDAY, 1))])
    views = day_views(plan, days_after(MONDAY, -1), days_after(MONDAY, 2), [])
    assert [len(each.slots) for each in views] == [1, 0, 0, 1]


def test_a_block_marks_every_slot_it_overlaps_and_staff_still_see_it() -> None:
    plan = a_plan([VISIT], normal(VISIT, "09:00-11:00"), blocks=[a_block("09:45-10:30")])
    slots = day_slots(plan, MONDAY, []).slots
    assert wall(slots) == ["09:00", "09:30", "10:00", "10:30"]
    assert [each.blocked for each in slots] == [False, True, True, False]


def test_a_block_of_one_type_leaves_the_others() -> None:
    plan = a_plan([VISIT, LONG], free_hours("09:00-10:00"), blocks=[a_block("09:00-10:00", type_ids=["long"])])
    assert {each.type_id for each in day_slots(plan, MONDAY, []).slots if each.blocked} == {"long"}


def test_a_block_belongs_to_its_day() -> None:
    plan = a_plan([VISIT], normal(VISIT, "09:00-10:00"), blocks=[a_block("09:00-10:00", days_after(MONDAY, 7))])
    assert not any(each.blocked for each in day_slots(plan, MONDAY, []).slots)


def test_a_slot_that_passes_midnight_meets_the_blocks_of_the_next_day() -> None:
    plan = a_plan([LONG], normal(LONG, "23:00-24:00"), blocks=[a_block("00:00-00:05", days_after(MONDAY, 1))])
    assert [each.blocked for each in day_slots(plan, MONDAY, []).slots] == [True]


def test_a_block_marks_extras_too() -> None:
    plan = a_plan([VISIT], blocks=[a_block("12:00-12:10")], extras=[an_extra("12:00-13:00")])
    assert [each.blocked for each in day_slots(plan, MONDAY, []).slots] == [True, False]


def test_in_an_extra_everything_fits() -> None:
    plan = a_plan([LONG], extras=[an_extra("14:00-18:00")])
    slots = day_slots(plan, MONDAY, []).slots
    assert wall(slots) == ["14:00", "15:15", "16:30"]
    assert not any(each.overruns for each in slots)


def test_an_extra_serves_its_types_only() -> None:
    plan = a_plan([VISIT, LONG], extras=[an_extra("12:00-13:30", type_ids=["long"])])
    slots = day_slots(plan, MONDAY, []).slots
    assert [(each.type_id, each.extra_id) for each in slots] == [("long", "extra")]


def test_an_extra_sits_on_top_of_ordinary_slots_and_of_taken_ones() -> None:
    plan = a_plan([VISIT], normal(VISIT, "09:00-10:00"), extras=[an_extra("09:00-09:30")])
    slots = day_slots(plan, MONDAY, [taken("09:00-09:30")]).slots
    assert [(each.extra_id, start) for each, start in zip(slots, wall(slots), strict=True)] == [("extra", "09:00"), (None, "09:30")]


def test_an_extra_is_taken_by_its_own_appointments_only_one_after_the_other() -> None:
    plan = a_plan([VISIT], normal(VISIT, "09:00-10:00"), extras=[an_extra("09:00-10:00"), an_extra("09:00-10:00", extra_id="second")])
    slots = day_slots(plan, MONDAY, [taken("09:00-09:30", extra_id="extra")]).slots
    assert wall(slots) == ["09:00", "09:00", "09:30", "09:30", "09:30"]
    assert [each.extra_id for each in slots] == [None, "second", None, "extra", "second"]


def test_an_appointment_of_a_deleted_extra_does_not_take_the_practitioners_own_time() -> None:
    plan = a_plan([VISIT], normal(VISIT, "09:00-09:30"))
    assert len(day_slots(plan, MONDAY, [taken("09:00-09:30", extra_id="gone")]).slots) == 1


def test_a_type_with_a_follower_needs_both_durations() -> None:
    exam = a_type("exam", 30, followed_by="visit")
    plan = a_plan([exam, VISIT], normal(exam, "09:00-10:30"))
    assert wall(day_slots(plan, MONDAY, [taken("10:00-10:15")]).slots) == ["09:00"]


def test_the_slot_itself_does_not_include_its_follower() -> None:
    exam = a_type("exam", 30, followed_by="visit")
    slot = day_slots(a_plan([exam, VISIT], normal(exam, "09:00-09:30")), MONDAY, []).slots[0]
    assert slot.ends_at == instant("09:30")


def test_a_chain_of_followers_is_followed_and_a_circle_stops() -> None:
    first, second, third = (a_type(a, 30, followed_by=b) for a, b in [("a", "b"), ("b", "c"), ("c", "a")])
    plan = a_plan([first, second, third], normal(first, "09:00-10:00"))
    assert wall(day_slots(plan, MONDAY, [taken("10:25-10:30")]).slots) == []
    assert wall(day_slots(plan, MONDAY, [taken("10:30-11:00")]).slots) == ["09:00"]


def test_an_archived_follower_is_not_waited_for() -> None:
    exam = a_type("exam", 30, followed_by="visit")
    plan = a_plan([exam, a_type("visit", archived=True)], normal(exam, "09:00-09:30"))
    assert len(day_slots(plan, MONDAY, [taken("09:30-10:00")]).slots) == 1


def test_a_block_of_the_follower_marks_the_slot() -> None:
    exam = a_type("exam", 30, followed_by="visit")
    plan = a_plan([exam, VISIT], normal(exam, "09:00-10:00"), blocks=[a_block("09:30-10:00", type_ids=["visit"])])
    slots = day_slots(plan, MONDAY, []).slots
    assert [(start, each.blocked) for each, start in zip(slots, wall(slots), strict=True)] == [("09:00", True), ("09:30", False)]


def test_in_an_extra_the_follower_fits_too() -> None:
    exam = a_type("exam", 30, followed_by="visit")
    plan = a_plan([exam, VISIT], extras=[an_extra("09:00-10:00", type_ids=["exam"])])
    assert wall(day_slots(plan, MONDAY, []).slots) == ["09:00"]


def test_the_daily_cap_does_not_hide_slots_from_staff() -> None:
    rare = a_type("rare", conditions=Conditions(per_day=1))
    plan = a_plan([rare], normal(rare, "09:00-10:00"))
    assert wall(day_slots(plan, MONDAY, [taken("09:00-09:30", type_id="rare")]).slots) == ["09:30"]


def test_slots_at_the_same_time_come_in_the_order_of_the_types() -> None:
    plan = a_plan([LONG, VISIT], free_hours("09:00-09:30"))
    assert [each.type_id for each in day_slots(plan, MONDAY, []).slots] == ["visit", "long"]


def test_open_hours_are_merged_over_schedules_types_and_extras() -> None:
    plan = a_plan(
        [VISIT, LONG],
        normal(VISIT, "09:00-11:00", "14:00-18:00"),
        normal(LONG, "10:00-12:00", place="clinic", schedule_id="other"),
        extras=[an_extra("18:00-19:00"), an_extra("20:00-21:00")],
    )
    assert day_slots(plan, MONDAY, []).open == [
        (minutes("09:00"), minutes("12:00")),
        (minutes("14:00"), minutes("19:00")),
        (minutes("20:00"), minutes("21:00")),
    ]


@pytest.mark.parametrize("day", [date.min, date.max, days_after(LAST_DAY, 1)])
def test_a_day_outside_every_agenda_is_empty(day: date) -> None:
    plan = a_plan([VISIT], a_schedule([(VISIT, ticked(VISIT, "09:00-10:00"))], periods=[(date.min, None)]))
    assert day_slots(plan, day, []).slots == []
    assert list(free_slots(plan, day, day, [])) == []


def test_a_plan_answers_the_same_when_it_is_asked_again() -> None:
    plan = a_plan([VISIT, SUPPLE], free_hours("09:00-12:00"), extras=[an_extra("09:00-12:00", days_after(MONDAY, 7))])
    first = day_slots(plan, MONDAY, [])
    with_extra = day_slots(plan, days_after(MONDAY, 7), [])
    assert day_slots(plan, MONDAY, []) == first
    assert len(with_extra.slots) == 2 * len(first.slots)
