"""The frames of `docs/protocol.md`: what clients may say, what the server says, and their WebSocket envelope.

A server frame is built once, envelope included, and the same bytes go to every reader.
"""

from collections.abc import Iterator
from struct import Struct, unpack_from
from typing import Annotated, Final

import msgspec
from msgspec import Meta, Raw

VERSION: Final = 1
SUBPROTOCOL: Final = "ardoise.v1"
HERE: Final = "here"
"""The name by which the gate is asked about presence."""

type_tag: Final = "t"
Position = Annotated[int, Meta(ge=0, le=2**53)]
TopicName = Annotated[str, Meta(min_length=1, max_length=120)]
EMPTY: Final = Raw(b"{}")


class Sub(msgspec.Struct, frozen=True, tag_field=type_tag, tag="sub"):
    """Ask to see a topic, from a snapshot or from the position that the client already has."""

    id: Position
    topic: TopicName
    params: Raw = EMPTY
    since: Position | None = None
    epoch: Annotated[str, Meta(max_length=64)] | None = None


class Unsub(msgspec.Struct, frozen=True, tag_field=type_tag, tag="unsub"):
    """Stop seeing a topic."""

    topic: TopicName


class Sig(msgspec.Struct, frozen=True, tag_field=type_tag, tag="sig"):
    """Tell the other subscribers something fleeting."""

    topic: TopicName
    name: Annotated[str, Meta(min_length=1, max_length=40)]
    body: Raw = EMPTY


class Here(msgspec.Struct, frozen=True, tag_field=type_tag, tag="here"):
    """Tell the subscribers of a topic where one is; `null` says that one is nowhere any more."""

    topic: TopicName
    state: Raw = EMPTY


class Ping(msgspec.Struct, frozen=True, tag_field=type_tag, tag="ping"):
    """Ask whether the server is there."""


ClientFrame = Sub | Unsub | Sig | Here | Ping
decode: Final = msgspec.json.Decoder(ClientFrame).decode


class _Said(msgspec.Struct, frozen=True, tag_field=type_tag, omit_defaults=True):
    """A frame of the server."""


class Hello(_Said, frozen=True, tag="hello"):
    """First frame of every connection."""

    version: int
    connection: str
    epoch: str
    beat: int
    you: Raw


class _Snap(_Said, frozen=True, tag="snap"):
    id: int
    topic: str
    seq: int
    lens: str
    reset: bool
    body: Raw


class Live(_Said, frozen=True, tag="live"):
    """The replay is over: what follows is live."""

    id: int
    topic: str
    seq: int
    lens: str


class Signal(_Said, frozen=True, tag="sig"):
    """A signal of another connection."""

    topic: str
    name: str
    body: Raw
    by: Raw
    sender: str = msgspec.field(name="from")


class Present(msgspec.Struct, frozen=True):
    """One connection that says where it is."""

    connection: str
    person: Raw
    state: Raw


class Pres(_Said, frozen=True, tag="pres"):
    """Who came, moved (`put`) and left (`drop`)."""

    topic: str
    put: list[Present]
    drop: list[str]


class Lost(_Said, frozen=True, tag="lost"):
    """A subscription was taken away."""

    topic: str
    code: str


class Err(_Said, frozen=True, tag="err"):
    """A frame was refused: `id` for `sub`, `topic` alone for `sig` and `here`."""

    code: str
    id: int | None = None
    topic: str | None = None


class _Pong(_Said, frozen=True, tag="pong"):
    pass


ServerFrame = Hello | _Snap | Live | Signal | Pres | Lost | Err | _Pong

_encode: Final = msgspec.json.Encoder().encode
_SHORT: Final = Struct("!BBH").pack
_LONG: Final = Struct("!BBQ").pack
_TEXT: Final = 0x81


def envelope(payload: bytes) -> bytes:
    """Put a JSON text into its unmasked WebSocket frame."""
    size = len(payload)
    if size < 126:
        return bytes((_TEXT, size)) + payload
    if size < 65536:
        return _SHORT(_TEXT, 126, size) + payload
    return _LONG(_TEXT, 127, size) + payload


def payloads(data: bytes) -> Iterator[bytes]:
    """Take whole frames, one after the other, out of their envelopes again."""
    at = 0
    while at < len(data):
        size, at = data[at + 1], at + 2
        if size == 126:
            (size,), at = unpack_from("!H", data, at), at + 2
        elif size == 127:
            (size,), at = unpack_from("!Q", data, at), at + 8
        yield data[at : at + size]
        at += size


def frame(said: ServerFrame) -> bytes:
    """Build the WebSocket frame of what the server says."""
    return envelope(_encode(said))


def snap(ask: Sub, lens: str, seq: int, body: bytes, *, reset: bool) -> bytes:
    """Build the answer to a subscription from its snapshot; `reset` says that the position asked for is gone."""
    return frame(_Snap(ask.id, ask.topic, seq, lens, reset, Raw(body)))


PONG: Final = frame(_Pong())
PING: Final = b"\x89\x00"
"""A WebSocket ping: the browser itself answers it, even when the page's timers sleep."""
