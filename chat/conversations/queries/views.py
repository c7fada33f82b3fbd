"""From rows to what screens show."""

from typing import cast

from msgspec import Struct

from chat.conversations.models import Conversation, Mark, Message, Reach, Reminder
from chat.conversations.schemas import (
    ChatCard,
    ChatEdit,
    ChatFile,
    ChatMark,
    ChatMessage,
    ChatNote,
    ChatReaction,
    ConversationView,
    Kind,
    ReminderView,
    Somebody,
)
from server.accounts.rules import hue_of
from server.core.unit import UnitOfWork


class Sealed(Struct, frozen=True, omit_defaults=True):
    """What of a message is sealed."""

    text: str
    mentions: list[str] = []
    note: ChatNote | None = None
    file: ChatFile | None = None
    cards: list[ChatCard] = []
    edits: list[ChatEdit] = []
    """What it said before; in here, so that whatever empties the message empties that too."""


def conversation_view(uow: UnitOfWork, row: Conversation) -> ConversationView:
    """A conversation."""
    return ConversationView(
        id=row.id,
        version=row.version,
        practice_id=row.practice_id,
        kind=cast("Kind", row.kind),
        name=title_of(uow, row),
        practitioner_id=row.practitioner_id,
        patient_id=row.patient_id,
    )


def title_of(uow: UnitOfWork, row: Conversation) -> str:
    """What a group is called, or whom it is about; the others are named by who is there."""
    return "" if row.title is None else uow.unseal(title_label(row.id), row.title, str)


def message_view(uow: UnitOfWork, row: Message, said: Sealed | None = None) -> ChatMessage:
    """A message; `said`: what it says, where that is known."""
    sealed = said or uow.unseal(said_label(row.conversation_id, row.id), row.said, Sealed)
    return ChatMessage(
        id=row.id,
        n=row.n,
        version=row.version,
        author=Somebody(id=row.person_id, name=row.name, initials=row.initials, hue=hue_of(row.person_id)),
        speaking_as=row.speaking_as,
        speaking_name=row.speaking_name,
        at=row.at,
        text=sealed.text,
        mentions=sealed.mentions,
        reply_to=row.reply_to,
        file=sealed.file,
        cards=sealed.cards,
        reactions=reactions_of(uow, row),
        edited_at=row.edited_at,
        deleted_at=row.deleted_at,
        note=sealed.note,
    )


def reactions_of(uow: UnitOfWork, row: Message) -> list[ChatReaction]:
    """The signs under a message."""
    label = reactions_label(row.conversation_id, row.id)
    return [] if row.reactions is None else uow.unseal(label, row.reactions, list[ChatReaction])


def mark_view(row: Mark | Reach) -> ChatMark:
    """How far somebody is."""
    return ChatMark(id=row.person_id, name=row.name, initials=row.initials, received=row.received, read=row.read)


def said_label(conversation_id: str, message_id: str) -> str:
    """The label under which a message is sealed."""
    return f"conversation-message|{conversation_id}|{message_id}"


def reactions_label(conversation_id: str, message_id: str) -> str:
    """The label under which the signs under a message are sealed."""
    return f"conversation-reactions|{conversation_id}|{message_id}"


def title_label(conversation_id: str) -> str:
    """The label under which the name of a group is sealed."""
    return f"conversation-title|{conversation_id}"


def reminder_view(row: Reminder) -> ReminderView:
    """A reminder on the wire."""
    return ReminderView(
        id=row.id, conversation_id=row.conversation_id, message_id=row.message_id, n=row.n, due_at=row.due_at, rung_at=row.rung_at
    )
