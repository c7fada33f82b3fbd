"""The table of acts, by the event each brings about."""

from collections.abc import Awaitable, Callable

from server.agenda.names import EventName
from tests.server.agenda.acts.scene import Scene

Act = Callable[[Scene], Awaitable[None]]
ACTS: dict[EventName, Act] = {}


def act(name: EventName) -> Callable[[Act], Act]:
    """Say which event this act brings about."""

    def declare(function: Act) -> Act:
        ACTS[name] = function
        return function

    return declare
