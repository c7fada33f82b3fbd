"""The topic `instructions/{practitioner}`: what he asks, and who has read it. Whoever may subscribe sees everything."""

from typing import Any

KIND = "instructions"
ANSWERING = "answering"
"""The one lens."""
EVENTS = ("instruction_added", "instruction_changed", "instruction_withdrawn", "instruction_read")


def instructions_topic(practitioner_id: str) -> str:
    """The topic of a practitioner's instructions."""
    return f"{KIND}/{practitioner_id}"


def mask(_: str, view: dict[str, Any], __: str) -> dict[str, Any] | None:
    """Nothing is hidden."""
    return view
