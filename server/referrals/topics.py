"""The topic `referrals/{practice}`: who was sent to whom, and what became of it. Whoever may subscribe sees everything."""

from typing import Any

KIND = "referrals"
FOLLOWING = "following"
"""The one lens."""
EVENTS = ("referral_sent", "referral_changed")


def referrals_topic(practice_id: str) -> str:
    """The topic of a practice's referrals."""
    return f"{KIND}/{practice_id}"


def mask(_: str, view: dict[str, Any], __: str) -> dict[str, Any] | None:
    """Nothing is hidden."""
    return view
