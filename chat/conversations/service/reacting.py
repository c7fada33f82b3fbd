"""Answering a message with a sign."""

from chat.conversations.errors import MessageGone
from chat.conversations.queries.talks import talk_for
from chat.conversations.queries.views import message_view, reactions_label, reactions_of
from chat.conversations.rules import reacted
from chat.conversations.schemas import React, ReactedBy
from chat.conversations.service.telling import message_in
from chat.conversations.topics import conversation_topic
from server.core.errors import NotFound
from server.core.unit import UnitOfWork


async def react(uow: UnitOfWork, conversation_id: str, message_id: str, body: React) -> None:
    """Put a sign under a message, or take one's own away; twice is once. It is no news: nothing becomes unread.

    Raises:
        NotFound: no such message, or not a conversation of the actor.
        MessageGone.
    """
    topic = conversation_topic(conversation_id)
    await uow.lock(topic)
    talk = await talk_for(uow, conversation_id)
    row = None if talk.is_new else await message_in(uow, conversation_id, message_id)
    if row is None or row.is_note:
        raise NotFound
    if row.deleted_at is not None:
        raise MessageGone
    before = reactions_of(uow, row)
    after = reacted(before, body.emoji, ReactedBy(id=uow.actor.person_id or "", name=uow.actor.name), wanted=body.wanted)
    if after == before:
        return
    row.reactions = uow.seal(row.practice_id, reactions_label(conversation_id, message_id), after) if after else None
    await uow.session.flush()
    uow.record(topic, "chat_reacted", owner=row.practice_id, put={"messages": [message_view(uow, row)]}, subject=row.id)
    uow.audit("chat:reacted", row.practice_id, f"conversation/{conversation_id}")
