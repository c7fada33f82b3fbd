"""Features above that keep things of patients follow what happens to files, so that this one knows none of them.

A feature declares a `Follower` when it is imported; `server.app` and the command line import them all.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from server.core.unit import UnitOfWork
from server.patients.schemas import VisitView


@dataclass(frozen=True, slots=True)
class Follower:
    """What a feature does when files change, in the transaction of the change. `name` is its own, and stays the same."""

    name: str
    topics: Callable[[UnitOfWork, frozenset[str]], Awaitable[set[str]]]
    """The topics that show these patients, to be locked before anything is loaded."""
    changed: Callable[[UnitOfWork, frozenset[str]], Awaitable[None]]
    """Record an event on every topic that shows these patients, whose views were changed already.

    `uow.lock(*topics)` again first: it raises Restart when a topic began to show them in the meantime.
    """
    merge: Callable[[UnitOfWork, str, str], Awaitable[Any]]
    """Hand what belongs to the second patient over to the first (kept, merged); give as JSON what `unmerge` needs: ids, no content."""
    unmerge: Callable[[UnitOfWork, str, str, Any], Awaitable[None]]
    """Give back what `merge` handed over (kept, merged, moved), as far as it is still where it was put."""
    visits: Callable[[UnitOfWork, str], Awaitable[list[VisitView]]] | None = None
    """A patient's appointments that the actor may see, the earliest first."""


_FOLLOWERS: dict[str, Follower] = {}


def follow(follower: Follower) -> None:
    """Declare a follower; declaring the same name again replaces it."""
    _FOLLOWERS[follower.name] = follower


def followers() -> tuple[Follower, ...]:
    """Every follower."""
    return tuple(_FOLLOWERS.values())


async def lock_shown(uow: UnitOfWork, *patient_ids: str) -> None:
    """Lock the topics that show these patients: the first thing a command on a file does.

    Raises:
        Restart: a topic that is not locked began to show them.
    """
    topics: set[str] = set()
    for follower in followers():
        topics |= await follower.topics(uow, frozenset(patient_ids))
    await uow.lock(*topics)


async def tell_changed(uow: UnitOfWork, *patient_ids: str) -> None:
    """Let every screen that shows these patients show them as they are now."""
    await uow.session.flush()
    for follower in followers():
        await follower.changed(uow, frozenset(patient_ids))
