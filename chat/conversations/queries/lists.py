"""Somebody's list of conversations, with what he has not read."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import msgspec
from sqlalchemy import and_, func, select

from chat.conversations.models import Conversation, Mark, Message, Participant, Reach, Reminder
from chat.conversations.queries.people import admitted, colleagues, somebody
from chat.conversations.queries.talks import standing_ones
from chat.conversations.queries.views import reminder_view, title_of
from chat.conversations.rules import MOST_UNREAD, STANDING
from chat.conversations.schemas import ChatLine, ChatsBody, Kind, ReminderView, Somebody
from chat.conversations.topics import OWN
from server.accounts.models import Person
from server.accounts.rules import hue_of
from server.core.actors import Actor, Target
from server.core.errors import NotFound
from server.core.permissions import Permission
from server.core.unit import UnitOfWork

FACES = 3
"""Of a group, on its line."""
_UNREAD = (
    select(Mark.person_id, func.count(Message.id))
    .outerjoin(
        Message,
        and_(
            Message.conversation_id == Mark.conversation_id,
            Message.n > Mark.read,
            Message.person_id != Mark.person_id,
            Message.is_note.is_(False),
            Message.deleted_at.is_(None),
        ),
    )
    .group_by(Mark.person_id)
)


@dataclass(frozen=True, slots=True)
class Own:
    """A conversation that stands in somebody's list, with who was brought in and who takes part."""

    row: Conversation
    brought: frozenset[str]
    there: list[Actor]


async def authorize_list(uow: UnitOfWork, person_id: str) -> str:
    """The lens of the actor on his own list.

    Raises:
        NotFound: it is somebody else's, or he takes part in no conversations anywhere.
    """
    uow.permit(Permission.SIGNED_IN)
    if uow.actor.person_id != person_id or not _practices(uow):
        raise NotFound
    return OWN


async def chats_snapshot(uow: UnitOfWork, person_id: str, _: msgspec.Raw) -> ChatsBody:
    """The topic chats/{person} as it is now: what he was brought into, and what stands by itself where there is somebody to talk to."""
    await authorize_list(uow, person_id)
    marks = {row.conversation_id: row for row in await uow.session.scalars(select(Mark).where(Mark.person_id == person_id))}
    own = await own_ones(uow, person_id)
    lines = [line(uow, each.row, person_id, await faces(uow, each.row, each.brought, each.there), marks.get(each.row.id)) for each in own]
    return ChatsBody(lines=lines, reminders=await reminders_of(uow, person_id, {each.id for each in lines}))


async def reminders_of(uow: UnitOfWork, person_id: str, conversations: Collection[str]) -> list[ReminderView]:
    """What somebody wants to be reminded of, in the conversations that stand in his list."""
    rows = await uow.session.scalars(select(Reminder).where(Reminder.person_id == person_id).order_by(Reminder.due_at, Reminder.id))
    return [reminder_view(row) for row in rows if row.conversation_id in conversations]


async def own_ones(uow: UnitOfWork, person_id: str) -> list[Own]:
    """Every conversation that stands in somebody's list; it is his own list that is asked for."""
    people = {practice: await colleagues(uow, practice) for practice in _practices(uow)}
    mine = select(Participant.conversation_id).where(Participant.person_id == person_id)
    rows = {row.id: row for row in await uow.session.scalars(select(Conversation).where(Conversation.id.in_(mine)))}
    stand = {each.id: each for each in await standing_ones(uow)}
    rows |= stand | {row.id: row for row in await uow.session.scalars(select(Conversation).where(Conversation.id.in_(stand)))}
    brought = await _brought_in(uow, [row.id for row in rows.values() if row.kind not in STANDING])
    found = []
    for row in rows.values():
        among = brought.get(row.id, frozenset())
        there = admitted(row, people.get(row.practice_id, []), among)
        if is_shown(row, there, person_id):
            found.append(Own(row, among, there))
    return found


def is_shown(row: Conversation, there: Sequence[Actor], person_id: str) -> bool:
    """Whether a conversation stands in somebody's list: he takes part, and it says something, or somebody else would read it."""
    if not any(each.person_id == person_id for each in there):
        return False
    return row.last_n > 0 or (row.kind in STANDING and len(there) > 1)


def line(uow: UnitOfWork, row: Conversation, person_id: str, people: Sequence[Somebody], mark: Mark | Reach | None) -> ChatLine:
    """A conversation in somebody's list. Whoever has no mark yet came after the last message: all of it is old news to him."""
    return ChatLine(
        id=row.id,
        version=row.version,
        practice_id=row.practice_id,
        kind=cast("Kind", row.kind),
        name=title_of(uow, row),
        practitioner_id=row.practitioner_id,
        patient_id=row.patient_id,
        people=[each for each in people if each.id != person_id][:FACES],
        last_n=row.last_n,
        last_at=row.last_at,
        unread=min(mark.unread, MOST_UNREAD) if mark else 0,
        is_named=bool(mark and mark.named > mark.read),
    )


async def count_unread(uow: UnitOfWork, conversation_id: str, person_id: str | None = None) -> dict[str, int]:
    """What each has not read, or one of them, counted anew among the messages that are kept; marks are written."""
    statement = _UNREAD.where(Mark.conversation_id == conversation_id)
    if person_id is not None:
        statement = statement.where(Mark.person_id == person_id)
    return {each: unread for each, unread in await uow.session.execute(statement)}


async def faces(uow: UnitOfWork, row: Conversation, brought: frozenset[str], people: Iterable[Actor]) -> list[Somebody]:
    """Those who were brought in, also one who left the practice since: what he said is still there."""
    if row.kind in STANDING:
        return []
    here = [somebody(each) for each in people if each.person_id in brought]
    gone = brought - {each.id for each in here}
    if gone:
        rows = await uow.session.execute(select(Person.id, Person.name, Person.initials).where(Person.id.in_(gone)).order_by(Person.id))
        here += [Somebody(id=person_id, name=name, initials=initials, hue=hue_of(person_id)) for person_id, name, initials in rows]
    return here


async def _brought_in(uow: UnitOfWork, conversations: Sequence[str]) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    statement = select(Participant.conversation_id, Participant.person_id).where(Participant.conversation_id.in_(conversations))
    for conversation_id, person_id in await uow.session.execute(statement):
        found.setdefault(conversation_id, set()).add(person_id)
    return {conversation_id: frozenset(people) for conversation_id, people in found.items()}


def _practices(uow: UnitOfWork) -> list[str]:
    return [practice for practice in sorted(uow.actor.scope) if uow.may(Permission.CHAT_USE, Target(practice))]
