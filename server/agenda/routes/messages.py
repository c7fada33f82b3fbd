"""Messages about appointments: what is said, steering it, the practice's words, and what a patient does by his link."""

from collections.abc import Awaitable, Callable
from typing import TypeVar, cast

from server.agenda.queries import messages as queries
from server.agenda.queries.preview import preview
from server.agenda.schemas.messages import (
    AppointmentMessages,
    AskReach,
    LinkCancel,
    LinkMove,
    LinkSlotList,
    LinkSlots,
    LinkView,
    ListMessages,
    MessageList,
    MessageView,
    OpenLink,
    PreviewTemplate,
    ReachView,
)
from server.agenda.service import by_link, messages
from server.core.http import Api, House, Visit
from server.core.unit import Restart, UnitOfWork, reading, writing
from server.notices import service as notices
from server.notices.schemas import ChangeChoices, ChoicesView, Preview, TemplateList, TemplateView, WriteTemplate

api = Api("messages")
Answer = TypeVar("Answer")


@api.query("GET", "/api/appointments/{appointment_id}/messages")
async def read_appointment_messages(uow: UnitOfWork, appointment_id: str) -> AppointmentMessages:
    """What was said, and is to be said, about an appointment; how its patient is reached (F203)."""
    return await queries.appointment_messages(uow, appointment_id)


@api.query("POST", "/api/messages/list")
async def list_messages(uow: UnitOfWork, body: ListMessages) -> MessageList:
    """List the messages of some agendas: to come, in trouble, sent."""
    return await queries.list_messages(uow, body)


@api.query("POST", "/api/messages/reach")
async def ask_reach(uow: UnitOfWork, body: AskReach) -> ReachView:
    """Say how a patient would be told, before anything is booked (F203)."""
    return await queries.reach_of(uow, body)


@api.command("POST", "/api/messages/{message_id}/send")
async def send_message(uow: UnitOfWork, message_id: str) -> MessageView:
    """Send a message now; again, when it left or failed."""
    return await messages.send_message(uow, message_id)


@api.command("POST", "/api/messages/{message_id}/hold")
async def hold_message(uow: UnitOfWork, message_id: str) -> MessageView:
    """Do not send a message that waits."""
    return await messages.hold_message(uow, message_id)


@api.query("GET", "/api/practices/{practice_id}/messages")
async def read_message_choices(uow: UnitOfWork, practice_id: str) -> ChoicesView:
    """Read what the practice says, when, and by what."""
    return await notices.read_choices(uow, practice_id)


@api.command("PUT", "/api/practices/{practice_id}/messages")
async def change_message_choices(uow: UnitOfWork, practice_id: str, body: ChangeChoices) -> ChoicesView:
    """Change what the practice says, when, and by what."""
    return await notices.change_choices(uow, practice_id, body)


@api.query("GET", "/api/practices/{practice_id}/templates")
async def list_templates(uow: UnitOfWork, practice_id: str) -> TemplateList:
    """List every message and its words."""
    return await notices.list_templates(uow, practice_id)


@api.command("PUT", "/api/practices/{practice_id}/templates")
async def write_template(uow: UnitOfWork, practice_id: str, body: WriteTemplate) -> TemplateView:
    """Put a message into the practice's own words; empty ones give ours back."""
    return await notices.write_template(uow, practice_id, body)


@api.action("POST", "/api/practices/{practice_id}/templates/preview")
async def preview_template(visit: Visit, practice_id: str, body: PreviewTemplate) -> Preview:
    """Show words with the values of a real appointment, and what they cost as text messages."""
    house = cast("House", visit.house)
    async with reading(house.core, visit.actor) as uow:
        return await preview(uow, practice_id, body, house.settings.url)


@api.action("POST", "/api/link/open", access="public")
async def open_link(visit: Visit, body: OpenLink) -> LinkView:
    """Show a patient the appointment of his link (F197)."""
    return await _read(visit, body, by_link.link_view)


@api.action("POST", "/api/link/slots", access="public")
async def list_link_slots(visit: Visit, body: LinkSlots) -> LinkSlotList:
    """Show a patient the free hours he may take instead."""
    return await _read(visit, body, lambda uow: by_link.link_slots(uow, body))


@api.action("POST", "/api/link/move", access="public")
async def move_by_link(visit: Visit, body: LinkMove) -> LinkView:
    """Let a patient take another free hour."""
    await _write(visit, body, lambda uow: by_link.move_by_link(uow, body))
    return await _read(visit, body, by_link.link_view)


@api.action("POST", "/api/link/cancel", access="public")
async def cancel_by_link(visit: Visit, body: LinkCancel) -> LinkView:
    """Let a patient give his appointment up."""
    await _write(visit, body, lambda uow: by_link.cancel_by_link(uow, body))
    return await _read(visit, body, by_link.link_view)


async def _read(visit: Visit, body: OpenLink, ask: Callable[[UnitOfWork], Awaitable[Answer]]) -> Answer:
    core = cast("House", visit.house).core
    guest = await by_link.guest_of(core, body.token, visit.address)
    async with reading(core, guest.actor, channel=guest.channel, scope=guest.scope) as uow:
        return await ask(uow)


async def _write(visit: Visit, body: OpenLink, do: Callable[[UnitOfWork], Awaitable[None]]) -> None:
    core = cast("House", visit.house).core
    guest = await by_link.guest_of(core, body.token, visit.address)
    while True:
        try:
            async with writing(core, guest.actor, channel=guest.channel, scope=guest.scope) as uow:
                await do(uow)
        except Restart:
            continue
        return
