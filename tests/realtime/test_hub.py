"""The hub over real sockets: signals, controls, closes, heartbeats, slow readers, two processes."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from realtime.brokers import Broker
from realtime.brokers.memory import Bus, MemoryBroker
from realtime.brokers.redis import RedisBroker
from realtime.codes import SIGNED_OUT
from realtime.limits import Limits
from tests.realtime.client import PATIENCE
from tests.realtime.conftest import QUICK, Server, serve
from tests.realtime.desk import Desk
from tests.support.redis import RedisServer

TOPIC = "agenda/1"


async def test_a_signal_reaches_the_others_with_the_name_of_its_sender(server: Server) -> None:
    ana, bea = await server.client("ana.1"), await server.client("bea.1")
    for who in (ana, bea):
        await who.subscribe(TOPIC)
    await ana.say(t="sig", topic=TOPIC, name="ask", body={"slot": 9})
    assert await bea.hear() == {"t": "sig", "topic": TOPIC, "name": "ask", "body": {"slot": 9}, "by": {"name": "ana"}, "from": ana.id}
    assert await ana.pong() == []


async def test_a_signal_that_one_may_not_send_is_refused(server: Server) -> None:
    server.desk.mute.add("ask")
    ana, bea = await server.client("ana.1"), await server.client("bea.1")
    for who in (ana, bea):
        await who.subscribe(TOPIC)
    await ana.say(t="sig", topic=TOPIC, name="ask")
    assert await ana.pong() == [{"t": "err", "topic": TOPIC, "code": "forbidden"}]
    assert await bea.pong() == []


async def test_a_session_that_ended_is_closed_everywhere_it_was_open(server: Server) -> None:
    here, also, other = await server.client("ana.1"), await server.client("ana.1"), await server.client("ana.2")
    server.hub.close_session("ana.1", SIGNED_OUT)
    assert await here.closed() == await also.closed() == (4501, "signed_out")
    assert await other.pong() == []


async def test_a_person_can_be_closed_with_all_his_sessions(server: Server) -> None:
    one, two, bea = await server.client("ana.1"), await server.client("ana.2"), await server.client("bea.1")
    server.hub.close_principal("ana", SIGNED_OUT)
    assert await one.closed() == await two.closed() == (4501, "signed_out")
    assert await bea.pong() == []


async def test_the_application_hears_of_every_connection_that_ended(server: Server) -> None:
    client = await server.client()
    await client.socket.close()
    await server.until(lambda: server.desk.gone == [client.id])
    assert server.hub.counters.connections == 0


async def test_a_client_that_says_nothing_is_closed_after_three_beats() -> None:
    async with serve(Desk(), Limits(sweep=0.02, silence=0.2, beat=3600)) as server:
        client = await server.client(ping_interval=None)
        assert await client.closed() == (4002, "silent")
        assert server.hub.counters.silent_cuts == 1


async def test_a_hidden_page_lives_on_because_the_browser_answers_pings() -> None:
    async with serve(Desk(), Limits(sweep=0.02, silence=2, beat=0)) as server:
        client = await server.client()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(4):
                await client.hear()
        assert await client.pong() == []


async def test_with_two_of_twelve_readers_stopped_the_others_get_everything_and_the_two_are_cut() -> None:
    desk = Desk()
    async with serve(desk, Limits(sweep=0.05, backlog=64 * 1024, drain=0.2)) as server:
        clients = [await server.client(f"p{number}.1") for number in range(12)]
        for client in clients:
            await client.subscribe(TOPIC)
        stopped, healthy = clients[:2], clients[2:]
        for client in stopped:
            client.socket.transport.pause_reading()
        sent = 0
        while server.hub.counters.slow_cuts < 2:
            desk.tell(server.hub, TOPIC, "x" * 20_000)
            sent += 1
            assert {(await client.hear())["seq"] for client in healthy} == {sent}
        await server.until(lambda: len(server.hub.connections) == 10)
        back = await server.client("p0.1")
        missed = await back.subscribe(TOPIC, since=1, epoch="e1")
        assert missed["seq"] == 2


async def test_a_reader_that_stopped_with_little_waiting_is_cut_after_a_while() -> None:
    desk = Desk()
    async with serve(desk, Limits(sweep=0.05, stall=0.3, drain=0.2, backlog=10**9)) as server:
        client = await server.client()
        await client.subscribe(TOPIC)
        client.socket.transport.pause_reading()
        (connection,) = server.hub.connections.values()
        while connection._line.backlog() < 2**23:  # more than the kernel could still take in
            desk.tell(server.hub, TOPIC, "x" * 50_000)
            await asyncio.sleep(0)
        await server.until(lambda: server.hub.counters.slow_cuts == 1)


@pytest.fixture(params=["memory", "redis"])
async def pair(request: pytest.FixtureRequest) -> AsyncIterator[tuple[Server, Server]]:
    """Two processes of the product on one log."""
    bus, channel = Bus(), f"ardoise:{secrets.token_hex(4)}"

    def broker() -> Broker:
        if request.param == "memory":
            return MemoryBroker(bus)
        return RedisBroker(request.getfixturevalue("redis_url"), channel)

    desk, limits = Desk(), Limits(sweep=3600, presence_delay=0.01)
    async with serve(desk, limits, broker()) as one, serve(desk, limits, broker()) as two:
        yield one, two


async def test_an_event_of_one_process_reaches_the_clients_of_the_other(pair: tuple[Server, Server]) -> None:
    one, two = pair
    clients = [await one.client("ana.1"), await two.client("bea.1")]
    for client in clients:
        await client.subscribe(TOPIC)
    for _ in range(20):
        one.desk.tell(one.hub, TOPIC)
    for client in clients:
        assert [frame["seq"] for frame in await client.hear_all(20)] == list(range(1, 21))
    assert one.desk.replays == []


async def test_signals_and_presence_cross_processes(pair: tuple[Server, Server]) -> None:
    one, two = pair
    ana, bea = await one.client("ana.1"), await two.client("bea.1")
    for client in (ana, bea):
        await client.subscribe(TOPIC)
    await ana.say(t="sig", topic=TOPIC, name="ask")
    assert (await bea.hear())["from"] == ana.id
    await ana.say(t="here", topic=TOPIC, state=1)
    assert [(await client.hear())["put"][0]["connection"] for client in (ana, bea)] == [ana.id, ana.id]
    await ana.socket.close()
    assert (await bea.hear())["drop"] == [ana.id]


async def test_a_process_that_begins_to_follow_a_topic_learns_who_is_there(pair: tuple[Server, Server]) -> None:
    one, two = pair
    ana, bea = await one.client("ana.1"), await two.client("bea.1")
    await ana.subscribe(TOPIC)
    await ana.say(t="here", topic=TOPIC, state=1)
    await ana.hear()
    await bea.subscribe(TOPIC)
    assert (await bea.hear())["put"][0]["connection"] == ana.id


async def test_a_control_is_heard_once_in_every_process(pair: tuple[Server, Server]) -> None:
    heard: asyncio.Queue[tuple[int, bytes]] = asyncio.Queue()
    for number, server in enumerate(pair):
        server.hub.on_control = lambda body, number=number: heard.put_nowait((number, body))
    pair[0].hub.control(b"close ana.1")
    async with asyncio.timeout(PATIENCE):
        assert sorted([await heard.get() for _ in range(2)]) == [(0, b"close ana.1"), (1, b"close ana.1")]
    assert heard.empty()


async def test_while_redis_is_dead_the_log_still_brings_everything(redis_server: RedisServer) -> None:
    desk = Desk()
    async with AsyncExitStack() as stack:
        one, two = [await stack.enter_async_context(serve(desk, QUICK, RedisBroker(redis_server.url, "ardoise:dead"))) for _ in range(2)]
        client = await two.client()
        await client.subscribe(TOPIC)
        desk.tell(one.hub, TOPIC)
        assert (await client.hear())["seq"] == 1
        redis_server.kill()
        for _ in range(10):
            desk.tell(one.hub, TOPIC)
        assert [frame["seq"] for frame in await client.hear_all(10)] == list(range(2, 12))
        redis_server.start()
        desk.tell(one.hub, TOPIC)
        assert (await client.hear())["seq"] == 12


async def test_work_that_does_not_end_does_not_keep_the_server_from_stopping() -> None:
    desk = Desk()
    desk.hold = asyncio.Event()
    async with serve(desk, QUICK) as server:
        client = await server.client()
        await client.say(t="sub", id=1, topic=TOPIC)
        await desk.held.wait()
    assert server.hub.connections == {}
