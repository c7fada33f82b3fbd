"""The topic `phone/{practice}`: the calls of a day, for whoever may see who calls. No name of a patient stands in it."""

from typing import Any

KIND = "phone"
ANSWERING = "answering"
"""The one lens."""
EVENTS = ("phone_rang", "phone_changed")


def phone_topic(practice_id: str) -> str:
    """The topic of a practice's calls."""
    return f"{KIND}/{practice_id}"


def mask(_: str, view: dict[str, Any], __: str) -> dict[str, Any] | None:
    """Nothing is hidden."""
    return view
