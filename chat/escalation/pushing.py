"""What urgent things tell people's devices: by whom, and where one may take it in hand; never what was said, nor about whom."""

from collections.abc import Collection, Mapping
from datetime import timedelta

from sqlalchemy import select

from chat.conversations.models import Conversation
from chat.conversations.queries.people import audience
from chat.escalation.models import Escalation
from chat.escalation.queries.routing import reachable_in
from chat.escalation.queries.urgents import reached_by, stands
from chat.push.service import plan
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


URGENT = Kind("chat_urgent", _urgent, timedelta(hours=2), repeats=True)
KINDS = (URGENT,)


async def push_urgent(uow: UnitOfWork, row: Escalation, people: Collection[str]) -> None:
    """Plan to tell the devices of those whom it reaches now."""
    await plan(uow, URGENT, people, f"escalation/{row.id}", {"escalation": row.id}, row.practice_id)
