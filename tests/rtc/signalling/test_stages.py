"""The thresholds of a consultation, as values: which stage follows from what happened, and who may receive whom."""

from datetime import UTC, datetime, timedelta

import pytest

from rtc.signalling import NotAllowed, Room, Seat, admit, end, knock
from rtc.signalling.stages import SEEN_OUT, Desk, alone, queued, received, seen_out, stage_of

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ROOM = Room(NINE - 30 * MINUTE, NINE + 120 * MINUTE)
WAITS = knock(ROOM, Seat("patient"), NINE)
BEGUN, IN = admit(ROOM, WAITS, NINE + MINUTE)
OVER = end(BEGUN, NINE + 10 * MINUTE)


def test_a_patient_goes_from_the_reception_to_the_queue_to_his_practitioner_to_the_exit_and_home() -> None:
    desk = Desk()
    assert stage_of(ROOM, None, desk, NINE) is None
    assert stage_of(ROOM, Seat("patient"), desk, NINE) is None
    assert stage_of(ROOM, WAITS, desk, NINE) == "reception"
    desk = queued("reception", received("reception", desk, "sonia", is_held=False), NINE)
    assert stage_of(ROOM, WAITS, desk, NINE) == "queue"
    assert stage_of(BEGUN, IN, desk, NINE + MINUTE) == "practitioner"
    assert stage_of(OVER, IN, desk, NINE + 11 * MINUTE) == "exit"
    assert stage_of(OVER, IN, seen_out("exit", desk, NINE + 12 * MINUTE), NINE + 13 * MINUTE) is None


def test_the_practitioner_lets_in_whoever_nobody_received() -> None:
    assert stage_of(BEGUN, IN, Desk(), NINE + MINUTE) == "practitioner"
    assert stage_of(OVER, IN, Desk(), NINE + 11 * MINUTE) == "exit"


def test_nobody_is_seen_out_who_was_never_in_nor_two_hours_later() -> None:
    assert stage_of(end(ROOM, NINE), WAITS, Desk(), NINE + MINUTE) is None
    assert OVER.ended_at is not None
    assert stage_of(OVER, IN, Desk(), OVER.ended_at + SEEN_OUT) is None


def test_there_is_no_stage_once_the_hour_has_passed_without_him() -> None:
    assert stage_of(ROOM, WAITS, Desk(), ROOM.closes_at) is None


def test_two_never_receive_one_patient_but_whoever_is_gone_is_replaced() -> None:
    desk = received("reception", Desk(), "sonia", is_held=False)
    assert received("reception", desk, "sonia", is_held=True) == desk
    with pytest.raises(NotAllowed, match=r"^received$"):
        received("reception", desk, "luc", is_held=True)
    assert received("reception", desk, "luc", is_held=False).receiver == "luc"
    assert received("reception", alone(desk), "luc", is_held=False).receiver == "luc"


@pytest.mark.parametrize(("stage", "code"), [(None, "not_waiting"), ("practitioner", "in_call")])
def test_nobody_is_received_who_is_not_there_or_is_with_his_practitioner(stage: None, code: str) -> None:
    with pytest.raises(NotAllowed, match=f"^{code}$"):
        received(stage, Desk(), "sonia", is_held=False)
    with pytest.raises(NotAllowed, match=f"^{code}$"):
        queued(stage, Desk(), NINE)


@pytest.mark.parametrize("stage", ["reception", "queue", "practitioner", None])
def test_goodbye_is_said_on_the_way_out_only(stage: None) -> None:
    with pytest.raises(NotAllowed, match=r"^not_waiting$"):
        seen_out(stage, Desk(), NINE)


def test_passing_on_twice_is_once_and_keeps_the_first_hour() -> None:
    once = queued("reception", Desk(receiver="sonia"), NINE)
    assert once == Desk(queued_at=NINE)
    assert queued("queue", once, NINE + MINUTE) == once
