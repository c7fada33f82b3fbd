"""The topics this process follows: their positions, and the log read whenever a position falls behind."""

import asyncio
import logging
from collections.abc import Sequence

from realtime.codes import BEHIND
from realtime.counters import Counters
from realtime.gate import Gate
from realtime.limits import Limits
from realtime.outbound import Flusher
from realtime.tasks import Tasks
from realtime.topic import Topic

log = logging.getLogger("ardoise.realtime")

BREATH = 0.02
"""Seconds between two slices of a catch-up, so that readers take the first before the second comes."""


class Following:
    """Opens topics, fills their holes from the log, and lets those go that nobody reads any more."""

    def __init__(self, gate: Gate, flusher: Flusher, limits: Limits, counters: Counters, tasks: Tasks) -> None:
        self.topics: dict[str, Topic] = {}
        self._flusher = flusher
        self._gate = gate
        self._limits = limits
        self._counters = counters
        self._tasks = tasks
        self._turns = asyncio.Semaphore(limits.replays)

    def is_followed(self, topic: Topic) -> bool:
        """Whether the topic was neither let go nor given up meanwhile."""
        return self.topics.get(topic.name) is topic

    async def open(self, name: str) -> Topic:
        """Give the topic once its position is known; the head is read once, whoever asks meanwhile."""
        topic = self.topics.get(name)
        if topic is None:
            topic = self.topics[name] = Topic(name, self.encode, self._flusher, self._limits, self._counters)
        topic.touched = asyncio.get_running_loop().time()
        if not topic.is_open:
            if topic.opening is None:
                topic.opening = self._tasks.spawn(self._read_head(topic))
            await asyncio.shield(topic.opening)
        return topic

    async def _read_head(self, topic: Topic) -> None:
        try:
            heads = await self._gate.heads([topic.name])
            topic.start(heads.get(topic.name, 0))
        finally:
            topic.opening = None
        self.look(topic)

    def encode(self, topic: str, lens: str, seq: int, payload: bytes) -> bytes | None:
        """Encode an event through the gate; a failure is logged without the payload and gives None."""
        try:
            return self._gate.encode(topic, lens, seq, payload)
        except Exception:
            # A boundary: one unreadable event must stop neither the publisher nor the other lenses.
            self._counters.failures += 1
            log.exception("event %d of %s cannot be encoded for lens %s", seq, topic, lens)
            return None

    def offer(self, name: str, seq: int, payload: bytes) -> None:
        """Take an event, if its topic is followed here."""
        topic = self.topics.get(name)
        if topic is not None:
            topic.offer(seq, payload)
            self.look(topic)

    def look(self, topic: Topic) -> None:
        """Start to read the log if an event is missing."""
        if topic.has_hole:
            self._begin_catch_up(topic)

    def _begin_catch_up(self, topic: Topic, target: int = 0) -> asyncio.Task[None]:
        """Read the log until the topic has no hole and is at `target` at least, in one task per topic."""
        topic.target = max(topic.target, target)
        if topic.catching is None:
            topic.catching = self._tasks.spawn(self._catch_up(topic))
        return topic.catching

    async def reach(self, topic: Topic, position: int) -> bool:
        """Catch up until the topic is at that position at least; False if the log does not get there."""
        for _ in range(2):  # a catch-up that was already running may have looked before the event was there
            if topic.position < position:
                await asyncio.shield(self._begin_catch_up(topic, position))
        return topic.position >= position

    async def _catch_up(self, topic: Topic) -> None:
        try:
            while topic.position < topic.target or topic.has_hole:
                before = topic.position
                self._counters.catch_ups += 1
                async with self._turns:
                    events = await self._gate.replay(topic.name, before)
                if events is None:
                    self._give_up(topic)
                    return
                await self._offer_slices(topic, events)
                if topic.position == before or not self.is_followed(topic):
                    return
        finally:
            topic.catching = None
            topic.target = 0

    async def _offer_slices(self, topic: Topic, events: Sequence[tuple[int, bytes]]) -> None:
        size = 0
        for seq, payload in events:
            topic.offer(seq, payload)
            size += len(payload)
            if size > self._limits.slice:
                size = 0
                await asyncio.sleep(BREATH)

    def _give_up(self, topic: Topic) -> None:
        self._counters.gone += 1
        log.warning("what followed %d of %s is no longer kept", topic.position, topic.name)
        if self.is_followed(topic):
            del self.topics[topic.name]
        for reader in topic.readers():
            reader.cut(BEHIND)

    async def sweep(self, now: float) -> None:
        """Compare every position with the log's head: this is what makes publishing a mere hint."""
        for topic in tuple(self.topics.values()):
            if not topic.has_readers and topic.opening is None and now - topic.touched > self._limits.linger:
                del self.topics[topic.name]
        if not self.topics:
            self._counters.lag = 0
            return
        heads = await self._gate.heads(tuple(self.topics))
        lag = 0
        for topic in tuple(self.topics.values()):
            head = heads.get(topic.name, 0)
            if topic.is_open and head > topic.position:
                lag += head - topic.position
                self._begin_catch_up(topic, head)
            elif topic.has_hole and topic.catching is None:
                topic.forget_early()
        self._counters.lag = lag
