"""What happens in conversations by itself: the hour comes at which somebody wanted to see a message again, and lists hear what is late."""

from datetime import timedelta
from functools import partial

from sqlalchemy import select

from chat.conversations.models import Conversation, Message, Reminder
from chat.conversations.pushing import push_reminder
from chat.conversations.queries.people import audience
from chat.conversations.queries.views import reminder_view
from chat.conversations.service.rushing import tell
from chat.conversations.topics import list_topic
from server.core.actors import system
from server.core.db import EVERY_PRACTICE
from server.core.permissions import Permission
from server.core.unit import Core, UnitOfWork, retried

EVERY = 15.0
"""Seconds between two looks."""
BATCH = 50
"""Of one person, in one transaction; of conversations, at one look."""
LATE = timedelta(seconds=5)
"""How long a list may be without a word."""


async def tend(core: Core) -> bool:
    """Remind everybody of what he asked for; once each, however many processes look."""
    async with core.db.read(EVERY_PRACTICE) as session:
        due = select(Reminder.practice_id, Reminder.person_id).where(Reminder.rung_at.is_(None), Reminder.due_at <= core.clock.now())
        people = (await session.execute(due.distinct().order_by(Reminder.practice_id, Reminder.person_id))).all()
    for practice_id, person_id in people:
        act = partial(ring, practice_id=practice_id, person_id=person_id)
        await retried(core, system("reminders"), act, scope=frozenset({practice_id}))
    return False


async def tell_late(core: Core) -> bool:
    """Tell the lists what no process told them in time (`service.rushing`), having ended meanwhile; says whether there is more to do."""
    async with core.db.read(EVERY_PRACTICE) as session:
        late = select(Conversation.practice_id, Conversation.id).where(
            Conversation.told_n < Conversation.last_n, Conversation.last_at < core.clock.now() - LATE
        )
        conversations = (await session.execute(late.order_by(Conversation.id).limit(BATCH))).all()
    for practice_id, conversation_id in conversations:
        await tell(core, practice_id, conversation_id)
    return len(conversations) == BATCH


async def ring(uow: UnitOfWork, practice_id: str, person_id: str) -> None:
    """Remind one person, in one practice, of what is due; what was deleted or is his to read no more is forgotten."""
    uow.permit(Permission.SYSTEM)
    topic = list_topic(person_id)
    await uow.lock(topic)
    statement = (
        select(Reminder)
        .where(
            Reminder.practice_id == practice_id,
            Reminder.person_id == person_id,
            Reminder.rung_at.is_(None),
            Reminder.due_at <= uow.now,
        )
        .order_by(Reminder.due_at, Reminder.id)
        .limit(BATCH)
        .execution_options(populate_existing=True)
    )
    put, drop = [], []
    for row in list(await uow.session.scalars(statement)):
        if await _may_be_read(uow, row):
            row.rung_at = uow.now
            await push_reminder(uow, row)
            put.append(reminder_view(row))
        else:
            await uow.session.delete(row)
            drop.append(row.id)
    await uow.session.flush()
    if drop:
        uow.record(topic, "chats_reminding", owner=practice_id, drop={"reminders": drop})
    if put:
        uow.record(topic, "chats_reminded", owner=practice_id, put={"reminders": put})


async def _may_be_read(uow: UnitOfWork, row: Reminder) -> bool:
    message = await uow.session.get(Message, (row.conversation_id, row.message_id))
    conversation = await uow.session.get(Conversation, row.conversation_id)
    if message is None or message.deleted_at is not None or conversation is None:
        return False
    return any(each.person_id == row.person_id for each in await audience(uow, conversation))
