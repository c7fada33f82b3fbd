"""Whom something urgent reaches, and whom next."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.escalation.rules import RUNGS, Colleague, Reach, Situation, Substitute, check_span, climb, is_on_duty, ladder
from server.core.errors import Invalid

PEOPLE = st.sampled_from("abcdefgh")
SUBSTITUTES = st.builds(Substitute, name=st.just("Remplaçant"), person_id=st.none() | PEOPLE, is_away=st.booleans())


def _colleague(ids: st.SearchStrategy[str]) -> st.SearchStrategy[Colleague]:
    return st.builds(
        Colleague,
        id=ids,
        name=ids,
        people=st.lists(PEOPLE, max_size=2, unique=True).map(tuple),
        is_away=st.booleans(),
        substitutes=st.lists(SUBSTITUTES, max_size=2).map(tuple),
    )


SITUATIONS = st.builds(
    Situation,
    concerned=_colleague(st.just("concerned")),
    on_duty=st.lists(_colleague(st.sampled_from(["concerned", "other", "third"])), max_size=3).map(tuple),
    desk=st.lists(PEOPLE, max_size=3, unique=True).map(tuple),
)


def _climbed(situations: list[Situation], author: str) -> list[Reach]:
    """All that it reaches, where things are otherwise at each step."""
    steps: list[Reach] = []
    for now in situations:
        known = {author, *(person for step in steps for person in step.people)}
        step = climb(ladder(now), steps[-1].rung if steps else None, known)
        if step is None:
            break
        steps.append(step)
    return steps


@given(st.lists(SITUATIONS, min_size=6, max_size=6), PEOPLE)
def test_it_climbs_without_turning_back_tells_nobody_twice_and_never_its_author(situations: list[Situation], author: str) -> None:
    steps = _climbed(situations, author)
    rungs = [RUNGS.index(step.rung) for step in steps]
    told = [person for step in steps for person in step.people]
    assert rungs == sorted(set(rungs))
    assert len(told) == len(set(told))
    assert author not in told
    assert all(step.people for step in steps)


@given(SITUATIONS, PEOPLE)
def test_whoever_is_away_and_nothing_else_is_told_nothing(now: Situation, author: str) -> None:
    there = {person for each in (now.concerned, *now.on_duty) if not each.is_away for person in each.people} | set(now.desk)
    there |= {one.person_id for each in (now.concerned, *now.on_duty) for one in each.substitutes if one.person_id and not one.is_away}
    assert {person for step in _climbed([now] * 6, author) for person in step.people} <= there - {author}


@given(SITUATIONS, PEOPLE)
def test_everybody_at_the_desk_is_told_in_the_end(now: Situation, author: str) -> None:
    assert set(now.desk) <= {person for step in _climbed([now] * 6, author) for person in step.people} | {author}


def test_the_four_rungs_of_an_ordinary_day() -> None:
    doctor = Colleague("d", "Dr Lefèvre", ("claire",), substitutes=(Substitute("Paul Girard", "paul"),))
    midwife = Colleague("m", "Ana Roux", ("ana",))
    rungs = ladder(Situation(doctor, (midwife,), ("sonia", "karim")))
    assert [(each.rung, each.name, each.people) for each in rungs] == [
        ("practitioner", "Dr Lefèvre", ("claire",)),
        ("replacement", "Paul Girard", ("paul",)),
        ("duty", "Ana Roux", ("ana",)),
        ("desk", "", ("sonia", "karim")),
    ]


def test_on_duty_whoever_replaces_a_colleague_on_leave_is_told_instead() -> None:
    doctor = Colleague("d", "Dr Lefèvre", ("claire",))
    midwife = Colleague("m", "Ana Roux", ("ana",), is_away=True, substitutes=(Substitute("Zoé Petit", "zoe"),))
    duty = ladder(Situation(doctor, (midwife,), ()))[2]
    assert (duty.name, duty.people, duty.is_away) == ("Zoé Petit", ("zoe",), False)


def test_a_colleague_on_leave_without_a_replacement_is_named_and_said_to_be_away() -> None:
    doctor = Colleague("d", "Dr Lefèvre", ("claire",), is_away=True)
    midwife = Colleague("m", "Ana Roux", ("ana",), is_away=True)
    rungs = ladder(Situation(doctor, (midwife,), ()))
    assert [(each.name, each.people, each.is_away) for each in rungs[:3]] == [
        ("Dr Lefèvre", (), True),
        ("", (), False),
        ("Ana Roux", (), True),
    ]


def test_whom_it_concerns_is_not_called_again_for_being_on_duty() -> None:
    doctor = Colleague("d", "Dr Lefèvre", ("claire",))
    assert ladder(Situation(doctor, (doctor,), ()))[2] == Reach("duty", "", ())


MONDAY_NIGHT = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
"""Tuesday, half past midnight, in Paris; Monday evening in Cayenne."""


@pytest.mark.parametrize(
    ("weekday", "start", "end", "zone", "expected"),
    [
        (1, 0, 60, "Europe/Paris", True),
        (0, 1380, 1440, "Europe/Paris", False),
        (0, 1200, 1260, "America/Cayenne", True),
        (1, 0, 30, "Europe/Paris", False),
        (1, 30, 31, "Europe/Paris", True),
    ],
)
def test_hours_on_duty_are_wall_hours_of_the_practice(weekday: int, start: int, end: int, zone: str, expected: bool) -> None:
    assert is_on_duty(weekday, start, end, MONDAY_NIGHT, zone) is expected


@pytest.mark.parametrize("day", [datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC)])
@given(cuts=st.lists(st.integers(1, 1439), max_size=5, unique=True))
def test_a_day_shared_out_among_several_has_exactly_one_on_duty_at_any_moment_also_when_clocks_change(
    day: datetime, cuts: list[int]
) -> None:
    edges = [0, *sorted(cuts), 1440]
    for minutes in range(0, 24 * 60, 10):
        at = day - timedelta(hours=1) + timedelta(minutes=minutes)  # in Paris that Sunday has begun
        local_sunday = [span for span in pairwise(edges) if is_on_duty(6, *span, at, "Europe/Paris")]
        assert len(local_sunday) == (1 if at < day.replace(hour=22 if day.month == 3 else 23) else 0)


@pytest.mark.parametrize(("start", "end", "field"), [(600, 600, "end"), (600, 540, "end"), (0, 481, "start"), (700, 800, "start")])
def test_hours_that_cannot_be_are_refused(start: int, end: int, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_span(start, end, [(480, 720)])
    assert refused.value.data["field"] == field


def test_hours_that_touch_are_well() -> None:
    check_span(720, 1440, [(480, 720)])
