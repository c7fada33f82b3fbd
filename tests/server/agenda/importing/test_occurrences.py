"""Calendars of other programs: every event ends as appointments or as a refusal with its reason."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.agenda.importing import NotACalendar, Parsed, Window, parse

SAMPLES = Path(__file__).parent / "samples"
WINDOW = Window(date(2026, 1, 1), date(2026, 12, 31), "Europe/Paris")


def _sample(name: str, window: Window = WINDOW) -> Parsed:
    return parse((SAMPLES / name).read_bytes(), window)


def _calendar(*events: str) -> bytes:
    body = "\r\n".join(f"BEGIN:VEVENT\r\n{event}\r\nEND:VEVENT" for event in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{body}\r\nEND:VCALENDAR\r\n".encode()


def _starts(parsed: Parsed) -> list[str]:
    return [each.starts_at.isoformat(timespec="minutes").replace("+00:00", "Z") for each in parsed.occurrences]


def _reasons(parsed: Parsed) -> list[tuple[int, str]]:
    return [(each.line, each.reason) for each in parsed.refused]


def test_a_google_calendar_gives_its_series_with_the_exception_moved_and_the_hour_of_summer() -> None:
    parsed = _sample("google.ics")
    assert _starts(parsed) == [
        "2026-03-02T08:15Z",
        "2026-03-16T08:00Z",
        "2026-03-24T13:30Z",
        "2026-04-06T07:00Z",
    ]
    assert [reason for _, reason in _reasons(parsed)] == ["all_day", "cancelled"]
    assert parsed.occurrences[0].summary == "DUPONT Jeanne - suivi"
    assert parsed.occurrences[0].description == "Tél 06 39 98 12 34\nContrôle de la tension"


def test_outlooks_names_of_zones_quoted_parameters_and_tab_folding_are_read() -> None:
    parsed = _sample("outlook.ics")
    assert _starts(parsed) == ["2026-03-05T09:00Z", "2026-03-06T08:00Z", "2026-06-02T08:00Z"]
    assert parsed.occurrences[0].summary == "Martin, Paul"
    assert [_minutes(parsed, position) for position in range(3)] == [30, 45, 30]
    assert not parsed.refused


def _minutes(parsed: Parsed, position: int) -> float:
    each = parsed.occurrences[position]
    assert each.ends_at is not None
    return (each.ends_at - each.starts_at) / timedelta(minutes=1)


def test_every_event_of_a_broken_file_is_accounted_for_with_its_line() -> None:
    parsed = _sample("broken.ics")
    assert [(each.line, each.summary) for each in parsed.occurrences] == [(8, "Petit Luc"), (65, "Petit Emma"), (75, "Petit Tom")]
    assert parsed.occurrences[0].description == "Première ligne\ndeuxième ligne sans pliage"
    assert _reasons(parsed) == [
        (4, "not_an_event"),
        (16, "broken_line"),
        (22, "unreadable"),
        (27, "no_start"),
        (31, "unknown_zone"),
        (36, "ends_before_it_starts"),
        (42, "too_long"),
        (48, "too_many"),
        (54, "nameless"),
        (59, "superseded"),
        (71, "unfinished"),
        (81, "outside_the_window"),
        (86, "unfinished"),
    ]
    assert parsed.events == 16
    assert parsed.refused[1].sentence == "line 19 cannot be read"


def test_an_hour_without_a_zone_is_the_practices() -> None:
    data = _calendar("UID:1\r\nSUMMARY:Petit Luc\r\nDTSTART:20260701T090000")
    assert _starts(parse(data, WINDOW)) == ["2026-07-01T07:00Z"]
    assert _starts(parse(data, Window(WINDOW.from_day, WINDOW.to_day, "Indian/Reunion"))) == ["2026-07-01T05:00Z"]


def test_without_a_duration_the_end_is_left_to_the_type() -> None:
    parsed = parse(_calendar("UID:1\r\nSUMMARY:Petit Luc\r\nDTSTART:20260701T090000Z"), WINDOW)
    assert parsed.occurrences[0].ends_at is None


def test_keys_stay_the_same_when_the_file_is_read_again_and_differ_within_it() -> None:
    keys = [each.key for each in _sample("google.ics").occurrences]
    assert keys == [each.key for each in _sample("google.ics").occurrences]
    assert len(set(keys)) == len(keys)


def test_an_event_that_was_moved_keeps_its_key() -> None:
    before = parse(_calendar("UID:1\r\nSUMMARY:Petit Luc\r\nDTSTART:20260701T090000Z"), WINDOW)
    after = parse(_calendar("UID:1\r\nSUMMARY:Petit Luc\r\nDTSTART:20260702T100000Z"), WINDOW)
    assert before.occurrences[0].key == after.occurrences[0].key


def test_an_occurrence_that_was_moved_keeps_its_key() -> None:
    series = "UID:1\r\nSUMMARY:Petit Luc\r\nDTSTART:20260701T090000Z\r\nRRULE:FREQ=WEEKLY;COUNT=3"
    moved = "UID:1\r\nSUMMARY:Petit Luc\r\nRECURRENCE-ID:20260708T090000Z\r\nDTSTART:20260709T100000Z"
    before, after = parse(_calendar(series), WINDOW), parse(_calendar(series, moved), WINDOW)
    assert [each.key for each in before.occurrences] == [each.key for each in after.occurrences]
    assert _starts(after)[1] == "2026-07-09T10:00Z"


def test_what_follows_a_change_from_here_on_is_told_apart_whichever_days_are_imported() -> None:
    series = "UID:1\r\nSUMMARY:Petit Luc\r\nDTSTART:20260701T090000Z\r\nRRULE:FREQ=WEEKLY;COUNT=6"
    later = "UID:1\r\nSUMMARY:Petit Luc\r\nRECURRENCE-ID;RANGE=THISANDFUTURE:20260715T090000Z\r\nDTSTART:20260716T100000Z"
    parsed = parse(_calendar(series, later), WINDOW)
    assert _starts(parsed)[2:] == ["2026-07-16T10:00Z", "2026-07-23T10:00Z", "2026-07-30T10:00Z", "2026-08-06T10:00Z"]
    keys = [each.key for each in parsed.occurrences]
    assert len(set(keys)) == 6
    shorter = parse(_calendar(series, later), Window(date(2026, 7, 20), WINDOW.to_day, WINDOW.zone))
    assert [each.key for each in shorter.occurrences] == keys[3:]


def test_one_cancelled_occurrence_of_a_series_is_left_out_and_reported() -> None:
    series = "UID:1\r\nSUMMARY:Petit Luc\r\nDTSTART:20260701T090000Z\r\nRRULE:FREQ=WEEKLY;COUNT=3"
    gone = "UID:1\r\nSUMMARY:Petit Luc\r\nSTATUS:CANCELLED\r\nRECURRENCE-ID:20260708T090000Z\r\nDTSTART:20260708T090000Z"
    parsed = parse(_calendar(series, gone), WINDOW)
    assert _starts(parsed) == ["2026-07-01T09:00Z", "2026-07-15T09:00Z"]
    assert [reason for _, reason in _reasons(parsed)] == ["cancelled"]


def test_an_endless_series_stops_at_the_window() -> None:
    data = _calendar("UID:1\r\nSUMMARY:Petit Luc\r\nDTSTART:20200106T090000Z\r\nRRULE:FREQ=WEEKLY")
    parsed = parse(data, Window(date(2026, 3, 1), date(2026, 3, 31), "Europe/Paris"))
    assert len(parsed.occurrences) == 5


def test_seconds_are_dropped() -> None:
    parsed = parse(_calendar("UID:1\r\nSUMMARY:Petit Luc\r\nDTSTART:20260701T090042Z\r\nDTEND:20260701T093059Z"), WINDOW)
    assert parsed.occurrences[0].starts_at == datetime(2026, 7, 1, 9, 0, tzinfo=UTC)
    assert parsed.occurrences[0].ends_at == datetime(2026, 7, 1, 9, 30, tzinfo=UTC)


def test_a_calendar_that_cancels_is_refused_event_by_event() -> None:
    data = _calendar("UID:1\r\nSUMMARY:Petit Luc\r\nDTSTART:20260701T090000Z").replace(b"VERSION:2.0", b"METHOD:CANCEL")
    assert _reasons(parse(data, WINDOW)) == [(3, "cancelled")]


def test_a_broken_line_that_says_nothing_of_when_or_who_is_passed_over() -> None:
    data = _calendar("UID:1\r\nSUMMARY:Petit Luc\r\nDTSTART:20260701T090000Z\r\nORGANIZER;CN=Danie\r\nl Latham:mailto:d@example.org")
    assert _starts(parse(data, WINDOW)) == ["2026-07-01T09:00Z"]


@pytest.mark.parametrize("line", ["DTSTART 20260701T100000Z", "SUMMARY=Petit Luc", "RRULE FREQ=DAILY"])
def test_a_broken_line_that_may_say_when_or_who_is_not(line: str) -> None:
    data = _calendar(f"UID:1\r\nSUMMARY:Petit Luc\r\nDTSTART:20260701T090000Z\r\nCLASS:PUBLIC\r\n{line}")
    assert [reason for _, reason in _reasons(parse(data, WINDOW))] == ["broken_line"]


def test_a_property_that_stands_there_twice_is_not_guessed() -> None:
    data = _calendar("UID:1\r\nSUMMARY:Petit Luc\r\nDTSTART:20260701T090000Z\r\nDTSTART:20260702T090000Z")
    assert [reason for _, reason in _reasons(parse(data, WINDOW))] == ["unreadable"]


def test_blanks_in_a_rule_are_forgiven() -> None:
    data = _calendar("UID:1\r\nSUMMARY:Petit Luc\r\nDTSTART:20260701T090000Z\r\nRRULE:FREQ=DAILY;COUNT=3;BYDAY=WE, TH, FR")
    assert len(parse(data, WINDOW).occurrences) == 3


def test_a_zone_named_in_another_programs_own_way_is_guessed() -> None:
    data = _calendar("UID:1\r\nSUMMARY:Petit Luc\r\nDTSTART;TZID=/freeassociation.sourceforge.net/Europe/Berlin:20260701T090000")
    assert _starts(parse(data, WINDOW)) == ["2026-07-01T07:00Z"]


@pytest.mark.parametrize(
    ("start", "until"), [(";TZID=America/New_York:20260301T140000", "20260315T140000"), (":20260301T190000", "20260315T180000Z")]
)
def test_the_last_time_of_a_series_is_there_however_its_end_is_written(start: str, until: str) -> None:
    parsed = parse(_calendar(f"UID:1\r\nSUMMARY:Petit Luc\r\nDTSTART{start}\r\nRRULE:FREQ=DAILY;UNTIL={until}"), WINDOW)
    assert _starts(parsed)[-1] == "2026-03-15T18:00Z"


def test_a_rule_of_what_to_leave_out_is_refused_rather_than_ignored() -> None:
    series = "UID:1\r\nSUMMARY:Petit Luc\r\nDTSTART:20260701T090000Z\r\nRRULE:FREQ=DAILY;COUNT=9\r\nEXRULE:FREQ=DAILY;INTERVAL=2"
    assert [reason for _, reason in _reasons(parse(_calendar(series), WINDOW))] == ["excluding_rule"]


@pytest.mark.parametrize("fault", ["DTSTAMP:19970901T1300Z", "GEO:;", "DTSTAMP:20260101\r\nDTSTAMP:20260102", "LAST-MODIFIED:x"])
def test_a_fault_where_nobody_looks_costs_nobody_his_appointment(fault: str) -> None:
    parsed = parse(_calendar(f"UID:1\r\n{fault}\r\nSUMMARY:Petit Luc\r\nDTSTART:20260701T090000Z  \r\nDTEND:20260701T093000Z"), WINDOW)
    assert _starts(parsed) == ["2026-07-01T09:00Z"]


@pytest.mark.parametrize(("name", "outcome"), [("Europe/Berlin", ["2026-07-01T07:00Z"]), ("Chez nous", ["unknown_zone"])])
def test_of_a_zone_that_makes_no_sense_the_name_may_still_be_known(name: str, outcome: list[str]) -> None:
    rules = "TZOFFSETFROM:+5328\r\nTZOFFSETTO:+0100\r\nDTSTART:19700101T000000"
    zone = f"BEGIN:VTIMEZONE\r\nTZID:{name}\r\nBEGIN:STANDARD\r\n{rules}\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT"
    event = _calendar(f"UID:1\r\nSUMMARY:Petit Luc\r\nDTSTART;TZID={name}:20260701T090000")
    parsed = parse(event.replace(b"BEGIN:VEVENT", zone.encode()), WINDOW)
    assert [*_starts(parsed), *(reason for _, reason in _reasons(parsed))] == outcome


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("(UTC+01:00) Brussels, Copenhagen, Madrid, Paris", ["2026-07-01T07:00Z"]),
        ("(UTC+01:00) Bruxelles, Copenhague, Madrid, Paris", ["2026-07-01T07:00Z"]),
        ("(UTC-04:00) Georgetown, La Paz, Manaus, San Juan", ["2026-07-01T13:00Z"]),
        ("Amsterdam, Belgrade, Berlin", ["2026-07-01T07:00Z"]),
        ("(UTC+09:00) Paris", ["unknown_zone"]),
        ("(UTC-05:00) Eastern Time (US & Canada)", ["unknown_zone"]),
    ],
)
def test_a_zone_named_by_its_cities_is_that_of_the_first_one_known_at_the_hour_that_is_said(name: str, outcome: list[str]) -> None:
    parsed = parse(_calendar(f'UID:1\r\nSUMMARY:Petit Luc\r\nDTSTART;TZID="{name}":20260701T090000'), WINDOW)
    assert [*_starts(parsed), *(reason for _, reason in _reasons(parsed))] == outcome


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("Romance Standard Time", "2026-07-01T07:00Z"),
        ('"W. Europe Standard Time"', "2026-07-01T07:00Z"),
        ("GMT Standard Time", "2026-07-01T08:00Z"),
        ("Standard Time of Nowhere", "unknown_zone"),
    ],
)
def test_a_zone_by_its_windows_name_needs_no_rules_in_the_file(name: str, outcome: str) -> None:
    parsed = parse(_calendar(f"UID:1\r\nSUMMARY:Petit Luc\r\nDTSTART;TZID={name}:20260701T090000"), WINDOW)
    assert [*_starts(parsed), *(reason for _, reason in _reasons(parsed))] == [outcome]


def test_events_without_their_calendar_are_events_all_the_same() -> None:
    whole = _calendar("UID:1\r\nSUMMARY:Petit Luc\r\nDTSTART:20260701T070000Z", "UID:2\r\nSUMMARY:Petit Anne\r\nDTSTART:20260702T070000Z")
    bare = b"\r\n".join(line for line in whole.splitlines() if not line.endswith(b"VCALENDAR"))
    assert _starts(parse(bare, WINDOW)) == _starts(parse(whole, WINDOW)) == ["2026-07-01T07:00Z", "2026-07-02T07:00Z"]


def test_a_zone_that_the_file_defines_is_the_files_whatever_its_name() -> None:
    rules = "BEGIN:STANDARD\r\nTZOFFSETFROM:+0300\r\nTZOFFSETTO:+0300\r\nDTSTART:19700101T000000\r\nEND:STANDARD"
    zone = f"BEGIN:VTIMEZONE\r\nTZID:Madrid, Paris\r\n{rules}\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT"
    event = _calendar('UID:1\r\nSUMMARY:Petit Luc\r\nDTSTART;TZID="Madrid, Paris":20260701T090000')
    assert _starts(parse(event.replace(b"BEGIN:VEVENT", zone.encode()), WINDOW)) == ["2026-07-01T06:00Z"]


@pytest.mark.parametrize("data", [b"", b"nom;prenom\r\nDupont;Jeanne\r\n", b"%PDF-1.7\0\0", b"BEGIN:VCARD\r\nEND:VCARD\r\n"])
def test_what_is_no_calendar_is_said_to_be_none(data: bytes) -> None:
    with pytest.raises(NotACalendar):
        parse(data, WINDOW)


@given(st.binary(max_size=400), st.integers(min_value=0, max_value=2000))
def test_whatever_is_spilt_over_a_file_each_event_is_accounted_for(spilt: bytes, at: int) -> None:
    data = (SAMPLES / "google.ics").read_bytes()
    at = min(at, len(data))
    try:
        parsed = parse(data[:at] + spilt + data[at:], WINDOW)
    except NotACalendar:
        return
    accounted = {each.line for each in parsed.occurrences} | {each.line for each in parsed.refused}
    assert len(accounted) == parsed.events
    assert len({each.key for each in parsed.occurrences}) == len(parsed.occurrences)
