"""Processes on one broker, in one loop: those that serve pages, and those that forward media."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import pytest

from realtime.brokers import Broker
from realtime.brokers.memory import Bus, MemoryBroker
from realtime.brokers.redis import RedisBroker
from rtc.media import MediaEvent
from rtc.nodes import Node, RemoteMedia, Wire
from rtc.sfu import LocalMedia, Reach
from tests.support.media.hall import CALM

Open = Callable[[], Broker]


class Ledger:
    """Leases in one dictionary."""

    def __init__(self) -> None:
        self.rows: dict[str, str] = {}

    async def lease(self, room: str, settle: Callable[[str | None], str]) -> str:
        self.rows[room] = settle(self.rows.get(room))
        return self.rows[room]

    async def holder(self, room: str) -> str | None:
        return self.rows.get(room)


class Steady(LocalMedia):
    """Media that nobody takes for gone because the test kept its loop busy."""

    def hold(self, seconds: float) -> None:
        """Hold on whatever the clock says: nobody here reads what is still its own."""


class Asking(RemoteMedia):
    """Media as a process that serves pages sees it, and what every process that forwards tells: peers of a test wait for that."""

    local: list[LocalMedia]

    def listen(self, hear: Callable[[MediaEvent], None]) -> None:
        for each in self.local:
            each.listen(hear)


@dataclass
class Process:
    """One process."""

    broker: Broker
    wire: Wire
    local: LocalMedia | None
    node: Node | None
    media: Asking

    async def vanish(self) -> None:
        """Be killed, as the others see it: not a word more."""
        await self.broker.close()


@dataclass
class Town:
    """All of them."""

    open_broker: Open
    ledger: Ledger = field(default_factory=Ledger)
    local: list[LocalMedia] = field(default_factory=list)
    processes: list[Process] = field(default_factory=list)

    async def start(self, *, forwards: bool) -> Process:
        """One more process."""
        broker = self.open_broker()
        wire = Wire(broker)
        local = Steady(Reach("127.0.0.1"), CALM) if forwards else None
        node = Node(local, wire) if local is not None else None
        asking = Asking(wire, self.ledger, node)
        asking.local = self.local
        process = Process(broker, wire, local, node, asking)
        self.processes.append(process)
        if local is not None and node is not None:
            self.local.append(local)
            await local.start()
            node.start()
        await wire.start()
        return process

    async def heard(self, listener: Process, speaker: Process) -> None:
        """Wait until one knows that the other lives."""
        await self.until(lambda: speaker.wire.name in listener.wire.roster.fit(listener.wire.now()))

    async def until(self, fits: Callable[[], bool]) -> None:
        """Wait until the processes said enough for this to be so."""
        async with asyncio.timeout(30):
            while not fits():  # noqa: ASYNC110  # looks at a list of this process
                await asyncio.sleep(0.01)

    def holding(self, room: str) -> Process:
        """The process that holds it."""
        return next(each for each in self.processes if each.wire.name == self.ledger.rows[room])


@pytest.fixture(params=["memory", "redis"])
def open_broker(request: pytest.FixtureRequest) -> Open:
    """Another end of the broker."""
    if request.param == "memory":
        bus = Bus()
        return lambda: MemoryBroker(bus)
    url, channel = request.getfixturevalue("redis_url"), f"ardoise:{secrets.token_hex(4)}:media"
    return lambda: RedisBroker(url, channel)


@pytest.fixture
async def town(open_broker: Open) -> AsyncIterator[Town]:
    """No process yet; all are ended with the test."""
    made = Town(open_broker)
    async with AsyncExitStack() as stack:
        yield made
        for each in made.processes:
            stack.push_async_callback(each.broker.close)
            stack.push_async_callback(each.wire.close)
            if each.local is not None and each.node is not None:
                stack.push_async_callback(each.local.stop)
                stack.push_async_callback(each.node.stop)
