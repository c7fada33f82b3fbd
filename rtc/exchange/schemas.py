"""What crosses the wire about an exchange."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from server.core.blobs import Scan
from server.core.fields import Id, Instant

Side = Literal["patient", "host", "desk"]
"""Who speaks: the patient, his practitioner, the secretariat."""
Place = Literal["waiting", "call"]
"""Where it was said: at the desk, before the call or after it, or in the call."""
LONGEST = 2_000
Said = Annotated[str, Meta(min_length=1, max_length=LONGEST)]
Number = Annotated[int, Meta(ge=0, le=1_000_000)]


class SendMessage(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something to say. `id` is chosen by the sender: sent twice, it is said once."""

    id: Id
    text: Said


class SendFile(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What stands beside a file that is sent; `id` as in `SendMessage`."""

    id: Id


class SendDocument(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A document that lies in the patient's file already; `id` as in `SendMessage`."""

    id: Id
    document_id: Id


class MarkRead(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Everything up to this number was read."""

    upto: Number


class SentFile(Struct, frozen=True, kw_only=True):
    """A file in the exchange. It lies in the patient's file, with the appointment."""

    title: str
    media_type: str
    extension: str
    size: int
    pages: int
    scan: Scan


class ExchangeMessage(Struct, frozen=True, kw_only=True):
    """Something said, or a file sent; `n` counts from 1 in its exchange. `name`: who of the practice, empty for the patient."""

    id: Id
    n: int
    side: Side
    name: str
    place: Place
    at: Instant
    text: str
    file: SentFile | None


class ReadMark(Struct, frozen=True, kw_only=True):
    """How far a side has read."""

    id: Side
    upto: int


class ExchangeBody(Struct, frozen=True, kw_only=True):
    """The snapshot of `exchange/{appointment}`."""

    messages: list[ExchangeMessage]
    reads: list[ReadMark]
