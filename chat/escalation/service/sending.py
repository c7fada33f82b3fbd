"""Files that must be taken in hand: sent as any other is, and read by those whom they reached."""

from starlette.responses import Response

from chat.conversations.schemas import Say, Sent
from chat.conversations.service.saying import Enclosed
from chat.conversations.service.sending import enclosed_in, take_in
from chat.escalation.queries.urgents import escalation_for
from chat.escalation.schemas import SayUrgently, SendUrgently, Urgency
from chat.escalation.service.raising import say_urgently
from server.core.blobs import Blobs
from server.core.blobs.serving import attachment
from server.core.errors import NotFound
from server.core.http import Visit
from server.core.permissions import Permission
from server.core.unit import UnitOfWork, reading


async def send_urgently(visit: Visit, conversation_id: str) -> Sent:
    """Send a file that climbs until somebody takes it in hand.

    Raises:
        NotFound, FileType, TooLarge, SoundTooLong…: see `take_in`.
        NobodyToReach, UrgentFull, Invalid, TooMany: see `say_urgently`.
    """

    async def speak(uow: UnitOfWork, fields: SendUrgently, said: Say, enclosed: Enclosed) -> Sent:
        urgency = Urgency(practitioner_id=fields.practitioner_id, minutes=fields.minutes)
        return await say_urgently(uow, conversation_id, SayUrgently(say=said, urgency=urgency), enclosed)

    return await take_in(visit, conversation_id, SendUrgently, speak)


async def read_file(visit: Visit, escalation_id: str) -> Response:
    """The file of an urgent message, for its author and those whom it reached.

    Raises:
        NotFound: unknown, forbidden, deleted, or it has none.
        FileLost: it cannot be read back.
    """
    async with reading(visit.house.core, visit.actor) as uow:
        row = await escalation_for(uow, Permission.URGENT_READ, escalation_id)
        if row.conversation_id is None or row.said_id is None:
            raise NotFound
        blob, title = await enclosed_in(uow, row.conversation_id, row.said_id)
        uow.audit("urgent:file", row.practice_id, f"escalation/{row.id}")
    return await attachment(visit.house.service(Blobs), blob, title)
