"""The topic of a drawing, `sheet/{appointment}`, and the words of its signals."""

from typing import Any

KIND = "sheet"
DRAWING = "drawing"
"""The practitioner and the patient draw (F170)."""
LOOKING = "looking"
"""Whoever was invited beside the patient looks on: he sees all of it, and draws and points at nothing."""
EVENTS = ("sheet_drawn",)
SIGNALS = frozenset({"here", "pen", "pointer"})
"""`pen`: a stroke while it is being drawn; `pointer`: where somebody points (F169). Neither is stored."""
RESERVED = {"pen": DRAWING, "pointer": DRAWING}


def sheet_topic(appointment_id: str) -> str:
    """The topic of an appointment's drawing."""
    return f"{KIND}/{appointment_id}"


def mask(_: str, view: dict[str, Any], __: str) -> dict[str, Any] | None:
    """Nothing is hidden from those who draw together, nor from those who look on."""
    return view
