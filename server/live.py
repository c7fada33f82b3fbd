"""Joins the push layer to the features: who may subscribe to what, through which lens, snapshots and replay.

A kind of topic registers here with what it knows: `authorize` gives the lens, `snapshot` the state, `mask` is pure and
is applied at delivery and at replay alike.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
import structlog
from starlette.requests import HTTPConnection

from realtime.codes import SIGNED_OUT
from realtime.gate import Refused, Visitor
from realtime.hub import Hub
from rtc.consultation.absence import absent_rooms, note_absent
from rtc.consultation.guests import PREFIX, Guests
from server.accounts.sessions import Sessions
from server.agenda.service.claims import agendas_to_clear, drop_claims
from server.core.actors import Actor, system
from server.core.db import EVERY_PRACTICE
from server.core.errors import Refusal, SignedOut
from server.core.events import Author, EventBody, events_after, heads_of, payload_label
from server.core.ids import new_id
from server.core.unit import Core, UnitOfWork, reading, writing

LOG = structlog.get_logger("live")
REPLAY = 1000
"""Events read at once; whoever missed more asks again."""
GUESTS_PATH = "/ws/room"
"""Where guests open their socket: a browser may hold a person's cookie beside a guest's."""
SWEEP = 1.5
"""Seconds between two checks of who is still signed in and of claims past their time."""


@dataclass(frozen=True, slots=True)
class TopicKind:
    """What the push layer must know of one kind of topic, `kind/{id}`."""

    authorize: Callable[[UnitOfWork, str], Awaitable[str]]
    """The lens of the actor, raising NotFound when he may not subscribe."""
    snapshot: Callable[[UnitOfWork, str, msgspec.Raw], Awaitable[Any]]
    """The body, as a struct whose fields are the collections. It asks the permission table itself."""
    mask: Callable[[str, dict[str, Any], str], dict[str, Any] | None]
    """A view through a lens; None hides it."""
    full: str
    """The lens that hides nothing."""
    stamp: Callable[[UnitOfWork, str], Awaitable[Hashable]] | None = None
    """What beside its number the state depends on, after asking the permission table: then one snapshot serves many."""
    signals: frozenset[str] = frozenset({"here"})
    reserved: Mapping[str, str] = field(default_factory=dict)
    """The lens that alone may send a signal."""
    anonymous: frozenset[str] = frozenset()
    """The lenses that show nobody's name."""

    def names(self, lens: str) -> bool:
        """Whether this lens shows who acts."""
        return lens not in self.anonymous

    def may_signal(self, lens: str, name: str) -> bool:
        """Whether this lens may send such a signal; one that hides names also hides one's presence."""
        return self.names(lens) and name in self.signals and self.reserved.get(name, lens) == lens


class _You(Author, frozen=True, omit_defaults=True):
    """Who is behind a connection, as the server says beside all that it passes on: a guest's own seat, nobody else's."""

    seat: str | None = None


class _Sealed(msgspec.Struct, frozen=True):
    """An envelope of which only the body is looked at."""

    name: str
    at: msgspec.Raw
    by: msgspec.Raw
    body: msgspec.Raw


class _Event(msgspec.Struct, frozen=True, tag_field="t", tag="evt"):
    topic: str
    seq: int
    name: str
    at: msgspec.Raw
    by: Any
    body: Any


_OPEN = msgspec.json.Decoder(_Sealed)
_BODY = msgspec.json.Decoder(EventBody)


class Recent:
    """Snapshots made a moment ago: when many come back at once, one serves all who see the same. Bounded in bytes."""

    def __init__(self, most: int = 32 * 1024 * 1024) -> None:
        self._kept: OrderedDict[Hashable, bytes] = OrderedDict()
        self._most = most
        self._size = 0

    def get(self, key: Hashable) -> bytes | None:
        """The body made for this key."""
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._kept.get(key)

    def put(self, key: Hashable, body: bytes) -> None:
        """Keep a body, letting go of the oldest."""
        self._size += len(body) - len(self._kept.pop(key, b""))
        self._kept[key] = body
        while self._size > self._most:
            self._size -= len(self._kept.popitem(last=False)[1])


class Live:
    """The gate of the push layer (`realtime.gate.Gate`)."""

    def __init__(
        self, core: Core, sessions: Sessions, guests: Guests, origins: frozenset[str], epoch: str, kinds: Mapping[str, TopicKind]
    ) -> None:
        self.epoch = epoch
        self._core = core
        self._sessions = sessions
        self._guests = guests
        self._origins = origins
        self._kinds = kinds
        self._rights: dict[str, int] = {}
        self._actors: dict[str, Actor] = {}
        self._gone: list[str] = []
        self._recent = Recent()
        self._making: dict[Hashable, asyncio.Future[bytes | None]] = {}

    async def admit(self, connection: HTTPConnection) -> Visitor:
        """The person behind the cookie, from one of our own pages; on the guests' own address, the guest behind his."""
        if connection.headers.get("origin") not in self._origins:
            raise Refused("origin")
        is_guest = connection.url.path == GUESTS_PATH
        try:
            actor = await (self._guests.actor(connection) if is_guest else self._sessions.actor(connection))
        except SignedOut:
            raise Refused("signed_out") from None
        self._rights.setdefault(actor.session_id or "", actor.rights_version)
        self._actors[actor.session_id or ""] = actor
        seat = actor.guest.seat_id if actor.guest else None
        you = _You(name=actor.name, initials=actor.initials, id=actor.person_id, speaking_as=actor.speaking_as, seat=seat)
        principal = actor.person_id or (PREFIX + actor.guest.seat_id if actor.guest else "")
        return Visitor(principal=principal, session=actor.session_id or "", you=msgspec.Raw(msgspec.json.encode(you)))

    async def authorize(self, visitor: Visitor, topic: str) -> str:
        """The lens of a visitor, under his rights of this moment."""
        kind, topic_id = self._kind(topic)
        async with reading(self._core, await self._actor(visitor), channel="live") as uow:
            try:
                return await kind.authorize(uow, topic_id)
            except Refusal as refusal:
                raise Refused(refusal.code) from None

    async def snapshot(self, visitor: Visitor, topic: str, lens: str, params: msgspec.Raw) -> tuple[int, bytes]:
        """The state of a topic and its number, of one picture of the database.

        When many ask for the same at once, the first makes it and the others wait for his, holding no connection.
        """
        kind, topic_id = self._kind(topic)
        waiting: asyncio.Future[bytes | None] | None = None
        body: bytes | None = None
        async with reading(self._core, await self._actor(visitor), channel="live") as uow:
            try:
                seq = (await heads_of(uow.session, [topic]))[topic]
                stamp = await kind.stamp(uow, topic_id) if kind.stamp is not None else new_id()
                key = (topic, seq, stamp, lens, bytes(params))
                body, waiting = self._recent.get(key), self._making.get(key)
                if body is None and waiting is None:
                    body = await self._made(uow, kind, topic_id, lens, params, key)
            except Refusal as refusal:
                raise Refused(refusal.code) from None
            uow.audit("subscribed", None, topic)
        if body is None and waiting is not None:
            body = await asyncio.shield(waiting)
        if body is None:  # whoever made it was stopped
            return await self.snapshot(visitor, topic, lens, params)
        return seq, body

    async def _made(self, uow: UnitOfWork, kind: TopicKind, topic_id: str, lens: str, params: msgspec.Raw, key: Hashable) -> bytes:
        made = self._making[key] = asyncio.get_running_loop().create_future()
        body: bytes | None = None
        try:
            state = await kind.snapshot(uow, topic_id, params)
            body = msgspec.json.encode(masked_snapshot(kind, state, lens))
        finally:
            del self._making[key]
            made.set_result(body)
        if kind.stamp is not None:
            self._recent.put(key, body)
        return body

    async def replay(self, topic: str, since: int) -> Sequence[tuple[int, bytes]] | None:
        """The sealed events after a number, or None when they are no longer kept."""
        async with self._core.db.read(EVERY_PRACTICE) as session:
            return await events_after(session, topic, since, REPLAY)

    async def heads(self, topics: Collection[str]) -> Mapping[str, int]:
        """The last number of each topic."""
        async with self._core.db.read(EVERY_PRACTICE) as session:
            return await heads_of(session, topics)

    def encode(self, topic: str, lens: str, seq: int, payload: bytes) -> bytes:
        """The `evt` frame of a sealed event, through a lens."""
        kind, _ = self._kind(topic)
        event = _OPEN.decode(self._core.keyring.open(payload_label(topic, seq), payload))
        if lens == kind.full:
            return msgspec.json.encode(_Event(topic, seq, event.name, event.at, event.by, event.body))
        body = _BODY.decode(event.body)
        shown = EventBody(put=masked_views(kind, body.put, lens), drop=body.drop, stale=body.stale)
        by = event.by if kind.names(lens) else Author(name="")
        return msgspec.json.encode(_Event(topic, seq, event.name, event.at, by, shown))

    def may_signal(self, visitor: Visitor, topic: str, lens: str, name: str) -> bool:
        """Whether this kind of topic lets this lens send such a signal."""
        kind, _ = self._kind(topic)
        return kind.may_signal(lens, name)

    async def left(self, connection: str, visitor: Visitor) -> None:
        """A connection ended: the next sweep releases its claims, and says in consultations that he is gone."""
        self._gone.append(connection)

    async def watch(self, hub: Hub) -> None:
        """Until cancelled: close the sockets of sessions that ended, apply changed rights, drop lapsed claims."""
        while True:
            await asyncio.sleep(SWEEP)
            try:
                await self._check_sessions(hub)
                await self._end_absences()
            except Exception:
                LOG.exception("sweep_failed")

    async def _check_sessions(self, hub: Hub) -> None:
        connected = {connection.visitor.session: connection.visitor for connection in hub.connections.values()}
        known = frozenset(self._actors)
        alive: dict[str, int] = await self._sessions.alive(session for session in connected if not session.startswith(PREFIX))
        alive |= dict.fromkeys(await self._guests.alive(connected), 0)
        for session in known & self._actors.keys():
            if alive.get(session) != self._actors[session].rights_version:
                del self._actors[session]
        for session, visitor in connected.items():
            version = alive.get(session)
            if version is None:
                hub.close_session(session, SIGNED_OUT)
            elif self._rights.setdefault(session, version) != version:
                self._rights[session] = version
                self.forget(visitor.principal)
                hub.reauthorize(visitor.principal)
        for gone in self._rights.keys() - {each.visitor.session for each in hub.connections.values()}:
            del self._rights[gone]

    async def _end_absences(self) -> None:
        """Drop the claims that lapsed, and those of connections that ended; note who left a consultation."""
        gone, self._gone = self._gone, []
        await self._end_claims(gone)
        for room in await absent_rooms(self._core, gone):
            await note_absent(self._core, room, gone)

    async def _end_claims(self, gone: list[str]) -> None:
        async with reading(self._core, system("claims end"), channel="live", scope=EVERY_PRACTICE) as uow:
            agendas = await agendas_to_clear(uow, gone)
        for agenda in agendas:
            async with writing(self._core, system("claims end"), channel="live", scope=EVERY_PRACTICE) as uow:
                await drop_claims(uow, agenda, gone)

    def forget(self, person_id: str | None = None) -> None:
        """Read again what this person may do (everybody, if None): it changed."""
        self._actors = {key: actor for key, actor in self._actors.items() if person_id not in {None, actor.person_id}}

    async def _actor(self, visitor: Visitor) -> Actor:
        """The visitor with his rights, at most one sweep old: a change of rights is heard within one anyway."""
        known = self._actors.get(visitor.session)
        if known is not None:
            return known
        try:
            is_guest = visitor.session.startswith(PREFIX)
            actor = await (self._guests if is_guest else self._sessions).actor_of(visitor.session)
        except SignedOut:
            raise Refused("signed_out") from None
        self._actors[visitor.session] = actor
        return actor

    def _kind(self, topic: str) -> tuple[TopicKind, str]:
        name, _, topic_id = topic.partition("/")
        kind = self._kinds.get(name)
        if kind is None or not topic_id:
            raise Refused("not_found")
        return kind, topic_id


def masked_views(kind: TopicKind, put: Mapping[str, Iterable[dict[str, Any]]], lens: str) -> dict[str, list[dict[str, Any]]]:
    """Collections of views through a lens."""
    shown = {name: [view for each in views if (view := kind.mask(name, each, lens)) is not None] for name, views in put.items()}
    return {name: views for name, views in shown.items() if views}


def masked_snapshot(kind: TopicKind, body: Any, lens: str) -> Any:
    """A snapshot's body through a lens; every collection is there, even empty."""
    if lens == kind.full:
        return body
    plain = msgspec.to_builtins(body)
    return {name: [] for name in plain} | masked_views(kind, plain, lens)
