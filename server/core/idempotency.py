"""Retry is safe: a command sent twice with one key is carried out once and answered the same.

The row is written in the command's own transaction. Only 2xx answers are kept; a refusal is evaluated again.
"""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import LargeBinary, String, delete, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base
from server.core.errors import KeyReused

KEPT = timedelta(hours=24)


class IdempotentAnswer(Base):
    """The answer given to a key; the body is sealed."""

    __tablename__ = "idempotent_answers"

    person_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    request: Mapped[str] = mapped_column(String(64))
    status: Mapped[int]
    answer: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime]


def fingerprint(method: str, path: str, body: bytes) -> str:
    """What makes two requests the same."""
    return hashlib.sha256(b"\0".join((method.encode(), path.encode(), body))).hexdigest()


async def earlier_answer(session: AsyncSession, person_id: str, key: str, request: str, *, is_sqlite: bool) -> IdempotentAnswer | None:
    """The answer already given to this key, waiting for a twin that is still running.

    Raises:
        KeyReused: the key was used with another request.
    """
    if not is_sqlite:
        lock = int.from_bytes(hashlib.sha256(f"{person_id}|{key}".encode()).digest()[:8], "big", signed=True)
        await session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": lock}, execution_options={"unscoped": "a lock"})
    row = (
        await session.execute(select(IdempotentAnswer).where(IdempotentAnswer.person_id == person_id, IdempotentAnswer.key == key))
    ).scalar_one_or_none()
    if row is not None and row.request != request:
        raise KeyReused
    return row


async def forget_answers(session: AsyncSession, now: datetime) -> None:
    """Drop the answers older than a day."""
    await session.execute(delete(IdempotentAnswer).where(IdempotentAnswer.at < now - KEPT))
