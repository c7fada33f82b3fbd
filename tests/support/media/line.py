"""The way of a seat without a browser to the media of a real application: its offers are the requests of a page."""

from collections.abc import Callable, Mapping

from rtc.media import Answer, Connected, MediaEvent, Rule, Slot
from tests.support.caller import Caller
from tests.support.screen import Frame, Screen


class Line:
    """One person's way: `path` takes his offers; what becomes of them is read on a screen that follows the room."""

    def __init__(self, caller: Caller, path: str, screen: Screen) -> None:
        self._caller = caller
        self._path = path
        self._screen = screen
        self._since = 0
        self._hear: list[Callable[[MediaEvent], None]] = []

    def listen(self, hear: Callable[[MediaEvent], None]) -> None:
        """Told only that a connection carries media."""
        self._hear.append(hear)

    async def offer(
        self, room: str, seat: str, connection: str, sdp: str, *, rules: Mapping[str, Rule] | None = None, echo: bool = False
    ) -> Answer:
        """Offer as the page does, and give the answer."""
        self._since = self._screen.seq[f"room/{room}"]
        answer = await self._caller.post(self._path, {"connection": connection, "sdp": sdp, "echo": echo})
        assert answer.status_code == 200, answer.text
        said = answer.json()
        return Answer(said["sdp"], [Slot(each["index"], each["seat"], each["kind"]) for each in said["slots"]])

    async def carries(self, room: str, seat: str, connection: str) -> None:
        """Wait until everybody in the room reads that the connection just offered carries media."""
        offered = await self._reads(room, seat, connected=False, after=self._since)
        await self._reads(room, seat, connected=True, after=offered)
        for hear in self._hear:
            hear(Connected(room, seat, connection))

    async def _reads(self, room: str, seat: str, *, connected: bool, after: int) -> int:
        def says_so(frame: Frame) -> bool:
            if frame["t"] != "evt" or frame["topic"] != f"room/{room}" or frame["seq"] <= after:
                return False
            seats = frame["body"].get("put", {}).get("seats", [])
            return any(each["id"] == seat and each["connected"] is connected for each in seats)

        return int((await self._screen.until(says_so))["seq"])

    async def candidate(self, room: str, seat: str, connection: str, candidate: str | None, mid: str | None) -> None:
        """A page has none to tell."""

    async def rule(self, room: str, rules: Mapping[str, Rule]) -> None:
        """Not a page's to say."""

    async def leave(self, room: str, seat: str, connection: str | None = None) -> None:
        """Not needed."""

    async def close(self, room: str) -> None:
        """Not needed."""

    async def slots(self, room: str, seat: str) -> list[Slot]:
        """Read with the answer."""
        return []
