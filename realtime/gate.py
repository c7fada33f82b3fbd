"""The one door between the push layer and the application: who is there, what he may see, what was recorded."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

import msgspec
from starlette.requests import HTTPConnection


class Refused(Exception):
    """The gate said no. `code` is what the client reads in `err`, `lost` or the refused handshake."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Visitor(msgspec.Struct, frozen=True):
    """Who is behind a connection. `you` is the JSON that `hello`, `pres` and `by` show of him."""

    principal: str
    session: str
    you: msgspec.Raw


class Gate(Protocol):
    """What the application answers. Every method may be called at any time, many at once.

    An exception other than `Refused` is a failure: it is logged, counted, and the client asks again.
    """

    epoch: str

    async def admit(self, connection: HTTPConnection) -> Visitor:
        """Say who opens this connection, from its cookie and its `Origin`.

        Raises:
            Refused: `signed_out` (answered 401), any other code, such as `origin` (403).
        """
        ...

    async def authorize(self, visitor: Visitor, topic: str) -> str:
        """Give the lens through which this visitor may see the topic now.

        Raises:
            Refused: he may not, or there is no such topic; both look the same.
        """
        ...

    async def snapshot(self, visitor: Visitor, topic: str, lens: str, params: msgspec.Raw) -> tuple[int, bytes]:
        """Read the state of a topic through a lens: its `seq` and its JSON body, in one transaction.

        Raises:
            Refused: the params make no sense.
        """
        ...

    async def replay(self, topic: str, since: int) -> Sequence[tuple[int, bytes]] | None:
        """Read stored payloads after `since`, contiguous from `since + 1`; perhaps only the first of them.

        Empty means that nothing is newer; None that what followed `since` is no longer kept.
        """
        ...

    async def heads(self, topics: Collection[str]) -> Mapping[str, int]:
        """Read the last `seq` of each topic; a topic left out has none yet, that is 0."""
        ...

    def encode(self, topic: str, lens: str, seq: int, payload: bytes) -> bytes:
        """Turn a stored payload into the complete JSON of its `evt` frame, through the lens. Pure."""
        ...

    def may_signal(self, visitor: Visitor, topic: str, lens: str, name: str) -> bool:
        """Say whether this subscriber may send signals of that name.

        `here` is the name of presence, and more: who may not say where he is hears no signal and no presence either.
        """
        ...

    async def left(self, connection: str, visitor: Visitor) -> None:
        """Hear that a connection ended, for whatever reason."""
        ...
