"""The agenda's topic and what each lens hides of it.

A lens is `busy`, or `agenda:` and one letter for each thing it shows: c contacts, r reasons, m remarks, w waiting list.
"""

from collections.abc import Callable
from typing import Any

from server.core.permissions import Permission

KIND = "agenda"
ROOM, CALLS = "room", "calls"
"""Topics of consultations, which are appointments: named here for whatever shows there (`rtc.consultation.topics`)."""
BUSY = "busy"
_LETTERS = (
    ("c", Permission.AGENDA_CONTACT),
    ("r", Permission.AGENDA_REASON),
    ("m", Permission.AGENDA_REMARKS),
    ("w", Permission.WAITING_READ),
)


def agenda_topic(practitioner_id: str) -> str:
    """The topic of a practitioner's agenda."""
    return f"{KIND}/{practitioner_id}"


def room_topic(appointment_id: str) -> str:
    """The topic of a consultation."""
    return f"{ROOM}/{appointment_id}"


def calls_topic(practitioner_id: str) -> str:
    """The topic of who waits for a practitioner."""
    return f"{CALLS}/{practitioner_id}"


def agenda_lens(may: Callable[[Permission], bool]) -> str:
    """The lens that these permissions make."""
    if not may(Permission.AGENDA_DETAILS):
        return BUSY
    return f"{KIND}:" + "".join(letter for letter, permission in _LETTERS if may(permission))


ALL_LENSES = (BUSY, *(f"{KIND}:{c}{r}{m}{w}" for c in ("", "c") for r in ("", "r") for m in ("", "m") for w in ("", "w")))
"""Every lens there can be, for the replay property."""

FULL = f"{KIND}:crmw"
WAITING_ONLY = f"{KIND}:w"

_WRITTEN = ("reason", "notes", "message_to_staff", "message_to_patient")
_PERSONAL = ("patient", "booker")


def mask(collection: str, view: dict[str, Any], lens: str) -> dict[str, Any] | None:
    """A view as the lens shows it, None when it hides it altogether. Pure; `view` is not changed."""
    if lens == FULL:
        return view
    if lens == BUSY:
        return _busy(collection, view)
    shown = lens.partition(":")[2]
    if collection == "waiting":
        return _personal({**view, "note": view["note"] if "r" in shown else None}, shown) if "w" in shown else None
    if collection == "appointments":
        hidden = {} if "r" in shown else dict.fromkeys(_WRITTEN)
        return _personal({**view, **hidden}, shown)
    return view


def _personal(view: dict[str, Any], shown: str) -> dict[str, Any]:
    for field in _PERSONAL:
        patient = view.get(field)
        if patient is not None:
            contact = {} if "c" in shown else {"phone": None, "email": None}
            remarks = {} if "m" in shown else {"has_remarks": False}
            view[field] = {**patient, **contact, **remarks}
    return view


def _busy(collection: str, view: dict[str, Any]) -> dict[str, Any] | None:
    if collection in {"waiting", "planning_events", "replacements"}:
        return None
    if collection == "appointments":
        hidden = dict.fromkeys((*_WRITTEN, *_PERSONAL, "type_id", "booked_by", "follows_id"))
        plain = {"status": "planned", "status_at": None, "origin": "staff", "teleconsultation": False, "sms_off": False}
        return {**view, **hidden, **plain, "messages": 0, "not_told": ""}
    if collection in {"leaves", "blocks"}:
        return {**view, "note": ""}
    if collection == "claims":
        nobody = {"id": "0" * 32, "name": "", "initials": "", "speaking_as": None}
        return {**view, "by": nobody, "asked_by": []}
    if collection == "types":
        return {**view, "message": ""}
    return view
