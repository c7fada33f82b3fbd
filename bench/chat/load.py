"""The load: five hundred screens, messages at a fixed pace, and for each the moment when the last of the others had it.

Messages leave on schedule whether or not those before were answered, so that a slow server cannot slow its own load. Within a
conversation people speak in turn, so that nobody says more than the product lets one person say.
"""

import asyncio
import itertools
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import msgspec

from bench.chat.screens import Door, Heard, Screen, look
from bench.chat.shape import Member, Talk
from bench.chat.words import Writer
from server.core.ids import new_id

SETTLE = 6.0
"""Seconds to wait for the last frames."""
_AT_ONCE = 50
"""Screens that open at the same time."""
_LATE = 0.25
"""Seconds behind schedule from which on it is the load that cannot follow."""

Command = tuple[str, bytes, str]
"""Path, body, key."""
Write = Callable[[Talk, Member, str, str], Command]
"""A message of somebody, under its id, as one of the servers wants it."""


@dataclass
class Outcome:
    """What one run gave. Milliseconds until the last of the others had a message, sorted; one that somebody never had is `missing`."""

    rate: float
    latencies: list[float] = field(default_factory=list)
    refused: int = 0
    missing: int = 0
    is_late: bool = False

    def at(self, part: float) -> float:
        """A percentile of the messages."""
        return self.latencies[min(len(self.latencies) - 1, int(part * len(self.latencies)))] if self.latencies else float("inf")

    def holds(self, worst: float) -> bool:
        """Whether everything arrived, and fast enough."""
        return not self.refused and not self.missing and not self.is_late and self.at(0.99) < worst

    def __str__(self) -> str:
        percentiles = " ".join(f"p{part:.0f} {self.at(part / 100):.1f}" for part in (50, 95, 99))
        return f"{self.rate:.0f}/s: {percentiles} ms, refused {self.refused}, missing {self.missing}" + (", late" if self.is_late else "")


class Crowd:
    """Everybody's screens on a server, half of them on each of its processes; they stay open from one run to the next."""

    def __init__(self, urls: Sequence[str], talks: Sequence[Talk], write: Write, writer: Writer, *, lists: bool) -> None:
        self._urls = list(urls)
        self._talks = talks
        self._write = write
        self._writer = writer
        self._lists = lists
        self._doors = {url: Door(url) for url in urls}
        self._places = {member.person_id: self._urls[n % len(self._urls)] for talk in talks for n, member in enumerate(talk.members)}
        self._turns = [itertools.cycle(talk.members) for talk in talks]
        self._arrived: dict[tuple[str, int], dict[str, float]] = defaultdict(dict)
        self._sent: dict[tuple[str, int], tuple[str, float]] = {}
        self.screens: dict[str, Screen] = {}

    async def open(self) -> None:
        """Open every screen: it listens to its conversation, and where there are some to somebody's list."""
        everybody = [(talk, member) for talk in self._talks for member in talk.members]
        for at in range(0, len(everybody), _AT_ONCE):
            await asyncio.gather(*(self._look(talk, member) for talk, member in everybody[at : at + _AT_ONCE]))

    async def _look(self, talk: Talk, member: Member) -> None:
        topic, person = talk.topic, member.person_id

        def hear(heard: Heard, now: float) -> None:
            if heard.t == "evt" and heard.topic == topic:
                self._arrived[topic, heard.seq].setdefault(person, now)

        screen = self.screens[person] = await look(self.place(member), member.cookie, hear)
        await screen.subscribe(1, topic)
        if self._lists:
            await screen.subscribe(2, f"chats/{person}")

    def place(self, member: Member) -> str:
        """The process at which somebody is."""
        return self._places[member.person_id]

    def door(self, member: Member) -> Door:
        """The way of somebody's commands: to the process at which his screen is."""
        return self._doors[self.place(member)]

    async def run(self, rate: float, seconds: float) -> Outcome:
        """Let them talk at this many messages a second."""
        self._arrived.clear()
        self._sent.clear()
        outcome = Outcome(rate)
        began = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for number in range(int(rate * seconds)):
                wait = began + number / rate - time.perf_counter()
                if wait > 0:
                    await asyncio.sleep(wait)
                outcome.is_late |= wait < -_LATE
                which = number % len(self._talks)
                group.create_task(self._say(self._talks[which], next(self._turns[which]), outcome))
        await self._settle()
        if any(screen.is_lost for screen in self.screens.values()):
            raise RuntimeError("a screen lost its connection")
        for (topic, seq), (sender, sent) in self._sent.items():
            others = [at for person, at in self._arrived[topic, seq].items() if person != sender]
            wanted = self._others[topic]
            outcome.missing += wanted - len(others)
            if len(others) == wanted:
                outcome.latencies.append((max(others) - sent) * 1000)
        outcome.latencies.sort()
        return outcome

    async def _say(self, talk: Talk, member: Member, outcome: Outcome) -> None:
        path, body, key = self._write(talk, member, new_id(), self._writer.text())
        sent = time.perf_counter()
        try:
            answer = await self.door(member).post(path, member.cookie, body, key)
        except (TimeoutError, OSError):
            outcome.refused += 1
            return
        seq = answer.at.get(talk.topic)
        if seq is None:
            outcome.refused += 1
        else:
            self._sent[talk.topic, seq] = (member.person_id, sent)

    @property
    def _others(self) -> dict[str, int]:
        return {talk.topic: len(talk.members) - 1 for talk in self._talks}

    async def _settle(self) -> None:
        deadline = time.perf_counter() + SETTLE
        others = self._others
        while time.perf_counter() < deadline:
            if all(len(self._arrived[key]) > others[key[0]] for key in self._sent):
                return
            await asyncio.sleep(0.05)

    def close(self) -> None:
        """Close everything."""
        for screen in self.screens.values():
            screen.close()
        for door in self._doors.values():
            door.close()


def to_product(talk: Talk, _: Member, message_id: str, text: str) -> Command:
    """A message as browsers send it."""
    return f"/api/conversations/{talk.id}/messages", msgspec.json.encode({"id": message_id, "text": text}), f"say-{message_id}"


def to_bare(talk: Talk, member: Member, message_id: str, text: str) -> Command:
    """The same for the peer, who believes what he is told."""
    body = {"id": message_id, "text": text, "person": member.person_id, "name": member.name}
    return f"/say/{talk.id}", msgspec.json.encode(body), ""
