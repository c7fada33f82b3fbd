"""How long a practice keeps what is said: past that, messages go with their files, words, signs and, at the end, receipts."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from chat.conversations.models import Mark, Message
from chat.conversations.queries.talks import talk_for_the_system
from chat.conversations.service.indexing import forget_cards, forget_words
from chat.conversations.service.reminding import forget_reminders
from chat.conversations.service.telling import Room, enter, forget_said, recount, say_in_lists
from chat.conversations.topics import conversation_topic
from server.accounts.models import Practice
from server.accounts.queries.views import CHAT_MONTHS
from server.core.actors import system
from server.core.db import EVERY_PRACTICE
from server.core.unit import Core, UnitOfWork, retried

MONTH = timedelta(days=30.4375)
_CONVERSATIONS, _MESSAGES = 20, 200
"""How many at a time, each conversation in a transaction of its own."""
_WHO = system("chat retention")


async def forget_chats(core: Core) -> bool:
    """Forget what is older than its practice wants; tells whether there is more to do."""
    async with core.db.read(EVERY_PRACTICE) as session:
        rows = (await session.execute(select(Practice.id, Practice.settings))).all()
    is_more = False
    for practice_id, settings in rows:
        months = settings.get(CHAT_MONTHS, 0)
        if months:
            is_more |= await _forget_of(core, practice_id, core.clock.now() - months * MONTH)
    return is_more


async def _forget_of(core: Core, practice_id: str, limit: datetime) -> bool:
    async with core.db.read(frozenset({practice_id})) as session:
        old = select(Message.conversation_id).where(Message.at < limit).distinct().limit(_CONVERSATIONS)
        conversations = list(await session.scalars(old))
    is_more = len(conversations) == _CONVERSATIONS
    for conversation_id in conversations:

        async def act(uow: UnitOfWork, conversation_id: str = conversation_id) -> bool:
            return await _forget(uow, conversation_id, limit)

        is_more |= await retried(core, _WHO, act, scope=frozenset({practice_id}))
    return is_more


async def _forget(uow: UnitOfWork, conversation_id: str, limit: datetime) -> bool:
    room = await enter(uow, conversation_id, load=talk_for_the_system)
    statement = select(Message).where(Message.conversation_id == conversation_id, Message.at < limit).order_by(Message.n).limit(_MESSAGES)
    rows = list(await uow.session.scalars(statement))
    if not rows:
        return False
    ids, numbers = [row.id for row in rows], [row.n for row in rows]
    await forget_said(uow, conversation_id, ids, [row.blob_id for row in rows if row.blob_id])
    await forget_words(uow, conversation_id, numbers)
    await forget_cards(uow, conversation_id, numbers)
    await forget_reminders(uow, room, ids)
    gone = delete(Message).where(Message.conversation_id == conversation_id, Message.n.in_(numbers))
    await uow.session.execute(gone, execution_options={"synchronize_session": False})
    drop = {"messages": ids}
    if not await _says_something(uow, conversation_id):
        drop["marks"] = await _forget_marks(uow, room)
    await recount(uow, room)
    uow.record(conversation_topic(conversation_id), "chat_forgotten", owner=room.row.practice_id, drop=drop)
    await say_in_lists(uow, room)
    uow.audit("chat:forgotten", room.row.practice_id, f"conversation/{conversation_id}")
    return len(rows) == _MESSAGES


async def _says_something(uow: UnitOfWork, conversation_id: str) -> bool:
    one = select(Message.n).where(Message.conversation_id == conversation_id).limit(1)
    return (await uow.session.execute(one)).first() is not None


async def _forget_marks(uow: UnitOfWork, room: Room) -> list[str]:
    """Nothing is left of which somebody could have been told."""
    gone = delete(Mark).where(Mark.conversation_id == room.row.id)
    await uow.session.execute(gone, execution_options={"synchronize_session": False})
    people = list(room.marks)
    room.marks.clear()
    return people
