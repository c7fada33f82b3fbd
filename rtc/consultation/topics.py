"""The topics of consultations: `room/{appointment}` for those in it, `calls/{practitioner}` for those who watch the door."""

from typing import Any

KIND = "room"
CALLS = "calls"
HOST, GUEST = "host", "guest"
WATCH = "watch"
SIGNALS = frozenset({"here", "quality"})
"""What participants tell each other in passing: how their line holds."""
SLOTS = "slots"
"""A signal of the server's own: who fills somebody's slots from now on."""
ROOM_EVENTS = (
    "room_opened",
    "room_entered",
    "room_left",
    "room_knocked",
    "room_admitted",
    "room_ruled",
    "room_media",
    "room_ended",
    "room_retimed",
)
CALLS_EVENTS = ("call_changed", "device_checked", "pace_changed")


def room_topic(appointment_id: str) -> str:
    """The topic of a consultation."""
    return f"{KIND}/{appointment_id}"


def calls_topic(practitioner_id: str) -> str:
    """The topic of who waits for a practitioner."""
    return f"{CALLS}/{practitioner_id}"


def mask_room(collection: str, view: dict[str, Any], lens: str) -> dict[str, Any] | None:
    """A patient does not read on how many devices his link was opened. Pure."""
    if lens == GUEST and collection == "seats":
        return {**view, "devices": 0}
    return view


def mask_calls(_: str, view: dict[str, Any], __: str) -> dict[str, Any] | None:
    """Nothing to hide from those who may watch."""
    return view
