"""Who is there: told once, gathered, and forgotten when a process falls silent."""

import asyncio

import msgspec
import pytest

from realtime.brokers import Message, Presence, Seen
from realtime.frames import payloads
from realtime.limits import Limits
from realtime.presence import Attendance, Presences
from tests.realtime.conftest import Server
from tests.realtime.wire import Frame

TOPIC = "practice/1"
LIMITS = Limits(presence_delay=0.01, presence_announce=10.0, presence_expiry=30.0)


def seen(connection: str, state: bytes = b"{}") -> Seen:
    return Seen(connection, b'{"name":"ana"}', state)


class Hall:
    """A topic as presence sees it, and a broker that keeps what it is given."""

    def __init__(self) -> None:
        self.name = TOPIC
        self.carries = True
        self.present = Attendance()
        self.told: list[Frame] = []
        self.sent: list[Message] = []
        self.news = asyncio.Event()
        self.presences = Presences(self, LIMITS)

    def send(self, frame: bytes) -> None:
        self.told += [msgspec.json.decode(text) for text in payloads(frame)]
        self.news.set()

    def publish(self, message: Message) -> None:
        self.sent.append(message)

    async def start(self, receive: object) -> None: ...

    async def close(self) -> None: ...

    async def next(self) -> Frame:
        await self.news.wait()
        self.news.clear()
        return self.told[-1]


@pytest.fixture
async def hall() -> Hall:
    return Hall()


async def test_changes_are_gathered_into_one_frame(hall: Hall) -> None:
    for state in (b"1", b"2", b"3"):
        hall.presences.put(hall, seen("c1", state))
    hall.presences.put(hall, seen("c2"))
    told = await hall.next()
    assert [(one["connection"], one["state"]) for one in told["put"]] == [("c1", 3), ("c2", {})]
    assert len(hall.told) == len(hall.sent) == 1


async def test_the_same_again_is_not_told_again(hall: Hall) -> None:
    hall.presences.put(hall, seen("c1"))
    await hall.next()
    hall.presences.put(hall, seen("c1"))
    assert not hall.present.has_changes


async def test_who_came_and_left_at_once_is_only_dropped(hall: Hall) -> None:
    hall.presences.put(hall, seen("c1"))
    hall.presences.drop(hall, "c1")
    assert (await hall.next())["drop"] == ["c1"]


async def test_another_process_is_believed_about_its_own_people_only(hall: Hall) -> None:
    hall.presences.put(hall, seen("c1"))
    hall.presences.heard(hall, Presence(TOPIC, "other", put=[seen("c2")]), now=0.0)
    hall.presences.heard(hall, Presence(TOPIC, "other", drop=["c1"]), now=0.0)
    assert sorted(one.connection for one in hall.present.everybody()) == ["c1", "c2"]


async def test_what_another_process_said_is_not_said_again_to_the_others(hall: Hall) -> None:
    hall.presences.heard(hall, Presence(TOPIC, "other", put=[seen("c2")]), now=0.0)
    await hall.next()
    assert hall.sent == []


async def test_a_whole_list_replaces_what_that_process_said_before(hall: Hall) -> None:
    hall.presences.heard(hall, Presence(TOPIC, "other", put=[seen("c2"), seen("c3")]), now=0.0)
    await hall.next()
    hall.presences.heard(hall, Presence(TOPIC, "other", whole=True, put=[seen("c3"), seen("c4")]), now=0.0)
    told = await hall.next()
    assert ([one["connection"] for one in told["put"]], told["drop"]) == (["c4"], ["c2"])


async def test_people_of_a_silent_process_expire(hall: Hall) -> None:
    hall.presences.put(hall, seen("c1"))
    hall.presences.heard(hall, Presence(TOPIC, "other", put=[seen("c2")]), now=0.0)
    await hall.next()
    hall.presences.sweep([hall], now=30.0)
    assert len(hall.present.everybody()) == 2
    hall.presences.sweep([hall], now=30.1)
    assert (await hall.next())["drop"] == ["c2"]


async def test_one_announces_ones_own_again_and_again(hall: Hall) -> None:
    hall.presences.put(hall, seen("c1"))
    await hall.next()
    hall.sent.clear()
    hall.presences.sweep([hall], now=100.0)
    hall.presences.sweep([hall], now=109.0)
    assert len(hall.sent) == 1
    hall.presences.sweep([hall], now=110.0)
    announced = hall.sent[-1]
    assert isinstance(announced, Presence)
    assert (announced.whole, announced.put) == (True, [seen("c1")])


async def test_who_asks_is_answered_by_those_who_have_somebody(hall: Hall) -> None:
    hall.presences.heard(hall, Presence(TOPIC, "other", ask=True), now=0.0)
    assert hall.sent == []
    hall.presences.put(hall, seen("c1"))
    hall.presences.heard(hall, Presence(TOPIC, "other", ask=True), now=0.0)
    assert len(hall.sent) == 1


async def test_everybody_sees_who_looks_at_which_day(server: Server) -> None:
    ana, bea = await server.client("ana.1"), await server.client("bea.1")
    await ana.subscribe(TOPIC)
    await ana.say(t="here", topic=TOPIC, state={"day": "2026-11-23"})
    whole = {"connection": ana.id, "person": {"name": "ana"}, "state": {"day": "2026-11-23"}}
    assert await ana.hear() == {"t": "pres", "topic": TOPIC, "put": [whole], "drop": []}
    await bea.subscribe(TOPIC)
    assert (await bea.hear())["put"] == [whole]
    await ana.say(t="here", topic=TOPIC, state={"day": "2026-11-24"})
    assert (await bea.hear())["put"][0]["state"] == {"day": "2026-11-24"}


async def test_one_can_be_nowhere_again(server: Server) -> None:
    ana, bea = await server.client("ana.1"), await server.client("bea.1")
    for who in (ana, bea):
        await who.subscribe(TOPIC)
    await ana.say(t="here", topic=TOPIC, state=1)
    await bea.hear()
    await ana.say(t="here", topic=TOPIC, state=None)
    assert (await bea.hear())["drop"] == [ana.id]


async def test_who_disconnects_is_there_no_more(server: Server) -> None:
    ana, bea = await server.client("ana.1"), await server.client("bea.1")
    for who in (ana, bea):
        await who.subscribe(TOPIC)
    await ana.say(t="here", topic=TOPIC, state=1)
    await bea.hear()
    await ana.socket.close()
    assert (await bea.hear())["drop"] == [ana.id]


async def test_subscribing_again_does_not_make_one_leave(server: Server) -> None:
    ana, bea = await server.client("ana.1"), await server.client("bea.1")
    for who in (ana, bea):
        await who.subscribe(TOPIC)
    await ana.say(t="here", topic=TOPIC, state=1)
    assert (await ana.hear())["t"] == (await bea.hear())["t"] == "pres"
    await ana.subscribe(TOPIC)
    assert (await ana.hear())["put"][0]["connection"] == ana.id
    server.desk.tell(server.hub, TOPIC)
    assert (await bea.hear())["t"] == "evt"


async def test_who_may_not_be_seen_neither_shows_nor_sees(server: Server) -> None:
    server.desk.mute.add("here")
    ana = await server.client("ana.1")
    await ana.subscribe(TOPIC)
    await ana.say(t="here", topic=TOPIC, state=1)
    assert await ana.pong() == [{"t": "err", "topic": TOPIC, "code": "forbidden"}]
    server.desk.mute.clear()
    bea = await server.client("bea.1")
    await bea.subscribe(TOPIC)
    await bea.say(t="here", topic=TOPIC, state=1)
    await bea.say(t="sig", topic=TOPIC, name="ask")
    assert (await bea.hear())["t"] == "pres"
    assert await ana.pong() == []
