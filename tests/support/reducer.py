"""The browser's reducer, in Python: drop by id, then put by id (docs/protocol.md)."""

from typing import Any

State = dict[str, dict[str, Any]]
"""Collection → id → view."""


def opened(body: dict[str, list[dict[str, Any]]]) -> State:
    """The state that a snapshot's body describes."""
    return {name: {view["id"]: view for view in views} for name, views in body.items()}


def applied(state: State, body: dict[str, Any]) -> State:
    """The state after an event."""
    after = {name: dict(views) for name, views in state.items()}
    for name, ids in body.get("drop", {}).items():
        for gone in ids:
            after.setdefault(name, {}).pop(gone, None)
    for name, views in body.get("put", {}).items():
        after.setdefault(name, {}).update({view["id"]: view for view in views})
    return after
