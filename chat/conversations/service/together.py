"""What several people say at the same moment is written together.

Whoever speaks while nobody else does is written at once. While a transaction is under way, whoever speaks in the same practices waits
for it, and all who waited share the next one: a busy house costs a few transactions, not one a message. Each is asked for his right,
counted and refused by himself; whatever is out of the ordinary is said alone (`saying.say`).
"""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

import msgspec
import structlog

from chat.conversations.models import Message
from chat.conversations.queries.lists import newest_among
from chat.conversations.rules import door
from chat.conversations.schemas import Kind, Say, Sent
from chat.conversations.service.saying import said_before, say, say_in, spread, write_down
from chat.conversations.service.telling import Room, enter_together
from chat.conversations.topics import conversation_topic, list_topic
from server.core.actors import Actor
from server.core.errors import Refusal
from server.core.http import Reply
from server.core.unit import Core, Restart, UnitOfWork, retried, writing

LOG = structlog.get_logger("chat")
_MOST = 64
"""Messages of one transaction."""
_AT_ONCE = 6
"""Transactions at the same time, of different practices: more of them would only make each other wait."""


@dataclass(slots=True, eq=False)
class _Waiting:
    """Somebody who speaks, and what he will be told."""

    actor: Actor
    conversation_id: str
    body: Say
    answer: asyncio.Future[Reply[Sent]] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


@dataclass(slots=True)
class _Queue:
    """Those who speak in the same practices."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: list[_Waiting] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Said:
    """A message that is written once the transaction is committed. `seq`: of its event, None when it was said before."""

    row: Message
    seq: int | None


class Together:
    """Everybody who speaks in this process."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._queues: defaultdict[frozenset[str], _Queue] = defaultdict(_Queue)
        self._turns = asyncio.Semaphore(_AT_ONCE)

    async def say(self, actor: Actor, conversation_id: str, body: Say) -> Reply[Sent]:
        """Say something; returns once it is committed. The first of those who wait writes for all.

        Raises:
            NotFound, Invalid, TooMany: see `saying.say`.
        """
        waiting, queue = _Waiting(actor, conversation_id, body), self._queues[actor.scope]
        queue.waiting.append(waiting)
        async with queue.turn:
            while not waiting.answer.done():
                async with self._turns:
                    await self._write(queue)
        return waiting.answer.result()

    async def _write(self, queue: _Queue) -> None:
        mine, queue.waiting = queue.waiting[:_MOST], queue.waiting[_MOST:]
        try:
            if len(mine) > 1:
                await self._all(mine)
            for each in mine:
                if not each.answer.done():
                    await self._alone(each)
        finally:  # whoever wrote was stopped: the next one says what is left, and what was said is not said twice
            queue.waiting = [each for each in mine if not each.answer.done()] + queue.waiting

    async def _alone(self, each: _Waiting) -> None:
        async def act(uow: UnitOfWork) -> Reply[Sent]:
            sent = await say(uow, each.conversation_id, each.body)
            return _reply(sent, {event.topic: event.seq for event in uow.recorded}, uow.change_id)

        try:
            each.answer.set_result(await retried(self._core, each.actor, act))
        except Exception as error:  # whatever it is, it is the answer of this one
            each.answer.set_exception(error)

    async def _all(self, mine: Sequence[_Waiting]) -> None:
        """Say all of it in one transaction, but for what must be said alone."""
        outcomes: list[tuple[_Waiting, Refusal | Reply[Sent]]] = []
        try:
            async with writing(self._core, mine[0].actor) as uow:
                rooms = await enter_together(uow, {each.conversation_id for each in mine})
                entered = [each for each in mine if each.conversation_id in rooms]
                outcomes = await _said(uow, rooms, entered)
        except Restart:
            return
        except Exception as error:  # said alone, each hears what is wrong with his own
            LOG.warning("not_said_together", kind=type(error).__name__)
            return
        for each, outcome in outcomes:
            if isinstance(outcome, Refusal):
                each.answer.set_exception(outcome)
            else:
                each.answer.set_result(outcome)


async def _said(uow: UnitOfWork, rooms: dict[str, Room], entered: Sequence[_Waiting]) -> list[tuple[_Waiting, Refusal | Reply[Sent]]]:
    """Say each in his own name, then tell the lists once: their lines say how things stand after all of it."""
    if not entered:
        raise Restart
    before = await said_before(uow, rooms, [(each.conversation_id, each.body.id) for each in entered])
    found: list[tuple[_Waiting, Refusal | _Said]] = []
    for each in entered:
        room, known = rooms[each.conversation_id], len(uow.recorded)
        uow.actor = each.actor
        try:
            _admit(uow, room)
            row = await say_in(uow, room, each.body, before)
        except Refusal as refusal:
            found.append((each, refusal))
        else:
            found.append((each, _Said(row, uow.recorded[-1].seq if len(uow.recorded) > known else None)))
    await write_down(uow, before)
    new: dict[str, list[Message]] = {}
    for row, _ in before.unwritten:
        new.setdefault(row.conversation_id, []).append(row)
    newest = await newest_among(uow, new) if new else {}
    for conversation_id, rows in new.items():
        await spread(uow, rooms[conversation_id], rows, newest[conversation_id])
    heads = {event.topic: event.seq for event in uow.recorded}
    return [
        (each, said if isinstance(said, Refusal) else _reply(_sent(said.row), _at(rooms[each.conversation_id], said, heads), uow.change_id))
        for each, said in found
    ]


def _admit(uow: UnitOfWork, room: Room) -> None:
    row = room.row
    uow.permit(*door(cast("Kind", row.kind), row.practice_id, row.practitioner_id, uow.actor.person_id, room.participants))


def _at(room: Room, said: _Said, heads: dict[str, int]) -> dict[str, int]:
    """The numbers that a speaker may know: of his own message, and of the lists of those who hear it."""
    if said.seq is None:
        return {}
    lists = (list_topic(each.person_id or "") for each in room.people)
    return {conversation_topic(room.row.id): said.seq} | {topic: heads[topic] for topic in lists}


def _sent(row: Message) -> Sent:
    return Sent(id=row.id, n=row.n, at=row.at)


def _reply(sent: Sent, at: dict[str, int], change_id: str) -> Reply[Sent]:
    headers = {"ardoise-at": msgspec.json.encode(at).decode(), "ardoise-change": change_id} if at else {}
    return Reply(sent, status=201, headers=headers)
