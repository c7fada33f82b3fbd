"""The hour at which those who wait will be seen, from the real starts and ends of the day."""

from datetime import datetime, timedelta

import pytest

from rtc.consultation.lateness import Visit, projected
from rtc.consultation.lights import Check, light_of
from tests.rtc.consultation.conftest import MINUTE, NINE


def _visit(name: str, at: int, status: str = "planned", *, marked: int | None = None, here: bool = False, lasts: int = 15) -> Visit:
    """A visit `at` minutes after nine."""
    starts = NINE + at * MINUTE
    return Visit(name, starts, starts + lasts * MINUTE, status, None if marked is None else NINE + marked * MINUTE, here)


def _minutes(late: dict[str, datetime]) -> dict[str, float]:
    return {name: (hour - NINE) / MINUTE for name, hour in late.items()}


def test_who_is_seen_late_makes_those_after_him_late_until_a_gap_takes_it_up() -> None:
    day = [
        _visit("now", 0, "in_consultation", marked=20),
        _visit("next", 15),
        _visit("after", 30),
        _visit("lunch", 120),
    ]
    assert _minutes(projected(day, NINE + 25 * MINUTE)) == {"next": 35, "after": 50}


def test_a_consultation_that_lasts_longer_pushes_the_next_ones_minute_after_minute() -> None:
    day = [_visit("now", 0, "in_consultation", marked=0), _visit("next", 15, here=True)]
    assert _minutes(projected(day, NINE + 10 * MINUTE)) == {}
    assert _minutes(projected(day, NINE + 19 * MINUTE)) == {}
    assert _minutes(projected(day, NINE + 23 * MINUTE)) == {"next": 25}
    assert _minutes(projected(day, NINE + 31 * MINUTE)) == {"next": 35}


def test_nothing_real_means_nothing_said() -> None:
    assert projected([_visit("next", 0, "arrived"), _visit("after", 15)], NINE + 40 * MINUTE) == {}
    assert projected([], NINE) == {}


def test_a_practitioner_who_is_free_and_behind_begins_now() -> None:
    day = [_visit("before", -60, "seen", marked=5), _visit("next", 0, "arrived")]
    assert _minutes(projected(day, NINE + 12 * MINUTE)) == {"next": 15}


def test_who_did_not_come_keeps_nobody_waiting_but_who_waits_does() -> None:
    day = [_visit("before", -30, "seen", marked=-10), _visit("missing", 0), _visit("next", 15)]
    assert _minutes(projected(day, NINE + 16 * MINUTE)) == {}
    waiting = [day[0], _visit("missing", 0, here=True), day[2]]
    assert _minutes(projected(waiting, NINE + 16 * MINUTE)) == {"missing": 20, "next": 35}


def test_a_consultation_never_marked_as_over_ends_with_the_next_one() -> None:
    day = [_visit("forgotten", -60, "in_consultation", marked=-60), _visit("done", 0, "seen", marked=14), _visit("next", 15)]
    assert projected(day, NINE + 15 * MINUTE) == {}


def test_what_was_marked_hours_ago_says_nothing_about_now() -> None:
    day = [_visit("morning", -360, "in_consultation", marked=-350), _visit("next", 0, here=True)]
    assert projected(day, NINE + 10 * MINUTE) == {}


def test_hours_are_said_in_steps_of_five_minutes_never_too_early() -> None:
    day = [_visit("now", 0, "in_consultation", marked=6), _visit("next", 15)]
    (hour,) = projected(day, NINE + 10 * MINUTE + timedelta(seconds=3)).values()
    assert hour == NINE + 25 * MINUTE


@pytest.mark.parametrize(
    ("camera", "microphone", "network", "light"),
    [
        ("good", "good", "good", "green"),
        ("good", "good", "untried", "amber"),
        ("good", "silent", "good", "amber"),
        ("missing", "good", "good", "amber"),
        ("good", "good", "bad", "red"),
        ("denied", "denied", "untried", "red"),
        ("good", "missing", "good", "red"),
        ("unsupported", "unsupported", "untried", "red"),
    ],
)
def test_the_light_of_a_device_check(camera: str, microphone: str, network: str, light: str) -> None:
    check = Check(camera=camera, microphone=microphone, network=network)  # type: ignore[arg-type]
    assert light_of(check) == light
