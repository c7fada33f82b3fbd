"""HTTP ↔ calls: a telephone system's word, and what people do with a call."""

from chat.phone.queries import calls, cards
from chat.phone.schemas import (
    AskCard,
    CallerCard,
    ChangeCall,
    ListCalls,
    NoteCall,
    PhoneCallView,
    PhoneDesk,
    PhoneLog,
    PhoneSystemView,
    SetExtension,
    SetSystem,
)
from chat.phone.service import connecting, hearing, noting
from server.core.http import Api, Visit
from server.core.unit import UnitOfWork

api = Api("phone")


@api.action("POST", "/api/calls", access="signed")
async def hear_call(visit: Visit) -> None:
    """A word of a practice's telephone system about a call, under its signature (`Ardoise-Signature`)."""
    await hearing.hear_system(visit)


@api.query("POST", "/api/phone/card")
async def read_card(uow: UnitOfWork, body: AskCard) -> CallerCard:
    """Whose number it is: everybody who shares it, their appointments, waits and open missions, and who took its calls today."""
    return await cards.caller_card(uow, body)


@api.query("POST", "/api/phone/log")
async def read_log(uow: UnitOfWork, body: ListCalls) -> PhoneLog:
    """The calls of a practice, page by page."""
    return await calls.call_log(uow, body)


@api.command("POST", "/api/phone/calls", status=201)
async def note_call(uow: UnitOfWork, body: NoteCall) -> PhoneCallView:
    """Note a call that no telephone system told of."""
    return await noting.note(uow, body)


@api.command("POST", "/api/phone/calls/{call_id}/take")
async def take_call(uow: UnitOfWork, call_id: str) -> PhoneCallView:
    """Say that a call is one's own."""
    return await noting.take(uow, call_id)


@api.command("PATCH", "/api/phone/calls/{call_id}")
async def change_call(uow: UnitOfWork, call_id: str, body: ChangeCall) -> PhoneCallView:
    """Say who called, why, and what came of it."""
    return await noting.change(uow, call_id, body)


@api.command("PUT", "/api/phone/extension")
async def set_extension(uow: UnitOfWork, body: SetExtension) -> PhoneDesk:
    """Say which telephone is one's own."""
    return await connecting.set_extension(uow, body)


@api.query("GET", "/api/practices/{practice_id}/phone")
async def read_phone_desk(uow: UnitOfWork, practice_id: str) -> PhoneDesk:
    """One's own telephone in a practice, and whether a telephone system tells of its calls."""
    return await calls.phone_desk(uow, practice_id)


@api.query("GET", "/api/practices/{practice_id}/phone/system")
async def read_phone_system(uow: UnitOfWork, practice_id: str) -> PhoneSystemView:
    """How the telephone system reaches the practice."""
    return await connecting.phone_system(uow, practice_id)


@api.command("PUT", "/api/practices/{practice_id}/phone/system")
async def set_phone_system(uow: UnitOfWork, practice_id: str, body: SetSystem) -> PhoneSystemView:
    """Connect a telephone system, renew its secret, or disconnect it."""
    return await connecting.set_system(uow, practice_id, body)
