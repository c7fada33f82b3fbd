"""What crosses the wire. A drawing travels as updates of Yjs (encoding v1), in base64."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

LARGEST_UPDATE = 64 * 1024
"""Bytes of one change; a browser that was away sends several."""
LARGEST_SHEET = 1024 * 1024
"""Bytes of a whole drawing: some two thousand strokes."""

Encoded = Annotated[str, Meta(min_length=4, max_length=(LARGEST_UPDATE + 2) // 3 * 4, description="an update of Yjs, in base64")]


class DrawOnSheet(Struct, frozen=True, forbid_unknown_fields=True):
    """One change of the drawing, or several that were merged."""

    update: Encoded


class SheetRoom(Struct, frozen=True):
    """How much of the sheet is used, in bytes."""

    size: int
    limit: int = LARGEST_SHEET


class SheetChange(Struct, frozen=True):
    """An update. The drawing is all of them merged, in any order."""

    id: str
    update: str


class SheetBody(Struct, frozen=True):
    """The topic's snapshot: the whole drawing as one update, or none when nothing was ever drawn."""

    updates: list[SheetChange]


Locale = Literal["fr", "en"]


class SheetParams(Struct, frozen=True):
    """In which language a printed sheet speaks."""

    locale: Locale = "fr"


class FileSheet(Struct, frozen=True, forbid_unknown_fields=True):
    """File the drawing; `locale`: in which language its title and its pages speak."""

    locale: Locale = "fr"
