"""What subscribers may see, asked again whenever it may have changed."""

import asyncio
import logging
from collections.abc import Iterable

from realtime.codes import BEHIND
from realtime.connection import Connection
from realtime.counters import Counters
from realtime.following import Following
from realtime.frames import Lost, frame
from realtime.gate import Gate, Refused, Visitor
from realtime.limits import Limits
from realtime.presence import Presences

log = logging.getLogger("ardoise.realtime")

CHANGED = "rights_changed"


class Rights:
    """Takes subscriptions away when their lens is not the right one any more.

    `version` moves with every change, so that an answer being prepared meanwhile knows that it is out of date.
    """

    def __init__(self, gate: Gate, limits: Limits, counters: Counters, following: Following, presences: Presences) -> None:
        self.version = 0
        self._presences = presences
        self._gate = gate
        self._counters = counters
        self._following = following
        self._turns = asyncio.Semaphore(limits.replays)

    async def ask_again(self, connections: Iterable[Connection], principal: str | None, prefix: str) -> None:
        """Ask the gate for every live subscription of a principal (all, if None) to topics with that prefix."""
        asked: dict[tuple[str, str, str], list[Connection]] = {}
        for connection in connections:
            visitor = connection.visitor
            if principal is None or visitor.principal == principal:
                for topic, _ in connection.session.topics():
                    if topic.startswith(prefix):
                        asked.setdefault((visitor.principal, visitor.session, topic), []).append(connection)
        async with asyncio.TaskGroup() as group:
            for (_, _, topic), holders in asked.items():
                group.create_task(self._ask_one(topic, holders))

    async def _ask_one(self, topic: str, holders: list[Connection]) -> None:
        visitor: Visitor = holders[0].visitor
        lens: str | None = None
        code = CHANGED
        try:
            async with self._turns:
                lens = await self._gate.authorize(visitor, topic)
        except Refused as refused:
            code = refused.code
        except Exception:
            # A boundary: when rights cannot be read, nobody keeps seeing; the client comes back and asks.
            self._counters.failures += 1
            log.exception("rights on %s cannot be read", topic)
            for connection in holders:
                connection.close(BEHIND)
            return
        for connection in holders:
            held = connection.session.lens(topic)
            if held is not None and held != lens:
                self.take(connection, topic, held)
                connection.outbound.send(frame(Lost(topic, code)))

    def take(self, connection: Connection, name: str, lens: str) -> None:
        """End a live subscription, and the presence that went with it, without a word to the client."""
        connection.session.left(name)
        topic = self._following.topics.get(name)
        if topic is not None:
            topic.leave(lens, connection.outbound)
            if connection.places and name in connection.places:
                connection.places.discard(name)
                self._presences.drop(topic, connection.id)
