"""Decisions about calls: values in, values out."""

from datetime import timedelta

from chat.phone.schemas import PhoneState
from server.patients.rules.contacts import phone

KEPT = timedelta(days=90)
"""How long a call stays in the log."""
DAY = timedelta(hours=24)
"""How far back screens show calls by themselves."""
_ORDER: tuple[PhoneState, ...] = ("ringing", "answered", "ended")


def caller_number(told: str) -> str:
    """The number a telephone system gives, as files have it; empty when it hides one, or is none: `anonymous`, `unavailable`."""
    found = phone(told)
    return found[1] if found else ""


def moves(before: PhoneState, after: PhoneState) -> bool:
    """Whether a word says something new: words may come late, twice, and in any order; a call never begins again."""
    return _ORDER.index(after) > _ORDER.index(before)
