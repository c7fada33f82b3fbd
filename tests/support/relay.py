"""What lies between people and a server: a relay that cuts every connection, falls silent, swallows answers, or speaks TLS."""

import asyncio
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from tests.support.processes import free_port

_PIECE = 65_536


@dataclass(eq=False)
class Pipe:
    """One connection through the relay."""

    down: asyncio.StreamWriter
    """Towards the client."""
    up: asyncio.StreamWriter | None = None
    """Towards the server."""
    is_dead: bool = False
    """Both ends stay open and nothing passes any more, now or later: a router forgot it."""

    def cut(self) -> None:
        """Close both ends at once, without a word."""
        for end in (self.down, self.up):
            if end is not None:
                end.transport.abort()


@dataclass(eq=False)
class Relay:
    """Listens on a port of its own and passes everything on to a port of this machine. Use it as a context manager."""

    target: int = field(default_factory=free_port)
    """Say it later, when the server is to be told the relay's address first."""
    port: int = field(default_factory=free_port)
    tls: ssl.SSLContext | None = None
    """How to speak to clients; the way to the server is always plain."""
    pipes: set[Pipe] = field(default_factory=set)
    asked: int = 0
    """Connections that clients opened."""
    is_silent: bool = False
    swallows: Callable[[bytes], bool] | None = None
    """Asked about everything a server answers: true cuts the connection instead of passing it on."""

    @property
    def url(self) -> str:
        """Where clients find it."""
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"

    async def __aenter__(self) -> Self:
        """Listen."""
        self._tasks: set[asyncio.Task[None]] = set()
        self._server = await asyncio.start_server(self._met, "127.0.0.1", self.port, ssl=self.tls, backlog=2048)
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close everything."""
        self._server.close()
        self.cut()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def cut(self) -> None:
        """Drop everybody at once."""
        for pipe in tuple(self.pipes):
            pipe.cut()

    def silence(self) -> None:
        """Let nothing pass any more, in neither direction, and close nothing; who comes now is left without an answer too."""
        self.is_silent = True
        for pipe in self.pipes:
            pipe.is_dead = True

    def hear_again(self) -> None:
        """Serve those who come from now on; what was open stays as it is."""
        self.is_silent = False

    def _met(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.asked += 1
        pipe = Pipe(writer, is_dead=self.is_silent)
        self.pipes.add(pipe)
        task = asyncio.get_running_loop().create_task(self._serve(pipe, reader))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, pipe: Pipe, reader: asyncio.StreamReader) -> None:
        with suppress(OSError):
            if pipe.is_dead:
                await self._swallow(reader)
                return
            answers, pipe.up = await asyncio.open_connection("127.0.0.1", self.target)
            async with asyncio.TaskGroup() as group:
                group.create_task(self._pass(pipe, reader, pipe.up))
                group.create_task(self._pass(pipe, answers, pipe.down, self.swallows))
        self.pipes.discard(pipe)
        pipe.cut()

    async def _pass(
        self, pipe: Pipe, source: asyncio.StreamReader, sink: asyncio.StreamWriter, swallows: Callable[[bytes], bool] | None = None
    ) -> None:
        with suppress(OSError):
            while (data := await source.read(_PIECE)) and not pipe.is_dead:
                if swallows is not None and swallows(data):
                    pipe.cut()
                    return
                sink.write(data)
                await sink.drain()
            if pipe.is_dead:
                await self._swallow(source)
            elif sink.can_write_eof():
                sink.write_eof()
            else:
                pipe.cut()

    async def _swallow(self, source: asyncio.StreamReader) -> None:
        """Take what comes, and never tell anybody that it ended."""
        while await source.read(_PIECE):
            pass
        await asyncio.get_running_loop().create_future()
