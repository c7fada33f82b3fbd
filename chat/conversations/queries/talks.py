"""The only way from an identifier to a conversation, and what its screens start from."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

import msgspec
from sqlalchemy import bindparam, select

from chat.conversations.models import Conversation, Mark, Message, Participant
from chat.conversations.queries.people import audience, participants_of, somebody
from chat.conversations.queries.views import Sealed, conversation_view, mark_view, message_view, said_label
from chat.conversations.rules import door, standing_id
from chat.conversations.schemas import (
    Asked,
    ChatCompany,
    ChatEdits,
    ChatMessage,
    ChatMessages,
    ChatPage,
    ChatPrincipal,
    ConversationBody,
    Kind,
    LatestMessage,
    LatestMessages,
)
from chat.conversations.topics import TALKING
from server.accounts.models import Practitioner
from server.core.actors import Target
from server.core.among import is_among
from server.core.errors import NotFound
from server.core.permissions import Permission, permitted
from server.core.unit import UnitOfWork

SHOWN = 50
"""Messages of a fresh screen."""


_ROWS = (
    select(Conversation, Participant.person_id)
    .outerjoin(Participant, Participant.conversation_id == Conversation.id)
    .execution_options(populate_existing=True)
)
_KNOWN = _ROWS.where(Conversation.id == bindparam("conversation_id"))
_AMONG = _ROWS.where(is_among(Conversation.id, "ids"))


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation that the actor takes part in."""

    row: Conversation
    participants: frozenset[str]
    is_new: bool
    """It stands by itself, and nobody has spoken yet."""


async def talk_for(uow: UnitOfWork, conversation_id: str) -> Talk:
    """The conversation, once the table has let the actor in.

    Raises:
        NotFound: unknown or forbidden.
    """
    found = (await uow.session.execute(_KNOWN, {"conversation_id": conversation_id})).all()
    row = found[0][0] if found else await _standing(uow, conversation_id)
    is_new = not found
    if row is None:
        uow.permit(Permission.CHAT_TAKE_PART)
        raise NotFound
    participants = frozenset(person_id for _, person_id in found if person_id is not None)
    uow.permit(*door(cast("Kind", row.kind), row.practice_id, row.practitioner_id, uow.actor.person_id, participants))
    return Talk(row, participants, is_new)


async def talk_for_the_system(uow: UnitOfWork, conversation_id: str) -> Talk:
    """The conversation, whoever takes part in it.

    Raises:
        NotFound: unknown.
    """
    uow.permit(Permission.SYSTEM)
    row = await uow.session.get(Conversation, conversation_id, populate_existing=True)
    if row is None:
        raise NotFound
    return Talk(row, await participants_of(uow, row), is_new=False)


async def talks_among(uow: UnitOfWork, conversation_ids: Iterable[str]) -> list[Talk]:
    """Those of these conversations in which somebody spoke, whoever asks."""
    found: dict[str, tuple[Conversation, set[str]]] = {}
    for row, person_id in await uow.session.execute(_AMONG, {"ids": conversation_ids}):
        people = found.setdefault(row.id, (row, set()))[1]
        people |= {person_id} - {None}
    return [Talk(row, frozenset(people), is_new=False) for row, people in found.values()]


def standing(kind: Kind, practice_id: str, practitioner_id: str | None = None) -> Conversation:
    """A conversation that stands by itself, as it is before anybody spoke."""
    return Conversation(
        id=standing_id(kind, practitioner_id or practice_id),
        version=1,
        practice_id=practice_id,
        kind=kind,
        practitioner_id=practitioner_id,
        patient_id=None,
        title=None,
        last_n=0,
        last_at=None,
    )


async def standing_ones(uow: UnitOfWork) -> list[Conversation]:
    """Those of every practice of the actor, whether he takes part or not."""
    practices = sorted(uow.actor.scope)
    found = [standing(kind, practice) for practice in practices for kind in ("team", "outside")]
    rows = await uow.session.execute(
        select(Practitioner.id, Practitioner.practice_id)
        .where(Practitioner.practice_id.in_(practices), Practitioner.archived.is_(False))
        .order_by(Practitioner.position, Practitioner.id)
    )
    return [*found, *(standing("secretariat", practice_id, practitioner_id) for practitioner_id, practice_id in rows)]


async def _standing(uow: UnitOfWork, conversation_id: str) -> Conversation | None:
    return next((each for each in await standing_ones(uow) if each.id == conversation_id), None)


async def authorize_conversation(uow: UnitOfWork, conversation_id: str) -> str:
    """The lens of the actor on a conversation.

    Raises:
        NotFound: he takes no part in it.
    """
    await talk_for(uow, conversation_id)
    return TALKING


async def conversation_snapshot(uow: UnitOfWork, conversation_id: str, _: msgspec.Raw) -> ConversationBody:
    """The topic conversation/{id} as it is now: the newest messages, and how far everybody has read."""
    talk = await talk_for(uow, conversation_id)
    marks = await uow.session.scalars(select(Mark).where(Mark.conversation_id == conversation_id).order_by(Mark.person_id))
    return ConversationBody(
        conversation=[conversation_view(uow, talk.row)],
        messages=await _newest(uow, conversation_id, talk.row.last_n + 1, SHOWN),
        marks=[mark_view(row) for row in marks],
    )


async def older_messages(uow: UnitOfWork, conversation_id: str, page: ChatPage) -> ChatMessages:
    """A page of what was said before a number."""
    talk = await talk_for(uow, conversation_id)
    uow.audit(str(Permission.CHAT_TAKE_PART), talk.row.practice_id, f"conversation/{conversation_id}")
    return ChatMessages(messages=await _newest(uow, conversation_id, page.before, page.limit))


async def edits_of(uow: UnitOfWork, conversation_id: str, message_id: str) -> ChatEdits:
    """What a message said before, for whoever reads it.

    Raises:
        NotFound: no such message, or not in a conversation of the actor.
    """
    talk = await talk_for(uow, conversation_id)
    row = await uow.session.get(Message, (conversation_id, message_id))
    if row is None:
        raise NotFound
    uow.audit(str(Permission.CHAT_TAKE_PART), talk.row.practice_id, f"conversation/{conversation_id}")
    return ChatEdits(edits=uow.unseal(said_label(conversation_id, message_id), row.said, Sealed).edits)


async def latest_messages(uow: UnitOfWork, asked: Asked) -> LatestMessages:
    """The last message of each conversation that the actor takes part in; the others are passed over."""
    uow.permit(Permission.SIGNED_IN)
    found = []
    for conversation_id in dict.fromkeys(asked.conversations):
        try:
            talk = await talk_for(uow, conversation_id)
        except NotFound:
            continue
        newest = await _newest(uow, conversation_id, talk.row.last_n + 1, 1)
        found += [LatestMessage(conversation_id=conversation_id, message=message) for message in newest]
        uow.audit(str(Permission.CHAT_TAKE_PART), talk.row.practice_id, f"conversation/{conversation_id}")
    return LatestMessages(latest=found)


async def company_of(uow: UnitOfWork, conversation_id: str) -> ChatCompany:
    """Who takes part, and in whose name the actor may write."""
    talk = await talk_for(uow, conversation_id)
    return ChatCompany(
        people=[somebody(each) for each in await audience(uow, talk.row, talk.participants)],
        principals=[ChatPrincipal(id=row.id, name=called(row)) for row in await principals(uow, talk.row.practice_id)],
    )


async def principals(uow: UnitOfWork, practice_id: str) -> list[Practitioner]:
    """The practitioners in whose name the actor may write (F103)."""
    rows = await uow.session.scalars(
        select(Practitioner)
        .where(Practitioner.practice_id == practice_id, Practitioner.archived.is_(False))
        .order_by(Practitioner.position, Practitioner.id)
    )
    return [row for row in rows if permitted(uow.actor, Permission.CHAT_SPEAK, Target(practice_id, row.id))]


def called(row: Practitioner) -> str:
    """A practitioner as people call him."""
    return f"{row.title} {row.name}".strip()


async def _newest(uow: UnitOfWork, conversation_id: str, before: int, limit: int) -> list[ChatMessage]:
    statement = (
        select(Message).where(Message.conversation_id == conversation_id, Message.n < before).order_by(Message.n.desc()).limit(limit)
    )
    rows = list(await uow.session.scalars(statement))
    return [message_view(uow, row) for row in reversed(rows)]
