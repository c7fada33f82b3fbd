"""Reading an update of Yjs (encoding v1) before anything is built of it: what it adds, what it deletes, and nothing odd.

A drawing is two maps at the root, `pages` and `marks`, whose values are plain. Anything else that Yjs can say (texts,
nested types, embedded documents, huge ranges that cost seconds to walk) is refused here, so that the document only
ever meets what a drawing is made of.
"""

from dataclasses import dataclass, field

ROOTS = frozenset({"pages", "marks"})
_MOST_CLIENTS = 64
_MOST_ITEMS = 4096
_DEEPEST = 4
_LARGEST_CLOCK = 2**31
_GC, _DELETED, _ANY = 0, 1, 8
_ORIGIN, _RIGHT, _NAMED = 0x80, 0x40, 0x20


class Unreadable(Exception):
    """These bytes are not an update of a drawing."""


@dataclass(slots=True)
class Contents:
    """What an update says. Ranges are half-open, in the clock of their client."""

    added: dict[int, tuple[int, int]] = field(default_factory=dict)
    deleted: list[tuple[int, int, int]] = field(default_factory=list)


class _Reader:
    """Bytes, from the left."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def byte(self) -> int:
        if self.at >= len(self.data):
            raise Unreadable("It ends too early.")
        self.at += 1
        return self.data[self.at - 1]

    def number(self, most: int = 2**53) -> int:
        value = shift = 0
        while True:
            one = self.byte()
            value |= (one & 0x7F) << shift
            if value > most:
                raise Unreadable("A number is too large.")
            if one < 0x80:
                return value
            shift += 7

    def skip(self, length: int) -> bytes:
        if length > len(self.data) - self.at:
            raise Unreadable("It ends too early.")
        self.at += length
        return self.data[self.at - length : self.at]

    def text(self) -> str:
        try:
            return self.skip(self.number()).decode()
        except UnicodeDecodeError:
            raise Unreadable("A text is not UTF-8.") from None

    def signed(self) -> None:
        shift, one = 6, self.byte()
        while one >= 0x80:
            if (shift := shift + 7) > 62:
                raise Unreadable("A number is too large.")
            one = self.byte()

    def value(self, depth: int = 0) -> None:
        """One plain value: JSON's, and bytes."""
        if depth > _DEEPEST:
            raise Unreadable("A value is nested too deeply.")
        kind = self.byte()
        if kind in {119, 116}:
            self.text() if kind == 119 else self.skip(self.number())
        elif kind == 125:
            self.signed()
        elif kind in {124, 123, 122}:
            self.skip(4 if kind == 124 else 8)
        elif kind in {118, 117}:
            for _ in range(self.number(_MOST_ITEMS)):
                if kind == 118:
                    self.text()
                self.value(depth + 1)
        elif kind not in {127, 126, 121, 120}:
            raise Unreadable("A value is of no known kind.")


def contents_of(update: bytes) -> Contents:
    """What an update adds and deletes.

    Raises:
        Unreadable: it is malformed, or says what no drawing needs.
    """
    reader = _Reader(update)
    found = Contents()
    for _ in range(reader.number(_MOST_CLIENTS)):
        items = reader.number(_MOST_ITEMS)
        client, start = reader.number(), reader.number(_LARGEST_CLOCK)
        if client in found.added or not items:
            raise Unreadable("A client is named twice, or for nothing.")
        end = start
        for _ in range(items):
            end += _item(reader)
        found.added[client] = (start, _bounded(end))
    for _ in range(reader.number(_MOST_CLIENTS)):
        client = reader.number()
        for _ in range(reader.number(_MOST_ITEMS)):
            start = reader.number(_LARGEST_CLOCK)
            found.deleted.append((client, start, _bounded(start + reader.number(_LARGEST_CLOCK))))
    if reader.at != len(update):
        raise Unreadable("Something follows its end.")
    return found


def state_of(vector: bytes) -> dict[int, int]:
    """How far each client's clock is, from an encoded state vector."""
    reader = _Reader(vector)
    return {reader.number(): reader.number() for _ in range(reader.number())}


def _bounded(end: int) -> int:
    if end > _LARGEST_CLOCK:
        raise Unreadable("A range is too long.")
    return end


def _item(reader: _Reader) -> int:
    """Read one item; give how many places it takes in its client's clock."""
    info = reader.byte()
    kind = info & 0x1F
    if kind == _GC:
        return reader.number(_LARGEST_CLOCK)
    if kind not in {_DELETED, _ANY}:
        raise Unreadable("It holds what no drawing is made of.")
    for side in (_ORIGIN, _RIGHT):
        if info & side:
            reader.number()
            reader.number(_LARGEST_CLOCK)
    if not info & (_ORIGIN | _RIGHT):
        if reader.number() != 1 or reader.text() not in ROOTS or not info & _NAMED:
            raise Unreadable("It belongs to no part of a drawing.")
        reader.text()
    if kind == _DELETED:
        return reader.number(_LARGEST_CLOCK)
    values = reader.number(_MOST_ITEMS)
    for _ in range(values):
        reader.value()
    return values
