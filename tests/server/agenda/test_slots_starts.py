"""The starts a range generates, to the letter of F192 to F195."""

import pytest

from server.agenda.slots import generate_starts
from tests.server.agenda.slots_given import a_type, clock, minutes


def starts(written: list[int]) -> list[str]:
    return [clock(each) for each in written]


def test_fixed_adds_the_duration_from_the_opening_hour_until_the_closing_hour() -> None:
    preview = generate_starts(a_type(duration=75), minutes("14:00"), minutes("18:00"))
    assert starts(preview.starts) == ["14:00", "15:15", "16:30", "17:45"]


def test_the_last_fixed_start_that_ends_after_closing_is_marked_as_overrunning() -> None:
    preview = generate_starts(a_type(duration=75), minutes("14:00"), minutes("18:00"))
    assert starts(preview.overruns) == ["17:45"]


def test_flexible_starts_every_quarter_of_an_hour_while_it_still_fits() -> None:
    preview = generate_starts(a_type(duration=75, availability="flexible"), minutes("14:00"), minutes("18:00"))
    assert starts(preview.starts) == [
        *("14:00", "14:15", "14:30", "14:45", "15:00", "15:15", "15:30", "15:45"),
        *("16:00", "16:15", "16:30", "16:45"),
    ]
    assert preview.overruns == []


def test_fixed_that_must_fit_leaves_out_the_start_that_overruns() -> None:
    preview = generate_starts(a_type(duration=75, must_fit=True), minutes("14:00"), minutes("18:00"))
    assert starts(preview.starts) == ["14:00", "15:15", "16:30"]
    assert preview.overruns == []


def test_a_fixed_start_at_the_closing_hour_is_not_generated() -> None:
    preview = generate_starts(a_type(duration=60), minutes("14:00"), minutes("18:00"))
    assert starts(preview.starts) == ["14:00", "15:00", "16:00", "17:00"]
    assert preview.overruns == []


def test_the_quarters_of_flexible_count_from_the_opening_hour() -> None:
    preview = generate_starts(a_type(duration=30, availability="flexible"), minutes("08:10"), minutes("09:00"))
    assert starts(preview.starts) == ["08:10", "08:25"]


@pytest.mark.parametrize(
    ("availability", "must_fit", "expected"), [("fixed", False, ["17:00"]), ("fixed", True, []), ("flexible", False, [])]
)
def test_a_range_shorter_than_the_type(availability: str, must_fit: bool, expected: list[str]) -> None:
    too_long = a_type(duration=75, availability="flexible" if availability == "flexible" else "fixed", must_fit=must_fit)
    assert starts(generate_starts(too_long, minutes("17:00"), minutes("18:00")).starts) == expected


def test_a_range_without_length_generates_nothing() -> None:
    assert generate_starts(a_type(), minutes("14:00"), minutes("14:00")).starts == []
