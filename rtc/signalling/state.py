"""The states of a room and of its seats, and the only ways from one to another.

A seat outlives its connections: reloading, another device or a restarted server give it a new one, and whoever was let
in stays let in. Losing a connection never ends anything (Q17); only the practitioner's "Terminer" does.
"""

from datetime import datetime
from typing import Literal, get_args

from msgspec import Struct
from msgspec.structs import replace

Phase = Literal["early", "open", "over", "ended"]
Company = Literal["interpreter", "carer", "trainee"]
"""Whom else one may invite: who translates, who helps the patient, who learns."""
Role = Literal["patient", "host", "interpreter", "carer", "trainee"]
Place = Role | Literal["desk"]
"""`desk`: whoever of the secretariat receives the patient; never in the room of the consultation."""
COMPANY: frozenset[str] = frozenset(get_args(Company))


class NotAllowed(Exception):
    """This cannot happen now. `code`: early, over, ended, not_admitted, not_waiting, not_here, not_asked, in_call, received."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Room(Struct, frozen=True):
    """One consultation: when its door opens and closes, when it began and ended."""

    opens_at: datetime
    closes_at: datetime
    started_at: datetime | None = None
    ended_at: datetime | None = None


class Seat(Struct, frozen=True):
    """One participant's place."""

    role: Place
    here: bool = False
    """A page of his is open on this room."""
    knocked_at: datetime | None = None
    """Since when he waits, or waited."""
    admitted_at: datetime | None = None
    left_at: datetime | None = None
    """When he was last gone; None while he is here, or never came."""
    connection: str | None = None
    """The newest media connection; older ones count no more."""
    is_connected: bool = False
    heard: bool = True
    seen: bool = True
    devices: int = 0
    """How many devices opened this seat, one after the other."""


def invited(role: Place, *, devices: int = 0) -> Seat:
    """A place as it begins: whoever learns is neither heard nor seen until the practitioner says so."""
    shown = role != "trainee"
    return Seat(role=role, devices=devices, heard=shown, seen=shown)


def phase_of(room: Room, now: datetime) -> Phase:
    """Where the room stands. A consultation that began goes on past the hour at which its door closes."""
    if room.ended_at is not None:
        return "ended"
    if now < room.opens_at:
        return "early"
    if now >= room.closes_at and room.started_at is None:
        return "over"
    return "open"


def expected(seat: Seat, room: Room, now: datetime) -> bool:
    """Whether he is at the door, waiting to be let in."""
    return seat.role != "host" and seat.here and seat.knocked_at is not None and seat.admitted_at is None and phase_of(room, now) == "open"


def replaced(seat: Seat) -> Seat:
    """Another device opens the seat: the one before is put out, and what was decided about the person holds."""
    return replace(seat, devices=seat.devices + 1, here=False, connection=None, is_connected=False)


def here(seat: Seat) -> Seat:
    """A page is open."""
    return replace(seat, here=True, left_at=None)


def knock(room: Room, seat: Seat, now: datetime) -> Seat:
    """A guest's page is open and the door too: he waits, from the first time he came on.

    Raises:
        NotAllowed: early, over, ended.
    """
    phase = phase_of(room, now)
    if phase != "open":
        raise NotAllowed(phase)
    return replace(here(seat), knocked_at=seat.knocked_at or now)


def leave(seat: Seat, now: datetime) -> Seat:
    """His page is gone: closed, cut, or hung up. His place stays."""
    return replace(seat, here=False, left_at=now, connection=None, is_connected=False) if seat.here or seat.connection else seat


def admit(room: Room, seat: Seat, now: datetime) -> tuple[Room, Seat]:
    """The practitioner lets in whoever waits; letting in twice changes nothing. The consultation begins with the patient.

    Raises:
        NotAllowed: ended, not_waiting.
    """
    if room.ended_at is not None:
        raise NotAllowed("ended")
    if seat.role == "host" or seat.knocked_at is None:
        raise NotAllowed("not_waiting")
    begun = replace(room, started_at=room.started_at or now) if seat.role == "patient" else room
    return begun, replace(seat, admitted_at=seat.admitted_at or now)


def offered(room: Room, seat: Seat, connection: str, now: datetime) -> Seat:
    """A browser offers media. No answer is given to whoever was not let in.

    Raises:
        NotAllowed: early, over, ended, not_admitted.
    """
    if room.ended_at is not None:
        raise NotAllowed("ended")
    if seat.role != "host" and seat.admitted_at is None:
        phase = phase_of(room, now)
        raise NotAllowed(phase if phase != "open" else "not_admitted")
    return replace(seat, connection=connection, is_connected=False)


def connected(seat: Seat, connection: str) -> Seat:
    """Media flows on a connection; that of an older one says nothing."""
    return replace(seat, is_connected=True) if seat.connection == connection else seat


def lost(seat: Seat, connection: str) -> Seat:
    """A connection is gone; when it was the newest, the seat waits for the next."""
    return replace(seat, connection=None, is_connected=False) if seat.connection == connection else seat


def ruled(seat: Seat, *, heard: bool, seen: bool) -> Seat:
    """What is heard and seen of somebody, as the practitioner decides."""
    return replace(seat, heard=heard, seen=seen)


def end(room: Room, now: datetime) -> Room:
    """The practitioner ends the consultation, for everybody; ending twice changes nothing."""
    return replace(room, ended_at=room.ended_at or now)
