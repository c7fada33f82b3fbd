"""A screen: the WebSocket client of docs/protocol.md, which keeps what a browser would show and checks that nothing is missed."""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin, Subprotocol

from tests.support.caller import Caller
from tests.support.reducer import State, applied, opened

Frame = dict[str, Any]
PROTOCOL = Subprotocol("ardoise.v1")


class Screen:
    """One open connection. Use it as a context manager: `async with Screen(caller) as screen`."""

    def __init__(self, caller: Caller, *, origin: str | None = None, path: str = "/ws") -> None:
        self._url = caller.url.replace("http", "ws", 1) + path
        self._origin = origin or caller.origin
        self._cookie = caller.cookie
        self._ids = 0
        self._news = asyncio.Condition()
        self.unread: list[Frame] = []
        """Frames that nobody waited for yet."""
        self._socket: ClientConnection | None = None
        self._reading: asyncio.Task[None] | None = None
        self._failed: AssertionError | None = None
        self.code: int | None = None
        """The close code, once closed."""
        self.hello: Frame = {}
        self.state: dict[str, State] = {}
        self.seq: dict[str, int] = {}
        self.present: dict[str, dict[str, Any]] = {}

    async def __aenter__(self) -> Self:
        """Connect and hear `hello`."""
        self._socket = await connect(
            self._url,
            origin=Origin(self._origin),
            subprotocols=[PROTOCOL],
            additional_headers={"Cookie": self._cookie},
            compression=None,
            max_size=None,
            ping_interval=None,
        )
        self._reading = asyncio.create_task(self._read(self._socket))
        self.hello = await self.next("hello")
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Leave."""
        assert self._socket is not None
        assert self._reading is not None
        await self._socket.close()
        await self._reading
        if error is None and self._failed is not None:
            raise self._failed

    async def send(self, frame: Frame | str | bytes) -> None:
        """Send a frame, or anything else to see what happens."""
        assert self._socket is not None
        with suppress(ConnectionClosed):
            await self._socket.send(json.dumps(frame) if isinstance(frame, dict) else frame)

    async def subscribe(self, topic: str, params: Any = None, *, since: int | None = None, epoch: str | None = None) -> Frame:
        """Subscribe, and give the `snap`, `live` or `err` that answers."""
        self._ids += 1
        frame: Frame = {"t": "sub", "id": self._ids, "topic": topic, "params": params or {}}
        if since is not None:
            frame |= {"since": since, "epoch": epoch or self.hello["epoch"]}
            self.seq.setdefault(topic, since)
        await self.send(frame)
        number = self._ids
        return await self.until(lambda it: it.get("id") == number and it["t"] in {"snap", "live", "err"})

    async def next(self, kind: str, **wanted: Any) -> Frame:
        """The next frame of this kind with these members: `await screen.next("evt", name="appointment_booked")`."""
        return await self.until(lambda it: it["t"] == kind and all(it.get(key) == value for key, value in wanted.items()))

    async def until(self, fits: Callable[[Frame], bool], *, seconds: float = 60) -> Frame:
        """The first unread frame that fits, which is read by that; the others stay.

        Raises:
            AssertionError: none came in time, or the connection closed first.
        """

        def look() -> Frame | None:
            for position, frame in enumerate(self.unread):
                if fits(frame):
                    return self.unread.pop(position)
            return None

        async with self._news:
            try:
                async with asyncio.timeout(seconds):
                    while (found := look()) is None:
                        assert self.code is None, f"closed with {self.code} before the frame came; unread: {self.unread[-5:]}"
                        await self._news.wait()
            except TimeoutError:
                raise AssertionError(f"no such frame within {seconds} s; unread: {self.unread[-5:]}") from None
        return found

    async def reaches(self, topic: str, seq: int, *, seconds: float = 60) -> None:
        """Wait until this topic's state is at `seq` or later."""
        async with self._news, asyncio.timeout(seconds):
            await self._news.wait_for(lambda: self.seq.get(topic, -1) >= seq or self.code is not None)
        assert self.seq.get(topic, -1) >= seq, f"closed with {self.code} at {self.seq.get(topic)} of {seq}"

    async def closed(self, *, seconds: float = 60) -> int:
        """Wait until the server closes; give the code."""
        async with self._news, asyncio.timeout(seconds):
            await self._news.wait_for(lambda: self.code is not None)
        assert self.code is not None
        return self.code

    async def _read(self, socket: ClientConnection) -> None:
        with suppress(ConnectionClosed):
            async for text in socket:
                frame: Frame = json.loads(text)
                async with self._news:
                    self._take(frame)
                    self.unread.append(frame)
                    self._news.notify_all()
        async with self._news:
            self.code = socket.close_code or 1006
            self._news.notify_all()

    def _take(self, frame: Frame) -> None:
        topic = frame.get("topic", "")
        match frame["t"]:
            case "snap":
                self.state[topic], self.seq[topic] = opened(frame["body"]), frame["seq"]
            case "evt":
                if topic in self.seq and frame["seq"] != self.seq[topic] + 1 and self._failed is None:
                    self._failed = AssertionError(f"{topic}: {frame['seq']} came after {self.seq[topic]}")
                self.seq[topic] = frame["seq"]
                self.state[topic] = applied(self.state.get(topic, {}), frame["body"])
            case "pres":
                there = self.present.setdefault(topic, {})
                there.update({entry["connection"]: entry for entry in frame.get("put", [])})
                for gone in frame.get("drop", []):
                    there.pop(gone, None)
            case "lost":
                self.seq.pop(topic, None)
