"""One topic: whatever comes in whatever order, readers see each event once, in order, without a hole."""

import asyncio
from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from realtime.codes import BEHIND, Close
from realtime.counters import Counters
from realtime.limits import Limits
from realtime.outbound import Flusher, Outbound
from realtime.topic import Topic
from tests.realtime.wire import Wire

LIMITS = Limits(recent=4, recent_bytes=1000, early=8)


def encode(topic: str, lens: str, seq: int, payload: bytes) -> bytes | None:
    if payload == b"unreadable":
        return None
    return msgspec.json.encode({"t": "evt", "topic": topic, "seq": seq, "lens": lens})


class Reading:
    """A topic, its readers' wires, and how they were cut."""

    def __init__(self) -> None:
        self.flusher = Flusher(Limits().gather)
        self.topic = Topic("a/1", encode, self.flusher, LIMITS, Counters())
        self.wires: list[Wire] = []
        self.cuts: list[Close] = []

    def join(self, lens: str = "full", *, hears: bool = True) -> Outbound:
        wire = Wire()
        self.wires.append(wire)
        outbound = Outbound(wire, self.flusher, LIMITS, self.cuts.append)
        self.topic.join(lens, outbound, hears=hears)
        return outbound

    def seen(self, number: int = 0) -> list[int]:
        self.flusher.flush()
        return [frame["seq"] for frame in self.wires[number].frames]


def inside_loop(check: Callable[..., None]) -> Callable[..., None]:
    """Run a check within an event loop, as the product does."""

    async def run(order: list[int]) -> None:
        check(order)

    return lambda order: asyncio.run(run(order))


@pytest.fixture
async def reading() -> Reading:
    reading = Reading()
    reading.topic.start(10)
    reading.join()
    return reading


async def test_the_next_event_goes_out_and_an_older_one_does_not(reading: Reading) -> None:
    for seq in (11, 11, 10, 3, 12):
        reading.topic.offer(seq, b"p")
    assert reading.seen() == [11, 12]


async def test_an_event_too_early_waits_for_the_ones_before_it(reading: Reading) -> None:
    reading.topic.offer(13, b"p")
    reading.topic.offer(12, b"p")
    assert (reading.seen(), reading.topic.has_hole) == ([], True)
    reading.topic.offer(11, b"p")
    assert (reading.seen(), reading.topic.has_hole) == ([11, 12, 13], False)


async def test_what_came_before_the_head_was_known_is_not_lost() -> None:
    reading = Reading()
    reading.join()
    for seq in (9, 10, 11, 12):
        reading.topic.offer(seq, b"p")
    assert reading.seen() == []
    reading.topic.start(10)
    assert reading.seen() == [11, 12]


async def test_the_head_is_learnt_once(reading: Reading) -> None:
    reading.topic.start(50)
    assert reading.topic.position == 10


async def test_only_so_many_events_wait_for_a_hole(reading: Reading) -> None:
    for seq in range(12, 40):
        reading.topic.offer(seq, b"p")
    reading.topic.offer(11, b"p")
    assert reading.seen() == list(range(11, 20))


async def test_an_event_that_the_log_does_not_know_is_forgotten(reading: Reading) -> None:
    reading.topic.offer(99, b"p")
    reading.topic.forget_early()
    assert not reading.topic.has_hole


async def test_each_lens_is_encoded_once(reading: Reading) -> None:
    encoded: list[str] = []

    def counting(topic: str, lens: str, seq: int, payload: bytes) -> bytes | None:
        encoded.append(lens)
        return encode(topic, lens, seq, payload)

    reading.topic._encode = counting
    for lens in ("full", "masked", "masked"):
        reading.join(lens)
    reading.topic.offer(11, b"p")
    assert sorted(encoded) == ["full", "masked"]
    reading.flusher.flush()
    assert [wire.frames[0]["lens"] for wire in reading.wires] == ["full", "full", "masked", "masked"]


async def test_readers_of_an_event_that_cannot_be_encoded_are_told_to_come_back(reading: Reading) -> None:
    reading.topic.offer(11, b"unreadable")
    assert reading.cuts == [BEHIND]
    assert reading.topic.position == 11


async def test_recent_events_are_at_hand_as_long_as_they_are_few(reading: Reading) -> None:
    for seq in range(11, 17):
        reading.topic.offer(seq, b"p")
    assert reading.topic.since(16) == []
    assert [recent.seq for recent in reading.topic.since(12) or ()] == [13, 14, 15, 16]
    assert reading.topic.since(11) is None
    assert reading.topic.since(17) is None


async def test_recent_events_are_at_hand_as_long_as_they_are_small(reading: Reading) -> None:
    for seq in (11, 12, 13):
        reading.topic.offer(seq, b"p" * 400)
    assert reading.topic.since(10) is None
    assert len(reading.topic.since(11) or ()) == 2


async def test_who_left_sees_no_more(reading: Reading) -> None:
    outbound = reading.topic.readers()[0]
    reading.topic.leave("full", outbound)
    reading.topic.leave("full", outbound)
    reading.topic.offer(11, b"p")
    assert (reading.seen(), reading.topic.has_readers) == ([], False)


async def test_a_signal_reaches_all_who_may_hear_but_its_sender(reading: Reading) -> None:
    sender = reading.join()
    reading.join("anonymous", hears=False)
    frame = b'\x81\x0b{"t":"sig"}'
    reading.topic.signal(frame, sender)
    reading.flusher.flush()
    assert [len(wire.frames) for wire in reading.wires] == [1, 0, 0]


async def test_a_slow_reader_misses_signals(reading: Reading) -> None:
    reading.wires[0].waiting = LIMITS.signal_backlog + 1
    reading.topic.readers()[0].press()
    reading.topic.signal(b"\x81\x02{}")
    assert reading.topic._counters.signals_dropped == 1


def orders(upto: int) -> some.SearchStrategy[list[int]]:
    return some.lists(some.integers(1, upto), max_size=60)


@settings(deadline=None)
@given(orders(20))
def test_in_any_order_readers_see_a_run_without_hole_or_double(order: list[int]) -> None:
    @inside_loop
    def check(order: list[int]) -> None:
        reading = Reading()
        reading.topic.start(0)
        reading.join()
        for seq in order:
            reading.topic.offer(seq, b"p")
        assert reading.seen() == list(range(1, reading.topic.position + 1))

    check(order)


@settings(deadline=None)
@given(orders(8), some.integers(0, 8))
def test_whatever_was_missed_the_log_read_in_order_completes_it(order: list[int], head_known_after: int) -> None:
    @inside_loop
    def check(order: list[int]) -> None:
        reading = Reading()
        reading.join()
        for number, seq in enumerate(order):
            if number == head_known_after:
                reading.topic.start(0)
            reading.topic.offer(seq, b"p")
        reading.topic.start(0)
        for seq in range(reading.topic.position + 1, 9):
            reading.topic.offer(seq, b"p")
        assert reading.seen() == list(range(1, 9))
        assert not reading.topic.has_hole

    check(order)
