"""A client of `docs/protocol.md`, written from that page."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.realtime.desk import ORIGIN

Frame = dict[str, Any]
PATIENCE = 60.0
"""Seconds after which a frame that does not come fails the test."""


class Client:
    """One open WebSocket that has read its hello."""

    def __init__(self, socket: ClientConnection, hello: Frame) -> None:
        self.socket = socket
        self.hello = hello
        self.id: str = hello["connection"]
        self._asked = 0

    @classmethod
    @asynccontextmanager
    async def open(cls, port: int, session: str = "ana.1", **options: Any) -> AsyncIterator["Client"]:
        """Open a connection as the person named before the dot."""
        defaults: dict[str, Any] = {
            "origin": ORIGIN,
            "additional_headers": {"Cookie": f"session={session}"},
            "subprotocols": ["ardoise.v1"],
            "compression": None,
            "ping_interval": None,
            "close_timeout": 1,
            "max_size": None,
        }
        async with connect(f"ws://127.0.0.1:{port}/ws", **{**defaults, **options}) as socket:
            yield cls(socket, msgspec.json.decode(await socket.recv()))

    async def say(self, **frame: Any) -> None:
        """Send one frame."""
        await self.socket.send(msgspec.json.encode(frame).decode())

    async def hear(self) -> Frame:
        """Wait for the next frame."""
        async with asyncio.timeout(PATIENCE):
            heard: Frame = msgspec.json.decode(await self.socket.recv())
        return heard

    async def hear_all(self, count: int) -> list[Frame]:
        """Wait for that many frames."""
        return [await self.hear() for _ in range(count)]

    async def subscribe(self, topic: str, **more: Any) -> Frame:
        """Subscribe and give the first frame of the answer."""
        self._asked += 1
        await self.say(t="sub", id=self._asked, topic=topic, **more)
        return await self.hear()

    async def pong(self) -> list[Frame]:
        """Give everything that was said before the server answered a ping."""
        await self.say(t="ping")
        heard = []
        while (frame := await self.hear()) != {"t": "pong"}:
            heard.append(frame)
        return heard

    async def closed(self) -> tuple[int, str]:
        """Read until the end; give the close code and its reason."""
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    await self.socket.recv()
        except ConnectionClosed:
            return self.socket.close_code or 0, self.socket.close_reason or ""
