"""The unit of work: one command or query, from permission to commit.

Returning commits, raising rolls back. What must follow a change is an event or a planned message, written by the
same transaction; nothing runs after the commit but the hint that wakes the screens.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Any, Self, TypeVar

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from server.core.actors import Actor, Target
from server.core.audit import AuditLine
from server.core.audit_queue import AuditQueue
from server.core.clock import Clock
from server.core.crypto import SHARED, Keyring
from server.core.db import EVERY_PRACTICE, Database, say_scope
from server.core.doors import NO_DOORS, Doors
from server.core.errors import NotFound, TooMany
from server.core.events import Author, Envelope, EventBody, LoggedEvent, Recorded, advance_heads, lock_heads, payload_label
from server.core.ids import new_id
from server.core.many import insert_many
from server.core.permissions import Permission, permitted

T = TypeVar("T")
RESTARTS = 5
"""How often a command is run again because it found more to lock."""


class Restart(Exception):
    """Loading showed that another topic must be locked: run the command again."""


class NoPermissionAsked(RuntimeError):
    """A unit of work ends without having asked the table: a bug."""


Publish = Callable[[str, int, bytes], None]
"""The hint after a commit: topic, number, sealed payload."""


@dataclass(frozen=True, slots=True)
class Core:
    """What every unit of work stands on."""

    db: Database
    keyring: Keyring
    clock: Clock
    audit: AuditQueue
    publish: Publish
    doors: Doors = NO_DOORS


@dataclass(slots=True)
class UnitOfWork:
    """One transaction by one actor. Open it with `writing` or `reading`."""

    core: Core
    actor: Actor
    session: AsyncSession
    channel: str
    now: datetime
    read_only: bool
    change_id: str = field(default_factory=new_id)
    """Names everything this command changes: the handle of its undo."""
    recorded: list[Recorded] = field(default_factory=list)
    hints: list[Callable[[], None]] = field(default_factory=list)
    _heads: dict[str, int] | None = None
    _owners: dict[str, str] = field(default_factory=dict)
    _audit: list[dict[str, Any]] = field(default_factory=list)
    _events: list[dict[str, Any]] = field(default_factory=list)
    _new_keys: list[str] = field(default_factory=list)
    _asked: bool = False

    async def __aenter__(self) -> Self:
        """Begin; the keys of the scope are loaded first."""
        for owner in self._key_owners():
            if not self.core.keyring.has(owner):
                await self.core.keyring.load(self.session, owner)
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Commit on return, roll back on raise."""
        try:
            if error is None:
                await self.finish()
        finally:
            await self.session.close()
            for owner in self._new_keys:
                self.core.keyring.forget(owner)

    async def finish(self) -> None:
        """Write what was recorded, commit, then give the hint. Calling it twice is harmless."""
        if not self._asked:
            raise NoPermissionAsked
        if self.session.in_transaction() or (self._audit and not self.read_only):
            await self.session.flush()
            if self._events:
                await insert_many(self.session, LoggedEvent, self._events)
                await advance_heads(self.session, {event.topic: event.seq for event in self.recorded})
            if self._audit and not self.read_only:
                await insert_many(self.session, AuditLine, self._audit)
            await self.session.commit()
        if self._audit and self.read_only:
            await self.core.audit.write(self._audit)
        recorded, hints = self.recorded, self.hints
        self.recorded, self.hints, self._audit, self._events, self._new_keys = [], [], [], [], []
        for event in recorded:
            self.core.publish(event.topic, event.seq, event.payload)
        for hint in hints:
            hint()

    # Permission

    def may(self, permission: Permission, target: Target) -> bool:
        """Ask the table, without consequence: for what to show."""
        return permitted(self.actor, permission, target)

    def permit(self, permission: Permission, target: Target = Target()) -> None:  # noqa: B008  # frozen
        """Ask the table, and go on only when it grants.

        Raises:
            NotFound: refused; unknown and forbidden look the same.
        """
        self._asked = True
        if not permitted(self.actor, permission, target):
            raise NotFound

    def audit(self, act: str, practice_id: str | None, subject: str | None = None) -> None:
        """Leave a line in the audit trail with this transaction."""
        self._audit.append(
            {
                "at": self.now,
                "practice_id": practice_id,
                "person_id": self.actor.person_id,
                "speaking_as": self.actor.speaking_as,
                "act": act,
                "subject": subject,
                "channel": self.channel,
                "digest": None,
            }
        )

    # Events

    async def lock(self, *topics: str) -> None:
        """Lock the heads of every topic this command writes, before loading anything.

        Raises:
            Restart: other topics are already locked and these are new.
        """
        if self._heads is not None:
            if set(topics) <= self._heads.keys():
                return
            raise Restart
        self._heads = await lock_heads(self.session, topics, is_sqlite=self.core.db.is_sqlite)

    @property
    def has_locked(self) -> bool:
        """Whether topics are locked: no others can be any more."""
        return self._heads is not None

    def record(
        self,
        topic: str,
        name: str,
        *,
        owner: str = SHARED,
        put: dict[str, list[Any]] | None = None,
        drop: dict[str, list[str]] | None = None,
        stale: dict[str, str] | None = None,
        subject: str | None = None,
        by: Author | None = None,
    ) -> None:
        """Record an event of a locked topic; `owner`: the practice whose key seals it; `subject`: the patient shown; `by`: whom
        screens name, when not the actor.
        """
        if self._heads is None or topic not in self._heads:
            raise RuntimeError(f"{topic} was not locked before it was written.")
        seq = self._heads[topic] = self._heads[topic] + 1
        envelope = Envelope(
            name=name,
            at=self.now,
            by=by or self.author,
            body=EventBody(put=put or {}, drop=drop or {}, stale=stale),
        )
        payload = self.core.keyring.seal(owner, payload_label(topic, seq), msgspec.json.encode(envelope))
        self._events.append({"topic": topic, "seq": seq, "at": self.now, "subject": subject, "payload": payload})
        self.recorded.append(Recorded(topic, seq, payload))

    def hint(self, call: Callable[[], None]) -> None:
        """Wake somebody once the commit is done; what the hint says must be readable in the database anyway."""
        self.hints.append(call)

    @property
    def author(self) -> Author:
        """The actor as screens name him."""
        return Author(
            name=self.actor.name,
            initials=self.actor.initials,
            id=self.actor.person_id,
            speaking_as=self.actor.speaking_as,
        )

    # Sealing

    async def new_key(self, owner: str) -> None:
        """Make the key of a new practice."""
        if await self.core.keyring.load(self.session, owner, create=True):
            self._new_keys.append(owner)

    async def load_key(self, owner: str) -> None:
        """Load a practice's key, for a unit of work whose scope does not name it (the system's)."""
        await self.core.keyring.load(self.session, owner)

    @asynccontextmanager
    async def beyond(self, practice_ids: Iterable[str]) -> AsyncIterator[None]:
        """Reach over the wall into these practices too, for one thing that their own choice or the table lets through.

        What is written inside is flushed inside, under a key that `load_key` brings. Afterwards the scope is the actor's
        again: docs/adr/0011-a-referral-has-two-rows.md.
        """
        before: frozenset[str] = self.session.info["scope"]
        added = [] if before == EVERY_PRACTICE else sorted(set(practice_ids) - before)
        await self._scoped(before.union(added))
        try:
            yield
            if not self.read_only:
                await self.session.flush()
        except BaseException:
            self.session.info["scope"] = before  # the transaction is over: the database forgets its scope with it
            raise
        await self._scoped(before)

    async def _scoped(self, scope: frozenset[str]) -> None:
        self.session.info["scope"] = scope
        await self.session.run_sync(say_scope)

    def seal(self, owner: str, label: str, value: Any) -> bytes:
        """Seal a value as JSON under the practice's key and a label of its place."""
        return self.core.keyring.seal(owner, label, msgspec.json.encode(value))

    def unseal(self, label: str, sealed: bytes, kind: type[T]) -> T:
        """Open what `seal` made."""
        return msgspec.json.decode(self.core.keyring.open(label, sealed), type=kind)

    def _key_owners(self) -> Iterable[str]:
        scope = self.session.info["scope"]
        return () if scope == EVERY_PRACTICE else scope


def writing(core: Core, actor: Actor, *, channel: str = "web", scope: frozenset[str] | None = None) -> UnitOfWork:
    """A unit of work that may write. `scope` replaces the actor's own, for log-in and the system."""
    limits = actor.scope if scope is None else scope
    return UnitOfWork(core, actor, core.db.write(limits), channel, core.clock.now(), read_only=False)


async def retried(core: Core, actor: Actor, act: Callable[[UnitOfWork], Awaitable[T]], *, scope: frozenset[str] | None = None) -> T:
    """Carry out `act` in a writing unit of work, again when it found more to lock: for actions, as commands are.

    Raises:
        TooMany: others keep changing the same things.
    """
    for _ in range(RESTARTS):
        try:
            async with writing(core, actor, scope=scope) as uow:
                return await act(uow)
        except Restart:
            continue
    raise TooMany("Others are changing the same things; try again.", retry_after=1)


def reading(core: Core, actor: Actor, *, channel: str = "web", scope: frozenset[str] | None = None) -> UnitOfWork:
    """A unit of work on one consistent picture, which writes nothing but its audit lines."""
    limits = actor.scope if scope is None else scope
    return UnitOfWork(core, actor, core.db.read(limits), channel, core.clock.now(), read_only=True)
