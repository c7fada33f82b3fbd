"""The event log: what screens replay. Numbered per topic, without a hole, in the order of commits.

The number of an event is its topic's head plus one, taken under the head's row lock, which a command takes before
it loads anything: the same lock is what makes booking safe. The log keeps a few days; history is elsewhere.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import BigInteger, Index, LargeBinary, String, insert, select
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from server.core.among import is_among_these
from server.core.db import Base
from server.core.many import update_many


class TopicHead(Base):
    """The number of a topic's last event, and the lock of everything the topic covers."""

    __tablename__ = "topic_heads"

    topic: Mapped[str] = mapped_column(String(80), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, default=0)


class LoggedEvent(Base):
    """One event: the full view after the change, sealed with the practice's key."""

    __tablename__ = "events"
    __table_args__ = (Index("ix_events_at", "at"), Index("ix_events_subject", "subject"))

    topic: Mapped[str] = mapped_column(String(80), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    at: Mapped[datetime]
    subject: Mapped[str | None] = mapped_column(String(32))
    """The patient it shows, so that erasure can purge it."""
    payload: Mapped[bytes] = mapped_column(LargeBinary)


class Author(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who did it, as screens name him."""

    name: str
    initials: str = ""
    id: str | None = None
    speaking_as: str | None = None


class EventBody(msgspec.Struct, frozen=True, omit_defaults=True):
    """What to put and drop in the topic's collections; `stale`: a range of days to fetch again."""

    put: dict[str, list[Any]] = {}
    drop: dict[str, list[str]] = {}
    stale: dict[str, str] | None = None


class Envelope(msgspec.Struct, frozen=True):
    """What is sealed in the log: an event without its topic and number."""

    name: str
    at: datetime
    by: Author
    body: EventBody


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event of the present unit of work."""

    topic: str
    seq: int
    payload: bytes


def payload_label(topic: str, seq: int) -> str:
    """The label under which an event is sealed: it opens at its place only."""
    return f"event|{topic}|{seq}"


async def lock_heads(session: AsyncSession, topics: Iterable[str], *, is_sqlite: bool) -> dict[str, int]:
    """Lock the heads of these topics, in sorted order, making those that are missing; give their numbers.

    On SQLite the transaction itself is the lock (BEGIN IMMEDIATE).
    """
    wanted = sorted(set(topics))
    statement = select(TopicHead.topic, TopicHead.seq).where(is_among_these(TopicHead.topic, wanted)).order_by(TopicHead.topic)
    if not is_sqlite:
        statement = statement.with_for_update()
    heads = {topic: seq for topic, seq in (await session.execute(statement)).all()}
    missing = [topic for topic in wanted if topic not in heads]
    if missing:
        rows = [{"topic": topic, "seq": 0} for topic in missing]
        if is_sqlite:
            await session.execute(insert(TopicHead), rows)
        else:
            await session.execute(postgres_insert(TopicHead).on_conflict_do_nothing(), rows)
        return await lock_heads(session, wanted, is_sqlite=is_sqlite)
    return heads


async def advance_heads(session: AsyncSession, heads: Mapping[str, int]) -> None:
    """Write the numbers of these topics' last events in one go; their heads are locked."""
    await update_many(session, TopicHead, ["topic"], [{"topic": topic, "seq": seq} for topic, seq in heads.items()])


async def heads_of(session: AsyncSession, topics: Iterable[str]) -> dict[str, int]:
    """The last numbers of these topics, 0 for one that never had an event."""
    wanted = list(topics)
    rows = await session.execute(select(TopicHead.topic, TopicHead.seq).where(is_among_these(TopicHead.topic, wanted)))
    return dict.fromkeys(wanted, 0) | {topic: seq for topic, seq in rows.all()}


async def events_after(session: AsyncSession, topic: str, since: int, limit: int) -> Sequence[tuple[int, bytes]] | None:
    """At most `limit` sealed events after `since`, contiguous; None when some are no longer kept."""
    rows = (
        await session.execute(
            select(LoggedEvent.seq, LoggedEvent.payload)
            .where(LoggedEvent.topic == topic, LoggedEvent.seq > since)
            .order_by(LoggedEvent.seq)
            .limit(limit)
        )
    ).all()
    found = [(seq, payload) for seq, payload in rows]
    if found:
        whole = found[0][0] == since + 1 and found[-1][0] - found[0][0] == len(found) - 1
        return found if whole else None
    head = (await heads_of(session, [topic]))[topic]
    return [] if head == since else None
