"""The desk's side: receiving a patient before his practitioner does, and seeing him out."""

from msgspec.structs import replace

from rtc.consultation.calling import Calls
from rtc.consultation.places import desk_of
from rtc.consultation.schemas import DeskEntry, LeaveDesk, Offer, OfferAnswer, Presence, Tick
from rtc.consultation.service import receiving
from server.core.http import Api
from server.core.http.api import Visit
from server.core.unit import UnitOfWork, writing

api = Api("room")


@api.action("POST", "/api/rooms/{appointment_id}/desk")
async def receive_patient(visit: Visit, appointment_id: str, body: Presence) -> DeskEntry:
    """Receive the patient at the desk, or say that one's page is still open on him."""
    async with writing(visit.house.core, visit.actor) as uow:
        entry = await receiving.receive(uow, appointment_id, body.socket)
    return replace(entry, relays=visit.house.service(Calls).relays(entry.seat_id))


@api.command("POST", "/api/rooms/{appointment_id}/desk/tick", status=204)
async def tick_at_desk(uow: UnitOfWork, appointment_id: str, body: Tick) -> None:
    """Note what was seen to at the reception."""
    await receiving.tick(uow, appointment_id, body)


@api.action("POST", "/api/rooms/{appointment_id}/desk/leave", status=204)
async def leave_desk(visit: Visit, appointment_id: str, body: LeaveDesk) -> None:
    """Stop receiving the patient, who stays, goes on to the waiting room, or goes home."""
    async with writing(visit.house.core, visit.actor) as uow:
        await receiving.leave_desk(uow, appointment_id, body)
    await visit.house.service(Calls).media.close(desk_of(appointment_id))


@api.action("POST", "/api/rooms/{appointment_id}/desk/offer")
async def offer_at_desk(visit: Visit, appointment_id: str, body: Offer) -> OfferAnswer:
    """Offer media for the desk's own room."""
    calls: Calls = visit.house.service(Calls)
    async with writing(visit.house.core, visit.actor) as uow:
        scene, row = await receiving.receiving_scene(uow, appointment_id)
        calls.check_offers(row.id)
        if not body.echo:
            await receiving.take_desk_offer(uow, scene, row, body.connection)
        seat = row.id
    return await calls.answer(desk_of(appointment_id), seat, body, {})
