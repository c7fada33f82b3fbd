"""Where files lie: encrypted piece by piece (AES-256-GCM), each under a key of its own, bound to its id.

A file's key is sealed under its practice's key, itself wrapped by the root key from outside the database.
"""

import asyncio
import io
import os
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, cast

import tink
from tink import proto_keyset_format, secret_key_access, streaming_aead

from server.core.blobs.errors import FileLost
from server.core.crypto import Keyring

PIECE = 1024 * 1024
"""Bytes handled at once."""
streaming_aead.register()


def _label(blob_id: str) -> str:
    return f"blob|{blob_id}"


class _Kept(io.RawIOBase):
    """A file that the cipher writes to, and closes without closing: it is flushed to the disk first."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def write(self, data: Any) -> int:
        """Write on."""
        return self._file.write(data)

    def writable(self) -> bool:
        """It is."""
        return True


class Store:
    """The folders of one deployment. Several processes may share them."""

    def __init__(self, data_dir: Path, keyring: Keyring) -> None:
        self.kept = data_dir / "blobs"
        self.quarantine = data_dir / "quarantine"
        self._keyring = keyring

    def path(self, blob_id: str) -> Path:
        """Where a kept file lies."""
        return self.kept / blob_id[-2:] / blob_id

    def waiting(self, blob_id: str) -> Path:
        """Where a file lies before it is kept."""
        return self.quarantine / blob_id

    async def write(self, owner: str, blob_id: str, chunks: AsyncIterator[bytes]) -> bytes:
        """Encrypt a file into quarantine as it comes; give its key, sealed."""
        handle = tink.new_keyset_handle(streaming_aead.streaming_aead_key_templates.AES256_GCM_HKDF_1MB)
        cipher = handle.primitive(streaming_aead.StreamingAead)
        await asyncio.to_thread(self.quarantine.mkdir, mode=0o700, parents=True, exist_ok=True)
        with await asyncio.to_thread(_opened_new, self.waiting(blob_id)) as file:
            stream = cipher.new_encrypting_stream(cast("BinaryIO", _Kept(file)), blob_id.encode())
            async for chunk in chunks:
                await asyncio.to_thread(stream.write, chunk)
            await asyncio.to_thread(_ended, stream, file)
        keyset = proto_keyset_format.serialize(handle, secret_key_access.TOKEN)
        return self._keyring.seal(owner, _label(blob_id), keyset)

    async def keep(self, blob_id: str) -> None:
        """Move a file out of quarantine to its place, for good; doing it twice is harmless."""
        await asyncio.to_thread(self._keep, blob_id)

    def _keep(self, blob_id: str) -> None:
        source, target = self.waiting(blob_id), self.path(blob_id)
        if target.exists():
            return
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        source.replace(target)
        for folder in (target.parent, self.kept, self.quarantine):
            _flush_folder(folder)

    async def read(self, blob_id: str, sealed: bytes, *, quarantined: bool = False) -> AsyncIterator[bytes]:
        """Decrypt a file, piece by piece; each is authenticated before it is given.

        Raises:
            FileLost: absent, altered, or another file's content.
        """
        try:
            keyset = proto_keyset_format.parse(self._keyring.open(_label(blob_id), sealed), secret_key_access.TOKEN)
            cipher = keyset.primitive(streaming_aead.StreamingAead)
            path = self.waiting(blob_id) if quarantined else self.path(blob_id)
            with await asyncio.to_thread(path.open, "rb") as file:
                stream = cipher.new_decrypting_stream(file, blob_id.encode())
                while piece := await asyncio.to_thread(stream.read, PIECE):
                    yield cast("bytes", piece)
        except (OSError, tink.TinkError):
            raise FileLost from None

    def forget(self, blob_id: str) -> None:
        """Remove a file, wherever it is."""
        for path in (self.waiting(blob_id), self.path(blob_id)):
            path.unlink(missing_ok=True)

    def older_than(self, seconds: float) -> Iterator[str]:
        """The ids of files that lie here since longer than that."""
        limit = time.time() - seconds
        folders: Iterable[Path] = [self.quarantine, *(self.kept.iterdir() if self.kept.is_dir() else ())]
        for folder in folders:
            for path in folder.iterdir() if folder.is_dir() else ():
                with suppress(FileNotFoundError):  # it was kept, or removed, meanwhile
                    if path.is_file() and path.stat().st_mtime < limit:
                        yield path.name


def _opened_new(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _ended(stream: BinaryIO, file: BinaryIO) -> None:
    stream.close()
    file.flush()
    os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
