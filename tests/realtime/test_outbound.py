"""What waits for each reader: one write a turn, and an end to patience."""

import asyncio

import pytest

from realtime.codes import SLOW, Close
from realtime.limits import Limits
from realtime.outbound import CROWD, HEAVY, Flusher, Outbound
from tests.realtime.wire import Wire

LIMITS = Limits(backlog=1000, signal_backlog=100, stall=5.0)


class Reader:
    """An outbound on a wire, that remembers how it was cut."""

    def __init__(self, flusher: Flusher) -> None:
        self.wire = Wire()
        self.cuts: list[Close] = []
        self.out = Outbound(self.wire, flusher, LIMITS, self.cuts.append)


@pytest.fixture
def flusher() -> Flusher:
    return Flusher(LIMITS.gather)


@pytest.fixture
def reader(flusher: Flusher) -> Reader:
    return Reader(flusher)


async def test_frames_of_one_turn_are_written_at_once(reader: Reader) -> None:
    for frame in (b"a", b"b", b"c"):
        reader.out.send(frame)
    assert reader.wire.writes == []
    await asyncio.sleep(0)
    assert reader.wire.writes == [b"abc"]


async def test_the_next_turn_is_written_anew(reader: Reader) -> None:
    reader.out.send(b"a")
    await asyncio.sleep(0)
    reader.out.send(b"b")
    await asyncio.sleep(0)
    assert reader.wire.writes == [b"a", b"b"]


async def test_a_broadcast_reaches_each_reader_after_what_he_was_already_told(flusher: Flusher) -> None:
    readers = [Reader(flusher) for _ in range(3)]
    readers[1].out.send(b"own")
    flusher.broadcast({reader.out for reader in readers}, b"all")
    flusher.flush()
    assert [reader.wire.writes for reader in readers] == [[b"all"], [b"ownall"], [b"all"]]


async def test_after_a_write_to_a_crowd_broadcasts_gather_but_an_answer_does_not_wait(flusher: Flusher) -> None:
    readers = [Reader(flusher) for _ in range(CROWD)]
    outs = [reader.out for reader in readers]
    flusher.broadcast(outs, b"1")
    await asyncio.sleep(0)
    flusher.broadcast(outs, b"2")
    readers[0].out.send(b"own")
    flusher.broadcast(outs, b"3")
    readers[-1].wire.written.clear()
    await asyncio.sleep(0)
    assert [reader.wire.writes for reader in readers[:2]] == [[b"1", b"2own3"], [b"1"]]
    await asyncio.wait_for(readers[-1].wire.written.wait(), 20)
    assert [reader.wire.writes for reader in readers] == [[b"1", b"2own3"]] + [[b"1", b"23"]] * (CROWD - 1)


async def test_a_few_readers_are_written_to_every_turn(flusher: Flusher) -> None:
    readers = [Reader(flusher) for _ in range(CROWD - 1)]
    for frame in (b"1", b"2"):
        flusher.broadcast([reader.out for reader in readers], frame)
        await asyncio.sleep(0)
    assert {tuple(reader.wire.writes) for reader in readers} == {(b"1", b"2")}


async def test_nothing_is_written_after_the_close(flusher: Flusher, reader: Reader) -> None:
    reader.out.send(b"a")
    reader.out.close()
    reader.out.send(b"b")
    flusher.flush()
    assert reader.wire.writes == []


async def test_a_reader_with_too_much_waiting_is_cut(flusher: Flusher, reader: Reader) -> None:
    reader.wire.waiting = 990
    reader.out.press()
    reader.out.send(b"x" * 11)
    flusher.flush()
    assert (reader.cuts, reader.wire.writes) == ([SLOW], [])


async def test_a_reader_with_much_waiting_is_not_cut_before_it_is_too_much(flusher: Flusher, reader: Reader) -> None:
    reader.wire.waiting = 990
    reader.out.press()
    reader.out.send(b"x" * 10)
    flusher.flush()
    assert (reader.cuts, len(reader.wire.writes)) == ([], 1)


async def test_a_turn_that_is_too_heavy_by_itself_cuts_too(flusher: Flusher, reader: Reader) -> None:
    for _ in range(HEAVY // 1000 + 1):
        reader.out.send(b"x" * 1000)
    flusher.flush()
    assert reader.cuts == [SLOW]


async def test_a_snapshot_may_exceed_the_bound_but_not_what_follows_it(flusher: Flusher, reader: Reader) -> None:
    reader.wire.is_stuck = True
    reader.out.allow(5000)
    reader.out.send(b"s" * 5000)
    flusher.flush()
    reader.out.send(b"x" * 1000)
    flusher.flush()
    assert reader.cuts == []
    reader.out.send(b"x")
    flusher.flush()
    assert reader.cuts == [SLOW]


async def test_once_drained_the_usual_bound_holds_again(flusher: Flusher, reader: Reader) -> None:
    reader.out.allow(5000)
    reader.out.send(b"s" * 5000)
    flusher.flush()
    reader.out.send(b"x")
    flusher.flush()
    assert not reader.out.is_watched
    reader.wire.waiting = 1000
    reader.out.press()
    reader.out.send(b"x")
    flusher.flush()
    assert reader.cuts == [SLOW]


async def test_signals_are_dropped_before_anything_else(flusher: Flusher, reader: Reader) -> None:
    reader.wire.waiting = 101
    reader.out.press()
    assert not reader.out.signal(b"s")
    reader.wire.waiting = 100
    assert reader.out.signal(b"s")


async def test_a_replay_waits_for_the_reader(reader: Reader) -> None:
    reader.wire.calm.clear()
    reader.out.send(b"a")
    waiting = asyncio.ensure_future(reader.out.drained())
    await asyncio.sleep(0)
    assert reader.wire.writes == [b"a"]
    assert not waiting.done()
    reader.wire.calm.set()
    await waiting


async def test_a_reader_that_takes_nothing_is_stalled_after_a_while(flusher: Flusher, reader: Reader) -> None:
    reader.wire.waiting = 10
    assert not reader.out.stalled(now=0.0)
    reader.wire.is_stuck = True
    reader.out.send(b"more")
    flusher.flush()
    assert not reader.out.stalled(now=5.0)
    assert reader.out.stalled(now=5.1)


async def test_a_reader_that_takes_little_by_little_is_not_stalled(flusher: Flusher, reader: Reader) -> None:
    reader.wire.waiting = 500
    reader.wire.is_stuck = True
    for second in range(0, 60, 2):
        assert not reader.out.stalled(now=second)
        reader.out.send(b"1234567890")
        flusher.flush()
        reader.wire.waiting -= 11


async def test_a_reader_that_caught_up_is_not_stalled(flusher: Flusher, reader: Reader) -> None:
    reader.wire.waiting = 10
    reader.out.stalled(now=0.0)
    reader.wire.waiting = 0
    reader.out.send(b"a")
    flusher.flush()
    reader.wire.waiting = 10
    assert not reader.out.stalled(now=100.0)


async def test_one_broken_line_does_not_keep_the_others_from_theirs(flusher: Flusher) -> None:
    class Broken(Wire):
        def write(self, data: bytes, /) -> None:
            raise RuntimeError("the handler is closed")

    broken, whole = Reader(flusher), Reader(flusher)
    out = Outbound(Broken(), flusher, LIMITS, broken.cuts.append)
    flusher.broadcast([out, whole.out], b"a")
    flusher.flush()
    assert whole.wire.writes == [b"a"]
    assert not out.is_open
