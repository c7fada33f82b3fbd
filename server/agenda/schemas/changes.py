"""What changed on an agenda, for people: the feed, and what undo needs."""

from typing import Annotated

from msgspec import Meta, Struct

from server.agenda.schemas.appointments import HistoryEntry
from server.core.events import Author
from server.core.fields import Id, Instant


class ChangeEntry(Struct, frozen=True, kw_only=True):
    """One command on one agenda. `subject`: the patient's name when the reader may see it."""

    id: Id
    at: Instant
    by: Author
    name: str
    practitioner_id: Id
    subject: str | None
    starts_at: Instant | None
    undone: bool
    can_undo: bool


class ChangeList(Struct, frozen=True, kw_only=True):
    """The latest first."""

    entries: list[ChangeEntry]


class ChangesParams(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which agendas, as ids separated by commas; `since` an instant."""

    practitioner_ids: Annotated[str, Meta(min_length=32, max_length=1700, pattern="^[0-9a-f]{32}(,[0-9a-f]{32}){0,49}$")]
    since: Instant | None = None
    mine: bool = False
    limit: Annotated[int, Meta(ge=1, le=200)] = 50


class AppointmentHistory(Struct, frozen=True, kw_only=True):
    """The story of an appointment, the latest first (F039)."""

    entries: list[HistoryEntry]
