"""The thresholds that a patient passes by one link: welcomed, waiting, with his practitioner, seen out (Part C 7).

His stage is read from what happened, so that no two can be true at once; none has to be passed before the next, for the
practitioner lets in whom he wants when he wants.
"""

from datetime import datetime, timedelta
from typing import Literal, get_args

from msgspec import Struct
from msgspec.structs import replace

from rtc.signalling.state import NotAllowed, Room, Seat, phase_of

Stage = Literal["reception", "queue", "practitioner", "exit"]
Item = Literal["identity", "vitale", "consent", "device", "document"]
"""What the secretariat sees to before the consultation: who he is, his card, that he agrees, his device, the document asked for."""
ITEMS: tuple[Item, ...] = get_args(Item)
SEEN_OUT = timedelta(hours=2)
"""How long after the end a patient may still be seen out."""


class Desk(Struct, frozen=True):
    """What the secretariat did about one patient, and who is with him."""

    receiver: str | None = None
    """The seat of whoever receives him now."""
    queued_at: datetime | None = None
    """When the reception passed him on to the waiting room."""
    goodbye_at: datetime | None = None


def stage_of(room: Room, patient: Seat | None, desk: Desk, now: datetime) -> Stage | None:
    """Where the patient is; None: he never came, or he is gone for good."""
    if patient is None or patient.knocked_at is None:
        return None
    if room.ended_at is not None:
        leaves = patient.admitted_at is not None and desk.goodbye_at is None and now < room.ended_at + SEEN_OUT
        return "exit" if leaves else None
    if phase_of(room, now) != "open":
        return None
    if patient.admitted_at is not None:
        return "practitioner"
    return "reception" if desk.queued_at is None else "queue"


def received(stage: Stage | None, desk: Desk, seat: str, *, is_held: bool) -> Desk:
    """Somebody of the secretariat receives him. `is_held`: whoever received him before is still with him.

    Raises:
        NotAllowed: not_waiting; in_call: he is with his practitioner; received: by somebody else.
    """
    if stage is None:
        raise NotAllowed("not_waiting")
    if stage == "practitioner":
        raise NotAllowed("in_call")
    if is_held and desk.receiver != seat:
        raise NotAllowed("received")
    return replace(desk, receiver=seat)


def queued(stage: Stage | None, desk: Desk, now: datetime) -> Desk:
    """The reception is done: he waits for his practitioner, with nobody beside him. Twice is once.

    Raises:
        NotAllowed: not_waiting, in_call.
    """
    if stage == "practitioner":
        raise NotAllowed("in_call")
    if stage not in {"reception", "queue"}:
        raise NotAllowed("not_waiting")
    return replace(desk, receiver=None, queued_at=desk.queued_at or now)


def seen_out(stage: Stage | None, desk: Desk, now: datetime) -> Desk:
    """Goodbye.

    Raises:
        NotAllowed: not_waiting: he is not on his way out.
    """
    if stage != "exit":
        raise NotAllowed("not_waiting")
    return replace(desk, receiver=None, goodbye_at=now)


def alone(desk: Desk) -> Desk:
    """Nobody of the secretariat is with him any more."""
    return replace(desk, receiver=None)
