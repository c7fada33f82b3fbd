"""The virus scanner, by clamd's own protocol: INSTREAM over its socket.

It fails closed: a scanner that is silent, full or breaks off lets nothing pass.
"""

import asyncio
import struct
from collections.abc import AsyncIterator
from typing import Protocol
from urllib.parse import urlsplit

import structlog

from server.core.blobs.errors import FileInfected, ScannerAway
from server.core.blobs.models import Scan

LOG = structlog.get_logger("scanner")
PATIENCE = 60.0
"""Seconds for one file; clamd reads 50 MB in less than one."""
_LONGEST_ANSWER = 4096


class Scanner(Protocol):
    """Says whether a file may be kept."""

    @property
    def scans(self) -> bool:
        """Whether files are looked at."""
        ...

    async def scan(self, chunks: AsyncIterator[bytes]) -> Scan:
        """Look at a file.

        Raises:
            FileInfected: something was found.
            ScannerAway: it does not answer.
        """
        ...

    async def answers(self) -> bool:
        """Whether it is there."""
        ...


class NoScanner:
    """None is configured, and files say so."""

    scans = False

    async def scan(self, chunks: AsyncIterator[bytes]) -> Scan:
        """Nothing is looked at."""
        return "unscanned"

    async def answers(self) -> bool:
        """There is none."""
        return False


class Clamd:
    """A clamd at `unix:/path` or `tcp://host:port`. Its StreamMaxLength must be 50 MB or more (docs/operations.md)."""

    scans = True

    def __init__(self, address: str, *, patience: float = PATIENCE) -> None:
        self._address = address
        self._patience = patience

    async def scan(self, chunks: AsyncIterator[bytes]) -> Scan:
        """Look at a file; see `Scanner`."""
        answer = await self._ask(b"zINSTREAM\0", chunks)
        if answer == "stream: OK":
            return "clean"
        if answer.endswith(" FOUND"):
            name = answer.removeprefix("stream: ").removesuffix(" FOUND")
            LOG.warning("file_infected", found=name)
            raise FileInfected(name=name)
        LOG.error("scanner_answered", answer=answer[:200])
        raise ScannerAway

    async def answers(self) -> bool:
        """Whether it says PONG."""
        try:
            return await self._ask(b"zPING\0", None) == "PONG"
        except ScannerAway:
            return False

    async def _ask(self, command: bytes, chunks: AsyncIterator[bytes] | None) -> str:
        try:
            async with asyncio.timeout(self._patience):
                reader, writer = await self._connected()
                try:
                    return await _conversation(reader, writer, command, chunks)
                finally:
                    writer.close()
        except (OSError, TimeoutError) as error:
            LOG.error("scanner_away", kind=type(error).__name__)
            raise ScannerAway from None

    async def _connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._address.startswith("unix:"):
            return await asyncio.open_unix_connection(self._address.removeprefix("unix:"))
        parts = urlsplit(self._address)
        return await asyncio.open_connection(parts.hostname, parts.port)


async def _conversation(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, command: bytes, chunks: AsyncIterator[bytes] | None
) -> str:
    writer.write(command)
    if chunks is not None:
        try:
            async for chunk in chunks:
                writer.write(struct.pack("!L", len(chunk)) + chunk)
                await writer.drain()
            writer.write(b"\0\0\0\0")
            await writer.drain()
        except ConnectionError:
            pass  # it closed before the end: what it answered says why
    return (await reader.read(_LONGEST_ANSWER)).rstrip(b"\0\n").decode("utf-8", "replace")
