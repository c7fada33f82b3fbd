"""The outbox: messages to people, planned by the transaction that causes them and sent later, by whoever holds the lease.

A row holds references, never words: its kind renders it when it is sent, after asking once more whether it is still
wanted. The row is `sending`, and committed, before the carrier hears of it: a crash leaves a trace, never a silence.

    planned ─► sending ─► sent
                 ├─► retry ─► sending …      not taken yet; later, until `expires_at`
                 ├─► failed                  refused for good
                 ├─► unknown                 cut after the hand-over: perhaps sent, not sent again
                 └─► dropped                 no longer wanted, or too late
"""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol

from sqlalchemy import JSON, ColumnElement, Index, String, select, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Mapped, mapped_column

from server.core.actors import system
from server.core.db import EVERY_PRACTICE, Base
from server.core.ids import new_id
from server.core.permissions import Permission
from server.core.unit import Core, Restart, UnitOfWork, writing

State = Literal["planned", "sending", "retry", "sent", "failed", "unknown", "dropped"]
Report = Literal["", "delivered", "undelivered"]
WAITING: tuple[State, ...] = ("planned", "retry")
LEFT: tuple[State, ...] = ("sending", "sent", "unknown")
"""The states of what the person has, or may have, read."""
LEASE = timedelta(minutes=5)
"""How long a worker may take before its message is thought abandoned; longer than any carrier's own limits."""


class OutboxMessage(Base):
    """One message to one person."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_due", "state", "not_before"), Index("ix_outbox_about", "about"))

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    practice_id: Mapped[str | None] = mapped_column(String(32), index=True)
    about: Mapped[str] = mapped_column(String(80))
    """What it is about, `kind/id`, so that it can be withdrawn."""
    channel: Mapped[str] = mapped_column(String(10), default="email", server_default="email")
    agenda: Mapped[str | None] = mapped_column(String(32), index=True)
    """Whose agenda it is about, for who may see and steer it; None: nobody's."""
    refs: Mapped[dict[str, str]] = mapped_column(JSON)
    """What the kind needs to render it: identifiers."""
    dedupe: Mapped[str | None] = mapped_column(String(160), unique=True)
    state: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(60), default="")
    """Why it is not sent, in one word."""
    report: Mapped[str] = mapped_column(String(12), default="", server_default="")
    """What the carrier said later: `delivered`, `undelivered`."""
    recipient: Mapped[str] = mapped_column(String(43), default="", server_default="")
    """A keyed digest of the address it went to: what failed there is said before writing there again."""
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    not_before: Mapped[datetime]
    expires_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class Letter:
    """A message ready to be worded: to whom, in which language, and the values its template names.

    `path`: the page its link opens, with what follows `#`. `template`: its template, when it does not bear the name of
    the kind. `rooms`: further links, by the value that stands for them. `event`: what it puts into a calendar. `sender`
    and `reply_to`: the house that writes, when it is not ours.
    """

    to: str
    locale: str
    values: Mapping[str, str] = field(default_factory=dict)
    path: str = ""
    template: str = ""
    rooms: Mapping[str, str] = field(default_factory=dict)
    event: "CalendarEvent | None" = None
    sender: str = ""
    reply_to: str = ""


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """An entry of the recipient's calendar: made or changed, or with `cancelled` taken away."""

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    summary: str
    place: str
    cancelled: bool = False


class NotReachable(Exception):
    """The person has no address for this channel."""


class NotWanted(Exception):
    """It must not be sent any more; its text is the reason, in one word."""


class Follower(Protocol):
    """Tells the screens what became of a message, in the transaction that writes it."""

    async def lock(self, uow: UnitOfWork, about: str) -> None:
        """Lock the topics that `told` writes."""
        ...

    async def told(self, uow: UnitOfWork, about: str) -> None:
        """Record the event."""
        ...


Prepare = Callable[[UnitOfWork, Mapping[str, str]], Awaitable[Letter | None]]
"""Asks again whether the message is wanted (None: no longer), finds the recipient and the values of the template."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of message, registered by the feature that plans it; its template bears the same name.

    `repeats`: after a cut it is sent again, under the same Message-ID, rather than left unknown.
    """

    name: str
    prepare: Prepare
    lasts: timedelta
    repeats: bool
    follower: Follower | None = None


@dataclass(frozen=True, slots=True)
class Leased:
    """A message this process alone may send, until the lease ends."""

    id: str
    kind: str
    practice_id: str | None
    refs: Mapping[str, str]
    attempts: int
    expires_at: datetime
    channel: str = "email"
    about: str = ""


async def post(
    uow: UnitOfWork,
    kind: Kind,
    about: str,
    refs: Mapping[str, str],
    *,
    practice_id: str | None = None,
    dedupe: str | None = None,
    not_before: datetime | None = None,
    channel: str = "email",
) -> None:
    """Plan a message with this transaction. A second one with the same `dedupe` is the same message.

    References that name a `practitioner` put it on his agenda.
    """
    insert = sqlite_insert if uow.core.db.is_sqlite else postgres_insert
    await uow.session.execute(
        insert(OutboxMessage)
        .values(
            id=new_id(),
            kind=kind.name,
            practice_id=practice_id,
            about=about,
            channel=channel,
            agenda=refs.get("practitioner"),
            report="",
            recipient="",
            refs=dict(refs),
            dedupe=dedupe,
            state="planned",
            created_at=uow.now,
            not_before=not_before or uow.now,
            expires_at=uow.now + kind.lasts,
        )
        .on_conflict_do_nothing(index_elements=[OutboxMessage.dedupe])
    )


async def withdraw(uow: UnitOfWork, about: str, only: Collection[str] | None = None, reason: str = "withdrawn") -> None:
    """Drop what is still waiting about something, or `only` some of it: it was cancelled or replaced."""
    which = [OutboxMessage.about == about, OutboxMessage.state.in_(WAITING)]
    if only is not None:
        which.append(OutboxMessage.id.in_(only))
    await uow.session.execute(
        update(OutboxMessage)
        .where(*which)
        .values(state="dropped", reason=reason, settled_at=uow.now)
        .execution_options(synchronize_session=False)
    )


async def lease(
    core: Core, kinds: Mapping[str, Kind], most: int, without: Collection[str] = (), keyed: Collection[str] = ()
) -> list[Leased]:
    """Take at most `most` messages that are due, oldest first, after dropping the late ones.

    `without`: channels whose carrier is left alone for now. `keyed`: as for `abandoned`; what may be repeated after its
    worker died is due again.
    """
    now = core.clock.now()
    waiting = OutboxMessage.state.in_(WAITING)
    lost, ours = _lost(now) & _repeatable(kinds.values(), keyed), OutboxMessage.kind.in_(kinds)
    due = waiting & (OutboxMessage.not_before <= now) & ours & OutboxMessage.channel.not_in(list(without))
    async with core.db.read(EVERY_PRACTICE) as session:
        if (await session.execute(select(OutboxMessage.id).where(due | (lost & ours)).limit(1))).first() is None:
            return []
    async with core.db.write(EVERY_PRACTICE) as session:
        every = update(OutboxMessage).where(ours).execution_options(synchronize_session=False)
        await session.execute(every.where(lost).values(state="retry", reason="abandoned", not_before=now))
        late = waiting & (OutboxMessage.expires_at <= now)
        await session.execute(every.where(late).values(state="dropped", reason="too_late", settled_at=now))
        chosen = select(OutboxMessage.id).where(due).order_by(OutboxMessage.not_before, OutboxMessage.id).limit(most)
        if not core.db.is_sqlite:
            chosen = chosen.with_for_update(skip_locked=True)
        taken = await session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.id.in_(chosen.scalar_subquery()))
            .values(state="sending", attempts=OutboxMessage.attempts + 1, lease_until=now + LEASE)
            .returning(*_LEASED)
            .execution_options(synchronize_session=False)
        )
        leased = [Leased(**row) for row in taken.mappings()]
        await session.commit()
    return sorted(leased, key=lambda it: it.id)


async def abandoned(core: Core, kinds: Mapping[str, Kind], keyed: Collection[str] = ()) -> list[Leased]:
    """The messages whose worker died, or was silent for too long, while it sent them, and which may not be sent again.

    `keyed`: channels whose carrier takes one message once, so that any of its messages may.
    """
    lost = _lost(core.clock.now()) & OutboxMessage.kind.in_(kinds) & ~_repeatable(kinds.values(), keyed)
    async with core.db.read(EVERY_PRACTICE) as session:
        return [Leased(**row) for row in (await session.execute(select(*_LEASED).where(lost))).mappings()]


_LEASED = (
    OutboxMessage.id,
    OutboxMessage.kind,
    OutboxMessage.practice_id,
    OutboxMessage.refs,
    OutboxMessage.attempts,
    OutboxMessage.expires_at,
    OutboxMessage.channel,
    OutboxMessage.about,
)


def _lost(now: datetime) -> ColumnElement[bool]:
    return (OutboxMessage.state == "sending") & (OutboxMessage.lease_until < now)


def _repeatable(kinds: Collection[Kind], keyed: Collection[str]) -> ColumnElement[bool]:
    return OutboxMessage.kind.in_([kind.name for kind in kinds if kind.repeats]) | OutboxMessage.channel.in_(list(keyed))


async def settle(
    core: Core,
    message: Leased,
    state: State,
    reason: str = "",
    *,
    not_before: datetime | None = None,
    follower: Follower | None = None,
    recipient: str = "",
) -> None:
    """Write what became of a leased message; a lease that was taken by somebody else in the meantime is left alone."""
    values: dict[str, Any] = {"state": state, "reason": reason[:60], "lease_until": None, "recipient": recipient}

    async def write(uow: UnitOfWork) -> None:
        when = {"not_before": not_before} if not_before else {"settled_at": uow.now}
        await uow.session.execute(
            update(OutboxMessage)
            .where(
                OutboxMessage.id == message.id,
                OutboxMessage.attempts == message.attempts,
                OutboxMessage.state.in_(("sending", "unknown")),
            )
            .values(values | when)
            .execution_options(synchronize_session=False)
        )

    await followed(core, message.about, message.practice_id, follower, write)


async def followed(
    core: Core, about: str, practice_id: str | None, follower: Follower | None, write: Callable[[UnitOfWork], Awaitable[None]]
) -> None:
    """Change a row of the outbox in a transaction of the system, and tell the screens with it."""
    scope = frozenset({practice_id}) if practice_id else EVERY_PRACTICE
    while True:
        try:
            async with writing(core, system("messages"), channel="worker", scope=scope) as uow:
                uow.permit(Permission.SYSTEM)
                if follower is not None:
                    await follower.lock(uow, about)
                await write(uow)
                if follower is not None:
                    await follower.told(uow, about)
        except Restart:
            continue
        return


def retry_at(message: Leased, now: datetime) -> datetime:
    """When to try again: from 30 seconds, doubling, to an hour, a little apart from one another."""
    seconds = min(3600, 30 * 2 ** (message.attempts - 1))
    spread = int(message.id[-4:], 16) / 0xFFFF
    return now + timedelta(seconds=seconds * (1 + spread / 4))
