"""HTTP ↔ the drawing."""

from rtc.board import printing
from rtc.board.schemas import DrawOnSheet, FileSheet, SheetParams, SheetRoom
from rtc.board.service import draw_on_sheet as draw
from rtc.consultation.errors import NotYourSeat
from rtc.consultation.guests import Guests
from server.core.actors import Actor
from server.core.errors import SignedOut
from server.core.http import Api, Reply, Visit
from server.core.unit import UnitOfWork, writing
from server.documents.schemas import DocumentView

api = Api("sheet")


@api.command("POST", "/api/appointments/{appointment_id}/sheet")
async def draw_on_sheet(uow: UnitOfWork, appointment_id: str, body: DrawOnSheet) -> SheetRoom:
    """Draw, write or erase on the sheet of an appointment (F170)."""
    return await draw(uow, appointment_id, body)


@api.action("GET", "/api/appointments/{appointment_id}/sheet.pdf")
async def print_sheet(visit: Visit, appointment_id: str, params: SheetParams) -> Reply[bytes]:
    """The drawing of a consultation as a PDF (F170)."""
    made, name = await printing.print_sheet(visit, appointment_id, params)
    return Reply(made, media_type="application/pdf", headers={"content-disposition": f'attachment; filename="{name}"'})


@api.action("POST", "/api/appointments/{appointment_id}/sheet/file", status=201)
async def file_sheet(visit: Visit, appointment_id: str, body: FileSheet) -> DocumentView:
    """Put the drawing, as it is now, into the patient's documents (F170)."""
    return await printing.file_sheet(visit, appointment_id, body)


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
