"""The topic `urgent/{practice}`: what waits to be taken in hand, whom it has reached, and who is on duty.

Everybody who works there sees where things stand, so that nobody runs for what a colleague has in hand; what they say is
read apart, by those whom it concerns.
"""

from typing import Any

KIND = "urgent"
STANDING = "standing"
"""The one lens."""
EVENTS = (
    "urgent_raised",
    "urgent_climbed",
    "urgent_taken",
    "urgent_withdrawn",
    "urgent_over",
    "duty_added",
    "duty_changed",
    "duty_removed",
)


def urgent_topic(practice_id: str) -> str:
    """The topic of what is urgent in a practice."""
    return f"{KIND}/{practice_id}"


def mask(_: str, view: dict[str, Any], __: str) -> dict[str, Any] | None:
    """Nothing is hidden."""
    return view
