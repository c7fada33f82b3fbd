"""Who fills whose slots."""

from hypothesis import given
from hypothesis import strategies as st

from rtc.sfu.seating import Place, seated, voices

SEATS = st.lists(st.sampled_from("abcdef"), unique=True, max_size=5)


def test_with_two_people_the_other_is_in_the_first_slot() -> None:
    assert seated({}, ["doctor"], [], 5) == {0: ("doctor", "camera")}


def test_a_screen_has_a_slot_beside_its_camera_and_leaves_it_alone() -> None:
    places = seated({0: ("a", "camera")}, ["a", "b"], ["a"], 5)
    assert places == {0: ("a", "camera"), 1: ("b", "camera"), 2: ("a", "screen")}
    assert seated(places, ["a", "b"], [], 5) == {0: ("a", "camera"), 1: ("b", "camera")}


def test_in_a_full_room_a_screen_takes_its_own_cameras_place_and_gives_it_back() -> None:
    full = seated({}, list("abcde"), [], 5)
    shared = seated(full, list("abcde"), ["c"], 5)
    assert shared == {**full, 2: ("c", "screen")}
    assert voices(shared)[2] == "c"
    assert seated(shared, list("abcde"), [], 5) == full


@given(st.lists(st.tuples(SEATS, SEATS), max_size=8), st.integers(1, 5))
def test_nobody_moves_while_he_stays_and_everybody_is_heard(rounds: list[tuple[list[str], list[str]]], size: int) -> None:
    places: dict[int, Place] = {}
    for cameras, wishes in rounds:
        screens = [seat for seat in wishes if seat in cameras]
        before, places = places, seated(places, cameras, screens, size)
        assert len(set(places.values())) == len(places)
        assert all(index < size for index in places)
        assert {seat for seat, _ in places.values()} <= set(cameras)
        shown = {seat for seat, _ in places.values()}
        assert len(shown) == min(len(cameras), size)
        for index, place in places.items():
            if place[1] == "camera" and place in before.values():
                assert before[index] == place
        heard = voices(places)
        assert sorted(heard.values()) == sorted(shown)
