"""Prescriptions, reports and certificates: set, numbered, signed, and filed like any other file."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select
from starlette.responses import Response

from server.accounts.models import Location, Practice, Practitioner
from server.accounts.queries import practitioner_for
from server.accounts.topics import practice_topic
from server.core.blobs import Blobs
from server.core.blobs.kinds import PDF
from server.core.errors import Invalid, NotFound
from server.core.http import Visit
from server.core.http.guard import POLICY
from server.core.permissions import Permission
from server.core.unit import UnitOfWork, reading, retried
from server.documents.errors import RegisterNumberMissing
from server.documents.models import DocumentNumber, SigningKey
from server.documents.schemas import DocumentView, Kind, WriteDocument
from server.documents.service.filing import Filing, check_appointment, file_document, locked_patient
from server.documents.writing.page import Written, day_text, pdf_of
from server.documents.writing.signing import LASTS, new_certificate, signed
from server.patients.queries import patient_for

_TITLES: dict[Kind, str] = {"prescription": "Ordonnance", "report": "Compte rendu", "certificate": "Certificat médical"}
_UNNUMBERED = "(aperçu)"


@dataclass(frozen=True, slots=True)
class _Signature:
    """What pages are signed with."""

    certificate: bytes
    key: bytes
    who: str
    shown: str


async def preview_document(visit: Visit, patient_id: str, body: WriteDocument) -> Response:
    """The pages as they would be, neither numbered nor signed.

    Raises:
        NotFound: the patient is not the actor's to see, or he is not the practitioner.
        Invalid: there is nothing to say.
    """
    async with reading(visit.house.core, visit.actor) as uow:
        written = await _written(uow, patient_id, body, _UNNUMBERED)
    pages = await asyncio.to_thread(pdf_of, written)
    headers = {"content-disposition": 'attachment; filename="document.pdf"', "content-security-policy": f"{POLICY}; sandbox"}
    return Response(pages, media_type=PDF.media_type, headers=headers)


async def write_document(visit: Visit, patient_id: str, body: WriteDocument) -> DocumentView:
    """Number, sign and file. A number that was given and not used, after a failure, is not given again.

    Raises:
        NotFound, Invalid: as for the preview.
        RegisterNumberMissing: a prescription without the number of its author would not be served (F191).
    """
    core = visit.house.core
    blobs: Blobs = visit.house.service(Blobs)

    async def prepare(uow: UnitOfWork) -> tuple[Written, _Signature, str]:
        practitioner = await practitioner_for(uow, Permission.DOCUMENTS_SIGN, body.practitioner_id)
        await uow.lock(practice_topic(practitioner.practice_id))
        if body.kind == "prescription" and not practitioner.register_number:
            raise RegisterNumberMissing
        written = await _written(uow, patient_id, body, await _number(uow, practitioner))
        return written, await _signature(uow, practitioner, written), practitioner.practice_id

    written, by, practice_id = await retried(core, visit.actor, prepare)
    pages = await asyncio.to_thread(_signed_pages, written, by)
    filing = Filing(written.title, body.kind, "written", body.appointment_id, written.number, body.practitioner_id)
    async with blobs.take_in(practice_id, _once(pages), "document.pdf", (PDF,)) as taken:

        async def act(uow: UnitOfWork) -> DocumentView:
            patient = await locked_patient(uow, Permission.DOCUMENTS_WRITE, patient_id)
            await practitioner_for(uow, Permission.DOCUMENTS_SIGN, body.practitioner_id)
            return await file_document(uow, patient, taken, filing)

        return await retried(core, visit.actor, act)


def _signed_pages(written: Written, by: _Signature) -> bytes:
    return signed(pdf_of(written), by.certificate, by.key, who=by.who, shown=by.shown)


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def _written(uow: UnitOfWork, patient_id: str, body: WriteDocument, number: str) -> Written:
    practitioner = await practitioner_for(uow, Permission.DOCUMENTS_SIGN, body.practitioner_id)
    patient = await patient_for(uow, Permission.DOCUMENTS_WRITE, patient_id)
    if patient.practice_id != practitioner.practice_id:
        raise NotFound
    await check_appointment(uow, patient, body.appointment_id)
    if not body.text.strip():
        raise Invalid(field="text", reason="blank")
    practice = (await uow.session.execute(select(Practice).where(Practice.id == practitioner.practice_id))).scalar_one()
    place = (await uow.session.execute(select(Location).where(Location.id == practitioner.location_id))).scalar_one()
    return Written(
        title=" ".join(body.title.split()) or _TITLES[body.kind],
        number=number,
        day=uow.now.astimezone(ZoneInfo(place.zone)).date(),
        text=body.text,
        practice=practice.name,
        address=place.address,
        phone=practice.phone,
        email=practice.email,
        practitioner=f"{practitioner.title} {practitioner.name}".strip(),
        profession=practitioner.profession,
        specialty=practitioner.specialty,
        register=practitioner.register_number,
        patient=f"{patient.last_name.upper()} {patient.first_name}",
        born=patient.birth_date,
    )


async def _number(uow: UnitOfWork, practitioner: Practitioner) -> str:
    """The next number of his year; the practice's topic is locked."""
    year = uow.now.year
    row = (
        await uow.session.execute(
            select(DocumentNumber).where(DocumentNumber.practitioner_id == practitioner.id, DocumentNumber.year == year)
        )
    ).scalar_one_or_none()
    if row is None:
        row = DocumentNumber(practitioner_id=practitioner.id, practice_id=practitioner.practice_id, year=year, last=0)
        uow.session.add(row)
    row.last += 1
    await uow.session.flush()
    return f"{year}-{row.last:04d}"


async def _signature(uow: UnitOfWork, practitioner: Practitioner, written: Written) -> _Signature:
    """The practice's certificate, made when it first signs, or when it ends; the practice's topic is locked."""
    owner = practitioner.practice_id
    label = f"signing|{owner}"
    row = (await uow.session.execute(select(SigningKey).where(SigningKey.owner == owner))).scalar_one_or_none()
    if row is None or row.expires_at <= uow.now:
        certificate, key = new_certificate(written.practice, uow.now)
        row = row or SigningKey(owner=owner, practice_id=owner)
        row.certificate, row.key = certificate, uow.core.keyring.seal(owner, label, key)
        row.expires_at = uow.now + LASTS
        uow.session.add(row)
        await uow.session.flush()
    shown = f"Signé électroniquement par\n{written.practitioner}\nle {day_text(written.day)}"
    return _Signature(row.certificate, uow.core.keyring.open(label, row.key), written.practitioner, shown)
