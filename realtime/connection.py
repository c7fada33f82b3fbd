"""One open connection: its session, its line, and the questions it still waits an answer to."""

import asyncio
import secrets
from collections import deque
from collections.abc import Coroutine
from typing import Any, Protocol

from realtime.codes import PROTOCOL, SILENT, SLOW, Close
from realtime.counters import Counters
from realtime.frames import ClientFrame, Here, Ping, Sig, Sub, Unsub
from realtime.gate import Visitor
from realtime.limits import Limits
from realtime.line import Line
from realtime.outbound import Flusher, Outbound
from realtime.session import Reply, Session, Violation


class Host(Protocol):
    """What a connection asks of the hub that holds it."""

    limits: Limits
    counters: Counters
    flusher: Flusher

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run something that the hub owns."""
        ...

    async def subscribe(self, connection: "Connection", ask: Sub) -> None:
        """Answer a subscription, whatever the answer. Does not raise."""
        ...

    def unsubscribe(self, connection: "Connection", topic: str) -> None:
        """Let go of a live subscription."""
        ...

    def signal(self, connection: "Connection", said: Sig) -> None:
        """Pass a signal on."""
        ...

    def here(self, connection: "Connection", said: Here) -> None:
        """Note where this client is."""
        ...

    def forget(self, connection: "Connection") -> None:
        """Hear that the connection ended."""
        ...


class Connection:
    """A client that is there. It has a task only while a question of his waits for the application.

    Frames that follow such a question wait for it, so that each is understood after those before it; a `ping` does not.
    """

    __slots__ = ("_host", "_line", "_waiting", "_work", "id", "is_open", "outbound", "places", "session", "visitor")

    def __init__(self, host: Host, visitor: Visitor, line: Line) -> None:
        self.id = "c" + secrets.token_urlsafe(9)
        self.visitor = visitor
        self.session = Session(host.limits, line.heard)
        self.outbound = Outbound(line, host.flusher, host.limits, self.close)
        self.places: set[str] | None = None
        """Topics on which this client said where it is."""
        self.is_open = True
        self._host = host
        self._line = line
        self._waiting: deque[ClientFrame] | None = None
        self._work: asyncio.Task[None] | None = None

    def received(self, text: str) -> None:
        """Hear one message."""
        if not self.is_open:
            return
        try:
            said = self.session.receive(text, self._line.heard)
        except Violation:
            self.close(PROTOCOL)
            return
        if said is None:
            self._host.counters.signals_dropped += 1
        elif self._waiting is not None and not isinstance(said, Ping):
            if len(self._waiting) < self._host.limits.topics:
                self._waiting.append(said)
            else:
                self.close(PROTOCOL)
        elif isinstance(said, Sub):
            self._waiting = deque((said,))
            self._work = self._host.spawn(self._answer())
        else:
            self._act(said)

    async def _answer(self) -> None:
        while self._waiting and self.is_open:
            said = self._waiting.popleft()
            weighed = self.session.weigh(said)
            if isinstance(weighed, Sub):
                await self._host.subscribe(self, weighed)
            else:
                self._act(said)
        self._waiting = self._work = None

    def _act(self, said: ClientFrame) -> None:
        match self.session.weigh(said):
            case Reply(answer):
                self.outbound.send(answer)
            case Unsub(topic):
                self._host.unsubscribe(self, topic)
            case Sig() as signal:
                self._host.signal(self, signal)
            case Here() as here:
                self._host.here(self, here)

    def check(self, now: float) -> None:
        """Close the connection of a client that fell silent or stopped reading; wake one that is only quiet."""
        limits = self._host.limits
        quiet = now - self._line.heard
        if quiet > limits.silence:
            self.close(SILENT)
        elif self.outbound.stalled(now):
            self.close(SLOW)
        elif quiet > limits.beat:
            self._line.ping()

    def close(self, close: Close) -> None:
        """End the connection with that code. Idempotent."""
        if self.is_open:
            counters = self._host.counters
            counters.slow_cuts += close is SLOW
            counters.silent_cuts += close is SILENT
            counters.violations += close is PROTOCOL
            self._line.end(close)
            self.ended()

    def pressed(self) -> None:
        """Hear that this client reads slower than we write."""
        self.outbound.press()

    def ended(self) -> None:
        """Let go of everything, once."""
        if not self.is_open:
            return
        self.is_open = False
        self.outbound.close()
        if self._work is not None:
            self._work.cancel()
        self._waiting = self._work = None
        self._host.forget(self)
