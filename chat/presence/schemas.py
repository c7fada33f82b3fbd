"""What crosses the wire about presence."""

from msgspec import Struct

from chat.presence.rules import State
from server.core.fields import Id, Instant


class PresenceView(Struct, frozen=True, kw_only=True):
    """Why somebody cannot be reached, until when if it is known. Its id is the person's; `practitioner_id`: whose agenda says so."""

    id: Id
    practitioner_id: Id | None
    state: State
    until: Instant | None


class PresenceBody(Struct, frozen=True, kw_only=True):
    """The collections of the topic presence/{practice}."""

    people: list[PresenceView]
