"""The drawing as a document of Yjs: built from what is stored, changed by one update at a time.

It lives for one unit of work (a full sheet is built in 5 ms): an update that turns out to be wrong spoils nothing.
"""

from collections.abc import Iterable

from pycrdt import Doc, Map, TransactionEvent

from rtc.board.updates import Contents, state_of


class Gap(Exception):
    """An update builds on something that is not here."""


class Drawing:
    """One sheet in memory."""

    def __init__(self, updates: Iterable[bytes] = ()) -> None:
        self._doc: Doc[Map[object]] = Doc()
        for update in updates:
            self._doc.apply_update(update)

    def apply(self, update: bytes, contents: Contents) -> bytes | None:
        """Take an update in; give it back as the document itself would write it, None when it said nothing new.

        Raises:
            Gap: some of it could not be placed. Drop this drawing then.
            ValueError: Yjs itself does not read it. Drop this drawing then.
        """
        written: list[bytes] = []

        def hear(event: TransactionEvent) -> None:
            written.append(event.update)

        hearing = self._doc.observe(hear)
        self._doc.apply_update(update)
        self._doc.unobserve(hearing)
        known = state_of(self._doc.get_state())
        ends = [(client, end) for client, (_, end) in contents.added.items()] + [(client, end) for client, _, end in contents.deleted]
        if any(known.get(client, 0) < end for client, end in ends):
            raise Gap
        return written[0] if written and written[0] != _NOTHING else None

    @property
    def state(self) -> bytes:
        """The whole drawing as one update; what was deleted takes hardly any room in it."""
        return self._doc.get_update()

    def part(self, name: str) -> dict[str, object]:
        """The values of `pages` or `marks` by their key, as they were written: by whomever, so of any shape."""
        return dict(self._doc.get(name, type=Map).to_py() or {})


_NOTHING = b"\0\0"
