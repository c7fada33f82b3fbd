"""What urgent things tell people's devices: by whom, and where one may take it in hand; never what was said, nor about whom."""

from collections.abc import Collection, Mapping
from datetime import timedelta

from sqlalchemy import select

from chat.conversations.models import Conversation
from chat.conversations.pushing import MESSAGE
from chat.conversations.queries.people import audience
from chat.escalation.models import Escalation
from chat.escalation.queries.routing import reachable_in
from chat.escalation.queries.urgents import reached_by, stands
from chat.push.service import devices_among, plan, take_back
from server.accounts.models import Person
from server.accounts.queries.quiet import disturbable
from server.core.outbox import Kind, Letter
from server.core.unit import UnitOfWork


async def _urgent(uow: UnitOfWork, refs: Mapping[str, str]) -> Letter | None:
    """Who asks, to somebody whom it reached, while nobody has it in hand and if he lets pass what is urgent."""
    waiting = select(Escalation).where(Escalation.id == refs["escalation"], Escalation.state == "waiting", stands())
    row = await uow.session.scalar(waiting)
    person = await uow.session.get(Person, refs["person"])
    if row is None or person is None or person.id not in await reached_by(uow, row.id) & await reachable_in(uow, row.practice_id):
        return None
    if not await disturbable(uow, [person.id], urgent=True):
        return None
    values = {"kind": "urgent", "by": row.author_name}
    conversation = await uow.session.get(Conversation, row.conversation_id) if row.conversation_id else None
    if conversation is not None and any(each.person_id == person.id for each in await audience(uow, conversation)):
        values["conversation"] = conversation.id
    return Letter(to=person.id, locale=person.locale, values=values)


async def _said(uow: UnitOfWork, refs: Mapping[str, str]) -> Letter | None:
    """The same, in the place of the message's own word: which it is again once it is urgent no more, unless it is he who has it in hand."""
    letter = await _urgent(uow, refs)
    row = await uow.session.get(Escalation, refs["escalation"])
    if letter is not None or (row is not None and row.closed_by == refs["person"]):
        return letter
    return await MESSAGE.prepare(uow, refs)


URGENT = Kind("chat_urgent", _urgent, timedelta(hours=2), repeats=True)
SAID = Kind("chat_urgent_said", _said, MESSAGE.lasts, repeats=True)
KINDS = (URGENT, SAID)


async def push_urgent(uow: UnitOfWork, row: Escalation, people: Collection[str]) -> None:
    """Plan to tell the devices of those whom it reaches now: once, in the place of the message's own word where that did not leave yet."""
    about, refs = f"escalation/{row.id}", {"escalation": row.id}
    devices, replaced = await devices_among(uow, people), set[str]()
    if row.conversation_id and row.said_id:
        message = {"conversation": row.conversation_id, "message": row.said_id}
        replaced = await take_back(uow, MESSAGE, people, f"conversation/{row.conversation_id}", message)
        instead = [each for each in devices if each[0] in replaced]
        await plan(uow, SAID, people, about, {**refs, **message}, row.practice_id, instead)
    await plan(uow, URGENT, people, about, refs, row.practice_id, [each for each in devices if each[0] not in replaced])
