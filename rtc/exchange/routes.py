"""HTTP ↔ the exchange: the practice's side, and that of the guest whose cookie opens one consultation."""

from starlette.responses import Response

from rtc.consultation.errors import NotYourSeat
from rtc.consultation.guests import Guests
from rtc.exchange import files
from rtc.exchange.schemas import ExchangeMessage, MarkRead, SendDocument, SendFile, SendMessage
from rtc.exchange.service import read_messages, send_message
from server.core.actors import Actor
from server.core.errors import SignedOut
from server.core.http import Api, Visit
from server.core.unit import UnitOfWork, writing

api = Api("exchange")


@api.command("POST", "/api/rooms/{appointment_id}/messages", status=201)
async def write_to_patient(uow: UnitOfWork, appointment_id: str, body: SendMessage) -> ExchangeMessage:
    """Write to the patient: the secretariat while he waits, the practitioner in the call too (F163)."""
    return await send_message(uow, appointment_id, body)


@api.command("POST", "/api/rooms/{appointment_id}/messages/read", status=204)
async def note_read(uow: UnitOfWork, appointment_id: str, body: MarkRead) -> None:
    """Note how far one's side has read."""
    await read_messages(uow, appointment_id, body)


@api.upload("/api/rooms/{appointment_id}/files", SendFile)
async def send_patient_file(visit: Visit, appointment_id: str) -> ExchangeMessage:
    """Send the patient a file: it is added to the exchange and to his documents (F167)."""
    return await files.send_file(visit, visit.actor, appointment_id)


@api.command("POST", "/api/rooms/{appointment_id}/documents", status=201)
async def send_patient_document(uow: UnitOfWork, appointment_id: str, body: SendDocument) -> ExchangeMessage:
    """Send the patient a document of his file: it is added to the exchange, and shared with him (F167)."""
    return await files.send_document(uow, appointment_id, body)


@api.action("GET", "/api/rooms/{appointment_id}/files/{file_message_id}")
async def read_exchanged_file(visit: Visit, appointment_id: str, file_message_id: str) -> Response:
    """Fetch a file of the exchange, by its message."""
    return await files.read_file(visit, visit.actor, appointment_id, file_message_id)


@api.action("POST", "/api/room/messages", access="public", status=201)
async def write_from_room(visit: Visit, body: SendMessage) -> ExchangeMessage:
    """Write to the practice from the waiting room, to the practitioner from the call (F163)."""
    actor, appointment_id = await _guest(visit)
    async with writing(visit.house.core, actor, channel="link") as uow:
        return await send_message(uow, appointment_id, body)


@api.action("POST", "/api/room/messages/read", access="public", status=204)
async def note_read_in_room(visit: Visit, body: MarkRead) -> None:
    """Note how far the patient has read."""
    actor, appointment_id = await _guest(visit)
    async with writing(visit.house.core, actor, channel="link") as uow:
        await read_messages(uow, appointment_id, body)


@api.upload("/api/room/files", SendFile, access="public")
async def send_file_from_room(visit: Visit) -> ExchangeMessage:
    """Send the practice a document or a photo; it lands in one's file (F179)."""
    return await files.send_file(visit, *await _guest(visit))


@api.action("GET", "/api/room/files/{file_message_id}", access="public")
async def read_file_in_room(visit: Visit, file_message_id: str) -> Response:
    """Fetch a file of one's own exchange."""
    return await files.read_file(visit, *await _guest(visit), file_message_id)


async def _guest(visit: Visit) -> tuple[Actor, str]:
    try:
        actor: Actor = await visit.house.service(Guests).actor(visit.request)
    except SignedOut:
        raise NotYourSeat from None
    assert actor.guest is not None
    return actor, actor.guest.appointment_id
