"""The hand-over from uvicorn: what we rely on in it, and clients that break every rule."""

import asyncio
import gc
import importlib.metadata
import random
import weakref
from typing import Any

import msgspec
import pytest
import uvicorn
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from realtime.codes import SIGNED_OUT
from realtime.connection import Connection
from realtime.gate import Visitor
from realtime.limits import Limits
from realtime.protocol import EXTENSION, OPTIONS, HandoverProtocol
from tests.realtime.conftest import QUICK, Server, serve
from tests.realtime.desk import Desk
from tests.realtime.raw import BINARY, CLOSE, CONTINUATION, FIN, PING, PONG, TEXT, Raw, raw_frame

TOPIC = "agenda/1"
HASTY = Limits(sweep=0.05, message=0.15, drain=0.3)
PATIENT = Limits(sweep=0.05)


def test_uvicorn_is_the_one_whose_internals_we_know() -> None:
    assert importlib.metadata.version("uvicorn").startswith("0.54.")
    used = {
        "handle_connect",
        "run_asgi",
        "data_received",
        "handle_cont",
        "send_receive_event_to_app",
        "handle_ping",
        "handle_close",
        "handle_parser_exception",
        "eof_received",
        "pause_writing",
        "resume_writing",
        "connection_lost",
        "shutdown",
        "send_500_response",
    }
    assert used <= set(vars(WebSocketsSansIOProtocol))


async def test_an_attached_connection_has_left_asgi(server: Server) -> None:
    client = await server.client()
    await client.pong()
    (line,) = [one for one in server.uvicorn.server_state.connections if isinstance(one, HandoverProtocol)]
    assert server.uvicorn.server_state.tasks == set()
    assert not hasattr(line, "scope")
    assert not hasattr(line, "request")


async def test_a_connection_that_ended_leaves_nothing_behind(server: Server) -> None:
    client = await server.client()
    await client.subscribe(TOPIC)
    (line,) = [weakref.ref(one) for one in server.uvicorn.server_state.connections if isinstance(one, HandoverProtocol)]
    await client.socket.close()
    await server.until(lambda: not server.uvicorn.server_state.connections)

    def is_forgotten() -> bool:
        gc.collect()
        return line() is None and not any(isinstance(one, Connection) for one in gc.get_objects())

    await server.until(is_forgotten)
    assert server.hub.connections == {}


VIOLATIONS = {
    "reserved bit": (raw_frame(FIN | 0x40 | TEXT, b"x"), 1002),
    "unknown opcode": (raw_frame(FIN | 3, b"x"), 1002),
    "unknown control opcode": (raw_frame(FIN | 11, b"x"), 1002),
    "not masked": (raw_frame(FIN | TEXT, b"x", masked=False), 1002),
    "fragmented ping": (raw_frame(PING, b"x"), 1002),
    "ping too long": (raw_frame(FIN | PING, b"x" * 126), 1002),
    "continuation of nothing": (raw_frame(FIN | CONTINUATION, b"x"), 1002),
    "text inside a message": (raw_frame(TEXT, b"x") + raw_frame(FIN | TEXT, b"y"), 1002),
    "length with the high bit": (raw_frame(FIN | TEXT, b"", length=b"\x7f\xff" + b"\xff" * 7), 1009),
    "not utf-8": (raw_frame(FIN | TEXT, b"\xff\xfe"), 1007),
    "not utf-8 over two fragments": (raw_frame(TEXT, b"\xc3") + raw_frame(FIN | CONTINUATION, b"\x28"), 1007),
    "surrogate in utf-8": (raw_frame(FIN | TEXT, b"\xed\xa0\x80"), 1007),
    "too large": (raw_frame(FIN | TEXT, b" " * 65_600, length=b"\x7f" + (65_600).to_bytes(8, "big")), 1009),
    "too large in pieces": (raw_frame(TEXT, b" " * 40_000) + raw_frame(FIN | CONTINUATION, b" " * 40_000), 1009),
    "close code out of range": (raw_frame(FIN | CLOSE, b"\x00\x01"), 1002),
    "close of one byte": (raw_frame(FIN | CLOSE, b"\x03"), 1002),
    "close reason not utf-8": (raw_frame(FIN | CLOSE, b"\x03\xe8\xff"), 1007),
    "binary": (raw_frame(FIN | BINARY, b"{}"), 4500),
    "not json": (raw_frame(FIN | TEXT, b"hello"), 4500),
    "not ours": (raw_frame(FIN | TEXT, b'{"t":"cmd"}'), 4500),
    "a thousand fragments": (raw_frame(TEXT, b"") + raw_frame(CONTINUATION, b"") * 1100, 4500),
    "json without bottom": (raw_frame(FIN | TEXT, b'{"t":"sig","topic":"a","name":"n","body":' + b"[" * 60_000), 4500),
}


@pytest.mark.parametrize("name", VIOLATIONS)
async def test_who_breaks_the_rules_is_told_which_and_the_others_notice_nothing(server: Server, name: str) -> None:
    bytes_said, code = VIOLATIONS[name]
    async with Raw.open(server.port) as hostile:
        hostile.say(bytes_said)
        assert await hostile.close_code() == code
    client = await server.client()
    assert await client.pong() == []
    await server.until(lambda: len(server.hub.connections) == 1)


async def test_what_comes_after_a_violation_is_not_heard(server: Server) -> None:
    async with Raw.open(server.port) as hostile:
        subscribe = raw_frame(FIN | TEXT, b'{"t":"sub","id":1,"topic":"agenda/1"}')
        hostile.say(raw_frame(FIN | TEXT, b"hello") + subscribe * 3)
        assert await hostile.close_code() == 4500
    assert server.desk.snapshots == 0


async def test_a_message_whose_end_never_comes_is_given_up() -> None:
    async with serve(Desk(), HASTY) as server, Raw.open(server.port) as hostile:
        hostile.say(raw_frame(TEXT, b'{"t":'))
        assert await hostile.close_code() == 4500


async def test_fragments_without_end_are_given_up_though_they_keep_coming() -> None:
    async with serve(Desk(), HASTY) as server, Raw.open(server.port) as hostile:
        hostile.say(raw_frame(TEXT, b'{"t":'))

        async def drip() -> None:
            while True:
                hostile.say(raw_frame(CONTINUATION, b" "))
                await asyncio.sleep(0.02)

        dripping = asyncio.ensure_future(drip())
        assert await hostile.close_code() == 4500
        dripping.cancel()


async def test_a_frame_that_arrives_byte_by_byte_in_time_is_heard() -> None:
    async with serve(Desk(), PATIENT) as server, Raw.open(server.port) as slow:
        for _ in range(3):
            for byte in raw_frame(FIN | TEXT, b'{"t":"ping"}'):
                slow.say(bytes((byte,)))
                await slow.writer.drain()
            assert await slow.hear() == (FIN | TEXT, b'{"t":"pong"}')


async def test_a_message_in_fragments_is_one_message(server: Server) -> None:
    async with Raw.open(server.port) as client:
        client.say(
            raw_frame(TEXT, b'{"t":')
            + raw_frame(FIN | PING, b"?")
            + raw_frame(CONTINUATION, b'"pi')
            + raw_frame(FIN | CONTINUATION, b'ng"}')
        )
        assert [await client.hear() for _ in range(2)] == [(FIN | PONG, b"?"), (FIN | TEXT, b'{"t":"pong"}')]


async def test_pings_of_a_client_that_does_not_read_do_not_pile_up(server: Server) -> None:
    async with Raw.open(server.port) as hostile:
        (connection,) = server.hub.connections.values()
        for _ in range(60):
            hostile.say(raw_frame(FIN | PING, b"x" * 125) * 1000)
            await hostile.writer.drain()
        assert connection._line.backlog() < Limits().backlog


async def test_a_close_is_answered(server: Server) -> None:
    async with Raw.open(server.port) as client:
        client.say(raw_frame(FIN | CLOSE, b"\x03\xe8bye"))
        assert await client.hear() == (FIN | CLOSE, b"\x03\xe8bye")
        assert await client.reader.read() == b""
    await server.until(lambda: len(server.desk.gone) == 1)


async def test_a_client_that_is_cut_off_without_a_word_is_forgotten(server: Server) -> None:
    async with Raw.open(server.port) as client:
        client.writer.transport.abort()
    await server.until(lambda: server.hub.connections == {} and len(server.desk.gone) == 1)


async def test_who_does_not_take_his_close_frame_is_dropped() -> None:
    async with serve(Desk(), HASTY) as server, Raw.open(server.port) as deaf:
        (connection,) = server.hub.connections.values()
        server.hub.close_session("raw.1", SIGNED_OUT)
        assert not connection.is_open
        assert await deaf.close_code() == 4501
        assert await deaf.reader.read() == b""


async def test_a_server_that_stops_says_come_back() -> None:
    async with serve(Desk()) as server:
        client = await server.client()
        server.uvicorn.should_exit = True
        assert await client.closed() == (4000, "going_away")
        await server.until(lambda: server.desk.gone == [client.id])


async def test_an_endpoint_that_fails_after_the_hand_over_does_not_keep_the_connection(caplog: pytest.LogCaptureFixture) -> None:
    desk = Desk()
    async with serve(desk) as server:

        async def fail(scope: Scope, receive: Receive, send: Send) -> None:
            await receive()
            await send({"type": "websocket.accept", "subprotocol": "ardoise.v1"})
            line: HandoverProtocol = scope["extensions"][EXTENSION]
            line.attach(lambda ready: server.hub.connect(visitor, ready), QUICK)
            raise ValueError("after the hand-over")

        visitor = Visitor("raw", "raw.1", msgspec.Raw(b"{}"))
        server.routes[0].app = fail
        with pytest.raises(asyncio.IncompleteReadError):
            async with Raw.open(server.port):
                raise AssertionError("it was open")
        await server.until(lambda: server.hub.connections == {})
    assert "Exception in ASGI application" in caplog.text


def some_stream(chance: random.Random) -> bytes:
    """Frames of any kind, a few of them honest."""
    stream = b""
    for _ in range(chance.randrange(12)):
        first = chance.choice((chance.randrange(256), FIN | TEXT, TEXT, CONTINUATION, FIN | CONTINUATION, FIN | PING, FIN | CLOSE))
        payload = chance.choice((chance.randbytes(chance.randrange(200)), b'{"t":"ping"}', b'{"t":"sub","id":1,"topic":"agenda/1"}'))
        stream += raw_frame(first, payload, masked=chance.random() < 0.9)
    return stream


@pytest.mark.parametrize("seed", range(5))
async def test_no_stream_of_frames_troubles_the_server(seed: int) -> None:
    chance = random.Random(seed)
    async with serve(Desk(), HASTY) as server:
        for _ in range(100):
            async with Raw.open(server.port) as hostile:
                stream = some_stream(chance)
                while stream:
                    cut = chance.randrange(len(stream)) + 1
                    hostile.say(stream[:cut])
                    stream = stream[cut:]
                    await asyncio.sleep(0)
                if chance.random() < 0.5:
                    hostile.writer.transport.abort()
        await server.until(lambda: server.hub.connections == {})
        assert await (await server.client()).pong() == []
        assert server.hub.counters.failures == 0


def test_the_options_are_ones_that_uvicorn_knows() -> None:
    options: dict[str, Any] = dict(OPTIONS)
    config = uvicorn.Config("none:app", log_config=None, **options)
    assert config.ws_ping_interval is None
    assert config.ws_max_size == 65536
