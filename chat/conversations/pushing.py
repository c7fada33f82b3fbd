"""What conversations tell people's devices: that somebody wrote, or that an hour has come; never what was said, nor about whom."""

from collections.abc import Collection, Mapping
from datetime import timedelta

from chat.conversations.models import Conversation, Mark, Message, Reminder
from chat.conversations.queries.people import audience
from chat.push.service import plan
from server.accounts.models import Person
from server.accounts.queries.quiet import disturbable
from server.core.outbox import Kind, Letter
from server.core.unit import UnitOfWork


async def _message(uow: UnitOfWork, refs: Mapping[str, str]) -> Letter | None:
    """Who wrote, to somebody who has not read it meanwhile and may be disturbed."""
    message = await uow.session.get(Message, (refs["conversation"], refs["message"]))
    mark = await uow.session.get(Mark, (refs["conversation"], refs["person"]))
    if message is None or message.deleted_at is not None or (mark is not None and mark.read >= message.n):
        return None
    return await _letter(uow, refs, {"kind": "message", "by": message.name})


async def _reminder(uow: UnitOfWork, refs: Mapping[str, str]) -> Letter | None:
    """That the hour of a reminder has come, to somebody who did not dismiss it meanwhile."""
    row = await uow.session.get(Reminder, refs["reminder"])
    if row is None or row.rung_at is None:
        return None
    return await _letter(uow, refs, {"kind": "reminder"})


async def _letter(uow: UnitOfWork, refs: Mapping[str, str], values: Mapping[str, str]) -> Letter | None:
    person = await uow.session.get(Person, refs["person"])
    conversation = await uow.session.get(Conversation, refs["conversation"])
    if person is None or conversation is None or not await disturbable(uow, [person.id]):
        return None
    if not any(each.person_id == person.id for each in await audience(uow, conversation)):
        return None
    return Letter(to=person.id, locale=person.locale, values={**values, "conversation": conversation.id})


MESSAGE = Kind("chat_message", _message, timedelta(hours=12), repeats=True)
REMINDER = Kind("chat_reminder", _reminder, timedelta(hours=12), repeats=True)
KINDS = (MESSAGE, REMINDER)


async def push_message(uow: UnitOfWork, row: Message, people: set[str], devices: Collection[tuple[str, str]]) -> None:
    """Plan to tell these people's devices, those among `devices`, that somebody wrote."""
    refs = {"conversation": row.conversation_id, "message": row.id}
    await plan(uow, MESSAGE, people - {row.person_id}, f"conversation/{row.conversation_id}", refs, row.practice_id, devices)


async def push_reminder(uow: UnitOfWork, row: Reminder) -> None:
    """Plan to tell somebody's devices that the hour of a reminder has come."""
    refs = {"conversation": row.conversation_id, "reminder": row.id, "at": row.due_at.isoformat()}
    await plan(uow, REMINDER, {row.person_id}, f"reminder/{row.id}", refs, row.practice_id)
