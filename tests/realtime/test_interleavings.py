"""Whatever happens in whatever order, every subscriber sees exactly S + 1 … head after his snapshot at S.

Events are committed, published late, twice, out of order or not at all; clients come, come back, subscribe again and leave;
rights change; the log and the snapshots answer after any number of turns of the loop.
"""

import asyncio
import random
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as some
from msgspec import Raw

from realtime.connection import Connection
from realtime.gate import Visitor
from realtime.hub import Hub
from realtime.limits import Limits
from tests.realtime.desk import FULL, MASKED, Desk
from tests.realtime.wire import Frame, Wire

TOPIC = "agenda/1"
LIMITS = Limits(sweep=3600, recent=3, early=4, presence_delay=0, frames_per_second=10**6, burst=10**6)


class SlowDesk(Desk):
    """A desk whose every answer takes a few turns of the loop, before and after it is read."""

    def __init__(self, chance: random.Random) -> None:
        super().__init__()
        self.chance = chance
        self.replay_limit = 2

    async def _dawdle(self) -> None:
        for _ in range(self.chance.randrange(4)):
            await asyncio.sleep(0)

    async def authorize(self, visitor: Visitor, topic: str) -> str:
        await self._dawdle()
        lens = await super().authorize(visitor, topic)
        await self._dawdle()
        return lens

    async def snapshot(self, visitor: Visitor, topic: str, lens: str, params: Raw) -> tuple[int, bytes]:
        await self._dawdle()
        read = await super().snapshot(visitor, topic, lens, params)
        await self._dawdle()
        return read

    async def replay(self, topic: str, since: int) -> Sequence[tuple[int, bytes]] | None:
        await self._dawdle()
        read = await super().replay(topic, since)
        await self._dawdle()
        return read

    async def heads(self, topics: Collection[str]) -> Mapping[str, int]:
        await self._dawdle()
        read = await super().heads(topics)
        await self._dawdle()
        return read


class Screen:
    """A client that believes nothing: it follows the page `docs/protocol.md` and fails where the server does not."""

    def __init__(self, hub: Hub, person: str) -> None:
        self.hub = hub
        self.wire = Wire()
        self.connection: Connection = hub.connect(Visitor(person, person, Raw(b"{}")), self.wire)
        self.position = -1
        """Last event seen; -1: not subscribed."""
        self.asked = 0
        """Subscriptions whose answer has not come."""
        self.is_resuming = False
        self.lens: str | None = None
        self._resumed: list[str] = []
        self._read = 0

    def say(self, **frame: Any) -> None:
        self.connection.received(msgspec.json.encode(frame).decode())

    def look(self) -> None:
        """Understand what arrived since the last look."""
        frames = self.wire.frames
        for frame in frames[self._read :]:
            getattr(self, "_" + frame["t"])(frame)
        self._read = len(frames)

    def _hello(self, frame: Frame) -> None:
        assert self._read == 0

    def _snap(self, frame: Frame) -> None:
        assert frame["body"]["count"] == frame["seq"]
        assert frame["body"]["lens"] == frame["lens"]
        self.position, self.lens, self._resumed = frame["seq"], frame["lens"], []
        self.is_resuming = False
        self.asked -= 1

    def _evt(self, frame: Frame) -> None:
        assert self.position >= 0, "an event without a subscription"
        assert frame["seq"] == self.position + 1, "a hole or a double"
        lens = MASKED if frame["body"]["reason"] is None else FULL
        if self.is_resuming:
            self._resumed.append(lens)
        else:
            assert lens == self.lens
        self.position += 1

    def _live(self, frame: Frame) -> None:
        assert self.is_resuming
        assert frame["seq"] == self.position
        self.lens = frame["lens"]
        assert set(self._resumed) <= {self.lens}
        self._resumed = []
        self.is_resuming = False
        self.asked -= 1

    def _lost(self, frame: Frame) -> None:
        self.position, self.lens = -1, None

    def subscribe(self) -> None:
        """Ask for the state, or again for it."""
        self.asked += 1
        self.say(t="sub", id=1, topic=TOPIC)

    def leave(self) -> None:
        """Stop to look, unless an answer is on its way."""
        if not self.asked:
            self.say(t="unsub", topic=TOPIC)
            self.position, self.lens = -1, None

    def come_back(self) -> "Screen":
        """Lose the connection, open another one and go on from where one was."""
        self.connection.ended()
        screen = Screen(self.hub, self.connection.visitor.principal)
        screen.position = self.position
        if self.position >= 0:
            screen.asked, screen.is_resuming = 1, True
            screen.say(t="sub", id=2, topic=TOPIC, since=self.position, epoch="e1")
        return screen


class World:
    """A desk, a hub, three screens, and the hints that were not published yet."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.desk = SlowDesk(self.chance)
        self.hub = Hub(self.desk, None, LIMITS)
        self.screens = [Screen(self.hub, person) for person in ("ana", "bea", "cid")]
        self.hints: list[tuple[str, int, bytes]] = []

    async def do(self, step: str, who: int) -> None:
        """Let one thing happen, then some turns of the loop."""
        screen = self.screens[who]
        self.look()
        match step:
            case "commit":
                self.hints.append(self.desk.record(TOPIC))
            case "publish" if self.hints:
                self.hub.publish(*self.hints.pop(0))
            case "publish late" if self.hints:
                self.hub.publish(*self.hints.pop())
            case "publish twice" if self.hints:
                self.hub.publish(*self.hints[0])
            case "lose hint" if self.hints:
                self.hints.pop(0)
            case "subscribe":
                screen.subscribe()
            case "leave":
                screen.leave()
            case "come back":
                self.screens[who] = screen.come_back()
            case "change rights":
                person = screen.connection.visitor.principal
                self.desk.lenses[person, TOPIC] = self.chance.choice((FULL, MASKED))
                self.hub.reauthorize(person)
            case "sweep":
                await self.hub._following.sweep(now=0.0)
        for _ in range(self.chance.choice((0, 0, 1, 3, 10, 30))):
            await asyncio.sleep(0)

    def look(self) -> None:
        """Let every screen read."""
        self.hub.flusher.flush()
        for screen in self.screens:
            screen.look()

    async def settle(self) -> None:
        """Let what runs end, then let everybody subscribe and the sweep do its work."""
        for _ in range(6):
            await self.hub._tasks.rest()
            self.look()
            for screen in self.screens:
                if screen.position < 0:
                    screen.subscribe()
            await self.hub._following.sweep(now=0.0)

    def check(self) -> None:
        """Everybody is at the head, through the lens he may have now."""
        head = len(self.desk.log.get(TOPIC, []))
        for screen in self.screens:
            person = screen.connection.visitor.principal
            assert (screen.position, screen.lens) == (head, self.desk.lenses.get((person, TOPIC), FULL))
        assert self.hub.counters.failures == 0


STEPS = (
    "commit",
    "commit",
    "publish",
    "publish",
    "publish late",
    "publish twice",
    "lose hint",
    "subscribe",
    "leave",
    "come back",
    "change rights",
    "sweep",
)


@settings(max_examples=120, deadline=None)
@given(some.lists(some.tuples(some.sampled_from(STEPS), some.integers(0, 2)), min_size=30, max_size=80), some.integers(0, 2**32))
def test_every_subscriber_sees_every_event_after_his_snapshot_once_and_in_order(steps: list[tuple[str, int]], seed: int) -> None:
    async def live() -> None:
        world = World(seed)
        for screen in world.screens:
            screen.subscribe()
        for step, who in steps:
            await world.do(step, who)
        await world.settle()
        world.check()

    asyncio.run(live())
