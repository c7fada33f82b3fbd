"""Occupied time: merged intervals answer as the list they come from."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from server.agenda.slots import Busy
from server.agenda.slots.busy import Lane, Occupied

MIDNIGHT = datetime(2026, 11, 23, tzinfo=UTC)
Minutes = tuple[int, int]
INTERVALS = st.lists(st.tuples(st.integers(0, 40), st.integers(-1, 25)), max_size=8)


def busy(start: int, length: int, extra_id: str | None = None, type_id: str | None = None) -> Busy:
    return Busy(at(start), at(start + length), extra_id, type_id)


def at(minute: int) -> datetime:
    return MIDNIGHT + timedelta(minutes=minute)


@given(INTERVALS, st.integers(0, 60), st.integers(1, 10))
def test_a_lane_is_free_where_no_interval_is(intervals: list[Minutes], start: int, length: int) -> None:
    overlapped = any(max(start, begins) < min(start + length, begins + lasts) for begins, lasts in intervals)
    assert Lane(busy(*each) for each in intervals).is_free(at(start), at(start + length)) is not overlapped


def test_a_long_interval_hides_the_short_ones_inside_it() -> None:
    lane = Lane([busy(0, 1), busy(5, 15), busy(6, 1), busy(8, 1)])
    assert not lane.is_free(at(18), at(19))
    assert lane.is_free(at(20), at(25))


def test_lanes_do_not_see_each_other() -> None:
    occupied = Occupied([busy(0, 10), busy(20, 10, "extra")])
    assert [occupied.lane(None).is_free(at(20), at(25)), occupied.lane("extra").is_free(at(20), at(25))] == [True, False]
    assert occupied.lane("unknown").is_free(at(0), at(60))


@given(st.lists(st.tuples(st.integers(0, 40), st.sampled_from(["a", "b", None]), st.sampled_from([None, "extra"]))))
def test_appointments_of_a_type_are_counted_by_their_start_in_every_lane(drawn: list[tuple[int, str | None, str | None]]) -> None:
    occupied = Occupied(busy(start, 5, extra_id, type_id) for start, type_id, extra_id in drawn)
    assert occupied.count("a", at(10), at(20)) == sum(type_id == "a" and 10 <= start < 20 for start, type_id, _ in drawn)
