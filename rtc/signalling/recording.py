"""Recording in the practitioner's browser (F171, F172): he asks, the patient agrees, and it is over the moment either says so.

The consent is for one recording of one kind: the next one is asked for anew.
"""

from datetime import datetime
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from rtc.signalling.state import NotAllowed, Room, Seat

Kind = Literal["video", "sound"]
Answer = Literal["agreed", "refused", "revoked"]


class Recording(Struct, frozen=True):
    """What is recorded, or asked for as long as nobody agreed."""

    kind: Kind
    asked_at: datetime
    agreed_at: datetime | None = None


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


def answered(before: Recording | None, *, agreed: bool, kind: Kind, now: datetime) -> tuple[Recording | None, Answer | None]:
    """The patient agrees, refuses, or takes his consent back; the second half is None when that changes nothing.

    Raises:
        NotAllowed: not_asked: he agrees to what is not asked for, or not any more.
    """
    if not agreed:
        return None, None if before is None else "refused" if before.agreed_at is None else "revoked"
    if before is None or before.kind != kind:
        raise NotAllowed("not_asked")
    return (before, None) if before.agreed_at is not None else (replace(before, agreed_at=now), "agreed")
