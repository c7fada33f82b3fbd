"""Documents come in, are renamed, and go."""

from dataclasses import dataclass

import msgspec
from sqlalchemy import delete, select
from starlette.responses import Response

from server.core.blobs import DOCUMENTS, Blob, Blobs, Taken, incoming
from server.core.blobs.kinds import title_of as title_of_file
from server.core.blobs.serving import attachment
from server.core.errors import Invalid, NotFound, Stale
from server.core.http import Visit
from server.core.ids import new_id
from server.core.permissions import Permission
from server.core.unit import Restart, UnitOfWork, reading, retried
from server.documents.appointments import appointments
from server.documents.models import Document, DocumentAct
from server.documents.queries.documents import document_for, document_view, locked_document, title_label, title_of
from server.documents.schemas import ActName, AddDocument, Category, ChangeDocument, DocumentView, Origin
from server.documents.topics import patient_topic
from server.patients.models import Patient
from server.patients.queries.guards import kept_id, patient_for

UNTITLED = "Document"


@dataclass(frozen=True, slots=True)
class Filing:
    """A document about to be filed. `number` and `signed_by` are for those written here."""

    title: str
    category: Category
    origin: Origin = "staff"
    appointment_id: str | None = None
    number: str = ""
    signed_by: str | None = None


async def add_document(visit: Visit, patient_id: str) -> DocumentView:
    """Take a file in for a patient (F115, F118, F123). Who may not is told so before a byte of the file is read.

    Raises:
        NotFound: the patient or the appointment is not the actor's to see.
        FileType, TooLarge…: see `Blobs.take_in`.
    """
    blobs: Blobs = visit.house.service(Blobs)
    core = visit.house.core
    async with reading(core, visit.actor) as uow:
        practice_id = (await patient_for(uow, Permission.DOCUMENTS_WRITE, patient_id)).practice_id
    arriving = await incoming(visit.request)
    fields = arriving.form(AddDocument)
    title = " ".join(fields.title.split()) or title_of_file(arriving.name) or UNTITLED
    filing = Filing(title, fields.category, appointment_id=fields.appointment_id)
    async with arriving.heard(), blobs.take_in(practice_id, arriving.chunks(), arriving.name, DOCUMENTS) as taken:

        async def act(uow: UnitOfWork) -> DocumentView:
            patient = await locked_patient(uow, Permission.DOCUMENTS_WRITE, patient_id)
            await check_appointment(uow, patient, filing.appointment_id)
            return await file_document(uow, patient, taken, filing)

        return await retried(core, visit.actor, act)


async def locked_patient(uow: UnitOfWork, permission: Permission, patient_id: str) -> Patient:
    """Lock the topic of a patient's documents, then load his file through its guard."""
    key = await kept_id(uow, patient_id)
    await uow.lock(patient_topic(key))
    patient = await patient_for(uow, permission, key)
    if patient.id != key:
        raise Restart
    return patient


async def check_appointment(uow: UnitOfWork, patient: Patient, appointment_id: str | None) -> None:
    """An appointment that a document is filed with must be the patient's.

    Raises:
        NotFound: it is not, or not the actor's to see.
    """
    if appointment_id is not None and await appointments().patient(uow, appointment_id) != patient.id:
        raise NotFound


async def file_document(uow: UnitOfWork, patient: Patient, taken: Taken, filing: Filing) -> DocumentView:
    """File what was taken in; the patient's topic is locked."""
    await taken.keep()
    row_id = new_id()
    row = Document(
        id=row_id,
        version=1,
        practice_id=patient.practice_id,
        patient_id=patient.id,
        appointment_id=filing.appointment_id,
        blob_id=taken.id,
        title=uow.seal(patient.practice_id, title_label(row_id), filing.title),
        category=filing.category,
        origin=filing.origin,
        pages=taken.pages,
        added_at=uow.now,
        added_by=msgspec.to_builtins(uow.author),
        number=filing.number,
        signed_by=filing.signed_by,
    )
    uow.session.add_all([taken.row(patient.practice_id, uow.now), row])
    remember(uow, row, "added", filing.title)
    await uow.session.flush()
    return await said(uow, row, "document_added")


async def said(uow: UnitOfWork, row: Document, event: str) -> DocumentView:
    """Record what a document now is on its patient's topic."""
    view = await document_view(uow, row)
    uow.record(patient_topic(row.patient_id), event, owner=row.practice_id, put={"documents": [view]}, subject=row.patient_id)
    return view


def remember(uow: UnitOfWork, row: Document, act: ActName, title: str | None = None) -> None:
    """Write down what happened to a document, for good."""
    act_id = new_id()
    uow.session.add(
        DocumentAct(
            id=act_id,
            practice_id=row.practice_id,
            document_id=row.id,
            patient_id=row.patient_id,
            act=act,
            at=uow.now,
            by=msgspec.to_builtins(uow.author),
            title=uow.seal(row.practice_id, title_label(act_id), title if title is not None else title_of(uow, row)),
        )
    )


async def change_document(uow: UnitOfWork, document_id: str, body: ChangeDocument) -> DocumentView:
    """Rename a document, or say what it is.

    Raises:
        Invalid: the title is blank.
        Stale: somebody changed it first.
    """
    row = await locked_document(uow, Permission.DOCUMENTS_WRITE, document_id)
    if row.version != body.version:
        yours = {name: value for name, value in msgspec.to_builtins(body).items() if name != "version"}
        raise Stale(yours=yours, theirs=msgspec.to_builtins(await document_view(uow, row)))
    if body.title is not msgspec.UNSET:
        title = " ".join(body.title.split())
        if not title:
            raise Invalid(field="title", reason="blank")
        row.title = uow.seal(row.practice_id, title_label(row.id), title)
    if body.category is not msgspec.UNSET:
        row.category = body.category
    row.version += 1
    remember(uow, row, "renamed")
    return await said(uow, row, "document_changed")


async def delete_document(uow: UnitOfWork, document_id: str) -> None:
    """Delete a document: its key goes with this transaction, its bytes with the next sweep; that it was there is remembered."""
    row = await locked_document(uow, Permission.DOCUMENTS_WRITE, document_id)
    remember(uow, row, "deleted")
    await uow.session.flush()
    await uow.session.execute(delete(Blob).where(Blob.id == row.blob_id))
    await uow.session.execute(delete(Document).where(Document.id == row.id))
    uow.record(
        patient_topic(row.patient_id), "document_deleted", owner=row.practice_id, drop={"documents": [row.id]}, subject=row.patient_id
    )


async def read_content(visit: Visit, document_id: str) -> Response:
    """A document's content, as an attachment.

    Raises:
        NotFound: unknown or forbidden.
        FileLost: it cannot be read back.
    """
    async with reading(visit.house.core, visit.actor) as uow:
        row = await document_for(uow, Permission.DOCUMENTS_READ, document_id)
        blob = (await uow.session.execute(select(Blob).where(Blob.id == row.blob_id))).scalar_one()
        title = title_of(uow, row)
    return await attachment(visit.house.service(Blobs), blob, title)
