"""A line that a test holds in its hand: it keeps what was written and reads as fast as it is told to."""

import asyncio
from typing import Any

import msgspec

from realtime.codes import Close
from realtime.frames import PING, payloads

Frame = dict[str, Any]


class Wire:
    """The way to a client who is not there (`realtime.line.Line`)."""

    def __init__(self) -> None:
        self.heard = 0.0
        self.closed: Close | None = None
        self.pings = 0
        self.writes: list[bytes] = []
        self.written = asyncio.Event()
        """Set by each write, for a test to clear and wait for."""
        self.waiting = 0
        """What `backlog` answers."""
        self.is_stuck = False
        """Whether written bytes wait instead of leaving at once."""
        self.calm = asyncio.Event()
        self.calm.set()

    def write(self, data: bytes, /) -> None:
        self.writes.append(data)
        self.written.set()
        if self.is_stuck:
            self.waiting += len(data)

    def backlog(self) -> int:
        return self.waiting

    def ping(self) -> None:
        self.pings += 1

    def end(self, close: Close) -> None:
        self.closed = self.closed or close
        self.calm.set()

    async def drained(self) -> None:
        await self.calm.wait()

    @property
    def frames(self) -> list[Frame]:
        """Everything written so far."""
        return [msgspec.json.decode(text) for data in self.writes if data != PING for text in payloads(data)]

    def heard_of(self, topic: str) -> list[Frame]:
        """What was written about a topic, presence aside."""
        return [frame for frame in self.frames if frame.get("topic") == topic and frame["t"] != "pres"]
