"""The drawing on paper: fetched as a PDF, or filed with the patient's documents (F170)."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date
from sqlalchemy import select

from rtc.board.document import Drawing
from rtc.board.errors import SheetBlank
from rtc.board.paper import sheet_pdf, title_of
from rtc.board.queries import drawing_of, sheet_for
from rtc.board.schemas import FileSheet, Locale, SheetParams
from server.accounts.models import Location, Practitioner
from server.agenda.models import Appointment
from server.core.blobs import Blobs
from server.core.blobs.kinds import PDF
from server.core.http import Visit
from server.core.permissions import Permission
from server.core.unit import Restart, UnitOfWork, reading, retried
from server.documents.schemas import DocumentView
from server.documents.service.filing import Filing, file_document, locked_patient
from server.patients.models import Patient
from server.patients.queries import patient_for

_NAMES = {"fr": "Dessin du {day}", "en": "Drawing of {day}"}


@dataclass(frozen=True, slots=True)
class _Paper:
    """What a drawing is printed from."""

    drawing: Drawing
    practice_id: str
    patient_id: str
    title: str
    at: datetime
    """In the hours of the place."""

    async def printed(self, locale: Locale) -> bytes:
        return await asyncio.to_thread(sheet_pdf, self.drawing, title=self.title, locale=locale)


async def print_sheet(visit: Visit, appointment_id: str, params: SheetParams) -> tuple[bytes, str]:
    """The drawing as a PDF, and under which name to save it."""
    async with reading(visit.house.core, visit.actor) as uow:
        paper = await _paper(uow, appointment_id, params.locale)
    word = "dessin" if params.locale == "fr" else "drawing"
    return await paper.printed(params.locale), f"{word}-{paper.at:%Y-%m-%d-%H%M}.pdf"


async def file_sheet(visit: Visit, appointment_id: str, body: FileSheet) -> DocumentView:
    """Put the drawing, as it is now, into the patient's documents, with its appointment.

    Raises:
        NotFound: the drawing, or the patient's documents, are not the actor's.
        SheetBlank: nothing is drawn.
    """
    core = visit.house.core
    blobs: Blobs = visit.house.service(Blobs)
    async with reading(core, visit.actor) as uow:
        paper = await _paper(uow, appointment_id, body.locale)
        await patient_for(uow, Permission.DOCUMENTS_WRITE, paper.patient_id)
    if not paper.drawing.part("marks"):
        raise SheetBlank
    day = format_date(paper.at.date(), "d MMMM y", locale=body.locale)
    filing = Filing(_NAMES[body.locale].format(day=day), "other", "written", appointment_id)
    async with blobs.take_in(paper.practice_id, _once(await paper.printed(body.locale)), "drawing.pdf", (PDF,)) as taken:

        async def act(uow: UnitOfWork) -> DocumentView:
            patient = await locked_patient(uow, Permission.DOCUMENTS_WRITE, paper.patient_id)
            appointment = await sheet_for(uow, Permission.SHEET_PRINT, appointment_id)
            if appointment.patient_id != patient.id:
                raise Restart
            return await file_document(uow, patient, taken, filing)

        return await retried(core, visit.actor, act)


async def _paper(uow: UnitOfWork, appointment_id: str, locale: Locale) -> _Paper:
    appointment: Appointment = await sheet_for(uow, Permission.SHEET_PRINT, appointment_id)
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
    title = title_of(f"{practitioner.title} {practitioner.name}".strip(), f"{patient.first_name} {patient.last_name}", at, locale)
    return _Paper(drawing, appointment.practice_id, appointment.patient_id, title, at)


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content
