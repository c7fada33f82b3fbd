"""In a rush everybody's list says how a conversation stands once a second, and not at every message.

A message said alone is told in the lists by its own transaction. One of many that are written together is not, when they were told a
moment ago: what is said there next tells them, or when nothing is, we do. Until then the conversation bears that its last message is told
nowhere (`told_n`), so that whoever looks later makes up for a process that ended meanwhile (`chat.conversations.tending`).
"""

import asyncio
from collections.abc import Iterable, Mapping

import structlog

from chat.conversations.queries.talks import talk_for_the_system
from chat.conversations.service.telling import Room, enter, enter_together, keep, say_in_lists
from server.core.actors import system
from server.core.permissions import Permission
from server.core.unit import Core, UnitOfWork, retried, writing

LOG = structlog.get_logger("chat")
EVERY, PATIENCE = 1.0, 1.25
"""Seconds between two words about a conversation in the lists, and those after which we wait no longer for the next message."""
_WHO = system("chat lists")
_KEPT = 10_000


class Lists:
    """Which conversations the lists heard of lately, in this process, and which are still to be told."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._told: dict[str, float] = {}
        self._waiting: dict[str, tuple[str, float]] = {}
        self._asked = asyncio.Event()

    def due(self, conversation_ids: Iterable[str]) -> set[str]:
        """Those of which the lists heard nothing for a while."""
        limit = asyncio.get_running_loop().time() - EVERY
        return {each for each in conversation_ids if self._told.get(each, limit) <= limit}

    def told(self, conversation_ids: Iterable[str]) -> None:
        """Note that the lists heard of these."""
        now = asyncio.get_running_loop().time()
        for each in conversation_ids:
            self._told.pop(each, None)
            self._waiting.pop(each, None)
            self._told[each] = now
        while len(self._told) > _KEPT:
            del self._told[next(iter(self._told))]

    def wait(self, conversations: Mapping[str, str]) -> None:
        """Tell of these soon: conversation and practice."""
        now = asyncio.get_running_loop().time()
        for each, practice_id in conversations.items():
            self._waiting.setdefault(each, (practice_id, now))
        if self._waiting:
            self._asked.set()

    async def run(self) -> None:
        """Tell what waits, until cancelled."""
        while True:
            await self._asked.wait()
            await asyncio.sleep(EVERY / 4)
            limit = asyncio.get_running_loop().time() - PATIENCE
            late = {each: practice_id for each, (practice_id, since) in self._waiting.items() if since <= limit}
            if late:
                self.told(late)
                try:
                    await self._tell(late)
                except Exception as error:  # whoever looks later tells it
                    LOG.warning("lists_not_told", kind=type(error).__name__)
            if not self._waiting:
                self._asked.clear()

    async def _tell(self, waiting: Mapping[str, str]) -> None:
        async with writing(self._core, _WHO, scope=frozenset(waiting.values())) as uow:
            uow.permit(Permission.SYSTEM)
            rooms = await enter_together(uow, waiting, lists=waiting)
            await _say_how(uow, rooms.values())
        for conversation_id in waiting.keys() - rooms.keys():  # somebody else reads it now
            await tell(self._core, waiting[conversation_id], conversation_id)


async def tell(core: Core, practice_id: str, conversation_id: str) -> None:
    """Tell everybody's list how a conversation stands, if its last message was not told there."""

    async def act(uow: UnitOfWork) -> None:
        await _say_how(uow, [await enter(uow, conversation_id, load=talk_for_the_system)])

    await retried(core, _WHO, act, scope=frozenset({practice_id}))


async def _say_how(uow: UnitOfWork, rooms: Iterable[Room]) -> None:
    late = [room for room in rooms if room.row.told_n < room.row.last_n]
    await keep(uow, late)
    for room in late:
        await say_in_lists(uow, room)
