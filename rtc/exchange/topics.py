"""The topic of an exchange, `exchange/{appointment}`, and what each of those who read it may see."""

from typing import Any

KIND = "exchange"
HOST, DESK, GUEST = "host", "desk", "guest"
EVENTS = ("message_sent", "messages_read")


def exchange_topic(appointment_id: str) -> str:
    """The topic of the messages of an appointment."""
    return f"{KIND}/{appointment_id}"


def mask(collection: str, view: dict[str, Any], lens: str) -> dict[str, Any] | None:
    """What is said in the call stays between the two who are in it; a patient writes with the desk, whoever sits there. Pure."""
    if collection != "messages" or lens == HOST:
        return view
    if lens == DESK:
        return view if view["place"] == "waiting" else None
    return {**view, "name": ""} if view["side"] == "desk" else view
