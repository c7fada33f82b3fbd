"""What several people say at the same moment is written together.

Whoever speaks while nobody else does is written at once. While a transaction is under way, whoever speaks waits for it, and all who
waited share the next one: a busy house costs a few transactions, not one a message. Each is asked for his right, counted and refused by
himself; whatever is out of the ordinary is said alone (`saying.say`). docs/adr/0012-what-is-said-at-once-is-written-together.md.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

import msgspec
import structlog

from chat.conversations.models import Message
from chat.conversations.rules import door
from chat.conversations.schemas import Kind, Say, Sent
from chat.conversations.service.saying import said_before, say, say_in, spread, write_down
from chat.conversations.service.telling import Room, enter_together
from chat.conversations.topics import conversation_topic, list_topic
from server.core.actors import Actor
from server.core.batches import Batches, Share
from server.core.errors import Refusal
from server.core.http import Reply
from server.core.unit import Core, Restart, UnitOfWork, retried, writing

LOG = structlog.get_logger("chat")
_MOST = 64
"""Messages of one transaction."""


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

    def __init__(self, core: Core) -> None:
        self._core = core
        self._batches: defaultdict[date | None, Batches[_Word, Reply[Sent]]] = defaultdict(lambda: Batches(self._write, _MOST))

    async def say(self, actor: Actor, conversation_id: str, body: Say) -> Reply[Sent]:
        """Say something; returns once it is committed.

        Raises:
            NotFound, Invalid, TooMany: see `saying.say`.
        """
        # Rights hold for a day: those who speak on the same one are looked up together.
        return await self._batches[actor.today].do(_Word(actor, conversation_id, body))

    async def _write(self, waiting: Sequence[_Share]) -> None:
        plain = [each for each in waiting if not each.item.body.cards and each.item.body.speaking_as is None]
        if len(plain) > 1:
            await self._all(plain)
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

    async def _all(self, waiting: Sequence[_Share]) -> None:
        """Say all of it in one transaction, but for what must be said alone."""
        outcomes: list[tuple[_Share, Refusal | Reply[Sent]]] = []
        scope = frozenset[str]().union(*(each.item.actor.scope for each in waiting))
        try:
            async with writing(self._core, waiting[0].item.actor, scope=scope) as uow:
                rooms = await enter_together(uow, {each.item.conversation_id for each in waiting})
                outcomes = await _said(uow, rooms, [each for each in waiting if each.item.conversation_id in rooms])
        except Restart:
            return
        except Exception as error:  # said alone, each hears what is wrong with his own
            LOG.warning("not_said_together", kind=type(error).__name__)
            return
        for share, outcome in outcomes:
            if isinstance(outcome, Refusal):
                share.fail(outcome)
            else:
                share.give(outcome)


async def _said(uow: UnitOfWork, rooms: dict[str, Room], entered: Sequence[_Share]) -> list[tuple[_Share, Refusal | Reply[Sent]]]:
    """Say each in his own name, then tell the lists once: their lines say how things stand after all of it."""
    if not entered:
        raise Restart
    before = await said_before(uow, [(each.item.conversation_id, each.item.body.id) for each in entered])
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
        await spread(uow, new, rooms)
    heads = {event.topic: event.seq for event in uow.recorded}
    return [
        (each, said if isinstance(said, Refusal) else _told(uow, rooms[each.item.conversation_id], said, heads)) for each, said in found
    ]


def _admit(uow: UnitOfWork, room: Room) -> None:
    row = room.row
    uow.permit(*door(cast("Kind", row.kind), row.practice_id, row.practitioner_id, uow.actor.person_id, room.participants))


def _told(uow: UnitOfWork, room: Room, said: _Said, heads: dict[str, int]) -> Reply[Sent]:
    """What a speaker may know: the numbers of his own message, and of the lists of those who hear it."""
    if said.seq is None:
        return _reply(_sent(said.row), {}, uow.change_id)
    lists = (list_topic(each.person_id or "") for each in room.people)
    return _reply(_sent(said.row), {conversation_topic(room.row.id): said.seq} | {topic: heads[topic] for topic in lists}, uow.change_id)


def _sent(row: Message) -> Sent:
    return Sent(id=row.id, n=row.n, at=row.at)


def _reply(sent: Sent, at: dict[str, int], change_id: str) -> Reply[Sent]:
    headers = {"ardoise-at": msgspec.json.encode(at).decode(), "ardoise-change": change_id} if at else {}
    return Reply(sent, status=201, headers=headers)
