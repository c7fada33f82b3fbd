"""A file from its first byte to its place."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from server.core.blobs import examine
from server.core.blobs.errors import REFUSED, FileBomb, FileDisguised, FileProgram, FileType, FileUnreadable
from server.core.blobs.kinds import HEAD, LARGEST, FileKind, claims_to_be, is_program, kind_of
from server.core.blobs.models import Blob, Scan
from server.core.blobs.scanner import Scanner
from server.core.blobs.store import PIECE, Store
from server.core.crypto import Keyring
from server.core.errors import Refusal, TooLarge
from server.core.ids import new_id

_AT_ONCE = 2
"""Files examined side by side: each may hold memory of its own."""
_PATIENCE = 60.0


@dataclass(slots=True)
class Taken:
    """A file that passed everything, in quarantine until `keep`."""

    id: str
    kind: FileKind
    size: int
    pages: int
    scan: Scan
    keyset: bytes
    _store: Store
    lasts: int = 0
    """Milliseconds of a sound."""

    def row(self, practice_id: str, at: datetime) -> Blob:
        """Its row, to be added to the transaction that names it."""
        return Blob(
            id=self.id,
            practice_id=practice_id,
            media_type=self.kind.media_type,
            size=self.size,
            keyset=self.keyset,
            scan=self.scan,
            created_at=at,
        )

    async def keep(self) -> None:
        """Put it in its place: before the commit, so that no row is ever without its file."""
        await self._store.keep(self.id)


class Blobs:
    """The files of a deployment."""

    def __init__(self, data_dir: Path, keyring: Keyring, scanner: Scanner) -> None:
        self.store = Store(data_dir, keyring)
        self.scanner = scanner
        self._examining = asyncio.Semaphore(_AT_ONCE)

    @asynccontextmanager
    async def take_in(
        self, owner: str, chunks: AsyncIterator[bytes], name: str, allowed: Collection[FileKind], most: int = LARGEST
    ) -> AsyncIterator[Taken]:
        """Take a file in, for a practice whose key is loaded; what is not kept by the end is removed.

        Raises:
            TooLarge, FileType, FileDisguised, FileProgram, FileUnreadable, FileLocked, FileActive, FileBomb,
            FileInfected, ScannerAway: it is not taken, and nothing of it stays.
        """
        blob_id = new_id()
        counted = _Counted(chunks, name, allowed, most)
        try:
            keyset = await self.store.write(owner, blob_id, counted.pieces())
            kind = counted.decided()
            found = await self._examined(blob_id, keyset, kind)
            scan = await self.scanner.scan(self.store.read(blob_id, keyset, quarantined=True))
            yield Taken(blob_id, kind, counted.size, found["pages"], scan, keyset, self.store, found.get("lasts", 0))
        finally:
            await asyncio.to_thread(self.store.waiting(blob_id).unlink, missing_ok=True)

    def content(self, row: Blob) -> AsyncIterator[bytes]:
        """A kept file, piece by piece."""
        return self.store.read(row.id, row.keyset)

    async def _examined(self, blob_id: str, keyset: bytes, kind: FileKind) -> dict[str, int]:
        """Its number of pages, and how long a sound lasts, as the examination in a process apart found them."""
        async with self._examining:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-I",
                str(examine.__file__),
                kind.media_type,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
            )
            try:
                async with asyncio.timeout(_PATIENCE):
                    answer = await self._told(process, blob_id, keyset)
            except BaseException as ended:
                with suppress(ProcessLookupError):
                    process.kill()
                if isinstance(ended, TimeoutError):
                    raise FileBomb from None
                raise
        if not answer:  # it was ended for what it took
            raise FileBomb
        found = json.loads(answer)
        if "refused" in found:
            raise REFUSED[found["refused"]]
        return {name: int(value) for name, value in found.items()}

    async def _told(self, process: asyncio.subprocess.Process, blob_id: str, keyset: bytes) -> bytes:
        assert process.stdin is not None
        assert process.stdout is not None
        with suppress(ConnectionError):  # it stopped reading: its answer, or its silence, says why
            async for piece in self.store.read(blob_id, keyset, quarantined=True):
                process.stdin.write(piece)
                await process.stdin.drain()
            process.stdin.close()
        answer = await process.stdout.read()
        await process.wait()
        return answer


class _Counted:
    """A file as it comes: in even pieces, counted, and refused at its first bytes when it is nothing we take."""

    def __init__(self, chunks: AsyncIterator[bytes], name: str, allowed: Collection[FileKind], most: int) -> None:
        self._chunks = chunks
        self._name = name
        self._allowed = allowed
        self._most = most
        self._kind: FileKind | None = None
        self._looked = False
        self.size = 0

    async def pieces(self) -> AsyncIterator[bytes]:
        """The file, a mebibyte at a time."""
        held = bytearray()
        async for chunk in self._chunks:
            self.size += len(chunk)
            if self.size > self._most:
                raise TooLarge(limit=self._most)
            held += chunk
            if not self._looked and len(held) >= HEAD:
                self._look(bytes(held[:HEAD]))
            if len(held) >= PIECE:
                yield bytes(held)
                held.clear()
        if not self._looked:
            self._look(bytes(held[:HEAD]))
        if held:
            yield bytes(held)

    def decided(self) -> FileKind:
        """What it is."""
        assert self._kind is not None
        return self._kind

    def _look(self, head: bytes) -> None:
        self._looked = True
        self._kind = kind_of(head, self._allowed, self._name)
        if self._kind is None:
            raise self._refusal(head)

    def _refusal(self, head: bytes) -> Refusal:
        if not head:
            return FileUnreadable()
        if is_program(head):
            return FileProgram()
        taken = [kind.extension for kind in self._allowed]
        return FileDisguised(taken=taken) if claims_to_be(self._name, self._allowed) else FileType(taken=taken)
