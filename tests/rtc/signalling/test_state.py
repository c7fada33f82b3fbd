"""The states of a room and of its seats."""

from datetime import UTC, datetime, timedelta

import pytest

from rtc.signalling import (
    Allowance,
    NotAllowed,
    Room,
    Seat,
    admit,
    connected,
    end,
    expected,
    invited,
    knock,
    leave,
    lost,
    offered,
    phase_of,
    replaced,
    ruled,
)

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HALF = timedelta(minutes=30)
ROOM = Room(opens_at=NINE - HALF, closes_at=NINE + 4 * HALF)
PATIENT, HOST = Seat(role="patient", devices=1), Seat(role="host")


def let_in() -> tuple[Room, Seat]:
    return admit(ROOM, knock(ROOM, PATIENT, NINE), NINE)


@pytest.mark.parametrize(("at", "phase"), [(NINE - 2 * HALF, "early"), (NINE - HALF, "open"), (NINE, "open"), (NINE + 4 * HALF, "over")])
def test_the_door_opens_before_the_hour_and_closes_after(at: datetime, phase: str) -> None:
    assert phase_of(ROOM, at) == phase


def test_a_consultation_that_began_goes_on_past_the_hour_at_which_the_door_closes() -> None:
    room, _ = let_in()
    assert phase_of(room, NINE + 10 * HALF) == "open"
    assert phase_of(end(room, NINE), NINE) == "ended"


@pytest.mark.parametrize(("at", "code"), [(NINE - 2 * HALF, "early"), (NINE + 4 * HALF, "over")])
def test_nobody_knocks_outside_these_hours(at: datetime, code: str) -> None:
    with pytest.raises(NotAllowed, match=code):
        knock(ROOM, PATIENT, at)


def test_whoever_learns_is_neither_heard_nor_seen_until_allowed_and_the_others_are() -> None:
    assert [(invited(role).heard, invited(role).seen) for role in ("interpreter", "carer", "trainee")] == [
        (True, True),
        (True, True),
        (False, False),
    ]
    assert ruled(invited("trainee"), heard=True, seen=False).heard


def test_somebody_else_let_in_does_not_begin_the_consultation() -> None:
    room, interpreter = admit(ROOM, knock(ROOM, invited("interpreter"), NINE), NINE)
    assert (room.started_at, interpreter.admitted_at) == (None, NINE)
    with pytest.raises(NotAllowed, match="not_waiting"):
        admit(ROOM, invited("carer"), NINE)
    with pytest.raises(NotAllowed, match="not_admitted"):
        offered(ROOM, knock(ROOM, invited("carer"), NINE), "c-1", NINE)


def test_a_patient_waits_from_the_first_time_he_came_on() -> None:
    came = knock(ROOM, PATIENT, NINE)
    away = leave(came, NINE + HALF)
    back = knock(ROOM, away, NINE + 2 * HALF)
    assert (away.here, back.here, back.knocked_at) == (False, True, NINE)
    assert expected(back, ROOM, NINE + 2 * HALF)
    assert not expected(away, ROOM, NINE + HALF)


def test_no_offer_of_a_patient_is_answered_before_he_is_let_in() -> None:
    waiting = knock(ROOM, PATIENT, NINE)
    for seat, at, code in (
        (PATIENT, NINE - 2 * HALF, "early"),
        (PATIENT, NINE + 4 * HALF, "over"),
        (PATIENT, NINE, "not_admitted"),
        (waiting, NINE, "not_admitted"),
    ):
        with pytest.raises(NotAllowed, match=code):
            offered(ROOM, seat, "c1", at)
    assert offered(ROOM, HOST, "c1", NINE).connection == "c1"


def test_only_who_waits_is_let_in_and_twice_is_once() -> None:
    with pytest.raises(NotAllowed, match="not_waiting"):
        admit(ROOM, PATIENT, NINE)
    with pytest.raises(NotAllowed, match="not_waiting"):
        admit(ROOM, HOST, NINE)
    room, seat = let_in()
    assert admit(room, seat, NINE + HALF) == (room, seat)


def test_who_was_let_in_stays_let_in_whatever_happens_to_his_connection() -> None:
    room, seat = let_in()
    seat = connected(offered(room, seat, "c1", NINE), "c1")
    for after in (lost(seat, "c1"), leave(seat, NINE), replaced(seat)):
        assert offered(room, after, "c2", NINE + HALF).admitted_at == NINE


def test_an_older_connection_says_nothing_of_the_newer_one() -> None:
    room, seat = let_in()
    seat = connected(offered(room, offered(room, seat, "c1", NINE), "c2", NINE), "c2")
    assert lost(seat, "c1") == seat
    assert connected(seat, "c1") == seat
    assert not lost(seat, "c2").is_connected


def test_after_the_end_nobody_is_let_in_or_answered() -> None:
    room, seat = let_in()
    over = end(room, NINE + HALF)
    assert end(over, NINE + 2 * HALF) == over
    for step in (lambda: admit(over, seat, NINE), lambda: offered(over, seat, "c", NINE), lambda: offered(over, HOST, "c", NINE)):
        with pytest.raises(NotAllowed, match="ended"):
            step()


def test_silencing_outlives_the_connection() -> None:
    room, seat = let_in()
    silenced = ruled(seat, heard=False, seen=True)
    again = offered(room, replaced(silenced), "c2", NINE)
    assert (again.heard, again.seen) == (False, True)


def test_an_allowance_fills_again_with_time_and_never_beyond_its_most() -> None:
    allowance = Allowance(most=3, rate=1)
    assert [allowance.take(100.0) for _ in range(4)] == [True, True, True, False]
    assert allowance.take(101.0)
    assert [allowance.take(200.0) for _ in range(4)] == [True, True, True, False]
