"""A small HTTP server that keeps what it is told, for gateways and their reports; it answers as a test says."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Heard:
    """One request."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """Its body as JSON."""
        return json.loads(self.body)


@dataclass
class Listener:
    """`answers`: the status of each answer to come, 200 when there is none."""

    answers: list[int] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)
    port: int = 0
    _queue: asyncio.Queue[Heard] = field(default_factory=asyncio.Queue)

    async def next(self) -> Heard:
        """The next request."""
        async with asyncio.timeout(30):
            return await self._queue.get()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Read one request, answer it, hang up."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, path, _ = head[0].split(" ")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        request = Heard(method, path, headers, body)
        self.heard.append(request)
        self._queue.put_nowait(request)
        status = self.answers.pop(0) if self.answers else 200
        writer.write(f"HTTP/1.1 {status} Told\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()


@asynccontextmanager
async def listening() -> AsyncIterator[Listener]:
    """Listen on a free port of this machine."""
    listener = Listener()
    server = await asyncio.start_server(listener.serve, "127.0.0.1", 0)
    listener.port = server.sockets[0].getsockname()[1]
    try:
        yield listener
    finally:
        server.close()
        await server.wait_closed()
