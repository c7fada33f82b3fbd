"""Recording in the practitioner's browser (F171, F172): he asks, every guest let in agrees, and it is over the moment one of them says so.

A consent is for one recording of one kind before those who are there: the next one is asked for anew, and so is this one
when somebody else comes in.
"""

from collections.abc import Mapping, Set
from datetime import datetime
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from rtc.signalling.state import NotAllowed, Room, Seat

Kind = Literal["video", "sound"]
Answer = Literal["agreed", "refused", "revoked"]


class Recording(Struct, frozen=True):
    """What is recorded, or asked for as long as somebody has not agreed."""

    kind: Kind
    asked_at: datetime
    agreed_at: datetime | None = None
    """When the last of them agreed: recorded from then on."""
    consents: Mapping[str, datetime] = {}
    """Whose seat agreed, and when."""


def asked(room: Room, patient: Seat, before: Recording | None, kind: Kind, now: datetime) -> Recording:
    """The practitioner asks to record; asking again for what is asked for or recorded already changes nothing.

    Raises:
        NotAllowed: ended, not_waiting.
    """
    if room.ended_at is not None:
        raise NotAllowed("ended")
    if patient.admitted_at is None:
        raise NotAllowed("not_waiting")
    return before if before is not None and before.kind == kind else Recording(kind, now)


def answered(
    before: Recording | None, seat: str, everybody: Set[str], *, agreed: bool, kind: Kind, now: datetime
) -> tuple[Recording | None, Answer | None]:
    """One of `everybody`, who were let in, agrees, refuses, or takes his consent back; the second half is None when that changes nothing.

    Raises:
        NotAllowed: not_asked: he agrees to what he is not asked for, or not any more.
    """
    if not agreed:
        return None, None if before is None else "revoked" if seat in before.consents else "refused"
    if before is None or before.kind != kind or seat not in everybody:
        raise NotAllowed("not_asked")
    if seat in before.consents:
        return before, None
    return settled(replace(before, consents={**before.consents, seat: now}), everybody, now), "agreed"


def settled(before: Recording, everybody: Set[str], now: datetime) -> Recording:
    """It begins once nobody is left who has not agreed; that may also be because he was sent out."""
    begins = before.agreed_at is None and everybody <= before.consents.keys()
    return replace(before, agreed_at=now) if begins else before


def asked_anew(before: Recording, now: datetime) -> Recording:
    """Somebody else comes in, or somebody speaks from another device: nobody's consent holds, everybody is asked."""
    return Recording(before.kind, now)
