"""What a row of the outbox remembers of its appointment: identifiers and times, from which it is worded when it leaves."""

from collections.abc import Mapping
from datetime import datetime

from server.agenda.telling.rules import Place

PREFIX = "appointment_"
PAYMENT_KIND = "payment"
"""The kind of what patients are told about paying, whose references name their appointment too; the payments own it."""


def about_of(appointment_id: str) -> str:
    """What messages about an appointment are about."""
    return f"appointment/{appointment_id}"


def refs_of(
    appointment_id: str, audience: str, place: Place, *, version: int, type_id: str | None, booker_id: str | None
) -> dict[str, str]:
    """The references of a message."""
    return {
        "appointment": appointment_id,
        "to": audience,
        "starts_at": place.starts_at.isoformat(),
        "ends_at": place.ends_at.isoformat(),
        "practitioner": place.practitioner_id,
        "location": place.location_id,
        "video": "1" if place.video else "",
        "version": str(version),
        "type": type_id or "",
        "booker": booker_id or "",
    }


def place_of(refs: Mapping[str, str]) -> Place:
    """The place that a message says."""
    return Place(
        starts_at=datetime.fromisoformat(refs["starts_at"]),
        ends_at=datetime.fromisoformat(refs["ends_at"]),
        practitioner_id=refs["practitioner"],
        location_id=refs["location"],
        video=bool(refs["video"]),
    )
