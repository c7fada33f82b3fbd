"""The broker over Redis pub/sub: one channel, one subscription per process, never one per socket.

Redis may die and come back without a word; nothing here tries to know what was lost meanwhile.
"""

import asyncio
import logging
import secrets
import time
from collections import deque
from contextlib import suppress
from typing import Final

import msgspec
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError

from realtime.brokers import Message, Receive

log = logging.getLogger("ardoise.realtime")

WAITING: Final = 10_000
BATCH: Final = 200
"""Messages that go in one of Redis': what is said together is heard together, and costs Redis and each process one."""
LOOK: Final = 5.0
"""Seconds: how long one read waits, and how often a quiet connection is checked."""
AGAIN: Final = 1.0
FIRST_WAIT: Final = 0.1
LONGEST_WAIT: Final = 1.0
PROOF: Final = 1.0
"""Seconds within which Redis confirms what it was told; later, nobody knows whether others are reached."""

_encode: Final = msgspec.msgpack.Encoder().encode
_decode: Final = msgspec.msgpack.Decoder(tuple[str, list[Message]]).decode


class RedisBroker:
    """Carries messages through one Redis channel. `channel` keeps two installations on one Redis apart."""

    def __init__(self, url: str, channel: str) -> None:
        self._url = url
        self._channel = channel
        self._origin = secrets.token_hex(8)
        self._waiting: deque[Message] = deque(maxlen=WAITING)
        self._wake = asyncio.Event()
        self._is_listening = False
        self._unsaid_since: float | None = None
        """Since when something waits for Redis to confirm it."""
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self, receive: Receive | None) -> None:
        """Subscribe, and return once subscribed or once Redis was found unreachable; both go on trying."""
        ready = asyncio.Event()
        loop = asyncio.get_running_loop()
        if receive is None:
            self._tasks = [loop.create_task(self._speak())]
            return
        self._tasks = [loop.create_task(self._listen(receive, ready)), loop.create_task(self._speak())]
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK):
                await ready.wait()

    def publish(self, message: Message) -> None:
        """Queue the message for the writer; the oldest one is dropped when the queue is full."""
        self._waiting.append(message)
        self._unsaid_since = self._unsaid_since or time.monotonic()
        self._wake.set()

    @property
    def carries(self) -> bool:
        """Whether Redis lets us listen, and confirmed what it was told."""
        return self._is_listening and (self._unsaid_since is None or time.monotonic() - self._unsaid_since < PROOF)

    async def close(self) -> None:
        """Stop both tasks and their connections; said again to a task that lost it among the timeouts of the library."""
        pending, self._tasks = set(self._tasks), []
        while pending:
            for task in pending:
                task.cancel()
            _, pending = await asyncio.wait(pending, timeout=AGAIN)

    def _client(self) -> Redis:
        # Version 2 of its protocol: in version 3 the library writes out what it hears for a log that nobody reads.
        return Redis.from_url(self._url, protocol=2, socket_connect_timeout=LOOK, socket_keepalive=True, health_check_interval=LOOK)

    async def _speak(self) -> None:
        wait = FIRST_WAIT
        async with self._client() as redis:
            while True:
                await self._wake.wait()
                batch = [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]
                if not batch:
                    self._wake.clear()
                    continue
                try:
                    async with asyncio.timeout(LOOK):
                        await redis.publish(self._channel, _encode((self._origin, batch)))
                    wait = FIRST_WAIT
                    self._unsaid_since = time.monotonic() if self._waiting else None
                except (RedisError, OSError) as error:
                    log.warning("redis: %d messages not sent: %s", len(batch), type(error).__name__)
                    await asyncio.sleep(wait)
                    wait = min(wait * 2, LONGEST_WAIT)

    async def _listen(self, receive: Receive, ready: asyncio.Event) -> None:
        wait = FIRST_WAIT
        while True:
            try:
                async with self._client() as redis, redis.pubsub() as pubsub:
                    await pubsub.subscribe(self._channel)
                    wait = FIRST_WAIT
                    while True:
                        await self._read(pubsub, receive, ready)
            except (RedisError, OSError) as error:
                log.warning("redis: not listening: %s", type(error).__name__)
                self._is_listening = False
                ready.set()
                await asyncio.sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT)

    async def _read(self, pubsub: PubSub, receive: Receive, ready: asyncio.Event) -> None:
        item = await pubsub.get_message(timeout=LOOK)
        if item is None:
            return
        if item["type"] == "subscribe":
            self._is_listening = True
            ready.set()
        elif item["type"] == "message":
            try:
                origin, messages = _decode(item["data"])
            except msgspec.DecodeError:
                log.warning("redis: a message that is not ours on %s", self._channel)
                return
            if origin != self._origin:
                for message in messages:
                    receive(message)
