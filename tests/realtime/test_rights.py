"""Rights that change while people look."""

import asyncio
import logging

import pytest

from tests.realtime.conftest import Server
from tests.realtime.desk import FULL, MASKED

TOPIC = "agenda/1"


async def test_a_right_taken_away_ends_the_subscription(server: Server) -> None:
    client = await server.client()
    await client.subscribe(TOPIC)
    server.desk.lenses["ana", TOPIC] = None
    server.hub.reauthorize("ana")
    assert await client.hear() == {"t": "lost", "topic": TOPIC, "code": "not_found"}
    server.desk.tell(server.hub, TOPIC)
    assert await client.pong() == []


async def test_another_lens_ends_the_subscription_and_subscribing_again_shows_through_it(server: Server) -> None:
    client = await server.client()
    await client.subscribe(TOPIC)
    server.desk.lenses["ana", TOPIC] = MASKED
    server.hub.reauthorize("ana")
    assert await client.hear() == {"t": "lost", "topic": TOPIC, "code": "rights_changed"}
    assert (await client.subscribe(TOPIC))["lens"] == MASKED


async def test_the_same_lens_changes_nothing(server: Server) -> None:
    client = await server.client()
    await client.subscribe(TOPIC)
    server.hub.reauthorize("ana")
    server.desk.tell(server.hub, TOPIC)
    assert [frame["t"] for frame in await client.pong()] == ["evt"]


async def test_only_the_person_and_the_topics_that_are_named_are_asked_again(server: Server) -> None:
    ana, bea = await server.client("ana.1"), await server.client("bea.1")
    for who in (ana, bea):
        for topic in (TOPIC, "practice/1"):
            await who.subscribe(topic)
    for topic in (TOPIC, "practice/1"):
        server.desk.lenses["ana", topic] = server.desk.lenses["bea", topic] = None
    server.hub.reauthorize("ana", "agenda/")
    assert (await ana.hear())["topic"] == TOPIC
    server.hub.reauthorize(None, "practice/")
    assert (await ana.hear())["topic"] == "practice/1"
    assert (await bea.hear())["topic"] == "practice/1"
    assert await bea.pong() == []


async def test_a_subscription_being_answered_is_answered_under_the_new_rights(server: Server) -> None:
    client = await server.client()
    server.desk.hold = asyncio.Event()
    await client.say(t="sub", id=1, topic=TOPIC)
    await server.desk.held.wait()
    server.desk.lenses["ana", TOPIC] = MASKED
    server.hub.reauthorize("ana")
    server.desk.hold.set()
    snap = await client.hear()
    assert (snap["lens"], snap["body"]["lens"]) == (MASKED, MASKED)


async def test_a_replay_under_way_does_not_go_on_under_old_rights(server: Server) -> None:
    for _ in range(500):
        server.desk.record(TOPIC)
    server.desk.replay_limit = 100
    client = await server.client()
    read = server.desk.replay

    async def changing(topic: str, since: int) -> object:
        if since == 200:
            server.desk.lenses["ana", TOPIC] = MASKED
            server.hub.reauthorize("ana")
        return await read(topic, since)

    server.desk.replay = changing  # type: ignore[method-assign,assignment]
    heard = [await client.subscribe(TOPIC, since=0, epoch="e1")]
    while heard[-1]["t"] == "evt":
        heard.append(await client.hear())
    assert [frame["seq"] for frame in heard] == [*range(1, 201), 500]
    assert (heard[-1]["t"], heard[-1]["reset"], heard[-1]["lens"]) == ("snap", True, MASKED)


async def test_when_rights_cannot_be_read_nobody_keeps_seeing(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    client = await server.client()
    await client.subscribe(TOPIC)
    server.desk.is_down = True
    with caplog.at_level(logging.CRITICAL):
        server.hub.reauthorize("ana")
        assert await client.closed() == (4003, "behind")


async def test_presence_goes_with_the_right(server: Server) -> None:
    ana, bea = await server.client("ana.1"), await server.client("bea.1")
    for who in (ana, bea):
        await who.subscribe(TOPIC)
    await ana.say(t="here", topic=TOPIC, state={})
    assert (await bea.hear())["put"][0]["connection"] == ana.id
    server.desk.lenses["ana", TOPIC] = None
    server.hub.reauthorize("ana")
    assert await bea.hear() == {"t": "pres", "topic": TOPIC, "put": [], "drop": [ana.id]}
    assert server.desk.lenses.get(("bea", TOPIC), FULL) == FULL
