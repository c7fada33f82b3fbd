"""What carries bytes between one client and its connection, whichever server runs us."""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

from starlette.types import Send

from realtime.codes import Close
from realtime.frames import payloads
from realtime.limits import Limits


class Reader(Protocol):
    """Who hears what happens on a line. No method may block or raise."""

    def received(self, text: str) -> None:
        """Hear one whole message."""
        ...

    def pressed(self) -> None:
        """Hear that bytes pile up, because the client reads slower than we write."""
        ...

    def ended(self) -> None:
        """Hear, once, that nothing more will come nor go."""
        ...


class Line(Protocol):
    """The way to one client."""

    heard: float
    """When the client last said anything at all, in loop time."""

    def write(self, data: bytes, /) -> None:
        """Take whole frames. Never blocks."""
        ...

    def backlog(self) -> int:
        """Tell how many bytes wait in this process."""
        ...

    def ping(self) -> None:
        """Make the other end say something, if it is still there."""
        ...

    def end(self, close: Close) -> None:
        """Close with that code, and drop the line if the client does not take it in time. Idempotent."""
        ...

    async def drained(self) -> None:
        """Wait until little is waiting, or until the line ended."""
        ...


def _nobody() -> None:
    pass


class AsgiLine:
    """The way through plain ASGI messages, for a server that is not our uvicorn protocol. Slower, same meaning."""

    def __init__(self, send: Send, limits: Limits) -> None:
        self.heard = asyncio.get_running_loop().time()
        self.is_gone = False
        """Whether the client left by himself: then no close frame can be sent."""
        self.pressed: Callable[[], None] = _nobody
        """Whom to tell that bytes pile up."""
        self._send = send
        self._limits = limits
        self._waiting: deque[bytes] = deque()
        self._size = 0
        self._close: Close | None = None
        self._sending: asyncio.Timeout | None = None
        self._wake = asyncio.Event()
        self._calm = asyncio.Event()
        self._calm.set()

    def write(self, data: bytes, /) -> None:
        """Queue each frame for the sender."""
        for payload in payloads(data):
            self._waiting.append(payload)
            self._size += len(payload)
        if self._size > self._limits.slice and self._calm.is_set():
            self._calm.clear()
            self.pressed()
        self._wake.set()

    def backlog(self) -> int:
        """Tell how many bytes wait for the sender."""
        return self._size

    def ping(self) -> None:
        """Do nothing: plain ASGI has no ping; the server that runs us sends its own."""

    def end(self, close: Close) -> None:
        """Stop after what is being sent now, and give that a limited time."""
        self._close = self._close or close
        self._calm.set()
        self._wake.set()
        if self._sending is not None:
            self._sending.reschedule(asyncio.get_running_loop().time() + self._limits.drain)

    async def drained(self) -> None:
        """Wait until little is waiting."""
        await self._calm.wait()

    async def run(self) -> None:
        """Send until the end was asked for, then send the close frame."""
        with suppress(OSError):  # the client left, or did not take what was sent in time
            async with asyncio.timeout(None) as self._sending:
                while self._close is None:
                    await self._send_next()
                self.end(self._close)
                if not self.is_gone:
                    closing = {"type": "websocket.close", "code": self._close.number, "reason": self._close.name}
                    await self._send(closing)

    async def _send_next(self) -> None:
        if not self._waiting:
            self._calm.set()
            self._wake.clear()
            await self._wake.wait()
            return
        payload = self._waiting.popleft()
        await self._send({"type": "websocket.send", "text": payload.decode()})
        self._size -= len(payload)
