"""The topics of consultations: `room/{appointment}` for those in it, `calls/{practitioner}` for those who watch the door."""

from typing import Any

from rtc.consultation.desks import hidden
from server.agenda.topics import CALLS, calls_topic, room_topic
from server.agenda.topics import ROOM as KIND
from server.payments.topics import CHANGED, COLLECTION, mask_payment

__all__ = ["CALLS", "KIND", "calls_topic", "room_topic"]

HOST, GUEST, COMPANION = "host", "guest", "companion"
ARRIVING = "arriving"
"""Whoever was invited beside the patient, before he is let in: he learns who receives him, and nobody else's name."""
WATCH = "watch"
STEER = "steer"
SIGNALS = frozenset({"here", "quality", STEER})
"""What participants tell each other in passing: how their line holds, what is asked of the patient's camera."""
RESERVED = {STEER: HOST}
"""Signals that one lens alone may send: only the practitioner drives a camera, and only his patient's (Q20)."""
SLOTS = "slots"
"""A signal of the server's own: who fills somebody's slots from now on."""
ROOM_EVENTS = (
    "room_opened",
    "room_entered",
    "room_left",
    "room_knocked",
    "room_admitted",
    "room_invited",
    "room_removed",
    "room_ruled",
    "room_photographed",
    "room_recording",
    "room_media",
    "room_received",
    "room_ticked",
    "room_queued",
    "room_released",
    "room_seen_out",
    "room_taken",
    "room_ended",
    "room_retimed",
    CHANGED,
)
CALLS_EVENTS = ("call_changed", "device_checked", "pace_changed", CHANGED)


def mask_room(collection: str, view: dict[str, Any], lens: str) -> dict[str, Any] | None:
    """A patient does not read on how many devices his link was opened, nor who of the practice noted what or receives him. Pure.

    Whoever was invited beside him does not read what he owes either, and, until he is let in, not who he is.
    """
    if lens in {COMPANION, ARRIVING} and collection == COLLECTION:
        return None
    if lens == ARRIVING and collection == "seats":
        return None if view["role"] == "patient" else {**view, "name": view["name"] if view["role"] == "host" else "", "devices": 0}
    if lens != HOST and collection == "room":
        return hidden(view, is_patient=lens == GUEST)
    if lens != HOST and collection == "seats":
        return {**view, "devices": 0}
    if lens == GUEST and collection == COLLECTION:
        return mask_payment(view)
    return view


def mask_calls(_: str, view: dict[str, Any], __: str) -> dict[str, Any] | None:
    """Nothing to hide from those who may watch."""
    return view
