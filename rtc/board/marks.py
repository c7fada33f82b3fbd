"""What is drawn, read from the document with suspicion: anybody at the sheet may write any shape into it. Pure.

A length is a hundredth of a millimetre of paper: a blank page is a landscape A4, 29,700 by 21,000; a page drawn over a picture is as
wide, and as high as the picture's shape makes it. The browser's half of this file is `web/src/features/sheet/marks.ts`.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

WIDTH, HEIGHT = 29_700, 21_000
TALLEST = 59_400
FIRST = "first"
"""The page that is always there."""
MOST_PAGES = 20
LONGEST_TEXT = 500
COLOURS: Mapping[str, str] = {
    "black": "#1f2937",
    "blue": "#1d4ed8",
    "red": "#c81e1e",
    "green": "#15803d",
    "orange": "#c2410c",
    "violet": "#7e22ce",
}
THICKEST, LARGEST_TEXT = 1_000, 3_000
_POINT = struct.Struct("<HHB")


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line of the pen. Each point: across, down, pressure (0–255, 128 for a mouse)."""

    colour: str
    width: int
    points: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Words:
    """Something written, from its top left corner."""

    colour: str
    size: int
    x: int
    y: int
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `over`: what is drawn lies over something that was shown; `file`: over a document that was sent, which is kept."""

    id: str
    width: int = WIDTH
    height: int = HEIGHT
    over: bool = False
    file: bool = False
    marks: list[Stroke | Words] = field(default_factory=list)


def pages_of(pages: Mapping[str, Any], marks: Mapping[str, Any]) -> list[Page]:
    """The pages in their order, each with its marks in theirs; what makes no sense is not there."""
    known = {page.id: page for page in [Page(FIRST), *_written(pages)]}
    for _, _, value in sorted((_at(value), key, value) for key, value in marks.items() if _at(value) is not None):
        page = known.get(str(value.get("page")))
        mark = _mark(value)
        if page is not None and mark is not None:
            page.marks.append(mark)
    return list(known.values())


def _written(pages: Mapping[str, Any]) -> list[Page]:
    found = sorted((at, key, value) for key, value in pages.items() if key != FIRST and (at := _at(value)) is not None)
    return [_page(key, value) for _, key, value in found[: MOST_PAGES - 1]]


def _page(key: str, value: Mapping[str, Any]) -> Page:
    height = _whole(value.get("height"), WIDTH // 4, TALLEST)
    return Page(key, height=height or HEIGHT, over=value.get("over") is True, file=bool(value.get("file")))


def _at(value: object) -> float | None:
    """When it was made, by the clock of whoever made it: that is the order of things. None: it is nothing of ours."""
    at = value.get("at") if isinstance(value, dict) else None
    return float(at) if isinstance(at, int | float) and not isinstance(at, bool) and isfinite(at) else None


def _mark(value: Mapping[str, Any]) -> Stroke | Words | None:
    colour = value.get("colour")
    if not isinstance(colour, str) or colour not in COLOURS:
        return None
    if value.get("kind") == "pen":
        width, points = _whole(value.get("width"), 1, THICKEST), value.get("points")
        if width is None or not isinstance(points, bytes | bytearray) or not points or len(points) % _POINT.size:
            return None
        return Stroke(colour, width, tuple(_POINT.iter_unpack(bytes(points))))
    if value.get("kind") == "text":
        size, x, y = (_whole(value.get(name), 0, most) for name, most in (("size", LARGEST_TEXT), ("x", WIDTH), ("y", TALLEST)))
        text = value.get("text")
        if not size or x is None or y is None or not isinstance(text, str) or not text.strip():
            return None
        return Words(colour, size, x, y, text[:LONGEST_TEXT])
    return None


def _whole(value: object, least: int, most: int) -> int | None:
    if not isinstance(value, int | float) or isinstance(value, bool) or not isfinite(value):
        return None
    return round(value) if least <= value <= most else None
