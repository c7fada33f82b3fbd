"""Publishing is only a hint: what it loses, the log gives back."""

import logging

import pytest

from realtime.limits import Limits
from tests.realtime.conftest import Server, serve
from tests.realtime.desk import Desk

TOPIC = "agenda/1"


async def test_an_event_that_nobody_published_arrives_all_the_same(server: Server) -> None:
    client = await server.client()
    await client.subscribe(TOPIC)
    server.desk.record(TOPIC)
    assert (await client.hear())["seq"] == 1
    assert server.hub.counters.catch_ups >= 1


async def test_a_hole_is_filled_from_the_log_at_once() -> None:
    async with serve(Desk(), Limits(sweep=3600)) as server:
        client = await server.client()
        await client.subscribe(TOPIC)
        server.desk.record(TOPIC)
        server.desk.tell(server.hub, TOPIC)
        assert [frame["seq"] for frame in await client.hear_all(2)] == [1, 2]
        assert server.desk.replays == [(TOPIC, 0)]


async def test_an_event_published_twice_is_delivered_once(server: Server) -> None:
    client = await server.client()
    await client.subscribe(TOPIC)
    recorded = server.desk.record(TOPIC)
    server.hub.publish(*recorded)
    server.hub.publish(*recorded)
    assert [frame["seq"] for frame in await client.pong()] == [1]


async def test_a_long_lag_is_caught_up_in_pieces(server: Server) -> None:
    server.desk.replay_limit = 7
    client = await server.client()
    await client.subscribe(TOPIC)
    for _ in range(40):
        server.desk.record(TOPIC, "x" * 12_000)
    assert [frame["seq"] for frame in await client.hear_all(40)] == list(range(1, 41))


async def test_a_hole_that_cannot_be_filled_any_more_sends_the_readers_back(server: Server) -> None:
    client = await server.client()
    await client.subscribe(TOPIC)
    for _ in range(3):
        server.desk.record(TOPIC)
    server.desk.kept_since[TOPIC] = 2
    assert await client.closed() == (4003, "behind")
    back = await server.client()
    snap = await back.subscribe(TOPIC, since=0, epoch="e1")
    assert (snap["t"], snap["reset"], snap["seq"]) == ("snap", True, 3)


async def test_a_log_that_is_away_is_asked_again(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    client = await server.client()
    await client.subscribe(TOPIC)
    with caplog.at_level(logging.CRITICAL):
        server.desk.is_down = True
        server.desk.tell(server.hub, TOPIC)
        server.desk.record(TOPIC)
        assert (await client.hear())["seq"] == 1
        await server.until(lambda: server.hub.counters.failures > 0)
        server.desk.is_down = False
        assert (await client.hear())["seq"] == 2


async def test_an_event_that_the_log_does_not_know_stops_nothing(server: Server) -> None:
    client = await server.client()
    await client.subscribe(TOPIC)
    server.hub.publish(TOPIC, 50, b"{}")
    server.desk.tell(server.hub, TOPIC)
    assert (await client.hear())["seq"] == 1
    await server.until(lambda: not server.topic(TOPIC).has_hole)


async def test_a_topic_that_nobody_reads_is_let_go_after_a_while() -> None:
    async with serve(Desk(), Limits(sweep=0.02, linger=0.0)) as server:
        client = await server.client()
        await client.subscribe(TOPIC)
        await client.say(t="unsub", topic=TOPIC)
        await server.until(lambda: TOPIC not in server.hub.topics)
        server.desk.tell(server.hub, TOPIC)
        assert (await client.subscribe(TOPIC))["seq"] == 1


async def test_a_crowd_that_comes_at_once_asks_for_the_head_once() -> None:
    async with serve(Desk(), Limits(sweep=3600)) as server:
        clients = [await server.client() for _ in range(20)]
        for client in clients:
            await client.say(t="sub", id=1, topic=TOPIC, since=0, epoch="e1")
        assert {(await client.hear())["t"] for client in clients} == {"live"}
        assert server.desk.heads_asked == 1


async def test_the_lag_is_counted_until_it_is_caught_up(server: Server) -> None:
    client = await server.client()
    await client.subscribe(TOPIC)
    server.desk.record(TOPIC)
    await client.hear()
    await server.until(lambda: server.hub.counters.lag == 0)


async def test_an_event_that_cannot_be_encoded_sends_back_only_its_lens(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    client = await server.client()
    await client.subscribe(TOPIC)
    server.desk.unreadable.add((TOPIC, 1))
    with caplog.at_level(logging.ERROR, "ardoise.realtime"):
        server.desk.tell(server.hub, TOPIC, "Élodie")
        assert await client.closed() == (4003, "behind")
    assert "cannot be encoded" in caplog.text
    assert "lodie" not in caplog.text
