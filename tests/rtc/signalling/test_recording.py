"""What may be recorded: asked for, agreed to, refused, taken back."""

from datetime import UTC, datetime, timedelta

import pytest

from rtc.signalling import NotAllowed, Room, Seat, admit, end, knock
from rtc.signalling.recording import Answer, Kind, Recording, answered, asked, asked_anew, settled

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LATER = NINE + timedelta(minutes=1)
WAITING = Seat(role="patient", devices=1)
OPEN = Room(opens_at=NINE - timedelta(minutes=30), closes_at=NINE + timedelta(hours=2))
ROOM, PATIENT = admit(OPEN, knock(OPEN, WAITING, NINE), NINE)
ASKED = Recording("video", NINE)
AGREED = Recording("video", NINE, NINE, {"patient": NINE})
ALONE = {"patient"}
THREE = {"patient", "interpreter", "trainee"}


@pytest.mark.parametrize(
    ("before", "kind", "after"),
    [
        (None, "video", Recording("video", LATER)),
        (ASKED, "video", ASKED),
        (ASKED, "sound", Recording("sound", LATER)),
        (AGREED, "video", AGREED),
        (AGREED, "sound", Recording("sound", LATER)),
    ],
)
def test_a_consent_is_for_one_kind(before: Recording | None, kind: Kind, after: Recording) -> None:
    assert asked(ROOM, PATIENT, before, kind, LATER) == after


def test_nobody_is_asked_before_he_is_let_in_nor_after_the_end() -> None:
    with pytest.raises(NotAllowed, match="not_waiting"):
        asked(OPEN, WAITING, None, "video", NINE)
    with pytest.raises(NotAllowed, match="ended"):
        asked(end(ROOM, NINE), PATIENT, None, "video", NINE)


@pytest.mark.parametrize(
    ("before", "agreed", "after", "answer"),
    [
        (ASKED, True, Recording("video", NINE, LATER, {"patient": LATER}), "agreed"),
        (AGREED, True, AGREED, None),
        (ASKED, False, None, "refused"),
        (AGREED, False, None, "revoked"),
        (None, False, None, None),
    ],
)
def test_the_patient_answers_and_may_take_it_back(
    before: Recording | None, agreed: bool, after: Recording | None, answer: Answer | None
) -> None:
    assert answered(before, "patient", ALONE, agreed=agreed, kind="video", now=LATER) == (after, answer)


@pytest.mark.parametrize("before", [None, Recording("sound", NINE), Recording("sound", NINE, NINE)])
def test_nobody_agrees_to_what_he_is_not_asked(before: Recording | None) -> None:
    with pytest.raises(NotAllowed, match="not_asked"):
        answered(before, "patient", ALONE, agreed=True, kind="video", now=LATER)


def test_nobody_agrees_who_was_not_let_in() -> None:
    with pytest.raises(NotAllowed, match="not_asked"):
        answered(ASKED, "carer", THREE, agreed=True, kind="video", now=LATER)


def test_it_begins_with_the_last_yes_and_ends_with_the_first_no() -> None:
    now: Recording | None = ASKED
    for seat in ("patient", "interpreter"):
        now, _ = answered(now, seat, THREE, agreed=True, kind="video", now=NINE)
        assert now is not None
        assert now.agreed_at is None
    now, _ = answered(now, "trainee", THREE, agreed=True, kind="video", now=LATER)
    assert now is not None
    assert now.agreed_at == LATER
    for seat in THREE:
        assert answered(now, seat, THREE, agreed=False, kind="video", now=LATER) == (None, "revoked")


def test_whoever_is_sent_out_keeps_nobody_waiting() -> None:
    one, _ = answered(ASKED, "patient", THREE, agreed=True, kind="video", now=NINE)
    assert one is not None
    assert settled(one, {"patient", "trainee"}, LATER).agreed_at is None
    assert settled(one, ALONE, LATER).agreed_at == LATER
    assert settled(AGREED, ALONE, LATER).agreed_at == NINE


def test_somebody_else_comes_in_and_everybody_is_asked() -> None:
    assert asked_anew(AGREED, LATER) == Recording("video", LATER)
