"""Which process forwards which room: a room's row says it, for as long as that process lives. The row is the truth, messages are hints."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Protocol

import structlog
from sqlalchemy import select

from rtc.consultation.models import DeskRow, RoomRow, SeatRow
from rtc.consultation.places import appointment_of, desk_of, is_desk
from rtc.consultation.topics import room_topic
from rtc.media import Media, Rule
from server.core.db import EVERY_PRACTICE
from server.core.unit import Core

LOG = structlog.get_logger("consultation")
EVERY = 2.0
"""Seconds between two comparisons of what is held with what the rows say."""


class RoomLeases:
    """`rtc.nodes.Leases` over the rooms' rows."""

    def __init__(self, core: Core) -> None:
        self._core = core

    async def lease(self, room: str, settle: Callable[[str | None], str]) -> str:
        """Settle who holds a room, and its desk's, under its row's lock; a room that nobody opened is kept for nobody."""
        async with self._core.db.write(EVERY_PRACTICE) as session:
            found = await session.execute(select(RoomRow).where(RoomRow.appointment_id == appointment_of(room)).with_for_update())
            row = found.scalar_one_or_none()
            before = row.media if row is not None else None
            holder = settle(before)
            if row is not None and holder != before:
                row.media = holder
                await session.commit()
                LOG.info("room_leased", topic=room_topic(appointment_of(room)), media=holder, moved=before is not None)
        return holder

    async def holder(self, room: str) -> str | None:
        """Who holds it."""
        async with self._core.db.read(EVERY_PRACTICE) as session:
            return (await session.execute(select(RoomRow.media).where(RoomRow.appointment_id == appointment_of(room)))).scalar_one_or_none()


class Held(Media, Protocol):
    """The media of this process."""

    @property
    def rules(self) -> Mapping[str, Mapping[str, Rule]]:
        """The rooms it holds, and what is forwarded of each seat named."""
        ...

    def renew(self) -> None:
        """Forward again: whatever was another's meanwhile is let go of."""
        ...


async def keep_agreed(core: Core, media: Held, name: str) -> None:
    """Compare again every few seconds, until cancelled. `name`: this process's."""
    while True:
        await asyncio.sleep(EVERY)
        try:
            await agree(core, media, name)
        except Exception as error:  # the next comparison is two seconds away; nobody else would say it
            LOG.warning("rooms_not_compared", kind=type(error).__name__)


async def agree(core: Core, media: Held, name: str) -> None:
    """Let go of rooms that ended or moved away, and follow what was said of the others: no message is needed for that."""
    held = media.rules
    if held:
        await _compare(core, media, name, held)
    media.renew()


async def _compare(core: Core, media: Held, name: str, held: Mapping[str, Mapping[str, Rule]]) -> None:
    async with core.db.read(EVERY_PRACTICE) as session:
        row = RoomRow
        statement = select(row.appointment_id).where(row.appointment_id.in_(list(held)), row.media == name, row.ended_at.is_(None))
        mine = set((await session.execute(statement)).scalars())
        received = (
            select(DeskRow.appointment_id)
            .join(row, row.appointment_id == DeskRow.appointment_id)
            .where(DeskRow.appointment_id.in_([appointment_of(room) for room in held if is_desk(room)]), row.media == name)
            .where(DeskRow.receiver.is_not(None))
        )
        mine |= {desk_of(each) for each in (await session.execute(received)).scalars()}
        written: defaultdict[str, dict[str, Rule]] = defaultdict(dict)
        for seat in (await session.execute(select(SeatRow).where(SeatRow.appointment_id.in_(list(mine))))).scalars():
            written[seat.appointment_id][seat.id] = Rule(heard=seat.heard, seen=seat.seen)
    for room, before in held.items():
        if room not in mine:
            await media.close(room)
        elif media.rules.get(room) == before and before != {**before, **written[room]}:  # unless told meanwhile: that is newer
            await media.rule(room, written[room])
