"""How a client comes to see a topic: a snapshot or what it missed, then everything after it, without a hole."""

import asyncio
import logging
from collections.abc import Iterable

from realtime.connection import Connection
from realtime.counters import Counters
from realtime.following import Following
from realtime.frames import HERE, Err, Live, Sub, envelope, frame, snap
from realtime.gate import Gate, Refused
from realtime.limits import Limits
from realtime.presence import pres
from realtime.rights import Rights
from realtime.topic import Topic

log = logging.getLogger("ardoise.realtime")

TRIES = 5
PATIENCE = 30.0
"""Seconds in which a subscription must be answered, draining of its bytes not counted."""


class _Outdated(Exception):
    """Rights changed, or the topic was given up, while the answer was being prepared: prepare it again."""


class _Gone(Exception):
    """What followed the position asked for is no longer kept, or cannot be read: only a snapshot helps."""


class Subscribing:
    """Answers subscriptions."""

    def __init__(self, gate: Gate, limits: Limits, counters: Counters, following: Following, rights: Rights) -> None:
        self._gate = gate
        self._limits = limits
        self._counters = counters
        self._following = following
        self._rights = rights

    async def answer(self, connection: Connection, ask: Sub) -> None:
        """Answer with `snap`, with the missed events and `live`, or with `err`."""
        try:
            await self._attempts(connection, ask)
        except Refused as refused:
            connection.outbound.send(frame(Err(refused.code, id=ask.id)))
        except Exception:
            # A boundary: the connection outlives an application that could not answer, and may ask again.
            self._counters.failures += 1
            log.exception("a subscription to %s cannot be answered", ask.topic)
            connection.outbound.send(frame(Err("internal", id=ask.id)))

    async def _attempts(self, connection: Connection, ask: Sub) -> None:
        is_resume = ask.since is not None and ask.epoch == self._gate.epoch
        for _ in range(TRIES):
            try:
                await (self._resume if is_resume else self._snapshot)(connection, ask)
            except (_Outdated, _Gone):
                is_resume = False
            else:
                return
        raise Refused("busy")

    async def _authorize(self, connection: Connection, ask: Sub) -> tuple[int, str, Topic]:
        version = self._rights.version
        async with asyncio.timeout(PATIENCE):
            try:
                lens = await self._gate.authorize(connection.visitor, ask.topic)
            except Refused:
                if (held := connection.session.lens(ask.topic)) is not None:
                    self._rights.take(connection, ask.topic, held)
                raise
            return version, lens, await self._following.open(ask.topic)

    async def _snapshot(self, connection: Connection, ask: Sub) -> None:
        version, lens, topic = await self._authorize(connection, ask)
        await connection.outbound.drained()
        async with asyncio.timeout(PATIENCE):
            seq, body = await self._gate.snapshot(connection.visitor, ask.topic, lens, ask.params)
            reached = await self._following.reach(topic, seq)
        if not reached:
            raise _Outdated
        self._counters.resets += ask.since is not None
        opening = snap(ask, lens, seq, body, reset=ask.since is not None)
        missed = topic.since(seq)
        if missed is None:
            raise _Outdated
        self._check(topic, version)
        frames = [self._built(topic.frame(recent, lens)) for recent in missed]
        self._leave(connection, topic)
        connection.outbound.allow(len(opening) + sum(map(len, frames)))
        self._join(connection, topic, lens, [opening, *frames])

    async def _resume(self, connection: Connection, ask: Sub) -> None:
        version, lens, topic = await self._authorize(connection, ask)
        self._leave(connection, topic)
        at = ask.since or 0
        async with asyncio.timeout(PATIENCE):
            if not await self._following.reach(topic, at):
                raise _Gone
        while (missed := topic.since(at)) is None:
            at = await self._replay(connection, topic, lens, at, version)
        self._check(topic, version)
        frames = [self._built(topic.frame(recent, lens)) for recent in missed]
        live = frame(Live(ask.id, ask.topic, topic.position, lens))
        connection.outbound.allow(sum(map(len, frames)))
        self._counters.resumes += 1
        self._join(connection, topic, lens, [*frames, live])

    async def _replay(self, connection: Connection, topic: Topic, lens: str, at: int, version: int) -> int:
        """Send from the log what the topic no longer has at hand; give the position reached."""
        async with asyncio.timeout(PATIENCE):
            events = await self._gate.replay(topic.name, at)
        if not events:
            raise _Gone
        size = 0
        for seq, payload in events:
            if seq != at + 1:
                raise _Gone
            self._check(topic, version)
            body = self._following.encode(topic.name, lens, seq, payload)
            built = self._built(None if body is None else envelope(body))
            connection.outbound.send(built)
            at, size = seq, size + len(built)
            if size > self._limits.slice:
                connection.outbound.allow(size)
                await connection.outbound.drained()
                size = 0
        connection.outbound.allow(size)
        await connection.outbound.drained()
        return at

    def _built(self, built: bytes | None) -> bytes:
        if built is None:
            raise _Gone
        return built

    def _check(self, topic: Topic, version: int) -> None:
        if version != self._rights.version or not self._following.is_followed(topic):
            raise _Outdated

    def _leave(self, connection: Connection, topic: Topic) -> None:
        """Stop what was live before, without touching presence: it goes on in a moment."""
        held = connection.session.left(topic.name)
        if held is not None:
            topic.leave(held, connection.outbound)

    def _join(self, connection: Connection, topic: Topic, lens: str, frames: Iterable[bytes]) -> None:
        """Send what comes first and become live, in one step."""
        if not connection.is_open:
            return
        for built in frames:
            connection.outbound.send(built)
        hears = self._gate.may_signal(connection.visitor, topic.name, lens, HERE)
        topic.join(lens, connection.outbound, hears=hears)
        connection.session.joined(topic.name, lens)
        if hears and (present := topic.present.everybody()):
            connection.outbound.send(pres(topic.name, present, []))
