"""What may happen next in a consultation: values in, values out. No media, no clock, no database."""

from rtc.signalling.limits import Allowance
from rtc.signalling.state import (
    NotAllowed,
    Room,
    Seat,
    admit,
    connected,
    end,
    expected,
    here,
    knock,
    leave,
    lost,
    offered,
    phase_of,
    replaced,
    ruled,
)

__all__ = [
    "Allowance",
    "NotAllowed",
    "Room",
    "Seat",
    "admit",
    "connected",
    "end",
    "expected",
    "here",
    "knock",
    "leave",
    "lost",
    "offered",
    "phase_of",
    "replaced",
    "ruled",
]
