"""Two people draw at once; connections are cut, updates come twice or late; in the end both see what the server keeps."""

from typing import Literal

from hypothesis import given
from hypothesis import strategies as st

from rtc.board.document import Drawing, Gap
from rtc.board.updates import contents_of
from tests.rtc.board.pens import Pen, stroke

Act = tuple[Literal["draw", "erase", "send", "send_twice", "hear", "reload", "late"], int, int]
ACTS = st.tuples(st.sampled_from(["draw", "erase", "send", "send_twice", "hear", "reload", "late"]), st.integers(0, 1), st.integers(0, 7))


class Server:
    """The rules without the database: one drawing, and the changes in their order."""

    def __init__(self) -> None:
        self.updates: list[bytes] = []

    def take(self, update: bytes) -> bool:
        """Take in an update on a drawing built afresh, as each request does; whether it could be placed."""
        try:
            change = Drawing(self.updates).apply(update, contents_of(update))
        except Gap:
            return False
        if change is not None:
            self.updates.append(change)
        return True


class Browser(Pen):
    """A writer, and how many of the server's changes he has heard."""

    def __init__(self, server: Server) -> None:
        super().__init__()
        self.server = server
        self.heard = 0

    def send(self) -> None:
        """Send what waits, in its order; what was refused for a gap is repaired by all that he has."""
        for update in self.unsent:
            if not self.server.take(update):
                self.server.take(self.doc.get_update())
        self.unsent.clear()

    def hear(self, most: int) -> None:
        """Hear the next changes, the first of them a second time."""
        for update in [*self.server.updates[max(0, self.heard - 1) : self.heard], *self.server.updates[self.heard : self.heard + most]]:
            self.take(update)
        self.heard = min(self.heard + most, len(self.server.updates))

    def reload(self) -> None:
        """Forget everything but what was sent, and read the drawing as it is."""
        super().__init__()
        self.take(Drawing(self.server.updates).state)
        self.heard = len(self.server.updates)


@given(st.lists(ACTS, max_size=40))
def test_both_end_with_the_same_drawing_whatever_was_cut_repeated_or_late(acts: list[Act]) -> None:
    server = Server()
    both = [Browser(server), Browser(server)]
    for act, who, key in acts:
        browser = both[who]
        if act == "draw":
            browser.draw(f"{key}", stroke((key * 100, key)))
        elif act == "erase" and f"{key}" in browser.marks:
            browser.erase(f"{key}")
        elif act in {"send", "send_twice"}:
            again = list(browser.unsent) if act == "send_twice" else []
            browser.send()
            for update in again:
                assert server.take(update)
        elif act == "hear":
            browser.hear(key)
        elif act == "reload":
            browser.reload()
        elif act == "late" and len(browser.unsent) > 1:
            browser.unsent.append(browser.unsent.pop(0))
    for browser in both:
        browser.send()
    for browser in both:
        browser.hear(len(server.updates))
    kept = Drawing([Drawing(server.updates).state])
    for browser in both:
        assert browser.marks.to_py() == kept.part("marks")
