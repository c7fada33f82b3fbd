"""Asking to see a message again at an hour, and no longer wanting it."""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import delete, func, select

from chat.conversations.errors import MessageGone
from chat.conversations.models import Reminder
from chat.conversations.queries.talks import talk_for
from chat.conversations.queries.views import reminder_view
from chat.conversations.schemas import Remind, ReminderView
from chat.conversations.service.telling import Room, message_in
from chat.conversations.topics import conversation_topic, list_topic
from server.core.errors import Invalid, NotFound
from server.core.unit import UnitOfWork

LONGEST = timedelta(days=366)
"""How far ahead."""
MOST = 200
"""Of one person, those whose hour is to come."""


async def remind(uow: UnitOfWork, conversation_id: str, message_id: str, body: Remind) -> ReminderView:
    """Ask to see a message again; asked again, the hour is the new one.

    Raises:
        NotFound: no such message, or not a conversation of the actor.
        MessageGone.
        Invalid: an hour that is past or too far, or too many of them.
    """
    me = uow.actor.person_id or ""
    # A message that is being deleted has its conversation locked: what comes after finds it gone.
    await uow.lock(conversation_topic(conversation_id), list_topic(me))
    talk = await talk_for(uow, conversation_id)
    message = None if talk.is_new else await message_in(uow, conversation_id, message_id)
    if message is None or message.is_note:
        raise NotFound
    if message.deleted_at is not None:
        raise MessageGone
    if not uow.now < body.at <= uow.now + LONGEST:
        raise Invalid(field="at", reason="past" if body.at <= uow.now else "too_far")
    row = await _mine(uow, conversation_id, message_id)
    if row is None:
        await _not_too_many(uow, me)
        row = Reminder(person_id=me, conversation_id=conversation_id, message_id=message_id, practice_id=talk.row.practice_id, n=message.n)
        uow.session.add(row)
    row.due_at, row.rung_at = body.at, None
    await uow.session.flush()
    view = reminder_view(row)
    uow.record(list_topic(me), "chats_reminding", owner=talk.row.practice_id, put={"reminders": [view]})
    return view


async def dismiss(uow: UnitOfWork, conversation_id: str, message_id: str) -> None:
    """No longer want it, or have seen it; twice is once.

    Raises:
        NotFound: not a conversation of the actor.
    """
    me = uow.actor.person_id or ""
    await uow.lock(list_topic(me))
    talk = await talk_for(uow, conversation_id)
    row = await _mine(uow, conversation_id, message_id)
    if row is not None:
        await uow.session.delete(row)
        uow.record(list_topic(me), "chats_reminding", owner=talk.row.practice_id, drop={"reminders": [row.id]})


async def forget_reminders(uow: UnitOfWork, room: Room, message_ids: Collection[str]) -> None:
    """Nobody is reminded of these messages of a locked conversation any more: they say nothing now."""
    which = (Reminder.conversation_id == room.row.id, Reminder.message_id.in_(message_ids))
    await _drop(uow, room, list(await uow.session.scalars(select(Reminder).where(*which).order_by(Reminder.id))))


async def forget_reminders_of(uow: UnitOfWork, room: Room, person_id: str) -> list[str]:
    """Somebody leaves: whoever takes him out says which of his reminders go with it."""
    which = (Reminder.conversation_id == room.row.id, Reminder.person_id == person_id)
    gone = delete(Reminder).where(*which).returning(Reminder.id).execution_options(synchronize_session=False)
    return sorted(await uow.session.scalars(gone))


async def _drop(uow: UnitOfWork, room: Room, rows: list[Reminder]) -> None:
    reading = {each.person_id for each in room.people}
    by_person: dict[str, list[str]] = {}
    for row in rows:
        await uow.session.delete(row)
        by_person.setdefault(row.person_id, []).append(row.id)
    for person_id, ids in by_person.items():
        if person_id in reading:  # whoever reads here no more has them no more in his list
            uow.record(list_topic(person_id), "chats_reminding", owner=room.row.practice_id, drop={"reminders": ids})


async def _mine(uow: UnitOfWork, conversation_id: str, message_id: str) -> Reminder | None:
    which = (
        Reminder.person_id == uow.actor.person_id,
        Reminder.conversation_id == conversation_id,
        Reminder.message_id == message_id,
    )
    return (await uow.session.scalars(select(Reminder).where(*which))).one_or_none()


async def _not_too_many(uow: UnitOfWork, person_id: str) -> None:
    waiting = select(func.count()).select_from(Reminder).where(Reminder.person_id == person_id, Reminder.rung_at.is_(None))
    if (await uow.session.execute(waiting)).scalar_one() >= MOST:
        raise Invalid(field="at", reason="full", limit=MOST)
