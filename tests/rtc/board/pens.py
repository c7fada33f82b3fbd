"""Somebody at the sheet: a document of Yjs of his own, as his browser has one, and what it says when he draws."""

import struct
from base64 import b64encode
from itertools import count
from typing import Any

from pycrdt import Doc, Map

_clock = count(1)


def dots(*points: tuple[int, int]) -> bytes:
    """Points of a stroke, as marks hold them."""
    return b"".join(struct.pack("<HHB", x, y, 128) for x, y in points)


def stroke(*points: tuple[int, int], page: str = "first", **fields: Any) -> dict[str, Any]:
    """A stroke, younger than any before."""
    drawn = dots(*(points or ((1000, 1000), (2000, 1500))))
    return {"page": page, "kind": "pen", "colour": "blue", "width": 90, "points": drawn, "at": float(next(_clock)), **fields}


def words(text: str, **fields: Any) -> dict[str, Any]:
    """Something written."""
    at = float(next(_clock))
    return {"page": "first", "kind": "text", "colour": "black", "size": 700, "x": 1000, "y": 1000, "text": text, "at": at, **fields}


class Pen:
    """One writer. What he changes waits in `unsent`."""

    def __init__(self) -> None:
        self.doc: Doc[Map[Any]] = Doc()
        self.unsent: list[bytes] = []
        self._heard = self.doc.observe(lambda event: self.unsent.append(event.update))

    @property
    def marks(self) -> "Map[Any]":
        """What he sees drawn."""
        return self.doc.get("marks", type=Map)

    @property
    def pages(self) -> "Map[Any]":
        """The pages he sees."""
        return self.doc.get("pages", type=Map)

    def take(self, update: bytes) -> None:
        """Hear what the server says; that is nothing of his to send."""
        self.doc.unobserve(self._heard)
        self.doc.apply_update(update)
        self._heard = self.doc.observe(lambda event: self.unsent.append(event.update))

    def draw(self, key: str, mark: dict[str, Any]) -> bytes:
        """Put a mark; give the update."""
        self.marks[key] = mark
        return self.unsent[-1]

    def erase(self, key: str) -> bytes:
        """Take a mark away; give the update."""
        del self.marks[key]
        return self.unsent[-1]


def encoded(update: bytes) -> str:
    """An update as a request carries it."""
    return b64encode(update).decode()
