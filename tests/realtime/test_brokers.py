"""What every broker does, whatever carries the messages; then what only Redis can do wrong."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress

import pytest
from redis.asyncio import Redis

from realtime.brokers import Broker, Control, Event, Message, Presence, Seen, Signal
from realtime.brokers.memory import Bus, MemoryBroker
from realtime.brokers.redis import RedisBroker
from tests.realtime.client import PATIENCE
from tests.support.redis import RedisServer

ALL: list[Message] = [
    Event("agenda/1", 7, b'{"text":"\xc3\xa9"}\x00\xff'),
    Signal("agenda/1", b"\x81\x02{}"),
    Control(b"close 1"),
    Presence("agenda/1", "p1", whole=True, put=[Seen("c1", b"{}", b"null")], drop=["c2"]),
]


class Member:
    """One process on the broker, and what it received."""

    def __init__(self, broker: Broker) -> None:
        self.broker = broker
        self.inbox: asyncio.Queue[Message] = asyncio.Queue()

    async def receive(self, count: int) -> list[Message]:
        async with asyncio.timeout(PATIENCE):
            return [await self.inbox.get() for _ in range(count)]

    async def ready(self, other: "Member") -> None:
        """Wait until what the other says arrives."""
        word, last = Control(secrets.token_bytes(4)), Control(secrets.token_bytes(4))
        async with asyncio.timeout(PATIENCE):
            while True:
                other.broker.publish(word)
                try:
                    async with asyncio.timeout(0.2):
                        await self._hears(word)
                except TimeoutError:
                    continue
                break
            other.broker.publish(last)
            await self._hears(last)

    async def _hears(self, word: Message) -> None:
        """Read up to this word: one sender's messages keep their order, so nothing said before it comes later."""
        while await self.inbox.get() != word:
            pass


@pytest.fixture(params=["memory", "redis"])
def brokers(request: pytest.FixtureRequest) -> list[Broker]:
    """Four ends of one broker, none started."""
    if request.param == "memory":
        bus = Bus()
        return [MemoryBroker(bus) for _ in range(4)]
    url, channel = request.getfixturevalue("redis_url"), f"ardoise:{secrets.token_hex(4)}"
    return [RedisBroker(url, channel) for _ in range(4)]


@pytest.fixture
async def members(brokers: list[Broker]) -> AsyncIterator[list[Member]]:
    """Three processes on one broker."""
    async with AsyncExitStack() as stack:
        members = [Member(broker) for broker in brokers[:3]]
        for member in members:
            await member.broker.start(member.inbox.put_nowait)
            stack.push_async_callback(member.broker.close)
        yield members


async def test_every_kind_of_message_reaches_the_others_as_it_was(members: list[Member]) -> None:
    for message in ALL:
        members[0].broker.publish(message)
    assert [await member.receive(len(ALL)) for member in members[1:]] == [ALL, ALL]


async def test_nobody_hears_himself(members: list[Member]) -> None:
    members[0].broker.publish(Control(b"from 0"))
    await members[1].receive(1)
    members[1].broker.publish(Control(b"from 1"))
    assert await members[0].receive(1) == [Control(b"from 1")]


async def test_one_senders_messages_keep_their_order(members: list[Member]) -> None:
    sent: list[Message] = [Event("agenda/1", seq, b"p") for seq in range(1000)]
    for message in sent:
        members[0].broker.publish(message)
    assert await members[1].receive(1000) == sent


async def test_who_closed_hears_and_says_nothing_any_more(members: list[Member]) -> None:
    await members[0].broker.close()
    await members[0].broker.close()
    members[1].broker.publish(Control(b"anybody?"))
    await members[2].receive(1)
    assert members[0].inbox.empty()


async def test_who_only_speaks_is_heard_in_order_and_hears_nothing(brokers: list[Broker], members: list[Member]) -> None:
    speaker = brokers[3]
    await speaker.start(None)
    for message in ALL:
        speaker.publish(message)
    assert await members[0].receive(len(ALL)) == ALL
    members[0].broker.publish(Control(b"to everybody"))
    assert await members[1].receive(len(ALL) + 1) == [*ALL, Control(b"to everybody")]
    await speaker.close()
    speaker.publish(Control(b"from the grave"))
    members[0].broker.publish(Control(b"last"))
    assert await members[1].receive(1) == [Control(b"last")]


async def test_publishing_does_not_wait_for_anybody(members: list[Member]) -> None:
    for _ in range(20_000):
        members[0].broker.publish(Control(b"x"))
    assert members[1].inbox.empty()


async def test_closing_does_not_wait_for_a_task_that_lost_its_cancellation(redis_url: str) -> None:
    broker = RedisBroker(redis_url, "ardoise:deaf")
    await broker.start(lambda _: None)

    async def deaf() -> None:
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        await asyncio.Event().wait()

    broker._tasks.append(asyncio.create_task(deaf()))
    await asyncio.sleep(0)
    async with asyncio.timeout(PATIENCE):
        await broker.close()


async def test_two_installations_on_one_redis_do_not_hear_each_other(redis_url: str) -> None:
    here, there = Member(RedisBroker(redis_url, "ardoise:a")), Member(RedisBroker(redis_url, "ardoise:b"))
    also = Member(RedisBroker(redis_url, "ardoise:b"))
    for member in (here, there, also):
        await member.broker.start(member.inbox.put_nowait)
    here.broker.publish(Control(b"secret"))
    also.broker.publish(Control(b"ours"))
    assert await there.receive(1) == [Control(b"ours")]
    for member in (here, there, also):
        await member.broker.close()


async def test_a_message_that_is_not_ours_is_passed_over(redis_url: str) -> None:
    members = [Member(RedisBroker(redis_url, "ardoise:strangers")) for _ in range(2)]
    for member in members:
        await member.broker.start(member.inbox.put_nowait)
    async with Redis.from_url(redis_url) as stranger:
        for body in (b"", b"hello", b"\x92\xa1a\xc0"):
            await stranger.publish("ardoise:strangers", body)
    members[0].broker.publish(Control(b"ours"))
    assert await members[1].receive(1) == [Control(b"ours")]
    for member in members:
        await member.broker.close()


async def test_redis_may_die_and_come_back_without_a_word(redis_server: RedisServer) -> None:
    members = [Member(RedisBroker(redis_server.url, "ardoise:x")) for _ in range(2)]
    for member in members:
        await member.broker.start(member.inbox.put_nowait)
    redis_server.kill()
    for _ in range(100):
        members[0].broker.publish(Control(b"into the void"))
    redis_server.start()
    await members[1].ready(members[0])
    members[0].broker.publish(Control(b"again"))
    assert await members[1].receive(1) == [Control(b"again")]
    for member in members:
        await member.broker.close()


async def test_one_knows_whether_redis_carries_what_is_said(redis_server: RedisServer) -> None:
    broker = RedisBroker(redis_server.url, "ardoise:known")
    assert not broker.carries
    await broker.start(lambda _: None)
    await _until(broker, carries=True)
    redis_server.kill()
    await _until(broker, carries=False)
    redis_server.start()
    await _until(broker, carries=True)
    redis_server.pause()
    await _until(broker, carries=False)
    redis_server.go_on()
    await _until(broker, carries=True)
    await broker.close()


async def _until(broker: RedisBroker, *, carries: bool) -> None:
    async with asyncio.timeout(PATIENCE):
        while broker.carries is not carries:
            broker.publish(Control(b"a word"))
            await asyncio.sleep(0.05)


async def test_a_redis_that_is_not_there_yet_does_not_keep_one_from_starting(redis_server: RedisServer) -> None:
    redis_server.kill()
    members = [Member(RedisBroker(redis_server.url, "ardoise:late")) for _ in range(2)]
    for member in members:
        await member.broker.start(member.inbox.put_nowait)
        member.broker.publish(Control(b"nobody"))
    redis_server.start()
    await members[1].ready(members[0])
    for member in members:
        await member.broker.close()
