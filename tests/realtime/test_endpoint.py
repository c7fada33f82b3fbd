"""The handshake: who comes in, who does not, and how he is told."""

import asyncio
import logging
from typing import Any

import msgspec
import pytest
from starlette.requests import HTTPConnection
from starlette.types import Message
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from realtime.endpoint import Endpoint
from realtime.gate import Visitor
from realtime.hub import Hub
from realtime.limits import Limits
from realtime.protocol import HandoverProtocol
from tests.realtime.conftest import QUICK, Server, serve
from tests.realtime.desk import Desk
from tests.realtime.raw import CLOSE, FIN, TEXT, Raw, handshake, raw_frame

TOPIC = "agenda/1"
PLAIN: dict[str, Any] = {"ws": "websockets-sansio"}
"""A uvicorn that runs its own protocol: the hand-over is missing."""


async def refused(server: Server, **options: Any) -> tuple[int, dict[str, Any]]:
    """Try to come in; give the HTTP status and the problem document."""
    with pytest.raises(InvalidStatus) as told:
        await server.client(**options)
    response = told.value.response
    assert response.headers["content-type"] == "application/problem+json"
    return response.status_code, msgspec.json.decode(response.body)


async def test_the_first_frame_says_who_one_is(server: Server) -> None:
    client = await server.client("ana.1")
    assert client.hello == {
        "t": "hello",
        "version": 1,
        "connection": client.id,
        "epoch": "e1",
        "beat": 15,
        "you": {"name": "ana"},
    }
    assert client.socket.subprotocol == "ardoise.v1"


async def test_another_sites_page_is_refused_before_anything_is_accepted(server: Server) -> None:
    assert await refused(server, origin="https://evil.example") == (403, {"title": "Forbidden", "status": 403, "code": "origin"})
    assert server.hub.connections == {}


async def test_who_is_not_signed_in_is_refused_before_anything_is_accepted(server: Server) -> None:
    status, problem = await refused(server, additional_headers={})
    assert (status, problem["code"]) == (401, "signed_out")


async def test_one_person_cannot_hold_all_the_connections() -> None:
    async with serve(Desk(), Limits(connections=2)) as server:
        ana = [await server.client(f"ana.{number}") for number in range(2)]
        status, problem = await refused(server, session="ana.3")
        assert (status, problem["code"]) == (429, "too_many")
        assert await (await server.client("bea.1")).pong() == []
        await ana[0].socket.close()
        await server.until(lambda: len(server.hub.connections) == 2)
        assert await (await server.client("ana.3")).pong() == []


async def test_a_gate_that_does_not_answer_is_not_waited_for() -> None:
    class Slow(Desk):
        async def admit(self, connection: HTTPConnection) -> Visitor:
            await asyncio.Event().wait()
            raise AssertionError

    async with serve(Slow(), Limits(handshake=0.05)) as server:
        status, problem = await refused(server)
        assert (status, problem["code"]) == (503, "unavailable")


@pytest.mark.parametrize("offered", [["ardoise.v0"], None])
async def test_a_client_of_another_version_is_told_to_reload(server: Server, offered: list[str] | None) -> None:
    async with connect(
        f"ws://127.0.0.1:{server.port}/ws",
        origin="http://desk.example",  # type: ignore[arg-type]
        additional_headers={"Cookie": "session=ana.1"},
        subprotocols=offered,  # type: ignore[arg-type]
    ) as socket:
        await socket.wait_closed()
        assert (socket.close_code, socket.close_reason) == (4502, "version")


async def test_a_client_that_left_during_the_handshake_is_no_trouble(caplog: pytest.LogCaptureFixture) -> None:
    class Slow(Desk):
        entered = asyncio.Event()

        async def admit(self, connection: HTTPConnection) -> Visitor:
            self.entered.set()
            await asyncio.Event().wait()
            raise AssertionError

    desk = Slow()
    with caplog.at_level(logging.ERROR):
        async with serve(desk, Limits(handshake=0.1)) as server:
            opening = asyncio.ensure_future(server.client())
            await desk.entered.wait()
            opening.cancel()
            await server.until(lambda: not server.uvicorn.server_state.tasks)
            assert server.hub.connections == {}
    assert caplog.records == []


async def test_without_the_hand_over_everything_works_the_same() -> None:
    desk = Desk()
    async with serve(desk, QUICK, **PLAIN) as server:
        ana, bea = await server.client("ana.1"), await server.client("bea.1")
        for who in (ana, bea):
            assert (await who.subscribe(TOPIC))["t"] == "snap"
        for _ in range(50):
            desk.tell(server.hub, TOPIC)
        for who in (ana, bea):
            assert [frame["seq"] for frame in await who.hear_all(50)] == list(range(1, 51))
        await ana.say(t="sig", topic=TOPIC, name="ask")
        assert (await bea.hear())["from"] == ana.id
        await ana.say(t="nonsense")
        assert await ana.closed() == (4500, "protocol")
        await bea.socket.send(b"binary")
        assert await bea.closed() == (4500, "protocol")
        await server.until(lambda: server.hub.connections == {} and len(desk.gone) == 2)


async def test_without_the_hand_over_a_long_replay_goes_at_the_readers_pace() -> None:
    desk = Desk()
    for _ in range(2000):
        desk.record(TOPIC, "x" * 400)
    async with serve(desk, Limits(backlog=64 * 1024, slice=16 * 1024), **PLAIN) as server:
        client = await server.client()
        heard = [await client.subscribe(TOPIC, since=0, epoch="e1"), *await client.hear_all(2000)]
        assert [frame["seq"] for frame in heard] == [*range(1, 2001), 2000]


async def test_without_the_hand_over_a_slow_reader_is_cut_too() -> None:
    desk = Desk()
    async with serve(desk, Limits(sweep=0.05, backlog=64 * 1024, drain=0.2), **PLAIN) as server:
        slow, quick = await server.client("ana.1"), await server.client("bea.1")
        for who in (slow, quick):
            await who.subscribe(TOPIC)
        slow.socket.transport.pause_reading()
        told = 0
        while server.hub.counters.slow_cuts == 0:
            desk.tell(server.hub, TOPIC, "x" * 20_000)
            told += 1
            assert (await quick.hear())["seq"] == told
        await server.until(lambda: len(server.hub.connections) == 1)


async def test_without_the_hand_over_a_client_that_leaves_is_forgotten() -> None:
    desk = Desk()
    async with serve(desk, QUICK, **PLAIN) as server:
        client = await server.client()
        await client.socket.close()
        await server.until(lambda: desk.gone == [client.id])


async def test_a_server_that_cannot_refuse_with_a_status_refuses_all_the_same() -> None:
    said: list[Message] = []

    async def send(message: Message) -> None:
        said.append(message)

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    await Endpoint(Hub(Desk()))({"type": "websocket", "headers": [], "subprotocols": []}, receive, send)
    assert said == [{"type": "websocket.close"}]


class Thoughtful(Desk):
    """A desk that takes its time at the door."""

    def __init__(self) -> None:
        super().__init__()
        self.entered, self.admitted = asyncio.Event(), asyncio.Event()

    async def admit(self, connection: HTTPConnection) -> Visitor:
        self.entered.set()
        await self.admitted.wait()
        return await super().admit(connection)


@pytest.mark.parametrize(
    ("early", "codes"),
    [
        (raw_frame(FIN | TEXT, b'{"t":"ping"}'), [FIN | TEXT, FIN | TEXT]),
        (raw_frame(FIN | TEXT, b"nonsense"), [FIN | CLOSE]),
        (raw_frame(FIN | CLOSE, b"\x03\xe8"), []),
    ],
)
async def test_what_a_client_says_before_it_is_accepted_is_heard_afterwards(early: bytes, codes: list[int]) -> None:
    desk = Thoughtful()
    async with serve(desk) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        try:
            writer.write(handshake(server.port))
            await desk.entered.wait()
            writer.write(early)
            (line,) = server.uvicorn.server_state.connections
            assert isinstance(line, HandoverProtocol)
            await server.until(lambda: line.queue.qsize() > 0 or line.transport.is_closing())
            desk.admitted.set()
            client = Raw(reader, writer)
            if codes:
                await reader.readuntil(b"\r\n\r\n")
            assert [(await client.hear())[0] for _ in codes] == codes
        finally:
            writer.close()
        await server.until(lambda: server.hub.connections == {} and not server.uvicorn.server_state.connections)
