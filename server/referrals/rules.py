"""Decisions about referrals: values in, values out."""

from datetime import timedelta

from server.patients.rules.names import fold
from server.referrals.schemas import Status

LASTS = timedelta(days=30)
"""How long a colleague's link opens a referral."""
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


def is_meant(text: str, name: str, specialty: str) -> bool:
    """Whether every word of a text begins a word of a colleague's name or specialty, accents forgiven (F111)."""
    words = f"{fold(name)} {fold(specialty)}".split()
    return all(any(word.startswith(each) for word in words) for each in fold(text).split())
