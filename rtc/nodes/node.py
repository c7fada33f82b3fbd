"""A process that forwards media for the others."""

import asyncio
from collections.abc import Mapping
from typing import Protocol

from realtime.counters import Counters
from realtime.tasks import Tasks
from rtc.media import BadOffer, Media, RoomFull, Rule
from rtc.nodes.roster import SILENT
from rtc.nodes.wire import Wire
from rtc.nodes.words import (
    Answered,
    Ask,
    AskSlots,
    Bad,
    Beat,
    Bye,
    Candidate,
    Close,
    Done,
    Filled,
    Full,
    Leave,
    Leaving,
    Offer,
    Rules,
    Said,
)

BEAT = 0.5
"""Seconds between two signs of life."""


class Forwarder(Media, Protocol):
    """Media in this process, as `rtc.sfu.LocalMedia`."""

    @property
    def connections(self) -> int:
        """How many browsers it serves."""
        ...

    def hold(self, seconds: float) -> None:
        """Forward for so long, unless this is said again in time: then nothing more, until it was read which rooms are still its own."""
        ...

    @property
    def rules(self) -> Mapping[str, Mapping[str, Rule]]:
        """The rooms it holds, and what is forwarded of each seat named."""
        ...


class Node:
    """Answers for the media of this process, and says that it lives."""

    def __init__(self, media: Forwarder, wire: Wire) -> None:
        self.media = media
        self._wire = wire
        self._is_open = False
        self._tasks = Tasks(Counters())

    @property
    def name(self) -> str:
        """What leases name it by."""
        return self._wire.name

    def start(self) -> None:
        """Begin to be asked; the wire may start before or after."""
        self._is_open = True
        self._wire.serve, self._wire.called = self.answer, self._beat
        self._tasks.spawn(self._live())

    async def stop(self) -> None:
        """Say goodbye; what is asked from now on is for another."""
        self._is_open = False
        self._wire.roster.lose(self.name, self._wire.now())
        self._wire.say(Bye(self.name))
        await self._tasks.finish(within=0)

    def _beat(self) -> None:
        if self._is_open:
            self.media.hold(SILENT)  # before the others can count those seconds
            beat = Beat(self.name, self.media.connections)
            self._wire.hear(beat)
            self._wire.say(beat)

    async def _live(self) -> None:
        while True:
            self._beat()
            await asyncio.sleep(BEAT)

    async def answer(self, ask: Ask) -> Said:
        """Do what is asked."""
        if not self._is_open:
            return Leaving()
        try:
            return await self._do(ask)
        except BadOffer as error:
            return Bad(str(error))
        except RoomFull:
            return Full()

    async def _do(self, ask: Ask) -> Said:
        match ask:
            case Offer(room, seat, connection, sdp, rules, echo):
                return Answered(await self.media.offer(room, seat, connection, sdp, rules=rules, echo=echo))
            case Candidate(room, seat, connection, candidate, mid):
                await self.media.candidate(room, seat, connection, candidate, mid)
            case Rules(room, rules):
                await self.media.rule(room, rules)
            case Leave(room, seat, connection):
                await self.media.leave(room, seat, connection)
            case Close(room):
                await self.media.close(room)
            case AskSlots(room, seat):
                return Filled(await self.media.slots(room, seat))
        return Done()
