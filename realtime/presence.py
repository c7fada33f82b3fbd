"""Who is on a topic and where, over all processes, told in few frames.

Each process announces its own people again and again; those of a process that fell silent expire.
"""

import asyncio
import secrets
from typing import NamedTuple, Protocol

from msgspec import Raw

from realtime.brokers import Broker, Presence, Seen
from realtime.frames import Pres, Present, frame
from realtime.limits import Limits


class _Entry(NamedTuple):
    seen: Seen
    origin: str
    until: float


class Changes(NamedTuple):
    """What happened to the attendance of a topic since it was last told."""

    put: list[Seen]
    drop: list[str]


class Attendance:
    """Who is on one topic, and which of it was not told yet. Plain state; `origin` names a process."""

    __slots__ = ("_changed", "_entries", "is_scheduled")

    def __init__(self) -> None:
        self._entries: dict[str, _Entry] = {}
        self._changed: dict[str, str] = {}
        self.is_scheduled = False

    @property
    def has_changes(self) -> bool:
        """Whether something was not told yet."""
        return bool(self._changed)

    def put(self, seen: Seen, origin: str, until: float) -> None:
        """Note that a connection is there, until `until` (loop time) unless it is said again."""
        known = self._entries.get(seen.connection)
        self._entries[seen.connection] = _Entry(seen, origin, until)
        if known is None or known.seen != seen:
            self._changed[seen.connection] = origin

    def drop(self, connection: str, origin: str) -> None:
        """Note that a connection left; only the process it came through can say so."""
        known = self._entries.get(connection)
        if known is not None and known.origin == origin:
            del self._entries[connection]
            self._changed[connection] = origin

    def replace(self, origin: str, whole: list[Seen], until: float) -> None:
        """Take the whole list of one process."""
        for gone in {seen.connection for seen in self.of(origin)} - {seen.connection for seen in whole}:
            self.drop(gone, origin)
        for seen in whole:
            self.put(seen, origin, until)

    def expire(self, now: float) -> None:
        """Drop those whose process fell silent."""
        for connection, entry in tuple(self._entries.items()):
            if entry.until < now:
                self.drop(connection, entry.origin)

    def of(self, origin: str) -> list[Seen]:
        """List those of one process."""
        return [entry.seen for entry in self._entries.values() if entry.origin == origin]

    def everybody(self) -> list[Seen]:
        """List all who are there."""
        return [entry.seen for entry in self._entries.values()]

    def take_changes(self, own: str) -> tuple[Changes, Changes]:
        """Take what was not told yet: all of it, and the part of the process `own`."""
        changed, self._changed = self._changed, {}
        return self._changes(changed), self._changes({key: by for key, by in changed.items() if by == own})

    def _changes(self, changed: dict[str, str]) -> Changes:
        put = [self._entries[key].seen for key in changed if key in self._entries]
        return Changes(put, [key for key in changed if key not in self._entries])


def pres(topic: str, put: list[Seen], drop: list[str]) -> bytes:
    """Build the frame that tells subscribers who came, moved and left."""
    return frame(Pres(topic, [Present(seen.connection, Raw(seen.person), Raw(seen.state)) for seen in put], drop))


class Place(Protocol):
    """A topic, as far as presence is concerned."""

    name: str
    present: Attendance

    def send(self, frame: bytes) -> None:
        """Send a frame to those of its subscribers who may know about the others."""
        ...


class Presences:
    """Keeps the attendance of topics told: to the subscribers here, and to the other processes."""

    def __init__(self, broker: Broker, limits: Limits) -> None:
        self._broker = broker
        self._limits = limits
        self._origin = secrets.token_hex(8)
        self._announced = 0.0

    def put(self, place: Place, seen: Seen) -> None:
        """Note where a connection of this process is."""
        place.present.put(seen, self._origin, float("inf"))
        self._schedule(place)

    def drop(self, place: Place, connection: str) -> None:
        """Note that a connection of this process is there no more."""
        place.present.drop(connection, self._origin)
        self._schedule(place)

    def ask(self, place: Place) -> None:
        """Ask the other processes who is there: this one has just begun to follow the topic."""
        self._broker.publish(Presence(place.name, self._origin, ask=True))

    def heard(self, place: Place, said: Presence, now: float) -> None:
        """Take what another process says."""
        until = now + self._limits.presence_expiry
        if said.ask:
            self._announce(place)
        elif said.whole:
            place.present.replace(said.origin, said.put, until)
        else:
            for seen in said.put:
                place.present.put(seen, said.origin, until)
            for connection in said.drop:
                place.present.drop(connection, said.origin)
        self._schedule(place)

    def sweep(self, places: list[Place], now: float) -> None:
        """Expire the silent, and announce one's own when it is time."""
        is_due = now - self._announced >= self._limits.presence_announce
        if is_due:
            self._announced = now
        for place in places:
            place.present.expire(now)
            self._schedule(place)
            if is_due:
                self._announce(place)

    def _announce(self, place: Place) -> None:
        if own := place.present.of(self._origin):
            self._broker.publish(Presence(place.name, self._origin, whole=True, put=own))

    def _schedule(self, place: Place) -> None:
        if place.present.has_changes and not place.present.is_scheduled:
            place.present.is_scheduled = True
            asyncio.get_running_loop().call_later(self._limits.presence_delay, self._tell, place)

    def _tell(self, place: Place) -> None:
        place.present.is_scheduled = False
        all_, own = place.present.take_changes(self._origin)
        place.send(pres(place.name, all_.put, all_.drop))
        if own.put or own.drop:
            self._broker.publish(Presence(place.name, self._origin, put=own.put, drop=own.drop))
