"""Decisions about referrals: values in, values out."""

from datetime import timedelta
from typing import Literal

from server.patients.rules.names import fold
from server.referrals.schemas import ActKind, Status

LASTS = timedelta(days=30)
"""How long a colleague's link opens a referral."""
Fate = Literal["stands", "cancelled", "reassigned"]
"""Of an appointment, as a referral sees it: what is deleted is cancelled."""
OVER: frozenset[Status] = frozenset({"declined", "withdrawn"})
_NEXT: dict[Status, frozenset[Status]] = {
    "sent": frozenset({"seen", "accepted", "booked", "declined", "withdrawn"}),
    "seen": frozenset({"accepted", "booked", "declined", "withdrawn"}),
    "accepted": frozenset({"booked", "declined", "withdrawn"}),
    "booked": frozenset({"declined"}),
    "declined": frozenset(),
    "withdrawn": frozenset(),
}


def may_follow(before: Status, after: Status) -> bool:
    """Whether a referral may go from one state to another; the same again is no step."""
    return after in _NEXT[before]


def followed(fate: Fate, *, is_booked: bool, is_moved: bool) -> ActKind | None:
    """What a referral makes of the fate of its appointment; None: it stands as it should."""
    if fate == "stands":
        return ("moved" if is_moved else None) if is_booked else "restored"
    return fate if is_booked else None


def is_meant(text: str, name: str, specialty: str) -> bool:
    """Whether every word of a text begins a word of a colleague's name or specialty, accents forgiven (F111)."""
    words = f"{fold(name)} {fold(specialty)}".split()
    return all(any(word.startswith(each) for word in words) for each in fold(text).split())
