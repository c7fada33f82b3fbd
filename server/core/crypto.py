"""Encryption at rest: AES-256-GCM under one key per practice, wrapped by a root key kept outside the database.

A sealed value is `version | key id length | key id | nonce | ciphertext`. The label given at sealing is
authenticated, so a value moved to another row does not open.
"""

import base64
import hmac
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import LargeBinary, String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base
from server.settings import Secret

_VERSION = 1
_NONCE = 12
SHARED = "-"
"""The key of what belongs to no practice (a person's own notices)."""


class Sealed(Exception):
    """A sealed value cannot be opened: wrong key, wrong place, or altered bytes."""


class KeyMissing(Sealed):
    """The key of this practice is not loaded in this process."""


class PracticeKey(Base):
    """A practice's key, wrapped by the root key. Deleting the row makes every sealed byte of it unreadable."""

    __tablename__ = "practice_keys"

    owner: Mapped[str] = mapped_column(String(32), primary_key=True)
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)


def load_root_key(given: Secret | None, data_dir: Path) -> bytes:
    """The root key: the one given, or `root.key` in the data folder, made (mode 0600) at first run.

    Raises:
        Sealed: the file does not hold a key.
    """
    if given is not None:
        return base64.b64decode(given.reveal())
    path = data_dir / "root.key"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(base64.b64encode(secrets.token_bytes(32)))
    try:
        key = base64.b64decode(path.read_bytes(), validate=True)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise Sealed("root.key does not hold a key (32 bytes in base64).")
    return key


class Keyring:
    """The keys this process holds; loading is asynchronous, sealing and opening are not."""

    def __init__(self, root_key: bytes) -> None:
        self._root = AESGCM(root_key)
        self._mac_key = hmac.digest(root_key, b"ardoise|mac", "sha256")
        self._keys: dict[str, AESGCM] = {}

    async def load(self, session: AsyncSession, owner: str, *, create: bool = False) -> bool:
        """Load the key of `owner` (a practice, or `SHARED`), making it when `create` and absent.

        Returns whether it was made: should the transaction be rolled back, `forget` it.
        """
        if owner in self._keys:
            return False
        row = (await session.execute(select(PracticeKey).where(PracticeKey.owner == owner))).scalar_one_or_none()
        if row is None:
            if not create:
                raise KeyMissing(owner)
            key = AESGCM.generate_key(bit_length=256)
            nonce = secrets.token_bytes(_NONCE)
            wrapped = nonce + self._root.encrypt(nonce, key, owner.encode())
            session.add(PracticeKey(owner=owner, wrapped=wrapped))
            await session.flush()
            self._keys[owner] = AESGCM(key)
            return True
        try:
            key = self._root.decrypt(row.wrapped[:_NONCE], row.wrapped[_NONCE:], owner.encode())
        except InvalidTag:
            raise Sealed("The root key does not open this database.") from None
        self._keys[owner] = AESGCM(key)
        return False

    def forget(self, owner: str) -> None:
        """Drop a key whose row was not committed."""
        self._keys.pop(owner, None)

    def has(self, owner: str) -> bool:
        """Whether the key is loaded."""
        return owner in self._keys

    def seal(self, owner: str, label: str, content: bytes) -> bytes:
        """Encrypt `content`; it opens only under the same label."""
        nonce = secrets.token_bytes(_NONCE)
        name = owner.encode()
        return bytes((_VERSION, len(name))) + name + nonce + self._key(owner).encrypt(nonce, content, label.encode())

    def open(self, label: str, sealed: bytes) -> bytes:
        """Decrypt what `seal` made.

        Raises:
            KeyMissing: the practice's key is not loaded here.
            Sealed: altered, or sealed under another label.
        """
        if len(sealed) < 2 or sealed[0] != _VERSION:
            raise Sealed("This is not a sealed value.")
        start = 2 + sealed[1]
        owner = sealed[2:start].decode()
        try:
            return self._key(owner).decrypt(sealed[start : start + _NONCE], sealed[start + _NONCE :], label.encode())
        except InvalidTag:
            raise Sealed("This sealed value was altered or moved.") from None

    def mac(self, purpose: str, message: str) -> str:
        """A digest only the root key can make, for links and for what must not be guessed: 43 characters, safe in an address."""
        made = hmac.digest(self._mac_key, f"{purpose}|{message}".encode(), "sha256")
        return base64.urlsafe_b64encode(made).rstrip(b"=").decode()

    def _key(self, owner: str) -> AESGCM:
        try:
            return self._keys[owner]
        except KeyError:
            raise KeyMissing(owner) from None
