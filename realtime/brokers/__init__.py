"""How processes tell each other what happened. A broker is only a hint: whatever it loses, the sweep finds."""

from collections.abc import Callable
from typing import Protocol

import msgspec
from msgspec import Raw


class Event(msgspec.Struct, frozen=True, array_like=True, tag="e"):
    """A recorded event: `payload` is what the log stores, not what a subscriber may see."""

    topic: str
    seq: int
    payload: bytes


class Signal(msgspec.Struct, frozen=True, array_like=True, tag="s"):
    """A signal for the subscribers of a topic; `frame` is its complete WebSocket frame."""

    topic: str
    frame: bytes


class Control(msgspec.Struct, frozen=True, array_like=True, tag="c"):
    """A word of the application to all its processes; the push layer does not read it."""

    body: bytes


class Seen(msgspec.Struct, frozen=True, array_like=True):
    """One present connection, as processes tell it to each other. All JSON."""

    connection: str
    person: bytes
    state: bytes


class Presence(msgspec.Struct, frozen=True, array_like=True, tag="p"):
    """Who is present on a topic through one process (`origin`); `whole` replaces all it said before.

    `ask` wants the others to announce theirs.
    """

    topic: str
    origin: str
    whole: bool = False
    ask: bool = False
    put: list[Seen] = []
    drop: list[str] = []


Message = Event | Signal | Control | Presence
Receive = Callable[[Message], None]


class Broker(Protocol):
    """Carries messages to the other processes, best effort, in the order of each sender."""

    async def start(self, receive: Receive | None) -> None:
        """Begin to carry. `receive` gets the others' messages, never one's own, and must not block; None: only speak."""
        ...

    def publish(self, message: Message) -> None:
        """Send to the other processes. Never blocks, never raises; drops the oldest when too many wait."""
        ...

    @property
    def carries(self) -> bool:
        """Whether others are reached and heard, as far as is known: only then does their silence mean something."""
        ...

    async def close(self) -> None:
        """Stop carrying. Idempotent."""
        ...


__all__ = ["Broker", "Control", "Event", "Message", "Presence", "Raw", "Receive", "Seen", "Signal"]
