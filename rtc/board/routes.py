"""HTTP ↔ the drawing."""

import asyncio
from zoneinfo import ZoneInfo

from sqlalchemy import select

from rtc.board.paper import sheet_pdf, title_of
from rtc.board.queries import drawing_of, sheet_for
from rtc.board.schemas import DrawOnSheet, SheetParams, SheetRoom
from rtc.board.service import draw_on_sheet as draw
from rtc.consultation.errors import NotYourSeat
from rtc.consultation.guests import Guests
from server.accounts.models import Location, Practitioner
from server.core.errors import SignedOut
from server.core.http import Api, Reply, Visit
from server.core.permissions import Actor, Permission
from server.core.unit import UnitOfWork, reading, writing
from server.patients.models import Patient

api = Api("sheet")


@api.command("POST", "/api/appointments/{appointment_id}/sheet")
async def draw_on_sheet(uow: UnitOfWork, appointment_id: str, body: DrawOnSheet) -> SheetRoom:
    """Draw, write or erase on the sheet of an appointment (F170)."""
    return await draw(uow, appointment_id, body)


@api.action("GET", "/api/appointments/{appointment_id}/sheet.pdf")
async def print_sheet(visit: Visit, appointment_id: str, params: SheetParams) -> Reply[bytes]:
    """The drawing of a consultation as a PDF (F170)."""
    async with reading(visit.house.core, visit.actor) as uow:
        appointment = await sheet_for(uow, Permission.SHEET_PRINT, appointment_id)
        wanted = (
            select(Practitioner, Patient, Location)
            .select_from(Practitioner)
            .join(Patient, Patient.id == appointment.patient_id)
            .join(Location, Location.id == appointment.location_id)
            .where(Practitioner.id == appointment.practitioner_id)
        )
        practitioner, patient, place = (await uow.session.execute(wanted)).one()
        drawing, _, _ = await drawing_of(uow, appointment_id)
        uow.audit("printed", appointment.practice_id, f"sheet/{appointment_id}")
    at = appointment.starts_at.astimezone(ZoneInfo(place.zone))
    title = title_of(f"{practitioner.title} {practitioner.name}".strip(), f"{patient.first_name} {patient.last_name}", at, params.locale)
    made = await asyncio.to_thread(sheet_pdf, drawing, title=title, locale=params.locale)
    name = f"{'dessin' if params.locale == 'fr' else 'drawing'}-{at:%Y-%m-%d-%H%M}.pdf"
    return Reply(made, media_type="application/pdf", headers={"content-disposition": f'attachment; filename="{name}"'})


@api.action("POST", "/api/room/sheet", access="public")
async def draw_in_room(visit: Visit, body: DrawOnSheet) -> SheetRoom:
    """Draw, write or erase on the sheet of one's consultation, as the guest whose cookie this is (F170)."""
    try:
        actor: Actor = await visit.house.service(Guests).actor(visit.request)
    except SignedOut:
        raise NotYourSeat from None
    assert actor.guest is not None
    async with writing(visit.house.core, actor, channel="link") as uow:
        return await draw(uow, actor.guest.appointment_id, body)
