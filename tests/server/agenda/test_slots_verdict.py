"""One slot, or everything that stands in its way."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from server.agenda.schemas.types import Conditions
from server.agenda.slots import (
    Blocked,
    CapReached,
    Free,
    NoRoomAfter,
    NotFree,
    Obstacle,
    OffSchedule,
    OnLeave,
    Plan,
    Taken,
    day_slots,
    slot_at,
)
from tests.server.agenda.slots_given import (
    MONDAY,
    PARIS,
    a_block,
    a_leave,
    a_plan,
    a_schedule,
    a_type,
    an_extra,
    free_hours,
    instant,
    normal,
    taken,
    ticked,
)

VISIT = a_type()
PLAN = a_plan([VISIT], normal(VISIT, "09:00-10:30"))


def why(answer: Free | NotFree) -> tuple[Obstacle, ...]:
    return answer.why if isinstance(answer, NotFree) else ()


def test_every_free_slot_of_the_day_is_found_as_the_day_shows_it() -> None:
    for slot in day_slots(PLAN, MONDAY, []).slots:
        assert slot_at(PLAN, slot.starts_at, "visit", []) == Free(slot)


def test_a_start_between_two_slots_is_off_the_schedule() -> None:
    answer = slot_at(PLAN, instant("09:10"), "visit", [])
    assert why(answer) == (OffSchedule(),)
    assert (answer.slot.starts_at, answer.slot.ends_at) == (instant("09:10"), instant("09:40"))
    assert answer.slot.location_id == "rooms"


def test_an_instant_written_in_another_zone_is_the_same_instant() -> None:
    tokyo = instant("09:30").astimezone(ZoneInfo("Asia/Tokyo"))
    answer = slot_at(PLAN, tokyo, "visit", [])
    assert isinstance(answer, Free)
    assert answer.slot.starts_at.tzinfo is UTC


def test_a_taken_slot_names_what_takes_it() -> None:
    there, elsewhere = taken("09:45-10:00"), taken("10:00-10:30")
    assert why(slot_at(PLAN, instant("09:30"), "visit", [there, elsewhere])) == (Taken((there,)),)


def test_a_neighbour_does_not_take_a_slot() -> None:
    assert isinstance(slot_at(PLAN, instant("09:30"), "visit", [taken("09:00-09:30"), taken("10:00-10:30")]), Free)


def test_a_block_is_named_and_marked() -> None:
    block = a_block("09:00-09:40")
    plan = a_plan([VISIT], normal(VISIT, "09:00-10:30"), blocks=[block, a_block("10:00-11:00", block_id="later")])
    answer = slot_at(plan, instant("09:30"), "visit", [])
    assert why(answer) == (Blocked((block,)),)
    assert answer.slot.blocked


def test_a_block_met_twice_is_named_once() -> None:
    exam, block = a_type("exam", followed_by="visit"), a_block("09:00-10:00")
    plan = a_plan([exam, VISIT], normal(exam, "09:00-09:30"), blocks=[block])
    assert why(slot_at(plan, instant("09:00"), "exam", [])) == (Blocked((block,)),)


def test_a_slot_of_a_day_of_leave_is_on_the_schedule_and_on_leave() -> None:
    leave = a_leave()
    plan = a_plan([VISIT], normal(VISIT, "09:00-10:30"), leaves=[leave])
    assert why(slot_at(plan, instant("09:30"), "visit", [])) == (OnLeave(leave),)


def test_every_obstacle_is_told_at_once() -> None:
    rare = a_type(conditions=Conditions(per_day=1))
    leave, block, there = a_leave(), a_block("09:00-12:00"), taken("09:15-09:45", type_id="visit")
    plan = a_plan([rare], normal(rare, "09:00-10:30"), leaves=[leave], blocks=[block])
    assert why(slot_at(plan, instant("09:10"), "visit", [there])) == (
        OffSchedule(),
        Blocked((block,)),
        OnLeave(leave),
        Taken((there,)),
        CapReached("visit", 1),
    )


def test_the_cap_counts_the_local_day_and_the_follower() -> None:
    exam, rare = a_type("exam", followed_by="visit"), a_type(conditions=Conditions(per_day=1))
    plan = a_plan([exam, rare], normal(exam, "09:00-09:30"))
    assert why(slot_at(plan, instant("09:00"), "exam", [taken("18:00-18:30", type_id="visit")])) == (CapReached("visit", 1),)


def test_a_follower_without_room_is_named_with_what_is_there() -> None:
    exam, there = a_type("exam", followed_by="visit"), taken("09:45-10:15")
    plan = a_plan([exam, VISIT], normal(exam, "09:00-10:00"))
    assert why(slot_at(plan, instant("09:00"), "exam", [there])) == (NoRoomAfter("visit", (there,)),)


def test_the_second_follower_starts_when_the_first_ends() -> None:
    exam, dressing, there = a_type("exam", followed_by="dressing"), a_type("dressing", followed_by="visit"), taken("10:15-10:20")
    plan = a_plan([exam, dressing, VISIT], normal(exam, "09:00-10:00"))
    assert why(slot_at(plan, instant("09:00"), "exam", [there])) == (NoRoomAfter("visit", (there,)),)


def test_an_extra_is_its_own_lane() -> None:
    plan = a_plan([VISIT], normal(VISIT, "09:00-10:00"), extras=[an_extra("09:00-10:00", place="clinic")])
    main, lane = taken("09:00-09:30"), taken("09:30-10:00", extra_id="extra")
    free = slot_at(plan, instant("09:00"), "visit", [main, lane], "extra")
    assert isinstance(free, Free)
    assert (free.slot.extra_id, free.slot.location_id) == ("extra", "clinic")
    assert why(slot_at(plan, instant("09:30"), "visit", [main, lane], "extra")) == (Taken((lane,)),)
    assert isinstance(slot_at(plan, instant("09:30"), "visit", [main, lane]), Free)


def test_off_the_grid_of_an_extra_the_place_is_that_of_the_extra() -> None:
    plan = a_plan([VISIT], normal(VISIT, "09:00-10:00"), extras=[an_extra("09:00-10:00", place="clinic")])
    answer = slot_at(plan, instant("09:10"), "visit", [], "extra")
    assert (why(answer), answer.slot.location_id) == ((OffSchedule(),), "clinic")


def test_an_extra_that_does_not_exist_is_off_the_schedule() -> None:
    assert why(slot_at(PLAN, instant("09:00"), "visit", [], "nowhere")) == (OffSchedule(),)


def test_the_place_asked_for_is_the_one_that_is_looked_at() -> None:
    plan = a_plan([VISIT], normal(VISIT, "09:00-10:00"), normal(VISIT, "09:00-10:00", place="clinic", schedule_id="other"))
    for place in ("rooms", "clinic"):
        answer = slot_at(plan, instant("09:00"), "visit", [], location_id=place)
        assert isinstance(answer, Free)
        assert answer.slot.location_id == place
    assert why(slot_at(PLAN, instant("09:00"), "visit", [], location_id="clinic")) == (OffSchedule(),)


def test_off_the_schedule_the_place_is_the_one_open_at_that_hour() -> None:
    afternoon = normal(VISIT, "14:00-18:00", place="clinic", schedule_id="other")
    plan = a_plan([VISIT], normal(VISIT, "09:00-12:00"), afternoon)
    places = [slot_at(plan, instant(hour), "visit", []).slot.location_id for hour in ("09:10", "14:10", "20:00")]
    assert places == ["rooms", "clinic", "rooms"]


def test_a_schedule_that_is_not_visible_that_day_says_nothing_of_the_place() -> None:
    past = a_schedule([(VISIT, ticked(VISIT, "09:00-12:00"))], place="clinic", periods=[(date(2020, 1, 1), date(2020, 1, 31))])
    assert slot_at(a_plan([VISIT], past), instant("09:10"), "visit", []).slot.location_id == "rooms"


def test_without_any_schedule_the_place_is_the_first_there_is() -> None:
    assert slot_at(a_plan([VISIT]), instant("09:00"), "visit", []).slot.location_id == "rooms"


def test_a_plan_without_a_place_says_so() -> None:
    with pytest.raises(ValueError, match="place"):
        slot_at(Plan(practitioner_id="doctor", zones={}, types={"visit": VISIT}), instant("09:00"), "visit", [])


def test_a_shorter_or_longer_visit_stays_on_the_schedule_while_it_is_open() -> None:
    assert isinstance(slot_at(PLAN, instant("09:00"), "visit", [], duration=15), Free)
    assert isinstance(slot_at(PLAN, instant("09:00"), "visit", [], duration=90), Free)
    assert why(slot_at(PLAN, instant("09:00"), "visit", [], duration=91)) == (OffSchedule(),)


def test_a_longer_visit_meets_what_the_ordinary_one_would_not() -> None:
    there = taken("09:45-10:00")
    assert why(slot_at(PLAN, instant("09:00"), "visit", [there], duration=60)) == (Taken((there,)),)


def test_the_overrunning_last_slot_is_on_the_schedule_and_marked() -> None:
    long = a_type("long", 75)
    answer = slot_at(a_plan([long], free_hours("14:00-18:00")), instant("17:45"), "long", [])
    assert isinstance(answer, Free)
    assert answer.slot.overruns


def test_an_archived_type_is_off_the_schedule() -> None:
    archived = a_type(archived=True)
    assert why(slot_at(a_plan([archived], normal(archived, "09:00-10:00")), instant("09:00"), "visit", [])) == (OffSchedule(),)


def test_an_unknown_type_is_the_callers_mistake() -> None:
    with pytest.raises(KeyError):
        slot_at(PLAN, instant("09:00"), "unknown", [])


@pytest.mark.parametrize("year", [1, 9999])
def test_an_instant_outside_every_agenda_is_refused(year: int) -> None:
    with pytest.raises(ValueError, match="years"):
        slot_at(PLAN, datetime(year, 1, 1, tzinfo=UTC), "visit", [])


def test_the_second_time_an_hour_happens_is_off_the_schedule() -> None:
    plan = a_plan([VISIT], normal(VISIT, "02:00-03:00"))
    first = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo(PARIS))
    assert isinstance(slot_at(plan, first.astimezone(UTC), "visit", []), Free)
    assert why(slot_at(plan, first.replace(fold=1).astimezone(UTC), "visit", [])) == (OffSchedule(),)
