"""HTTP ↔ what is urgent, and the roster."""

from starlette.responses import Response

from chat.conversations.schemas import Sent
from chat.escalation.queries.routing import route_now
from chat.escalation.queries.urgents import content_for, urgents_of
from chat.escalation.schemas import (
    AddDuty,
    AskRoute,
    AskUrgents,
    ChangeDuty,
    Duties,
    DutyView,
    RaiseUrgent,
    SayUrgently,
    SendUrgently,
    UrgentContent,
    UrgentRoute,
    Urgents,
    UrgentView,
)
from chat.escalation.service import raising, roster, sending
from server.core.http import Api, Visit
from server.core.unit import UnitOfWork

api = Api("urgent")


@api.command("POST", "/api/conversations/{conversation_id}/urgent", status=201)
async def say_urgently(uow: UnitOfWork, conversation_id: str, body: SayUrgently) -> Sent:
    """Say something that must be taken in hand: it climbs until somebody does (Part C 10)."""
    return await raising.say_urgently(uow, conversation_id, body)


@api.upload("/api/conversations/{conversation_id}/urgent/files", SendUrgently)
async def send_urgently(visit: Visit, conversation_id: str) -> Sent:
    """Send a document, a picture or a voice message that must be taken in hand (F106, F107, Part C 10)."""
    return await sending.send_urgently(visit, conversation_id)


@api.command("POST", "/api/urgent", status=201)
async def raise_urgent(uow: UnitOfWork, body: RaiseUrgent) -> UrgentView:
    """Mark a message that one said, or a mission, urgent."""
    return await raising.raise_urgent(uow, body)


@api.query("POST", "/api/urgent/route")
async def read_route(uow: UnitOfWork, body: AskRoute) -> UrgentRoute:
    """Whom something urgent for a practitioner would reach now, in order."""
    return await route_now(uow, body)


@api.query("POST", "/api/urgent/about")
async def read_urgents(uow: UnitOfWork, body: AskUrgents) -> Urgents:
    """Whatever was urgent in a conversation, or about a mission."""
    return await urgents_of(uow, body)


@api.query("GET", "/api/urgent/{urgent_id}")
async def read_urgent(uow: UnitOfWork, urgent_id: str) -> UrgentContent:
    """What something urgent says, for those whom it reached and whoever raised it."""
    return await content_for(uow, urgent_id)


@api.action("GET", "/api/urgent/{urgent_id}/file")
async def read_urgent_file(visit: Visit, urgent_id: str) -> Response:
    """Fetch the file of an urgent message, for those whom it reached and whoever raised it."""
    return await sending.read_file(visit, urgent_id)


@api.command("POST", "/api/urgent/{urgent_id}/take")
async def take_urgent(uow: UnitOfWork, urgent_id: str) -> UrgentView:
    """Take something urgent in hand: it climbs no further."""
    return await raising.take(uow, urgent_id)


@api.command("POST", "/api/urgent/{urgent_id}/withdraw")
async def withdraw_urgent(uow: UnitOfWork, urgent_id: str) -> UrgentView:
    """Say that it is urgent no longer."""
    return await raising.withdraw(uow, urgent_id)


@api.command("POST", "/api/duty", status=201)
async def add_duty(uow: UnitOfWork, body: AddDuty) -> Duties:
    """Put somebody on duty, at the same hours on several weekdays."""
    return await roster.add_duty(uow, body)


@api.command("PATCH", "/api/duty/{span_id}")
async def change_duty(uow: UnitOfWork, span_id: str, body: ChangeDuty) -> DutyView:
    """Change hours on duty."""
    return await roster.change_duty(uow, span_id, body)


@api.command("DELETE", "/api/duty/{span_id}", status=204)
async def remove_duty(uow: UnitOfWork, span_id: str) -> None:
    """Take hours off the roster."""
    await roster.remove_duty(uow, span_id)
