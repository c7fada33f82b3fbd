"""What arrived of what was sent."""

from hypothesis import given
from hypothesis import strategies as st

from rtc.sfu.reception import Reception


@given(st.integers(0, 0xFFFF), st.lists(st.booleans(), max_size=300))
def test_lost_packets_are_counted_across_the_turn_of_the_numbers(first: int, comes: list[bool]) -> None:
    reception = Reception()
    reception.add(first)
    missing = 0
    for step, arrives in enumerate(comes, start=1):
        if arrives:
            assert reception.add((first + step) & 0xFFFF) == missing
            missing = 0
        else:
            missing += 1
    assert reception.lost == comes.count(False) - missing
    assert reception.expected == len(comes) + 1 - missing


def test_a_packet_that_comes_late_is_no_hole_and_is_not_lost() -> None:
    reception = Reception()
    assert [reception.add(number) for number in (5, 7, 6, 8)] == [0, 1, 0, 0]
    assert reception.lost == 0


def test_loss_is_told_since_it_was_last_asked_for() -> None:
    reception = Reception()
    for number in (1, 2, 4):
        reception.add(number)
    assert reception.since_last() == (4, 1)
    assert reception.since_last() == (0, 0)
    reception.add(5)
    assert reception.since_last() == (1, 0)


def test_a_source_that_starts_again_elsewhere_has_lost_nothing() -> None:
    reception = Reception()
    reception.add(10)
    assert reception.add(20_000) == 0
    assert reception.lost == 0
    assert reception.add(20_001) == 0


def test_even_packets_have_no_jitter_and_uneven_ones_have() -> None:
    even, uneven = Reception(), Reception()
    for step in range(50):
        even.arrive(step * 960, step * 0.02, 48_000)
        uneven.arrive(step * 960, step * 0.02 + (step % 2) * 0.01, 48_000)
    assert even.jitter < 1
    assert 400 < uneven.jitter < 500
