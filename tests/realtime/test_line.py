"""The line through plain ASGI messages."""

import asyncio

import pytest
from starlette.types import Message

from realtime.codes import GOING_AWAY, SLOW
from realtime.frames import envelope
from realtime.limits import Limits
from realtime.line import AsgiLine


class Sink:
    """What a server is given to send, as fast as it lets itself."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.open = asyncio.Event()
        self.open.set()
        self.is_gone = False

    async def send(self, message: Message) -> None:
        await self.open.wait()
        if self.is_gone:
            raise ConnectionResetError
        self.messages.append(message)


@pytest.fixture
async def sink() -> Sink:
    return Sink()


@pytest.fixture
async def line(sink: Sink) -> AsgiLine:
    return AsgiLine(sink.send, Limits(slice=100, drain=0.05))


async def test_each_frame_becomes_a_message_and_the_close_comes_last(line: AsgiLine, sink: Sink) -> None:
    line.write(envelope(b"a") + envelope(b"b"))
    running = asyncio.ensure_future(line.run())
    await asyncio.sleep(0)
    await line.drained()
    line.end(GOING_AWAY)
    line.end(SLOW)
    await running
    assert [message.get("text", message.get("code")) for message in sink.messages] == ["a", "b", 4000]


async def test_what_waits_is_counted_and_told_when_it_is_much(line: AsgiLine, sink: Sink) -> None:
    pressed: list[int] = []
    line.pressed = lambda: pressed.append(line.backlog())
    sink.open.clear()
    for _ in range(3):
        line.write(envelope(b"x" * 60))
    assert (line.backlog(), pressed) == (180, [120])
    running = asyncio.ensure_future(line.run())
    waiting = asyncio.ensure_future(line.drained())
    await asyncio.sleep(0)
    assert not waiting.done()
    sink.open.set()
    await waiting
    assert line.backlog() == 0
    line.end(GOING_AWAY)
    await running


async def test_a_client_that_takes_nothing_does_not_keep_the_line(line: AsgiLine, sink: Sink) -> None:
    line.write(envelope(b"a"))
    sink.open.clear()
    running = asyncio.ensure_future(line.run())
    await asyncio.sleep(0)
    line.end(SLOW)
    await running
    assert sink.messages == []


async def test_a_client_that_left_ends_the_line(line: AsgiLine, sink: Sink) -> None:
    sink.is_gone = True
    line.write(envelope(b"a"))
    await line.run()


async def test_nothing_is_said_to_who_left_by_himself(line: AsgiLine, sink: Sink) -> None:
    line.is_gone = True
    line.end(GOING_AWAY)
    await line.run()
    assert sink.messages == []


async def test_pings_are_left_to_the_server(line: AsgiLine) -> None:
    line.ping()
    assert line.backlog() == 0
