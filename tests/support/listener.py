"""A small HTTP server that keeps what it is told, for gateways and their reports; it answers as a test says."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal


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
    """`answers`: the status of each answer to come, 200 when there is none; `cut` hears and hangs up, `hang` hears and stays silent."""

    answers: list[int | Literal["cut", "hang"]] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)
    port: int = 0
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)
    _queue: asyncio.Queue[Heard] = field(default_factory=asyncio.Queue)

    async def next(self) -> Heard:
        """The next request."""
        async with asyncio.timeout(30):
            return await self._queue.get()

    async def until(self, number: int) -> None:
        """Wait until so many requests were heard."""
        async with asyncio.timeout(60), self._news:
            await self._news.wait_for(lambda: len(self.heard) >= number)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Read one request, answer it, hang up; who is gone before he said it all, or before the answer, was not there."""
        try:
            await self._answer(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, path, _ = head[0].split(" ")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        request = Heard(method, path, headers, body)
        status = self.answers.pop(0) if self.answers else 200
        async with self._news:
            self.heard.append(request)
            self._news.notify_all()
        self._queue.put_nowait(request)
        if status == "hang":
            await reader.read()  # until whoever asked is gone
        if isinstance(status, str):
            return
        writer.write(f"HTTP/1.1 {status} Told\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()


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
