"""The practitioner's side, and the link that the practice may copy for the patient."""

from msgspec.structs import replace

from rtc.consultation.calling import Calls
from rtc.consultation.journal import CallJournal, as_table, call_journal
from rtc.consultation.queries import scene_for
from rtc.consultation.schemas import (
    AskRecording,
    HostEntry,
    Offer,
    OfferAnswer,
    PatientLink,
    Presence,
    RoomView,
    SetRule,
    TakePatient,
    TakePhoto,
)
from rtc.consultation.service import attending, photographing, recording, taking
from rtc.consultation.service.acting import acting_on, new_seat
from rtc.consultation.service.door import link_of
from server.core.http import Api, Reply
from server.core.http.api import Visit
from server.core.permissions import Permission
from server.core.unit import UnitOfWork, reading, writing
from server.documents.schemas import DocumentView

api = Api("room")


@api.action("GET", "/api/rooms/{appointment_id}/link")
async def read_patient_link(visit: Visit, appointment_id: str) -> PatientLink:
    """Read the patient's link and code, to copy or read out (F142, F145)."""
    async with reading(visit.house.core, visit.actor) as uow:
        return link_of(uow, await scene_for(uow, Permission.ROOM_LINK, appointment_id), visit.house.settings.url)


@api.action("POST", "/api/rooms/{appointment_id}/here")
async def conduct_room(visit: Visit, appointment_id: str, body: Presence) -> HostEntry:
    """Open the consultation as its practitioner (F150)."""
    calls: Calls = visit.house.service(Calls)
    async with writing(visit.house.core, visit.actor) as uow:
        entry = await attending.host_here(uow, appointment_id, body.socket)
    slots = await calls.media.slots(appointment_id, entry.seat_id)
    return replace(entry, relays=calls.relays(entry.seat_id), slots=slots)


@api.command("POST", "/api/rooms/{appointment_id}/admit")
async def admit_patient(uow: UnitOfWork, appointment_id: str) -> HostEntry:
    """Let the patient in (F152)."""
    return await attending.admit_patient(uow, appointment_id)


@api.action("POST", "/api/rooms/{appointment_id}/take")
async def take_patient(visit: Visit, appointment_id: str, body: TakePatient) -> RoomView:
    """Take a patient who waits for another practitioner: the appointment moves to one's own agenda, his link holds."""
    async with writing(visit.house.core, visit.actor) as uow:
        room, seat = await taking.take_patient(uow, appointment_id, body)
    if seat is not None:
        await visit.house.service(Calls).media.leave(appointment_id, seat)
    return room


@api.action("POST", "/api/rooms/{appointment_id}/rule")
async def rule_room(visit: Visit, appointment_id: str, body: SetRule) -> None:
    """Stop or resume what is heard and seen of the patient, who is told (F173, F174)."""
    async with writing(visit.house.core, visit.actor) as uow:
        rules = await attending.set_rule(uow, appointment_id, body)
    await visit.house.service(Calls).media.rule(appointment_id, rules)


@api.command("POST", "/api/rooms/{appointment_id}/recording", status=204)
async def ask_recording(uow: UnitOfWork, appointment_id: str, body: AskRecording) -> None:
    """Ask the patient whether one may record on one's own computer, or stop (F171, F172)."""
    await recording.ask_recording(uow, appointment_id, body)


@api.upload("/api/rooms/{appointment_id}/photo", TakePhoto)
async def photograph_patient(visit: Visit, appointment_id: str) -> DocumentView:
    """File a still picture of the patient, who is told, with the appointment (F162)."""
    return await photographing.take_photo(visit, appointment_id)


@api.action("POST", "/api/rooms/{appointment_id}/end")
async def end_consultation(visit: Visit, appointment_id: str) -> HostEntry:
    """Terminer: end the consultation for everybody (Q17)."""
    async with writing(visit.house.core, visit.actor) as uow:
        entry = await attending.end_consultation(uow, appointment_id)
    await visit.house.service(Calls).media.close(appointment_id)
    return entry


@api.action("POST", "/api/rooms/{appointment_id}/offer")
async def offer_as_host(visit: Visit, appointment_id: str, body: Offer) -> OfferAnswer:
    """Offer the practitioner's media."""
    calls: Calls = visit.house.service(Calls)
    async with writing(visit.house.core, visit.actor) as uow:
        scene = await acting_on(uow, Permission.ROOM_CONDUCT, appointment_id)
        row = scene.seat("host") or new_seat(uow, scene, "host")
        calls.check_offers(row.id)
        rules = {} if body.echo else await attending.take_offer(uow, scene, row, body.connection)
        seat = row.id
    return await calls.answer(appointment_id, seat, body, rules)


@api.query("GET", "/api/rooms/{appointment_id}/journal")
async def read_call_journal(uow: UnitOfWork, appointment_id: str) -> CallJournal:
    """Read who took part, when, how long, how the line held and what went wrong (R22)."""
    return await call_journal(uow, appointment_id)


@api.action("GET", "/api/rooms/{appointment_id}/journal.csv")
async def export_call_journal(visit: Visit, appointment_id: str) -> Reply[bytes]:
    """The same as a table (R22)."""
    async with reading(visit.house.core, visit.actor) as uow:
        journal = await call_journal(uow, appointment_id)
    name = f"journal-{journal.started_at:%Y-%m-%d-%H%M}.csv" if journal.started_at else "journal.csv"
    return Reply(as_table(journal), media_type="text/csv", headers={"content-disposition": f'attachment; filename="{name}"'})
