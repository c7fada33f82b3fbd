"""Media in this process."""

import asyncio
import time
from collections.abc import Callable, Mapping

import structlog

from realtime.counters import Counters
from realtime.tasks import Tasks
from rtc.media import Answer, BadOffer, Connected, Lost, MediaEvent, RoomFull, Rule, Slot
from rtc.sfu.gathering import NoPort, Reach
from rtc.sfu.link import Link, Patience
from rtc.sfu.offers import checked
from rtc.sfu.room import Room, slots_of
from rtc.sfu.watch import Watch

REPORT_EVERY = 1.0
QUALITY_EVERY = 2
"""In reports."""
CANDIDATE = 2048
"""Bytes of one network path at most."""

log = structlog.get_logger()


class LocalMedia:
    """Forwards media between the browsers of each room. Nothing is decoded, nothing is kept (R22)."""

    def __init__(self, reach: Reach | None = None, patience: Patience | None = None) -> None:
        self._reach = reach or Reach()
        self._patience = patience or Patience()
        self._rooms: dict[str, Room] = {}
        self._echoes: dict[str, Room] = {}
        self._listeners: list[Callable[[MediaEvent], None]] = []
        self._tasks = Tasks(Counters())
        self._watch = Watch()
        self._is_open = False
        self._looking: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to look after the connections."""
        self._is_open = True
        self._looking = self._tasks.spawn(self._look_after())

    async def stop(self) -> None:
        """Close every connection: browsers notice at once, and come back elsewhere."""
        self._is_open = False
        if self._looking is not None:
            self._looking.cancel()
        links = [link for room in self._every_room() for link in room.every()]
        self._rooms.clear()
        self._echoes.clear()
        await asyncio.gather(*(link.close() for link in links), return_exceptions=True)
        await self._tasks.finish(within=1)

    def listen(self, hear: Callable[[MediaEvent], None]) -> None:
        """Tell this listener what happens; it must neither block nor raise."""
        self._listeners.append(hear)

    def _tell(self, event: MediaEvent) -> None:
        for hear in self._listeners:
            hear(event)

    def _every_room(self) -> list[Room]:
        return [*self._rooms.values(), *self._echoes.values()]

    async def offer(
        self, room: str, seat: str, connection: str, sdp: str, *, rules: Mapping[str, Rule] | None = None, echo: bool = False
    ) -> Answer:
        """Take a seat's new connection. It replaces the older one as soon as it is proven, a moment later.

        Raises:
            BadOffer: malformed, too large, of another shape; or there is no port left for it.
            RoomFull: six other seats have a connection.
        """
        if not self._is_open:
            raise BadOffer("Media is not running.")
        offer = checked(sdp)
        place = self._room(room, seat, is_echo=echo)
        if place.is_full_for(seat):
            raise RoomFull("Six people are in this room.")
        if rules:
            place.apply(rules)
        link = Link(seat, connection, is_echo=echo, watch=self._watch)
        before = place.coming.get(seat)
        place.coming[seat] = link
        if before is not None:
            self._drop(place, before, "replaced")
            place.coming[seat] = link
        try:
            answer = await link.answer(
                offer, self._reach, lambda state: self._changed(place, link, state), lambda: self._arrange(place, time.monotonic())
            )
        except (BadOffer, NoPort) as error:
            self._forget(place, link)
            await link.close()
            raise BadOffer(str(error)) from error
        link.places = place.shown_to(link, time.monotonic())
        return Answer(answer, slots_of(link))

    def _room(self, name: str, seat: str, *, is_echo: bool) -> Room:
        held, key = (self._echoes, f"{name}/{seat}") if is_echo else (self._rooms, name)
        if key not in held:
            held[key] = Room(name, self._tell)
        return held[key]

    def _changed(self, room: Room, link: Link, state: str) -> None:
        if state == "connected" and room.coming.get(link.seat) is link:
            link.is_connected = True
            link.notice()
            older = room.admit(link)
            if older is not None:
                self._drop(room, older, "replaced")
            self._tell(Connected(room.name, link.seat, link.name))
            self._arrange(room, time.monotonic())
        elif state in {"failed", "closed"} and link in room.every():
            self._drop(room, link, "closed" if state == "closed" else "failed")

    def _arrange(self, room: Room, now: float) -> None:
        room.arrange(now)

    def _drop(self, room: Room, link: Link, reason: str) -> None:
        self._tell(Lost(room.name, link.seat, link.name, reason))
        self._forget(room, link)
        if self._is_open:
            self._tasks.spawn(link.close())

    def _forget(self, room: Room, link: Link) -> None:
        room.remove(link)
        room.arrange(time.monotonic())
        if not room.every() and not room.rules:
            for held in (self._rooms, self._echoes):
                for key in [key for key, each in held.items() if each is room]:
                    del held[key]

    async def candidate(self, room: str, seat: str, connection: str, candidate: str | None, mid: str | None) -> None:
        """Hear of a network path of the browser, and forget it.

        The server answers from one well-known address and learns the browser's from its first check, so it needs no path told;
        and it can never be made to send checks to somebody else's address.

        Raises:
            BadOffer: it is too large to be one.
        """
        if len(candidate or "") > CANDIDATE or len(mid or "") > CANDIDATE:
            raise BadOffer("This network path is too large.")

    async def rule(self, room: str, rules: Mapping[str, Rule]) -> None:
        """Say what is forwarded from each seat named. It holds until the room is closed, whoever comes and goes."""
        self._room(room, "", is_echo=False).apply(rules)

    async def leave(self, room: str, seat: str, connection: str | None = None) -> None:
        """Let go of a seat's connection; of this one only, when named."""
        for place in (self._rooms.get(room), self._echoes.get(f"{room}/{seat}")):
            if place is None:
                continue
            links = [link for link in place.every() if link.seat == seat and connection in (None, link.name)]
            for link in links:
                self._tell(Lost(place.name, seat, link.name, "left"))
                self._forget(place, link)
            for link in links:
                await link.close()

    async def close(self, room: str) -> None:
        """Let go of everybody."""
        place = self._rooms.pop(room, None)
        if place is not None:
            links = place.every()
            place.links.clear()
            place.coming.clear()
            for link in links:
                self._tell(Lost(room, link.seat, link.name, "closed"))
            await asyncio.gather(*(link.close() for link in links))

    async def slots(self, room: str, seat: str) -> list[Slot]:
        """Who fills the slots of a seat now; empty when it is not connected."""
        place = self._rooms.get(room)
        link = place.links.get(seat) if place is not None else None
        return slots_of(link) if link is not None else []

    def hold(self, seconds: float) -> None:
        """Forward for so long, unless this is said again in time: then nothing more before `renew`."""
        self._watch.hold(seconds)

    def renew(self) -> None:
        """Forward again: whatever was another's meanwhile is let go of."""
        self._watch.renew()

    @property
    def rules(self) -> dict[str, dict[str, Rule]]:
        """The rooms held now, device checks apart, and what is forwarded of each seat named."""
        return {name: dict(room.rules) for name, room in self._rooms.items()}

    @property
    def connections(self) -> int:
        """How many browsers are connected, or about to be."""
        return sum(len(room.every()) for room in self._every_room())

    async def _look_after(self) -> None:
        rounds, before = 0, time.monotonic()
        while True:
            await asyncio.sleep(REPORT_EVERY)
            now = time.monotonic()
            rounds += 1
            was_away = now - before > 2 * REPORT_EVERY  # what was sent to us meanwhile is not read yet
            for room in self._every_room():
                try:
                    if not was_away:
                        self._let_go_of_silent(room, now)
                    self._attend(room, now, now - before, tell=rounds % QUALITY_EVERY == 0)
                except Exception:
                    log.exception("media_room_failed")
            before = now

    def _let_go_of_silent(self, room: Room, now: float) -> None:
        for link in room.every():
            if link.is_silent(now, self._patience):
                self._drop(room, link, "silent" if link.is_connected else "never_connected")

    def _attend(self, room: Room, now: float, seconds: float, *, tell: bool) -> None:
        for link in room.links.values():
            link.report(now, seconds)
        room.arrange(now)
        if tell:
            for quality in room.qualities():
                self._tell(quality)
