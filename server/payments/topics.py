"""Payments show where consultations do: in `room/{appointment}` and at `calls/{practitioner}`, in the collection `payments`."""

from typing import Any

COLLECTION = "payments"
CHANGED = "payment_changed"


def mask_payment(view: dict[str, Any]) -> dict[str, Any]:
    """A patient does not read who of the practice noted what, and learns from people what is given back. Pure."""
    return {**view, "settled_by": "", "paid_twice": False}
