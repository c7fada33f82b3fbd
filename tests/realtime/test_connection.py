"""One connection: what it hears, when it is closed, and that it ends once."""

import asyncio

import pytest
from msgspec import Raw

from realtime.codes import GOING_AWAY, PROTOCOL, SILENT, SLOW
from realtime.connection import Connection
from realtime.gate import Visitor
from realtime.hub import Hub
from realtime.limits import Limits
from tests.realtime.desk import Desk
from tests.realtime.wire import Wire

LIMITS = Limits(silence=45.0, beat=15, stall=6.0, burst=10, frames_per_second=1)


class Open:
    """A connection on a wire, and its hub."""

    def __init__(self) -> None:
        self.desk = Desk()
        self.hub = Hub(self.desk, None, LIMITS)
        self.wire = Wire()
        self.connection: Connection = self.hub.connect(Visitor("ana", "ana.1", Raw(b"{}")), self.wire)

    def frames(self) -> list[str]:
        self.hub.flusher.flush()
        return [frame["t"] for frame in self.wire.frames]


@pytest.fixture
async def here() -> Open:
    return Open()


async def test_a_quiet_client_is_woken_a_silent_one_closed(here: Open) -> None:
    for now, pings in ((15.0, 0), (15.1, 1), (45.0, 2)):
        here.connection.check(now)
        assert (here.wire.pings, here.wire.closed) == (pings, None)
    here.connection.check(45.1)
    assert here.wire.closed is SILENT


async def test_whatever_is_heard_counts(here: Open) -> None:
    here.wire.heard = 40.0
    here.connection.check(50.0)
    assert (here.wire.pings, here.wire.closed) == (0, None)


async def test_a_client_that_stopped_reading_is_closed(here: Open) -> None:
    here.wire.waiting = 1
    for now in (0.0, 6.0, 6.1):
        here.connection.check(now)
    assert (here.wire.closed, here.hub.counters.slow_cuts) == (SLOW, 1)


async def test_nonsense_closes_and_what_follows_is_not_heard(here: Open) -> None:
    here.connection.received("nonsense")
    here.connection.received('{"t":"sub","id":1,"topic":"agenda/1"}')
    await here.hub._tasks.rest()
    assert (here.wire.closed, here.desk.snapshots, here.hub.counters.violations) == (PROTOCOL, 0, 1)


async def test_a_connection_ends_once(here: Open) -> None:
    here.connection.close(SLOW)
    here.connection.close(SILENT)
    here.connection.ended()
    await here.hub._tasks.rest()
    assert (here.wire.closed, here.desk.gone, here.hub.counters.connections) == (SLOW, [here.connection.id], 0)


async def test_a_question_of_a_client_that_left_is_dropped(here: Open) -> None:
    here.desk.hold = asyncio.Event()
    here.connection.received('{"t":"sub","id":1,"topic":"agenda/1"}')
    await here.desk.held.wait()
    here.connection.ended()
    await here.hub._tasks.rest()
    assert not here.hub.topics["agenda/1"].has_readers


async def test_signals_too_many_are_counted_not_answered(here: Open) -> None:
    for _ in range(12):
        here.connection.received('{"t":"sig","topic":"agenda/1","name":"ask"}')
    assert here.hub.counters.signals_dropped == 2
    assert here.frames() == ["hello", *["err"] * 10]


async def test_a_client_that_reads_slowly_is_watched(here: Open) -> None:
    here.connection.pressed()
    assert here.connection.outbound.is_watched


async def test_a_hub_that_stops_says_come_back_to_all(here: Open) -> None:
    await here.hub.start()
    await here.hub.stop()
    assert (here.wire.closed, here.desk.gone) == (GOING_AWAY, [here.connection.id])
