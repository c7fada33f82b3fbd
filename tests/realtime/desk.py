"""The application's side of the gate, kept in memory: people by their cookie, topics as lists of payloads."""

import asyncio
from collections.abc import Collection, Mapping, Sequence

import msgspec
from msgspec import Raw
from starlette.requests import HTTPConnection

from realtime.gate import Refused, Visitor
from realtime.hub import Hub

ORIGIN = "http://desk.example"
MASKED = "masked"
FULL = "full"


class Desk:
    """A gate whose log and rights a test writes by hand."""

    def __init__(self) -> None:
        self.epoch = "e1"
        self.log: dict[str, list[bytes]] = {}
        self.kept_since: dict[str, int] = {}
        """Topic → position before which nothing is kept any more."""
        self.lenses: dict[tuple[str, str], str | None] = {}
        """(principal, topic) → lens; None refuses; absent gives the full lens."""
        self.mute: set[str] = set()
        """Names of signals that nobody may send."""
        self.gone: list[str] = []
        self.replays: list[tuple[str, int]] = []
        self.snapshots = 0
        self.heads_asked = 0
        self.replay_limit = 1000
        self.is_down = False
        self.unreadable: set[tuple[str, int]] = set()
        self.hold: asyncio.Event | None = None
        """When set, snapshots wait for it after they were read."""
        self.held = asyncio.Event()
        self.body_size = 0

    def record(self, topic: str, text: str = "x") -> tuple[str, int, bytes]:
        """Commit an event without telling anybody."""
        events = self.log.setdefault(topic, [])
        payload = msgspec.json.encode({"text": text, "reason": "secret"})
        events.append(payload)
        return topic, len(events), payload

    def tell(self, hub: Hub, topic: str, text: str = "x") -> int:
        """Commit an event and publish it."""
        recorded = self.record(topic, text)
        hub.publish(*recorded)
        return recorded[1]

    def _alive(self) -> None:
        if self.is_down:
            raise ConnectionError("the database is away")

    async def admit(self, connection: HTTPConnection) -> Visitor:
        if connection.headers.get("origin") != ORIGIN:
            raise Refused("origin")
        session = connection.cookies.get("session")
        if not session:
            raise Refused("signed_out")
        person = session.partition(".")[0]
        return Visitor(person, session, Raw(msgspec.json.encode({"name": person})))

    async def authorize(self, visitor: Visitor, topic: str) -> str:
        self._alive()
        lens = self.lenses.get((visitor.principal, topic), FULL)
        if lens is None:
            raise Refused("not_found")
        return lens

    async def snapshot(self, visitor: Visitor, topic: str, lens: str, params: Raw) -> tuple[int, bytes]:
        self._alive()
        self.snapshots += 1
        asked = msgspec.json.decode(params)
        if asked.get("from") == "never":
            raise Refused("bad_params")
        seq = len(self.log.get(topic, []))
        body = msgspec.json.encode({"count": seq, "lens": lens, "padding": "." * self.body_size})
        if self.hold is not None:
            self.held.set()
            await self.hold.wait()
        return seq, body

    async def replay(self, topic: str, since: int) -> Sequence[tuple[int, bytes]] | None:
        self._alive()
        self.replays.append((topic, since))
        if since < self.kept_since.get(topic, 0):
            return None
        events = self.log.get(topic, [])
        return [(seq + 1, events[seq]) for seq in range(since, min(len(events), since + self.replay_limit))]

    async def heads(self, topics: Collection[str]) -> Mapping[str, int]:
        self._alive()
        self.heads_asked += 1
        return {topic: len(self.log[topic]) for topic in topics if topic in self.log}

    def encode(self, topic: str, lens: str, seq: int, payload: bytes) -> bytes:
        if (topic, seq) in self.unreadable:
            raise ValueError("cannot be decrypted")
        body = msgspec.json.decode(payload)
        if lens == MASKED:
            body["reason"] = None
        return msgspec.json.encode({"t": "evt", "topic": topic, "seq": seq, "name": "noted", "body": body})

    def may_signal(self, visitor: Visitor, topic: str, lens: str, name: str) -> bool:
        return name not in self.mute

    async def left(self, connection: str, visitor: Visitor) -> None:
        self.gone.append(connection)
