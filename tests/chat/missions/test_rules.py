"""Order within a column, and the days of a series."""

from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.missions.rules import LONGEST_KEY, begun, between, labelled, neighbours, next_day, spread
from chat.missions.schemas import Repeat
from server.core.errors import Invalid

MONDAY = date(2026, 3, 2)
DROPS = st.lists(st.tuples(st.integers(0, 7), st.integers(-1, 7)), max_size=60)
"""Which mission is dropped behind which other one; -1: first."""


def dropped(column: dict[str, str], moving: str, after: str | None) -> None:
    """What the server does with a drop."""
    others = sorted(((name, key) for name, key in column.items() if name != moving), key=lambda each: (each[1], each[0]))
    column[moving] = between(*neighbours(others, after))


def order(column: dict[str, str]) -> list[str]:
    """As every screen shows it."""
    return sorted(column, key=lambda name: (column[name], name))


@given(DROPS)
def test_a_mission_stands_right_behind_the_one_after_which_it_was_dropped(drops: list[tuple[int, int]]) -> None:
    column = dict(zip("abcdefgh", spread(8), strict=True))
    for moving, after in drops:
        if moving == after:
            continue
        name, other = "abcdefgh"[moving], "abcdefgh"[after] if after >= 0 else None
        dropped(column, name, other)
        shown = order(column)
        assert shown.index(name) == (0 if other is None else shown.index(other) + 1)
        assert len(set(column.values())) == len(column)
        assert not any(key.endswith("0") for key in column.values())


@given(DROPS, DROPS)
def test_two_people_who_drag_at_once_end_with_the_same_order(ours: list[tuple[int, int]], theirs: list[tuple[int, int]]) -> None:
    """Each screen applies its own drop first, then what the server says of every drop, in the server's order."""
    names = "abcdefgh"
    server = dict(zip(names, spread(8), strict=True))
    screens = [dict(server), dict(server)]
    for mine, yours in zip(ours, theirs, strict=False):
        said = []
        for screen, (moving, after) in zip(screens, (mine, yours), strict=True):
            if moving == after:
                continue
            name, other = names[moving], names[after] if after >= 0 else None
            dropped(screen, name, other)
            dropped(server, name, other)
            said.append((name, server[name]))
        for screen in screens:
            screen.update(said)
        assert order(screens[0]) == order(screens[1]) == order(server)


@given(st.lists(st.booleans(), min_size=1, max_size=500))
def test_what_is_added_at_the_ends_makes_no_long_keys(at_the_top: list[bool]) -> None:
    keys = [between("", None)]
    for is_first in at_the_top:
        if is_first:
            keys.insert(0, between("", keys[0]))
        else:
            keys.append(between(keys[-1], None))
    assert keys == sorted(set(keys))
    assert max(map(len, keys)) < LONGEST_KEY


@given(st.integers(0, 3000))
def test_a_column_that_gets_new_keys_keeps_its_order(count: int) -> None:
    keys = spread(count)
    assert keys == sorted(set(keys))
    assert len(keys) == count
    assert all(len(key) <= 4 and not key.endswith("0") for key in keys)


def test_whoever_is_dropped_behind_one_that_left_the_column_comes_last() -> None:
    assert neighbours([("a", "1"), ("b", "2")], "gone") == ("2", None)
    assert neighbours([], "gone") == ("", None)


@pytest.mark.parametrize(
    ("repeat", "days"),
    [
        ("daily", [3, 4, 5, 6, 7]),
        ("weekdays", [3, 4, 5, 6, 9]),
        ("weekly", [9, 16, 23, 30]),
    ],
)
def test_a_series_goes_on_day_by_day(repeat: Repeat, days: list[int]) -> None:
    day = MONDAY
    for expected in days:
        following = next_day(MONDAY, repeat, day)
        assert following is not None
        assert following.day == expected
        day = following


def test_a_monthly_series_keeps_its_day_where_the_month_has_one() -> None:
    last = date(2026, 1, 31)
    found = [last]
    for _ in range(4):
        following = next_day(last, "monthly", found[-1])
        assert following is not None
        found.append(following)
    assert found[1:] == [date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31)]


@given(
    st.sampled_from([each for each in get_args(Repeat) if each != "never"]),
    st.dates(date(2001, 1, 1), date(2099, 12, 31)),
    st.integers(-400, 400),
)
def test_the_next_day_of_a_series_is_after_the_day_asked_for_and_in_the_series(repeat: Repeat, first: date, ahead: int) -> None:
    after = first + timedelta(days=ahead)
    following = next_day(first, repeat, after)
    assert following is not None
    assert following > after
    assert following >= first
    if repeat == "weekly":
        assert (following - first).days % 7 == 0
    if repeat == "weekdays":
        assert following.weekday() < 5


def test_what_does_not_repeat_has_no_next_day_and_no_first_one() -> None:
    assert next_day(MONDAY, "never", MONDAY) is None
    assert begun(None, "never") is None
    for starts_on, repeat in ((MONDAY, "never"), (None, "weekly"), (date(1900, 1, 1), "daily")):
        with pytest.raises(Invalid):
            begun(starts_on, repeat)  # type: ignore[arg-type]  # a word of the type


def test_a_label_stands_once_however_it_is_written() -> None:
    assert labelled([" Labo ", "labo", "Sang  total"]) == ["Labo", "Sang total"]
    with pytest.raises(Invalid):
        labelled(["  "])
