"""The topic `presence/{practice}`: who cannot be reached, and until when.

What an agenda says, consultations and leave, is for whoever may read that agenda: the lens names those. That somebody does
not want to be disturbed is for all who work there.
"""

from collections.abc import Iterable
from typing import Any

KIND = "presence"
ALL = "all"
EVENTS = ("presence_changed",)


def presence_topic(practice_id: str) -> str:
    """The topic of a practice's people."""
    return f"{KIND}/{practice_id}"


def lens_of(practitioners: Iterable[str] | None) -> str:
    """The lens of somebody who may read these practitioners' agendas (None: everybody's)."""
    return ALL if practitioners is None else "of:" + ",".join(sorted(practitioners))


def mask(_: str, view: dict[str, Any], lens: str) -> dict[str, Any] | None:
    """Somebody's presence through a lens."""
    agenda = view["practitioner_id"]
    if lens == ALL or agenda is None or agenda in lens.removeprefix("of:").split(","):
        return view
    return None
