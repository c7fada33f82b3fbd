"""The port between a consultation and what forwards its picture and sound.

Rooms and seats are names; what they mean is the consultation's business. Everything here is plain data, so that it can
travel to another process.
"""

from collections.abc import Callable, Mapping
from typing import Literal, Protocol

from msgspec import Struct


class Rule(Struct, frozen=True):
    """What is forwarded from one seat to the others."""

    heard: bool = True
    seen: bool = True


class Slot(Struct, frozen=True):
    """Who fills one of a listener's receive-only pairs (index 0 to 4): a camera or a shared screen, or nobody."""

    index: int
    seat: str | None
    kind: Literal["camera", "screen"]


class Answer(Struct, frozen=True):
    """The answer to an offer, and who fills the slots now."""

    sdp: str
    slots: list[Slot]


class Connected(Struct, frozen=True, tag=True):
    """A seat's connection carries media."""

    room: str
    seat: str
    connection: str


class Lost(Struct, frozen=True, tag=True):
    """A seat's connection is gone."""

    room: str
    seat: str
    connection: str
    reason: str


class Slots(Struct, frozen=True, tag=True):
    """Who fills the slots of one seat from now on."""

    room: str
    seat: str
    slots: list[Slot]


class Quality(Struct, frozen=True, tag=True):
    """How a seat's media arrives at the server; at most every two seconds. `loss` is a share, `bitrate` in bits a second."""

    room: str
    seat: str
    loss: float
    jitter_ms: float
    rtt_ms: float
    bitrate: float


MediaEvent = Connected | Lost | Slots | Quality


class BadOffer(Exception):
    """An offer that is not one: malformed, too large, or without what is asked of it. The text is a sentence."""


class RoomFull(Exception):
    """Six seats have a connection already."""


class NoMedia(Exception):
    """Nothing that forwards media answers now; trying again may find it."""


class Media(Protocol):
    """What forwards media, in this process or in another."""

    async def offer(
        self, room: str, seat: str, connection: str, sdp: str, *, rules: Mapping[str, Rule] | None = None, echo: bool = False
    ) -> Answer:
        """Take a seat's new connection, which replaces its older one at once.

        `rules`: what is forwarded of each seat named, before anything is.
        `echo`: an isolated room of one, whose sound and picture come back to whoever sends them.

        Raises:
            BadOffer, RoomFull, NoMedia.
        """
        ...

    async def candidate(self, room: str, seat: str, connection: str, candidate: str | None, mid: str | None) -> None:
        """Hear of a network path of the browser; None: there are no more."""
        ...

    async def rule(self, room: str, rules: Mapping[str, Rule]) -> None:
        """Say what is forwarded from each seat named."""
        ...

    async def leave(self, room: str, seat: str, connection: str | None = None) -> None:
        """Let go of a seat's connection; of this one only, when named."""
        ...

    async def close(self, room: str) -> None:
        """Let go of everybody."""
        ...

    async def slots(self, room: str, seat: str) -> list[Slot]:
        """Who fills the slots of a seat now; empty when it is not connected."""
        ...


class Telling(Protocol):
    """What forwards media in this very process, and says what happens to it."""

    def listen(self, hear: Callable[[MediaEvent], None]) -> None:
        """Tell this listener what happens."""
        ...
