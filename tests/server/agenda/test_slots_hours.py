"""Changes of hour (R13, Q43): nothing shifted, nothing that does not exist, nothing twice, whatever the server's own zone."""

import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from server.agenda.schemas.schedule import Range
from server.agenda.slots import day_slots, generate_starts
from server.agenda.slots.wall import day_clock
from tests.server.agenda.slots_given import PARIS, a_block, a_plan, a_schedule, a_type, an_extra, free_hours, minutes, normal, wall

ZONES = [
    *("Europe/Paris", "America/Martinique", "America/Cayenne", "Indian/Reunion"),
    *("Indian/Mayotte", "Pacific/Noumea", "Pacific/Tahiti", "UTC"),
]
MARCH, OCTOBER = date(2026, 3, 29), date(2026, 10, 25)
QUARTER = a_type("quarter", 15, "flexible")


def change_days() -> list[date]:
    """Give the last Sundays of March and October, 2026 to 2035, on which Europe changes its hour."""
    ends = [date(year, month, 31) for year in range(2026, 2036) for month in (3, 10)]
    return [last - timedelta(days=(last.weekday() + 1) % 7) for last in ends]


def quarters_lived(zone: str, day: date) -> list[datetime]:
    """Walk through real time and note each new quarter of an hour the wall clock shows that day."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    seen: dict[datetime, datetime] = {}
    for n in range(-36 * 60, 36 * 60):
        instant = noon + timedelta(minutes=n)
        shown = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        if shown.date() == day and shown.minute % 15 == 0:
            seen.setdefault(shown, instant)
    return list(seen.values())


def starts(zone: str, day: date, ticks: bool) -> list[datetime]:
    schedule = normal(QUARTER, "00:00-24:00") if ticks else free_hours("00:00-24:00")
    slots = day_slots(a_plan([QUARTER], schedule, zone=zone), day, []).slots
    assert all(each.ends_at - each.starts_at == timedelta(minutes=15) for each in slots)
    return [each.starts_at for each in slots]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("day", change_days(), ids=str)
def test_the_slots_of_a_change_day_are_the_quarters_that_are_lived(zone: str, day: date) -> None:
    lived = quarters_lived(zone, day)
    assert starts(zone, day, ticks=True) == lived
    assert starts(zone, day, ticks=False) == lived


def test_paris_lives_92_quarters_in_march_and_offers_the_doubled_ones_once_in_october() -> None:
    assert (len(starts(PARIS, MARCH, ticks=True)), len(starts(PARIS, OCTOBER, ticks=True))) == (92, 96)


@pytest.mark.parametrize("zone", ZONES[1:])
def test_a_place_that_does_not_change_its_hour_has_ordinary_days(zone: str) -> None:
    assert all(len(starts(zone, day, ticks=True)) == 96 for day in (MARCH, OCTOBER))


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Australia/Lord_Howe", date(2026, 10, 4)),
        ("Australia/Lord_Howe", date(2026, 4, 5)),
        ("America/Havana", date(2026, 3, 8)),
        ("America/Havana", date(2026, 11, 1)),
        ("Africa/Cairo", date(2026, 4, 24)),
        ("Africa/Cairo", date(2026, 10, 29)),
        ("Pacific/Apia", date(2011, 12, 29)),
        ("Pacific/Apia", date(2011, 12, 30)),
        ("Asia/Kathmandu", MARCH),
    ],
)
def test_stranger_clocks_hold_too(zone: str, day: date) -> None:
    assert starts(zone, day, ticks=True) == quarters_lived(zone, day)


@pytest.mark.parametrize(("server_zone", "west_of_utc"), [("Pacific/Auckland", -12), ("America/Los_Angeles", 8), ("UTC", 0)])
def test_the_zone_of_the_server_changes_nothing(server_zone: str, west_of_utc: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", server_zone)
    time.tzset()
    day_clock.cache_clear()
    try:
        assert time.timezone == west_of_utc * 3600
        for day in (MARCH, OCTOBER):
            assert starts(PARIS, day, ticks=True) == quarters_lived(PARIS, day)
    finally:
        monkeypatch.undo()
        time.tzset()


def test_the_sequence_of_march_keeps_its_wall_clock() -> None:
    visit = a_type(duration=45)
    plan = a_plan([visit], normal(visit, "00:00-06:00"))
    assert wall(day_slots(plan, MARCH, []).slots) == ["00:00", "00:45", "01:30", "03:00", "03:45", "04:30", "05:15"]


def test_in_march_what_fits_is_counted_in_real_minutes() -> None:
    long = a_type(duration=120, availability="flexible")
    plan = a_plan([long], free_hours("00:00-03:30"))
    assert wall(day_slots(plan, MARCH, []).slots) == ["00:00", "00:15", "00:30"]


def test_in_october_the_added_hour_can_be_used() -> None:
    long = a_type(duration=180, availability="flexible")
    plan = a_plan([long], free_hours("01:00-03:30"))
    slots = day_slots(plan, OCTOBER, []).slots
    assert wall(slots) == ["01:00", "01:15", "01:30"]
    assert {each.ends_at - each.starts_at for each in slots} == {timedelta(hours=3)}


def test_in_march_the_overrun_is_told_in_real_minutes() -> None:
    visit = a_type(duration=60)
    plan = a_plan([visit], a_schedule([(visit, [Range(minutes("00:00"), minutes("03:30"), generate_starts(visit, 0, 210).starts)])]))
    slots = day_slots(plan, MARCH, []).slots
    assert [(start, each.overruns) for start, each in zip(wall(slots), slots, strict=True)] == [
        ("00:00", False),
        ("01:00", False),
        ("03:00", True),
    ]


@pytest.mark.parametrize(("hours", "expected"), [("01:00-02:30", ["01:00", "01:30"]), ("02:15-04:00", ["03:00", "03:30"])])
def test_a_range_that_begins_or_ends_in_the_missing_hour_is_cut_at_the_change(hours: str, expected: list[str]) -> None:
    plan = a_plan([a_type(must_fit=True)], a_schedule([(None, [Range(60, 240)])], kind="free"), blocks=[a_block(hours, MARCH)])
    slots = day_slots(plan, MARCH, []).slots
    assert wall(slots) == ["01:00", "01:30", "03:00", "03:30"]
    assert [start for start, each in zip(wall(slots), slots, strict=True) if each.blocked] == expected


def test_a_block_wholly_in_the_missing_hour_blocks_nothing() -> None:
    long = a_type(duration=120)
    plan = a_plan([long], normal(long, "01:00-06:00"), blocks=[a_block("02:10-02:50", MARCH)])
    assert not any(each.blocked for each in day_slots(plan, MARCH, []).slots)


def test_an_extra_of_a_change_day_fits_in_real_minutes() -> None:
    hour = a_type(duration=60)
    plan = a_plan([hour], extras=[an_extra("01:00-03:30", MARCH), an_extra("01:00-03:00", OCTOBER, extra_id="autumn")])
    assert wall(day_slots(plan, MARCH, []).slots) == ["01:00"]
    assert wall(day_slots(plan, OCTOBER, []).slots) == ["01:00", "02:00"]


def test_the_hours_shown_as_open_are_wall_hours_even_on_a_change_day() -> None:
    visit = a_type()
    assert day_slots(a_plan([visit], normal(visit, "00:00-24:00")), MARCH, []).open == [(0, 1440)]
