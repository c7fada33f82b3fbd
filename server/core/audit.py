"""The audit trail: who opened, searched, subscribed to or changed what. Append-only; chained by the worker.

A line holds identifiers and names of acts, never content.
"""

import hashlib
from datetime import datetime

from sqlalchemy import BigInteger, Index, Integer, String, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from server.core.db import Base


class AuditLine(Base):
    """One act. `digest` chains it to the line before it in the same practice once the worker has passed.

    `position` is its place in that chain: ids are given out before commit, so a lower one may appear later.
    """

    __tablename__ = "audit_lines"
    __table_args__ = (Index("ix_audit_lines_unchained", "digest", "id"),)

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)
    at: Mapped[datetime]
    practice_id: Mapped[str | None] = mapped_column(String(32), index=True)
    person_id: Mapped[str | None] = mapped_column(String(32))
    speaking_as: Mapped[str | None] = mapped_column(String(120))
    act: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str | None] = mapped_column(String(80))
    channel: Mapped[str] = mapped_column(String(20))
    digest: Mapped[str | None] = mapped_column(String(64))
    position: Mapped[int | None]


class AuditHead(Base):
    """The last chained digest of a practice."""

    __tablename__ = "audit_heads"

    practice_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    position: Mapped[int] = mapped_column(default=0)


def chained(previous: str, line: AuditLine) -> str:
    """The digest of a line given the one before it."""
    fields = (
        previous,
        str(line.id),
        line.at.isoformat(),
        line.practice_id or "",
        line.person_id or "",
        line.speaking_as or "",
        line.act,
        line.subject or "",
        line.channel,
    )
    return hashlib.sha256("\x1f".join(fields).encode()).hexdigest()


async def chain(session: AsyncSession, limit: int = 1000) -> int:
    """Chain the lines that are not yet, oldest first; give how many were. One caller at a time."""
    lines = (await session.execute(select(AuditLine).where(AuditLine.digest.is_(None)).order_by(AuditLine.id).limit(limit))).scalars().all()
    heads = {head.practice_id: head for head in (await session.execute(select(AuditHead))).scalars()}
    for line in lines:
        owner = line.practice_id or ""
        head = heads.get(owner)
        if head is None:
            head = heads[owner] = AuditHead(practice_id=owner, digest="", position=0)
            session.add(head)
        line.position = head.position = head.position + 1
        line.digest = head.digest = chained(head.digest, line)
    return len(lines)


async def first_broken(session: AsyncSession) -> int | None:
    """The id of the first line that was changed, moved, or follows one that was removed; -1 for a lost end; None: it holds."""
    last: dict[str, tuple[int, str]] = {}
    stream = await session.stream_scalars(
        select(AuditLine).where(AuditLine.position.is_not(None)).order_by(AuditLine.position, AuditLine.id)
    )
    async for line in stream:
        owner = line.practice_id or ""
        position, digest = last.get(owner, (0, ""))
        if line.position != position + 1 or line.digest != chained(digest, line):
            return line.id
        last[owner] = (line.position, line.digest)
    for head in (await session.execute(select(AuditHead))).scalars():
        if last.get(head.practice_id, (0, "")) != (head.position, head.digest):
            return -1
    return None
