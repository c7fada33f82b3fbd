"""A client that says whatever bytes it likes."""

import asyncio
import os
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.realtime.client import PATIENCE
from tests.realtime.desk import ORIGIN

FIN = 0x80
CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10


def raw_frame(first: int, payload: bytes = b"", *, masked: bool = True, length: bytes | None = None) -> bytes:
    """Build a frame from its first byte; `length` replaces the honest length bytes (up to 65,535)."""
    size = len(payload)
    if length is None:
        length = bytes((size,)) if size < 126 else struct.pack("!BH", 126, size)
    if not masked:
        return bytes((first,)) + length + payload
    mask = os.urandom(4)
    body = bytes(byte ^ mask[at % 4] for at, byte in enumerate(payload))
    return bytes((first, length[0] | 0x80)) + length[1:] + mask + body


def handshake(port: int) -> bytes:
    """Ask to become a WebSocket."""
    return (
        f"GET /ws HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Protocol: ardoise.v1\r\nOrigin: {ORIGIN}\r\nCookie: session=raw.1\r\n\r\n"
    ).encode()


class Raw:
    """An open connection after the handshake and the hello."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    @classmethod
    @asynccontextmanager
    async def open(cls, port: int) -> AsyncIterator["Raw"]:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            writer.write(handshake(port))
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 101")
            raw = cls(reader, writer)
            assert (await raw.hear())[0] == FIN | TEXT
            yield raw
        finally:
            writer.close()

    def say(self, data: bytes) -> None:
        """Send bytes, unless the server has closed already."""
        if not self.writer.is_closing():
            self.writer.write(data)

    async def hear(self) -> tuple[int, bytes]:
        """Read one frame: its first byte and its payload."""
        async with asyncio.timeout(PATIENCE):
            first, size = await self.reader.readexactly(2)
            if size == 126:
                (size,) = struct.unpack("!H", await self.reader.readexactly(2))
            elif size == 127:
                (size,) = struct.unpack("!Q", await self.reader.readexactly(8))
            return first, await self.reader.readexactly(size)

    async def close_code(self) -> int:
        """Read until the close frame and the end; give the code, 1006 if there was no close frame."""
        try:
            while True:
                first, payload = await self.hear()
                if first == FIN | CLOSE:
                    return int.from_bytes(payload[:2], "big")
        except (asyncio.IncompleteReadError, ConnectionResetError):
            return 1006
