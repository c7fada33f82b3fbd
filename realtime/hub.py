"""The push layer of one process: its connections, its topics, and what other processes tell it.

It never waits while it broadcasts, and never reads a payload.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from realtime.brokers import Broker, Control, Event, Message, Presence, Seen, Signal
from realtime.brokers.memory import MemoryBroker
from realtime.codes import GOING_AWAY, Close
from realtime.connection import Connection
from realtime.counters import Counters
from realtime.following import Following
from realtime.frames import HERE, VERSION, Err, Hello, Here, Sig, Sub, frame
from realtime.frames import Signal as SignalFrame
from realtime.gate import Gate, Refused, Visitor
from realtime.limits import Limits
from realtime.line import Line
from realtime.outbound import Flusher
from realtime.presence import Presences
from realtime.rights import Rights
from realtime.speaker import told
from realtime.subscribing import Subscribing
from realtime.tasks import Tasks
from realtime.topic import Topic

log = logging.getLogger("ardoise.realtime")

FAREWELL = 5.0
"""Seconds that running work gets at the end."""


class Hub:
    """What the application talks to. Between `start` and `stop`, in one event loop.

    `on_control` hears the application's own words to its processes (see `control`).
    """

    def __init__(self, gate: Gate, broker: Broker | None = None, limits: Limits | None = None) -> None:
        self.gate = gate
        self.limits = limits or Limits()
        self.counters = Counters()
        self.connections: dict[str, Connection] = {}
        self.on_control: Callable[[bytes], None] | None = None
        self._broker = broker or MemoryBroker()
        self._holding: Counter[str] = Counter()
        self.flusher = Flusher(self.limits.gather)
        self._tasks = Tasks(self.counters)
        self._following = Following(self.gate, self.flusher, self.limits, self.counters, self._tasks)
        self._presences = Presences(self._broker, self.limits)
        self._rights = Rights(self.gate, self.limits, self.counters, self._following, self._presences)
        self._subscribing = Subscribing(self.gate, self.limits, self.counters, self._following, self._rights)

    @property
    def topics(self) -> Mapping[str, Topic]:
        """The topics that this process follows now."""
        return self._following.topics

    async def start(self) -> None:
        """Begin to listen to the other processes and to sweep."""
        self._sweeper = self._tasks.spawn(self._sweep())
        await self._broker.start(self._receive)

    async def stop(self) -> None:
        """Close every connection with "come back", and let what runs end."""
        for connection in tuple(self.connections.values()):
            connection.close(GOING_AWAY)
        self._sweeper.cancel()
        await self._tasks.finish(FAREWELL)
        await self._broker.close()

    # What the application says.

    def publish(self, topic: str, seq: int, payload: bytes) -> None:
        """Tell everyone what was just committed. A hint: what is lost here is found by the sweep."""
        self._broker.publish(Event(topic, seq, payload))
        self._following.offer(topic, seq, payload)

    def control(self, body: bytes) -> None:
        """Say something to the application in every process, this one included."""
        self._broker.publish(Control(body))
        self._receive(Control(body))

    def close_session(self, session: str, close: Close) -> None:
        """Close the connections of a session in this process."""
        for connection in tuple(self.connections.values()):
            if connection.visitor.session == session:
                connection.close(close)

    def close_principal(self, principal: str, close: Close) -> None:
        """Close the connections of a principal in this process."""
        for connection in tuple(self.connections.values()):
            if connection.visitor.principal == principal:
                connection.close(close)

    def reauthorize(self, principal: str | None = None, topic_prefix: str = "") -> None:
        """Ask the gate again for live subscriptions in this process, now.

        The same lens: nothing happens. Another one, or refused: the client reads `lost` and sees no more. A
        subscription being answered meanwhile is answered under the new rights.
        """
        self._rights.version += 1
        self.spawn(self._rights.ask_again(tuple(self.connections.values()), principal, topic_prefix))

    # What connections ask.

    def check_room(self, visitor: Visitor) -> None:
        """Ask before the handshake is accepted.

        Raises:
            Refused: `too_many` connections of one principal.
        """
        if self._holding[visitor.principal] >= self.limits.connections:
            raise Refused("too_many")

    def connect(self, visitor: Visitor, line: Line) -> Connection:
        """Take in a client: say hello, and hear him from now on."""
        connection = Connection(self, visitor, line)
        self._holding[visitor.principal] += 1
        self.connections[connection.id] = connection
        self.counters.connections += 1
        hello = Hello(VERSION, connection.id, self.gate.epoch, self.limits.beat, visitor.you)
        connection.outbound.send(frame(hello))
        return connection

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run something that the hub owns."""
        return self._tasks.spawn(work)

    async def subscribe(self, connection: Connection, ask: Sub) -> None:
        """Answer a subscription, whatever the answer."""
        is_new = ask.topic not in self._following.topics
        await self._subscribing.answer(connection, ask)
        topic = self._following.topics.get(ask.topic)
        if is_new and topic is not None:
            self._presences.ask(topic)

    def unsubscribe(self, connection: Connection, topic: str) -> None:
        """Let go of a live subscription."""
        lens = connection.session.lens(topic)
        if lens is not None:
            self._rights.take(connection, topic, lens)

    def signal(self, connection: Connection, said: Sig) -> None:
        """Pass a signal on to the other subscribers, here and elsewhere."""
        if not self._may_signal(connection, said.topic, said.name):
            return
        visitor = connection.visitor
        built = frame(SignalFrame(said.topic, said.name, said.body, visitor.you, connection.id))
        self._broker.publish(Signal(said.topic, built))
        self._following.topics[said.topic].signal(built, connection.outbound)

    def tell(self, topic: str, name: str, body: bytes) -> None:
        """Pass a signal of the application itself on to a topic's subscribers, here and elsewhere: `from` is empty. `body`: JSON."""
        built = told(topic, name, body)
        self._broker.publish(Signal(topic, built))
        if (followed := self._following.topics.get(topic)) is not None:
            followed.signal(built)

    def here(self, connection: Connection, said: Here) -> None:
        """Note where this client is; `null` takes him off."""
        if not self._may_signal(connection, said.topic, HERE):
            return
        topic = self._following.topics[said.topic]
        state = bytes(said.state)
        if connection.places is None:
            connection.places = set()
        if state == b"null":
            connection.places.discard(said.topic)
            self._presences.drop(topic, connection.id)
        else:
            connection.places.add(said.topic)
            self._presences.put(topic, Seen(connection.id, bytes(connection.visitor.you), state))

    def _may_signal(self, connection: Connection, topic: str, name: str) -> bool:
        lens = connection.session.lens(topic)
        if lens is None or topic not in self._following.topics:
            return False
        if self.gate.may_signal(connection.visitor, topic, lens, name):
            return True
        connection.outbound.send(frame(Err("forbidden", topic=topic)))
        return False

    def forget(self, connection: Connection) -> None:
        """Let go of a connection that ended, and tell the application."""
        for topic, lens in connection.session.topics():
            self._rights.take(connection, topic, lens)
        del self.connections[connection.id]
        principal = connection.visitor.principal
        self._holding[principal] -= 1
        if not self._holding[principal]:
            del self._holding[principal]
        self.counters.connections -= 1
        self.spawn(self.gate.left(connection.id, connection.visitor))

    # What other processes and the clock say.

    def _receive(self, message: Message) -> None:
        match message:
            case Event(topic, seq, payload):
                self._following.offer(topic, seq, payload)
            case Signal(topic, built):
                if (followed := self._following.topics.get(topic)) is not None:
                    followed.signal(built)
            case Presence(topic):
                if (followed := self._following.topics.get(topic)) is not None:
                    self._presences.heard(followed, message, asyncio.get_running_loop().time())
            case Control(body):
                if self.on_control is not None:
                    self.on_control(body)

    async def _sweep(self) -> None:
        """Every two seconds, compare what we believe with the clock and with the log."""
        loop = asyncio.get_running_loop()
        while True:
            asleep = loop.time()
            await asyncio.sleep(self.limits.sweep)
            now = loop.time()
            if now - asleep < 2 * self.limits.sweep:
                for connection in tuple(self.connections.values()):
                    connection.check(now)
            # Else this process was held up: what clients said meanwhile is still to be read, so nobody is silent yet.
            self._presences.sweep(list(self._following.topics.values()), now)
            try:
                async with asyncio.timeout(self.limits.sweep * 5):
                    await self._following.sweep(now)
            except Exception:
                # A boundary: the log may be away for a while; the next sweep asks again.
                self.counters.failures += 1
                log.exception("heads cannot be read")
