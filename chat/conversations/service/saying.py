"""Saying something, saying it otherwise, taking it back."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from msgspec import structs
from sqlalchemy import select

from chat.conversations.cards import check_shared
from chat.conversations.errors import MessageGone
from chat.conversations.models import Message
from chat.conversations.pacing import Paces
from chat.conversations.pushing import push_message
from chat.conversations.queries.talks import called
from chat.conversations.queries.views import Sealed, mark_view, message_view, said_label
from chat.conversations.rules import told_otherwise, written
from chat.conversations.schemas import ChatFile, ChatMessage, ChatNote, Correct, Say, Sent
from chat.conversations.service.indexing import forget_cards, forget_words, index, point
from chat.conversations.service.reminding import forget_reminders
from chat.conversations.service.telling import (
    Room,
    count_said,
    enter,
    forget_said,
    keep,
    message_in,
    number,
    recount,
    say_in_lists,
    say_there,
)
from chat.push.service import devices_among
from server.accounts.models import Practitioner
from server.core.actors import Target
from server.core.among import is_among
from server.core.blobs import Taken
from server.core.errors import Invalid, NotFound, Stale
from server.core.ids import new_id
from server.core.many import insert_many
from server.core.permissions import Permission
from server.core.unit import UnitOfWork

_BEFORE = (
    select(Message)
    .where(is_among(Message.conversation_id, "conversations"), is_among(Message.id, "ids"))
    .execution_options(populate_existing=True)
)
_COLUMNS = tuple(Message.__table__.columns.keys())
_PACES = Paces()


@dataclass(frozen=True, slots=True)
class Before:
    """What was said before the next message: those that bear an id of a message that comes, and what was said in this transaction."""

    messages: dict[tuple[str, str], Message] = field(default_factory=dict)
    lately: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How many each person said in each conversation just now."""
    unwritten: list[tuple[Message, Sealed]] = field(default_factory=list)
    """Whose words are still to be indexed."""


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that goes with a message, in quarantine until the message is said."""

    taken: Taken
    file: ChatFile


async def say(uow: UnitOfWork, conversation_id: str, body: Say, enclosed: Enclosed | None = None) -> Sent:
    """Say something (F105) or send a file, in one's own name or a practitioner's (F103). Sent again, it is said once.

    Raises:
        NotFound: no such conversation, or not the actor's; or not a name to write in; or a card that is not his to show there.
        Invalid: it is blank, it answers nothing that is here, or somebody else's message bears its id.
        TooMany: too fast.
    """
    room = await enter(uow, conversation_id)
    before = await said_before(uow, [(conversation_id, body.id)])
    row = await say_in(uow, room, body, before, enclosed)
    if before.unwritten:
        await write_down(uow, before)
        await spread(uow, {conversation_id: [row]}, {conversation_id: room})
    return Sent(id=row.id, n=row.n, at=row.at)


async def say_in(uow: UnitOfWork, room: Room, body: Say, before: Before, enclosed: Enclosed | None = None) -> Message:
    """Say it in the conversation, once; the lists are told by the caller. Refuses, as `say` does, before anything is changed."""
    text = written(body.text, is_alone=not body.cards) if enclosed is None else ""
    principal = await _principal(uow, room, body.speaking_as)
    cards = await check_shared(uow, room.row.practice_id, body.cards)
    known = before.messages.get((room.row.id, body.id))
    if known is not None:
        if known.person_id != uow.actor.person_id:
            raise Invalid(field="id", reason="taken")
        return known
    paced = (room.row.id, uow.actor.person_id or "")
    _PACES.check(paced, uow.now, before.lately[paced])
    if body.reply_to is not None and body.reply_to > room.row.last_n:
        raise Invalid(field="reply_to", reason="unknown")
    sealed = Sealed(text, _named(room, body.mentions), file=enclosed.file if enclosed else None, cards=cards)
    row = _message(uow, room, body.id, sealed)
    if enclosed is not None:
        await enclosed.taken.keep()
        uow.session.add(enclosed.taken.row(row.practice_id, uow.now))
        row.blob_id = enclosed.taken.id
    row.reply_to = body.reply_to
    if principal is not None:
        row.speaking_as, row.speaking_name = principal.id, called(principal)
        uow.actor = replace(uow.actor, speaking_as=row.speaking_name)
    before.unwritten.append((row, sealed))
    _tell(uow, room, row, sealed)
    before.messages[room.row.id, row.id] = row
    before.lately[paced] += 1
    uow.hint(partial(_PACES.count, paced, uow.now))
    uow.audit("chat:wrote", room.row.practice_id, f"conversation/{room.row.id}")
    return row


async def write_down(uow: UnitOfWork, said: Before) -> None:
    """Write what was said to the database, and let it be found."""
    for row, sealed in said.unwritten:
        point(uow, row, sealed)
    await uow.session.flush()
    await insert_many(uow.session, Message, [{name: getattr(row, name) for name in _COLUMNS} for row, _ in said.unwritten])
    await index(uow, said.unwritten)


async def spread(
    uow: UnitOfWork, said: Mapping[str, Sequence[Message]], rooms: Mapping[str, Room], lists: Collection[str] | None = None
) -> None:
    """Say in everybody's list how things stand after these messages, which are written down, and plan to tell their devices.

    `lists`: of which conversations the lists are told now (None: of all).
    """
    people = {each: {one.person_id or "" for one in rooms[each].people} for each in said}
    for conversation_id, rows in said.items():
        count_said(rooms[conversation_id], rows)
    await keep(uow, [rooms[each] for each in said], lists)
    devices = await devices_among(uow, set().union(*people.values()))
    for conversation_id, rows in said.items():
        if lists is None or conversation_id in lists:
            await say_in_lists(uow, rooms[conversation_id])
        for row in rows:
            await push_message(uow, row, people[conversation_id], devices)


async def note(uow: UnitOfWork, room: Room, happened: ChatNote) -> None:
    """Let a conversation tell what happened in it."""
    sealed = Sealed("", note=happened)
    row = _message(uow, room, new_id(), sealed)
    row.is_note = True
    uow.session.add(row)
    _tell(uow, room, row, sealed)
    await keep(uow, [room])
    await say_in_lists(uow, room)


async def correct(uow: UnitOfWork, conversation_id: str, message_id: str, body: Correct) -> ChatMessage:
    """Say it otherwise; only its author may, and the message bears the hour.

    Raises:
        NotFound: no such message, or not the actor's.
        Invalid: it is a file, which says what it says.
        MessageGone, Stale.
    """
    room = await enter(uow, conversation_id)
    row = await _own(uow, room, message_id)
    if row.deleted_at is not None:
        raise MessageGone
    if row.version != body.version:
        raise Stale(theirs=message_view(uow, row))
    before = uow.unseal(said_label(conversation_id, message_id), row.said, Sealed)
    if before.file is not None:
        raise Invalid(field="text", reason="file")
    after = structs.replace(before, text=written(body.text, is_alone=not before.cards), mentions=_named(room, body.mentions))
    if after != before:
        since = row.edited_at or row.at
        if after.text != before.text:
            after = structs.replace(after, edits=told_otherwise(before.edits, before.text, since))
        row.said = uow.seal(row.practice_id, said_label(conversation_id, message_id), after)
        row.edited_at, row.version = uow.now, row.version + 1
        await forget_words(uow, conversation_id, [row.n])
        await index(uow, [(row, after)])
        _name(room, row.n, set(after.mentions) - set(before.mentions))
        await keep(uow, [room])
        say_there(uow, room, "chat_corrected", put={"messages": [message_view(uow, row)]}, subject=row.id)
        await say_in_lists(uow, room)
        uow.audit("chat:corrected", row.practice_id, f"conversation/{conversation_id}")
    return message_view(uow, row)


async def take_back(uow: UnitOfWork, conversation_id: str, message_id: str) -> None:
    """Delete a message of one's own: that there was one stays, what it said is kept nowhere. Twice is once.

    Raises:
        NotFound: no such message, or not the actor's.
    """
    room = await enter(uow, conversation_id)
    row = await _own(uow, room, message_id)
    if row.deleted_at is not None:
        return
    row.said = uow.seal(row.practice_id, said_label(conversation_id, message_id), Sealed(""))
    await forget_said(uow, conversation_id, [message_id], [row.blob_id] if row.blob_id else [])
    await forget_words(uow, conversation_id, [row.n])
    await forget_cards(uow, conversation_id, [row.n])
    await forget_reminders(uow, room, [message_id])
    row.deleted_at, row.version, row.reply_to = uow.now, row.version + 1, None
    row.blob_id = row.reactions = None
    await uow.session.flush()
    await recount(uow, room)
    say_there(uow, room, "chat_deleted", put={"messages": [message_view(uow, row)]}, subject=row.id)
    await say_in_lists(uow, room)
    uow.audit("chat:deleted", row.practice_id, f"conversation/{conversation_id}")


def _message(uow: UnitOfWork, room: Room, message_id: str, sealed: Sealed) -> Message:
    assert uow.actor.person_id is not None
    return Message(
        conversation_id=room.row.id,
        id=message_id,
        practice_id=room.row.practice_id,
        n=number(uow, room),
        version=1,
        person_id=uow.actor.person_id,
        name=uow.actor.name,
        initials=uow.actor.initials,
        at=uow.now,
        said=uow.seal(room.row.practice_id, said_label(room.row.id, message_id), sealed),
        is_note=False,
    )


def _tell(uow: UnitOfWork, room: Room, row: Message, sealed: Sealed) -> None:
    _name(room, row.n, sealed.mentions)
    put: dict[str, list[Any]] = {"messages": [message_view(uow, row, sealed)], "marks": [mark_view(mark) for mark in room.new_marks]}
    room.new_marks.clear()
    say_there(uow, room, "chat_said", put=put, subject=row.id)


def _name(room: Room, n: int, people: Iterable[str]) -> None:
    for person_id in people:
        mark = room.mark(person_id)
        if mark is not None:
            mark.named = max(mark.named, n)


def _named(room: Room, mentions: Iterable[str]) -> list[str]:
    here = {each.person_id for each in room.people}
    return [person_id for person_id in dict.fromkeys(mentions) if person_id in here]


async def _own(uow: UnitOfWork, room: Room, message_id: str) -> Message:
    row = await message_in(uow, room.row.id, message_id)
    if row is None or row.is_note:
        raise NotFound
    uow.permit(Permission.CHAT_CORRECT, Target(row.practice_id, person_id=row.person_id))
    return row


async def _principal(uow: UnitOfWork, room: Room, practitioner_id: str | None) -> Practitioner | None:
    if practitioner_id is None:
        return None
    found = select(Practitioner).where(Practitioner.id == practitioner_id, Practitioner.practice_id == room.row.practice_id)
    row = (await uow.session.execute(found)).scalar_one_or_none()
    uow.permit(Permission.CHAT_SPEAK, Target(room.row.practice_id if row else None, practitioner_id))
    return row


async def said_before(uow: UnitOfWork, asked: Sequence[tuple[str, str]]) -> Before:
    """What must be known before messages are said, `(conversation, id)`; the conversations are locked."""
    conversations, ids = {each for each, _ in asked}, {each for _, each in asked}
    rows = await uow.session.scalars(_BEFORE, {"conversations": conversations, "ids": ids})
    return Before({(row.conversation_id, row.id): row for row in rows})
