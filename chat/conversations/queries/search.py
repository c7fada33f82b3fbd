"""Search over one's own conversations: the keyed index of words finds candidates, which are opened and read again."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from chat.conversations.asking import Question, asked, beginning, is_called, says
from chat.conversations.models import Mark, Message, Word
from chat.conversations.queries.lists import Own, own_ones
from chat.conversations.queries.talks import talk_for
from chat.conversations.queries.views import message_view, title_of
from chat.conversations.schemas import ChatMessage, FoundMessage, FoundMessages, SearchChats
from server.core.errors import Invalid
from server.core.permissions import Permission
from server.core.unit import UnitOfWork

_AT_ONCE, _MOST_READ = 60, 600
"""Candidates opened at a time, and for one answer."""
_DIGITS = 22


def digest(uow: UnitOfWork, conversation_id: str, begins: str) -> str:
    """What the index knows of a beginning: nothing without the root key, nothing common to two conversations."""
    return uow.core.keyring.mac(f"chat-word|{conversation_id}", begins)[:_DIGITS]


async def search_chats(uow: UnitOfWork, body: SearchChats) -> FoundMessages:
    """The messages that answer, the newest first; leaves an audit line without the text.

    Raises:
        Invalid: nothing to look for, or a day, a kind or a zone that cannot be read.
        NotFound: a conversation that is not the actor's.
    """
    uow.permit(Permission.SIGNED_IN)
    if body.conversation_id is not None:
        await talk_for(uow, body.conversation_id)
    question = asked(body.text, _zone(body.zone))
    mine = await _looked_through(uow, body, question)
    for practice_id in sorted({own.row.practice_id for own in mine}):
        uow.audit("chat:searched", practice_id, "search")
    found: list[FoundMessage] = []
    skip, over = body.skip, not mine
    people = await _people(uow, mine, question)
    while not over and len(found) < body.limit and skip - body.skip < _MOST_READ:
        rows = list(await uow.session.scalars(_candidates(uow, mine, people, question).offset(skip).limit(_AT_ONCE)))
        over = len(rows) < _AT_ONCE
        for at, row in enumerate(rows, 1):
            view = message_view(uow, row)
            if _answers(view, question):
                found.append(FoundMessage(conversation_id=row.conversation_id, message=view))
            if len(found) == body.limit:
                over, rows = over and at == len(rows), rows[:at]
                break
        skip += len(rows)
    return FoundMessages(found=found, words=list(question.words), skip=None if over else skip)


async def _looked_through(uow: UnitOfWork, body: SearchChats, question: Question) -> list[Own]:
    own = await own_ones(uow, uow.actor.person_id or "")
    return [
        each for each in own if body.conversation_id in (None, each.row.id) and all(_is_with(uow, each, name) for name in question.among)
    ]


def _is_with(uow: UnitOfWork, own: Own, name: str) -> bool:
    called = [title_of(uow, own.row), *(each.name for each in own.there if each.person_id != uow.actor.person_id)]
    return any(is_called(each, name) for each in called)


async def _people(uow: UnitOfWork, mine: Sequence[Own], question: Question) -> frozenset[str] | None:
    """Those who are called so among all who take or took part; None: everybody's messages are looked for."""
    if not question.by:
        return None
    marks = select(Mark.person_id, Mark.name).where(Mark.conversation_id.in_([own.row.id for own in mine])).distinct()
    known = {(person_id, name) for person_id, name in await uow.session.execute(marks)}
    known |= {(each.person_id or "", each.name) for own in mine for each in own.there}
    return frozenset(person_id for person_id, name in known if any(is_called(name, wanted) for wanted in question.by))


def _candidates(uow: UnitOfWork, mine: Sequence[Own], people: frozenset[str] | None, question: Question) -> Select[Message]:
    """The messages that may answer, the newest first.

    The longest word leads, being the rarest: its digests are those of one's own conversations, which need not be named beside it.
    """
    ids = [own.row.id for own in mine]
    statement = select(Message).where(Message.deleted_at.is_(None), Message.is_note.is_(False))
    if not question.words:
        statement = statement.where(Message.conversation_id.in_(ids))
    for place, word in enumerate(sorted(question.words, key=len, reverse=True)):
        written = [digest(uow, each, beginning(word)) for each in ids]
        one = aliased(Word)
        there = (one.conversation_id == Message.conversation_id) & (one.n == Message.n) & one.word.in_(written)
        statement = statement.join(one, there) if place == 0 else statement.where(select(one.n).where(there).exists())
    if people is not None:
        statement = statement.where(Message.person_id.in_(people))
    if question.before is not None:
        statement = statement.where(Message.at < question.before)
    if question.after is not None:
        statement = statement.where(Message.at >= question.after)
    if question.has_file or question.has_voice:
        statement = statement.where(Message.blob_id.is_not(None))
    return statement.order_by(Message.at.desc(), Message.conversation_id, Message.n.desc())


def _answers(view: ChatMessage, question: Question) -> bool:
    is_voice = view.file is not None and view.file.lasts > 0
    if (question.has_voice and not is_voice) or (question.has_file and not question.has_voice and is_voice):
        return False
    return says(f"{view.text} {view.file.title if view.file else ''}", question.words)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Invalid(field="zone", reason="unknown") from None
