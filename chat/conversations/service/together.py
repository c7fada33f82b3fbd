"""What several people say at the same moment is written together.

Whoever speaks while nobody else does is written at once. While a transaction is under way, whoever speaks waits for it, and all who
waited share the next one: a busy house costs a few transactions, not one a message. Each is asked for his right, counted and refused by
himself; whatever is out of the ordinary is said alone (`saying.say`). docs/adr/0012-what-is-said-at-once-is-written-together.md.
"""

import asyncio
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast
from zlib import crc32

import msgspec
import structlog
from sqlalchemy.exc import IntegrityError

from chat.conversations.models import Message
from chat.conversations.rules import door
from chat.conversations.schemas import Kind, Say, Sent
from chat.conversations.service.rushing import Lists
from chat.conversations.service.saying import Before, said_before, say, say_in, spread, write_down
from chat.conversations.service.telling import Room, enter_together
from chat.conversations.topics import conversation_topic, list_topic
from server.core.actors import Actor
from server.core.batches import Batches, Share
from server.core.errors import Refusal
from server.core.http import Reply
from server.core.unit import Core, Restart, UnitOfWork, retried, writing

LOG = structlog.get_logger("chat")
_LANES, _AT_ONCE = 3, 2
"""Conversations are parted into so many, in all processes alike, which do not wait for each other; a process writes in so many at once."""
_MOST, _REST = 200, 0.04
"""Messages of one transaction, and the seconds between two of them in a rush."""


@dataclass(frozen=True, slots=True)
class _Word:
    """What somebody says, and where."""

    actor: Actor
    conversation_id: str
    body: Say


_Share = Share[_Word, Reply[Sent]]


@dataclass(frozen=True, slots=True)
class _Said:
    """A message that is written once the transaction is committed. `seq`: of its event, None when it was said before."""

    row: Message
    seq: int | None


class Together:
    """Everybody who speaks in this process."""

    def __init__(self, core: Core, lanes: int = _LANES) -> None:
        self._core = core
        self._lanes = 1 if core.db.is_sqlite else lanes
        self.lists = Lists(core)
        self._writing = asyncio.Semaphore(_AT_ONCE)
        self._batches: defaultdict[tuple[date | None, int], Batches[_Word, Reply[Sent]]] = defaultdict(
            lambda: Batches(self._write, _MOST, _REST)
        )

    async def say(self, actor: Actor, conversation_id: str, body: Say) -> Reply[Sent]:
        """Say something; returns once it is committed.

        Raises:
            NotFound, Invalid, TooMany: see `saying.say`.
        """
        # Rights hold for a day: those who speak on the same one are looked up together.
        return await self._batches[actor.today, crc32(conversation_id.encode()) % self._lanes].do(_Word(actor, conversation_id, body))

    async def _write(self, waiting: Sequence[_Share]) -> None:
        async with self._writing:
            plain = [each for each in waiting if not each.item.body.cards and each.item.body.speaking_as is None]
            if len(plain) > 1:
                await self._all(plain, are_new=True)
            for each in waiting:
                if not each.is_answered:
                    await self._alone(each)

    async def _alone(self, share: _Share) -> None:
        word = share.item

        async def act(uow: UnitOfWork) -> Reply[Sent]:
            sent = await say(uow, word.conversation_id, word.body)
            return _reply(sent, {event.topic: event.seq for event in uow.recorded}, uow.change_id)

        try:
            share.give(await retried(self._core, word.actor, act))
        except Exception as error:  # whatever it is, it is the answer of this one
            share.fail(error)

    async def _all(self, waiting: Sequence[_Share], *, are_new: bool) -> None:
        """Say all of it in one transaction, but for what must be said alone.

        That nothing of it was said before is taken for granted when it `are_new`: what was is refused by the database, and looked for.
        """
        outcomes: list[tuple[_Share, Refusal | Reply[Sent]]] = []
        scope = frozenset[str]().union(*(each.item.actor.scope for each in waiting))
        try:
            async with writing(self._core, waiting[0].item.actor, scope=scope) as uow:
                conversations = {each.item.conversation_id for each in waiting}
                lists = self.lists.due(conversations)
                rooms = await enter_together(uow, conversations, lists)
                entered = [each for each in waiting if each.item.conversation_id in rooms]
                outcomes = await _said(uow, rooms, entered, lists, are_new=are_new)
        except Restart:
            return
        except IntegrityError as error:
            if are_new:
                await self._all(waiting, are_new=False)
            else:
                LOG.warning("not_said_together", kind=type(error).__name__)
            return
        except Exception as error:  # said alone, each hears what is wrong with his own
            LOG.warning("not_said_together", kind=type(error).__name__)
            return
        self.lists.told(lists & rooms.keys())
        self.lists.wait({each: room.row.practice_id for each, room in rooms.items() if each not in lists})
        for share, outcome in outcomes:
            if isinstance(outcome, Refusal):
                share.fail(outcome)
            else:
                share.give(outcome)


async def _said(
    uow: UnitOfWork, rooms: dict[str, Room], entered: Sequence[_Share], lists: Collection[str], *, are_new: bool
) -> list[tuple[_Share, Refusal | Reply[Sent]]]:
    """Say each in his own name, then tell `lists` once: their lines say how things stand after all of it."""
    if not entered:
        raise Restart
    before = Before() if are_new else await said_before(uow, [(each.item.conversation_id, each.item.body.id) for each in entered])
    found: list[tuple[_Share, Refusal | _Said]] = []
    for each in entered:
        room, known = rooms[each.item.conversation_id], len(uow.recorded)
        uow.actor = each.item.actor
        try:
            _admit(uow, room)
            row = await say_in(uow, room, each.item.body, before)
        except Refusal as refusal:
            found.append((each, refusal))
        else:
            found.append((each, _Said(row, uow.recorded[-1].seq if len(uow.recorded) > known else None)))
    await write_down(uow, before)
    new: dict[str, list[Message]] = {}
    for row, _ in before.unwritten:
        new.setdefault(row.conversation_id, []).append(row)
    if new:
        await spread(uow, new, rooms, lists)
    heads = {event.topic: event.seq for event in uow.recorded}
    return [
        (each, said if isinstance(said, Refusal) else _told(uow, rooms[each.item.conversation_id], said, heads)) for each, said in found
    ]


def _admit(uow: UnitOfWork, room: Room) -> None:
    row = room.row
    uow.permit(*door(cast("Kind", row.kind), row.practice_id, row.practitioner_id, uow.actor.person_id, room.participants))


def _told(uow: UnitOfWork, room: Room, said: _Said, heads: dict[str, int]) -> Reply[Sent]:
    """What a speaker may know: the numbers of his own message, and of the lists of those who hear it, where they are told."""
    if said.seq is None:
        return _reply(_sent(said.row), {}, uow.change_id)
    lists = (list_topic(each.person_id or "") for each in room.people)
    told = {topic: heads[topic] for topic in lists if topic in heads}
    return _reply(_sent(said.row), {conversation_topic(room.row.id): said.seq} | told, uow.change_id)


def _sent(row: Message) -> Sent:
    return Sent(id=row.id, n=row.n, at=row.at)


def _reply(sent: Sent, at: dict[str, int], change_id: str) -> Reply[Sent]:
    headers = {"ardoise-at": msgspec.json.encode(at).decode(), "ardoise-change": change_id} if at else {}
    return Reply(sent, status=201, headers=headers)
