"""How leave and blocks are cut, for every shape they can have."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.agenda.service.planning.rules import Hours, check_chain, covers, days_left, hours_left
from server.core.errors import Invalid

TYPES = ("a", "b", "c")
SETS = st.none() | st.sets(st.sampled_from(TYPES), min_size=1).map(lambda ids: tuple(sorted(ids)))
SPANS = st.tuples(st.integers(0, 10), st.integers(0, 10)).filter(lambda span: span[0] < span[1])
HOURS = st.builds(lambda span, types: Hours(span[0], span[1], types), SPANS, SETS)


def closed_cells(*pieces: Hours) -> set[tuple[int, str]]:
    """Every minute and type that these close."""
    return {(at, each) for piece in pieces for at in range(piece.start, piece.end) for each in piece.type_ids or TYPES}


@given(closed=HOURS, cut=HOURS)
def test_reopening_leaves_exactly_what_was_not_named(closed: Hours, cut: Hours) -> None:
    left = hours_left(closed, cut, TYPES)
    assert closed_cells(*left) == closed_cells(closed) - closed_cells(cut)
    assert sum(len(closed_cells(piece)) for piece in left) == len(closed_cells(*left))


@given(closed=HOURS, wanted=HOURS)
def test_what_covers_closes_all_of_it(closed: Hours, wanted: Hours) -> None:
    if covers(closed, wanted):
        assert closed_cells(wanted) <= closed_cells(closed)
    elif closed.type_ids is None or wanted.type_ids is not None:
        assert not closed_cells(wanted) <= closed_cells(closed)


FIRST = date(2026, 5, 1)
PERIODS = st.tuples(st.integers(0, 12), st.integers(0, 12)).filter(lambda span: span[0] <= span[1])


def days(first: int, last: int) -> set[date]:
    """Every day of a period."""
    return {FIRST + timedelta(days=n) for n in range(first, last + 1)}


@given(leave=PERIODS, cut=PERIODS)
def test_reopening_days_leaves_exactly_the_others(leave: tuple[int, int], cut: tuple[int, int]) -> None:
    left = days_left(*(FIRST + timedelta(days=n) for n in (*leave, *cut)))
    assert {first + timedelta(days=n) for first, last in left for n in range((last - first).days + 1)} == days(*leave) - days(*cut)
    assert all(first <= last for first, last in left)


def test_a_chain_of_types_ends() -> None:
    check_chain("a", {"a": "b", "b": "c", "c": None})
    for circle in ({"a": "a"}, {"a": "b", "b": "a"}, {"a": "b", "b": "c", "c": "b"}):
        with pytest.raises(Invalid, match="circle"):
            check_chain("a", circle)
