"""The topics of missions: `missions/{practice}`, its board, and `todo/{person}`, how much somebody has to do.

The lens of a board names the practitioners whose missions are shown, and says whether patients are. The list of what one
has to do holds no text, so that its events tell nothing to somebody whose rights have changed since.
"""

from collections.abc import Iterable
from typing import Any

KIND, LIST = "missions", "todo"
ALL, OWN = "all", "own"
NAMED, UNNAMED = "named", "unnamed"
BOARD_EVENTS = (
    "mission_added",
    "mission_changed",
    "mission_moved",
    "mission_commented",
    "mission_deleted",
    "mission_archived",
    "mission_patient_changed",
    "mission_template_saved",
    "mission_template_deleted",
)
LIST_EVENTS = ("todo_changed", "todo_due")


def board_topic(practice_id: str) -> str:
    """The topic of a practice's board."""
    return f"{KIND}/{practice_id}"


def todo_topic(person_id: str) -> str:
    """The topic of what somebody has to do."""
    return f"{LIST}/{person_id}"


def lens_of(practitioners: Iterable[str] | None, *, patients: bool) -> str:
    """The lens of somebody who sees what concerns these practitioners (None: everybody's), with or without patients' names."""
    if practitioners is None and patients:
        return ALL
    shown = "*" if practitioners is None else ",".join(sorted(practitioners))
    return f"{NAMED if patients else UNNAMED}:{shown}"


def mask_board(_: str, view: dict[str, Any], lens: str) -> dict[str, Any] | None:
    """A mission or a template through a lens."""
    names, _, shown = lens.partition(":")
    if lens == ALL:
        return view
    if shown != "*" and view["practitioner_id"] is not None and view["practitioner_id"] not in shown.split(","):
        return None
    if names == UNNAMED and view.get("patient") is not None:
        return {**view, "patient": None}
    return view


def mask_todo(_: str, view: dict[str, Any], __: str) -> dict[str, Any] | None:
    """It is one's own."""
    return view
