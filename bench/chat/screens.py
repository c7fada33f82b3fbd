"""The least that a screen and its browser are: a WebSocket that reads frames, connections over which commands go.

Load and servers share the machine, so whatever the load costs, both servers under comparison have less.
"""

import asyncio
import base64
import secrets
import time
from collections import deque
from collections.abc import Callable
from typing import Any, cast

import msgspec

_PATIENCE = 12.0
"""Seconds after which an answer is given up."""
_SHORT, _MEDIUM, _LARGE = 125, 126, 127
_OPCODE, _PING, _CLOSE = 0x0F, 0x9, 0x8


class Heard(msgspec.Struct):
    """What of a frame the load looks at."""

    t: str
    topic: str = ""
    seq: int = 0
    id: int = 0


_heard = msgspec.json.Decoder(Heard).decode
Hear = Callable[[Heard, float], None]


class Screen(asyncio.Protocol):
    """A WebSocket: tells `hear` every frame and the moment it came, and answers pings."""

    def __init__(self, url: str, cookie: str, hear: Hear) -> None:
        self._host = url.removeprefix("http://")
        self._cookie = cookie
        self._hear = hear
        self._rest = b""
        self._is_open = False
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._answers: dict[int, asyncio.Future[float]] = {}
        self.is_lost = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the WebSocket."""
        self._transport = cast(asyncio.Transport, transport)
        key = base64.b64encode(secrets.token_bytes(16)).decode()
        asking = (
            f"GET /ws HTTP/1.1\r\nHost: {self._host}\r\nOrigin: http://{self._host}\r\nCookie: {self._cookie}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: ardoise.v1\r\n"
            f"Sec-WebSocket-Key: {key}\r\n\r\n"
        )
        self._transport.write(asking.encode())

    def data_received(self, data: bytes) -> None:
        """Read whole frames; what is left of the last one waits for the rest."""
        now = time.perf_counter()
        data = self._rest + data if self._rest else data
        if not self._is_open:
            head, end, data = data.partition(b"\r\n\r\n")
            if not end:
                self._rest = head
                return
            self._is_open = True
            if not head.startswith(b"HTTP/1.1 101"):
                self.opened.set_exception(RuntimeError(head.decode(errors="replace")[:200]))
                return
            self.opened.set_result(None)
        at, length = 0, len(data)
        while length - at >= 2:
            size, start = data[at + 1], at + 2
            if size == _MEDIUM:
                size, start = int.from_bytes(data[start : start + 2]), start + 2
            elif size == _LARGE:
                size, start = int.from_bytes(data[start : start + 8]), start + 8
            if length < start + size:
                break
            self._frame(data[at] & _OPCODE, data[start : start + size], now)
            at = start + size
        self._rest = data[at:]

    def _frame(self, opcode: int, body: bytes, now: float) -> None:
        if opcode == _PING:
            self._transport.write(bytes([0x8A, 0x80 | len(body)]) + b"\0\0\0\0" + body)
        elif opcode == _CLOSE:
            self.is_lost = True
        else:
            heard = _heard(body)
            if heard.id in self._answers:
                self._answers.pop(heard.id).set_result(now)
            self._hear(heard, now)

    def connection_lost(self, error: Exception | None) -> None:
        """Note that nothing comes any more."""
        self.is_lost = True

    async def subscribe(self, number: int, topic: str) -> float:
        """Ask for a topic; the milliseconds until its snapshot was here."""
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        began = time.perf_counter()
        self.say({"t": "sub", "id": number, "topic": topic})
        async with asyncio.timeout(_PATIENCE):
            came: float = await answer
        return (came - began) * 1000

    def say(self, frame: dict[str, Any]) -> None:
        """Send a frame."""
        body = msgspec.json.encode(frame)
        size = bytes([0x80 | len(body)]) if len(body) <= _SHORT else bytes([0x80 | _MEDIUM]) + len(body).to_bytes(2)
        self._transport.write(b"\x81" + size + b"\0\0\0\0" + body)

    def close(self) -> None:
        """End it."""
        self._transport.close()


async def look(url: str, cookie: str, hear: Hear) -> Screen:
    """Open a screen."""
    host, _, port = url.removeprefix("http://").partition(":")
    _, screen = await asyncio.get_running_loop().create_connection(lambda: Screen(url, cookie, hear), host, int(port))
    async with asyncio.timeout(60):
        await screen.opened
    return screen


class Answer(msgspec.Struct):
    """What came back: `at` are the topics' numbers."""

    status: int
    at: dict[str, int]
    body: bytes


class _Line(asyncio.Protocol):
    """One connection, one command at a time."""

    def __init__(self) -> None:
        self._got = b""
        self.answer: asyncio.Future[Answer] | None = None
        self.transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self._got += data
        head, end, body = self._got.partition(b"\r\n\r\n")
        if not end:
            return
        headers = dict(line.split(b": ", 1) for line in head.split(b"\r\n")[1:])
        if len(body) >= int(headers.get(b"content-length", b"0")) and self.answer is not None:
            self._got = b""
            at = headers.get(b"ardoise-at", b"{}")
            self.answer.set_result(Answer(int(head[9:12]), msgspec.json.decode(at), body))

    def connection_lost(self, error: Exception | None) -> None:
        if self.answer is not None and not self.answer.done():
            self.answer.set_exception(error or ConnectionResetError())


class Door:
    """Commands to one process, over connections that stay open."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._host = url.removeprefix("http://")
        self._free: deque[_Line] = deque()
        self._lines: list[_Line] = []

    async def post(self, path: str, cookie: str, body: bytes, key: str = "") -> Answer:
        """Carry out a command; `key` makes it safe to repeat, as browsers do."""
        head = f"Origin: {self._url}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        return await self._ask("POST", path, cookie, head + (f"Idempotency-Key: {key}\r\n" if key else ""), body)

    async def get(self, path: str, cookie: str) -> Answer:
        """Ask something."""
        return await self._ask("GET", path, cookie, "", b"")

    async def _ask(self, method: str, path: str, cookie: str, head: str, body: bytes) -> Answer:
        """Ask, and as browsers do once more when the server closed the connection at that moment."""
        try:
            return await self._ask_once(method, path, cookie, head, body)
        except ConnectionResetError:
            return await self._ask_once(method, path, cookie, head, body)

    async def _ask_once(self, method: str, path: str, cookie: str, head: str, body: bytes) -> Answer:
        line = await self._line()
        line.answer = asyncio.get_running_loop().create_future()
        line.transport.write(f"{method} {path} HTTP/1.1\r\nHost: {self._host}\r\nCookie: {cookie}\r\n{head}\r\n".encode() + body)
        try:
            async with asyncio.timeout(_PATIENCE):
                answer = await line.answer
        except BaseException:
            line.transport.abort()
            raise
        self._free.append(line)
        return answer

    async def _line(self) -> _Line:
        """A connection that is still there: servers close those that say nothing for a few seconds."""
        while self._free:
            line = self._free.pop()
            if not line.transport.is_closing():
                return line
        host, _, port = self._host.partition(":")
        _, line = await asyncio.get_running_loop().create_connection(_Line, host, int(port))
        self._lines.append(line)
        return line

    def close(self) -> None:
        """Close every connection."""
        for line in self._lines:
            line.transport.close()
