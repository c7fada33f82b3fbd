"""Subscribing over real sockets: state, what was missed, honest resets, refusals."""

import asyncio

from realtime.limits import Limits
from tests.realtime.conftest import Server, serve
from tests.realtime.desk import MASKED, Desk

TOPIC = "agenda/1"


async def test_a_subscriber_gets_the_state_then_every_event(server: Server) -> None:
    server.desk.record(TOPIC)
    client = await server.client()
    snap = await client.subscribe(TOPIC, params={"from": "2026-11-23"})
    assert (snap["t"], snap["seq"], snap["lens"], snap["reset"], snap["body"]["count"]) == ("snap", 1, "full", False, 1)
    server.desk.tell(server.hub, TOPIC, "booked")
    event = await client.hear()
    assert (event["t"], event["seq"], event["body"]["text"]) == ("evt", 2, "booked")


async def test_a_topic_where_nothing_happened_yet_starts_at_zero(server: Server) -> None:
    client = await server.client()
    assert (await client.subscribe("agenda/new"))["seq"] == 0
    assert server.desk.tell(server.hub, "agenda/new") == 1
    assert (await client.hear())["seq"] == 1


async def test_each_sees_through_his_own_lens(server: Server) -> None:
    server.desk.lenses["bea", TOPIC] = MASKED
    ana, bea = await server.client("ana.1"), await server.client("bea.1")
    assert [(await who.subscribe(TOPIC))["lens"] for who in (ana, bea)] == ["full", "masked"]
    server.desk.tell(server.hub, TOPIC)
    assert (await ana.hear())["body"]["reason"] == "secret"
    assert (await bea.hear())["body"]["reason"] is None


async def test_what_is_committed_while_the_snapshot_is_read_arrives_after_it(server: Server) -> None:
    client = await server.client()
    server.desk.hold = asyncio.Event()
    await client.say(t="sub", id=1, topic=TOPIC)
    await server.desk.held.wait()
    server.desk.tell(server.hub, TOPIC)
    server.desk.hold.set()
    assert [(frame["t"], frame["seq"]) for frame in await client.hear_all(2)] == [("snap", 0), ("evt", 1)]


async def test_a_snapshot_newer_than_what_was_delivered_brings_the_others_up_to_it_first(server: Server) -> None:
    ana, bea = await server.client("ana.1"), await server.client("bea.1")
    await ana.subscribe(TOPIC)
    server.desk.record(TOPIC)
    assert (await bea.subscribe(TOPIC))["seq"] == 1
    assert (await ana.hear())["seq"] == 1
    server.desk.tell(server.hub, TOPIC)
    assert [(await who.hear())["seq"] for who in (ana, bea)] == [2, 2]


async def test_who_comes_back_gets_what_he_missed_then_what_is_live(server: Server) -> None:
    client = await server.client()
    for _ in range(5):
        server.desk.record(TOPIC)
    first = await client.subscribe(TOPIC, since=2, epoch="e1")
    rest = await client.hear_all(3)
    assert [frame["seq"] for frame in (first, *rest)] == [3, 4, 5, 5]
    assert rest[-1] == {"t": "live", "id": 1, "topic": TOPIC, "seq": 5, "lens": "full"}
    server.desk.tell(server.hub, TOPIC)
    assert (await client.hear())["seq"] == 6


async def test_who_missed_nothing_is_live_at_once_without_a_query_of_the_log(server: Server) -> None:
    server.desk.record(TOPIC)
    await (await server.client()).subscribe(TOPIC)
    client = await server.client()
    assert (await client.subscribe(TOPIC, since=1, epoch="e1"))["t"] == "live"
    assert server.desk.replays == []


async def test_what_was_missed_a_moment_ago_costs_no_query_of_the_log(server: Server) -> None:
    watcher = await server.client()
    await watcher.subscribe(TOPIC)
    for _ in range(3):
        server.desk.tell(server.hub, TOPIC)
    client = await server.client()
    await client.subscribe(TOPIC, since=1, epoch="e1")
    assert [frame["t"] for frame in await client.hear_all(2)] == ["evt", "live"]
    assert (server.desk.replays, server.desk.snapshots) == ([], 1)


async def test_an_old_epoch_gets_an_honest_reset(server: Server) -> None:
    server.desk.record(TOPIC)
    snap = await (await server.client()).subscribe(TOPIC, since=1, epoch="e0")
    assert (snap["t"], snap["reset"], snap["seq"]) == ("snap", True, 1)


async def test_a_position_whose_events_are_gone_gets_an_honest_reset(server: Server) -> None:
    for _ in range(5):
        server.desk.record(TOPIC)
    server.desk.kept_since[TOPIC] = 4
    snap = await (await server.client()).subscribe(TOPIC, since=2, epoch="e1")
    assert (snap["t"], snap["reset"], snap["seq"]) == ("snap", True, 5)


async def test_a_position_that_was_never_reached_gets_an_honest_reset(server: Server) -> None:
    server.desk.record(TOPIC)
    snap = await (await server.client()).subscribe(TOPIC, since=99, epoch="e1")
    assert (snap["t"], snap["reset"], snap["seq"]) == ("snap", True, 1)


async def test_a_replay_that_cannot_be_encoded_becomes_a_reset(server: Server) -> None:
    for _ in range(5):
        server.desk.record(TOPIC)
    server.desk.unreadable.add((TOPIC, 4))
    client = await server.client()
    heard = [await client.subscribe(TOPIC, since=2, epoch="e1")]
    while heard[-1]["t"] != "snap":
        heard.append(await client.hear())
    assert [(frame["t"], frame["seq"]) for frame in heard] == [("evt", 3), ("snap", 5)]


async def test_an_absence_much_longer_than_what_may_wait_is_replayed_at_the_readers_pace() -> None:
    desk = Desk()
    for _ in range(3000):
        desk.record(TOPIC, "x" * 400)
    async with serve(desk, Limits(sweep=0.05, backlog=64 * 1024, slice=16 * 1024)) as server:
        client = await server.client()
        heard = [await client.subscribe(TOPIC, since=0, epoch="e1"), *await client.hear_all(3000)]
        assert [frame["seq"] for frame in heard] == [*range(1, 3001), 3000]
        assert (heard[-1]["t"], server.hub.counters.slow_cuts) == ("live", 0)


async def test_a_snapshot_larger_than_what_may_wait_is_no_reason_to_cut() -> None:
    desk = Desk()
    desk.body_size = 3_000_000
    async with serve(desk, Limits(sweep=0.05, backlog=64 * 1024)) as server:
        client = await server.client()
        for _ in range(3):
            assert len((await client.subscribe(TOPIC))["body"]["padding"]) == 3_000_000
        desk.tell(server.hub, TOPIC)
        assert (await client.hear())["t"] == "evt"


async def test_subscribing_again_gives_a_fresh_state_and_loses_nothing(server: Server) -> None:
    client = await server.client()
    await client.subscribe(TOPIC, params={"from": "2026-11-23"})
    server.desk.hold = asyncio.Event()
    server.desk.held.clear()
    await client.say(t="sub", id=2, topic=TOPIC, params={"from": "2026-11-30"})
    await server.desk.held.wait()
    server.desk.tell(server.hub, TOPIC)
    assert (await client.hear())["t"] == "evt"
    server.desk.hold.set()
    assert [(frame["t"], frame["seq"]) for frame in await client.hear_all(2)] == [("snap", 0), ("evt", 1)]
    server.desk.tell(server.hub, TOPIC)
    assert (await client.pong())[0]["seq"] == 2


async def test_a_refused_topic_is_an_error_and_the_connection_lives_on(server: Server) -> None:
    server.desk.lenses["ana", TOPIC] = None
    client = await server.client()
    assert await client.subscribe(TOPIC) == {"t": "err", "id": 1, "code": "not_found"}
    assert await client.pong() == []


async def test_bad_params_leave_the_old_subscription_alone(server: Server) -> None:
    client = await server.client()
    await client.subscribe(TOPIC)
    assert (await client.subscribe(TOPIC, params={"from": "never"}))["code"] == "bad_params"
    server.desk.tell(server.hub, TOPIC)
    assert (await client.hear())["t"] == "evt"


async def test_a_topic_refused_on_the_second_asking_is_over(server: Server) -> None:
    client = await server.client()
    await client.subscribe(TOPIC)
    server.desk.lenses["ana", TOPIC] = None
    assert (await client.subscribe(TOPIC))["code"] == "not_found"
    server.desk.tell(server.hub, TOPIC)
    assert await client.pong() == []


async def test_who_unsubscribed_hears_no_more(server: Server) -> None:
    client = await server.client()
    await client.subscribe(TOPIC)
    await client.say(t="unsub", topic=TOPIC)
    await client.pong()
    server.desk.tell(server.hub, TOPIC)
    assert await client.pong() == []


async def test_frames_are_understood_in_the_order_they_were_sent(server: Server) -> None:
    client = await server.client()
    await client.say(t="sub", id=1, topic=TOPIC)
    await client.say(t="unsub", topic=TOPIC)
    await client.say(t="sig", topic=TOPIC, name="ask")
    assert [frame["t"] for frame in await client.hear_all(2)] == ["snap", "err"]


async def test_a_ping_is_answered_while_a_question_waits(server: Server) -> None:
    client = await server.client()
    server.desk.hold = asyncio.Event()
    await client.say(t="sub", id=1, topic=TOPIC)
    assert await client.pong() == []
    server.desk.hold.set()
    assert (await client.hear())["t"] == "snap"


async def test_questions_without_end_are_not_kept(server: Server) -> None:
    client = await server.client()
    server.desk.hold = asyncio.Event()
    for number in range(66):
        await client.say(t="sub", id=number, topic=f"agenda/{number}")
    assert await client.closed() == (4500, "protocol")


async def test_an_application_that_fails_is_survived(server: Server) -> None:
    client = await server.client()
    server.desk.is_down = True
    assert await client.subscribe(TOPIC) == {"t": "err", "id": 1, "code": "internal"}
    server.desk.is_down = False
    assert (await client.subscribe(TOPIC))["t"] == "snap"


async def test_rights_that_never_settle_are_told(server: Server) -> None:
    client = await server.client()
    server.desk.hold = asyncio.Event()
    server.desk.hold.set()
    read = server.desk.snapshot

    async def changing(*asked: object) -> tuple[int, bytes]:
        server.hub.reauthorize("nobody")
        return await read(*asked)  # type: ignore[arg-type]

    server.desk.snapshot = changing  # type: ignore[method-assign,assignment]
    assert (await client.subscribe(TOPIC))["code"] == "busy"
