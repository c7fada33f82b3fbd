"""What the media says of its connections becomes what the rooms show."""

import asyncio
from collections.abc import Callable

import msgspec
import structlog
from sqlalchemy import select

from rtc.consultation.models import SeatRow
from rtc.consultation.places import appointment_of, is_desk
from rtc.consultation.queries import load_scene
from rtc.consultation.record import Tally
from rtc.consultation.rows import seat_of, write_seat
from rtc.consultation.schemas import SlotsBody
from rtc.consultation.service.acting import announce, lock_room
from rtc.consultation.service.acting import note as write_line
from rtc.consultation.topics import SLOTS, room_topic
from rtc.media import Connected, Lost, MediaEvent, Quality, Slots, Telling
from rtc.signalling import connected, lost
from server.accounts.models import Practitioner
from server.agenda.models import Appointment
from server.core.actors import system
from server.core.db import EVERY_PRACTICE
from server.core.permissions import Permission
from server.core.unit import Core, writing

LOG = structlog.get_logger("consultation")
_MOST = 1000
"""Events kept while the database is slow; what is lost here is said again by the next connection."""
ECHO = "echo:"
"""Rooms of one, for the device check: nobody is told of them."""


class Hearing:
    """Listens to the media of this process: where packets are forwarded, what becomes of them is written, once."""

    def __init__(self, core: Core, media: Telling, tell: Callable[[str, str, bytes], None]) -> None:
        """`tell`: passes a signal on to those who follow a topic."""
        self._core = core
        self._tell = tell
        self._heard: asyncio.Queue[tuple[Connected | Lost, Tally | None]] = asyncio.Queue(_MOST)
        self._tallies: dict[tuple[str, str], Tally] = {}
        media.listen(self._hear)

    def _hear(self, event: MediaEvent) -> None:
        if event.room.startswith(ECHO):
            return
        if isinstance(event, Slots):
            if is_desk(event.room):  # two people, and the one is always in the other's first slot
                return
            self._tell(room_topic(event.room), SLOTS, msgspec.json.encode(SlotsBody(seat=event.seat, slots=event.slots)))
        elif isinstance(event, Quality):
            self._tallies.setdefault((event.room, event.seat), Tally()).add(event)
        elif isinstance(event, Connected | Lost):
            tally = self._tallies.pop((event.room, event.seat), None)
            if not self._heard.full():
                self._heard.put_nowait((event, tally))

    async def run(self) -> None:
        """Write what is heard, until cancelled."""
        while True:
            event, tally = await self._heard.get()
            try:
                await note(self._core, event, tally)
            except Exception as error:
                LOG.warning("media_event_not_written", kind=type(error).__name__)


async def note(core: Core, event: Connected | Lost, tally: Tally | None = None) -> None:
    """A connection carries media, or is gone; that of an older connection changes nothing. The journal keeps how it held."""
    async with writing(core, system("media"), channel="media", scope=EVERY_PRACTICE) as uow:
        uow.permit(Permission.SYSTEM)
        if await lock_room(uow, appointment_of(event.room)) is None:
            return
        row = (await uow.session.execute(select(SeatRow).where(SeatRow.id == event.seat))).scalar_one_or_none()
        if row is None:
            return
        seat = seat_of(row)
        fresh = connected(seat, event.connection) if isinstance(event, Connected) else lost(seat, event.connection)
        is_new = write_seat(row, fresh)
        if not is_new and tally is None:
            return
        found = (
            await uow.session.execute(
                select(Appointment, Practitioner)
                .join(Practitioner, Practitioner.id == Appointment.practitioner_id)
                .where(Appointment.id == appointment_of(event.room))
            )
        ).one()
        await uow.load_key(found[0].practice_id)
        scene = await load_scene(uow, found[0], found[1])
        if tally is not None:
            write_line(uow, scene, "quality", row, tally.data())
        if is_new:
            why = {"reason": event.reason} if isinstance(event, Lost) else None
            await announce(uow, scene, "room_media", row, noted="lost" if why else "connected", data=why)
