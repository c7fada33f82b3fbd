"""Documents as the staff sees them."""

from collections.abc import Sequence
from typing import cast

import msgspec
from sqlalchemy import select

from server.core.actors import Target
from server.core.blobs import DOCUMENTS, Blob, Scan
from server.core.errors import NotFound
from server.core.events import Author
from server.core.permissions import Permission
from server.core.unit import Restart, UnitOfWork
from server.documents.models import Document, DocumentAct
from server.documents.schemas import ActName, ActView, Category, DocumentHistory, DocumentView, Origin, PatientBody
from server.documents.topics import authorize_patient, patient_topic
from server.patients.queries import patient_for

_EXTENSIONS = {kind.media_type: kind.extension for kind in DOCUMENTS}
_ACTS = 200
"""Acts of a history shown."""


def title_label(row_id: str) -> str:
    """The label under which a title is sealed."""
    return f"document|{row_id}|title"


def title_of(uow: UnitOfWork, row: Document | DocumentAct) -> str:
    """A title, opened."""
    return uow.unseal(title_label(row.id), row.title, str)


def view_of(uow: UnitOfWork, row: Document, blob: Blob) -> DocumentView:
    """A document and its blob as screens show them."""
    return DocumentView(
        id=row.id,
        version=row.version,
        practice_id=row.practice_id,
        patient_id=row.patient_id,
        appointment_id=row.appointment_id,
        title=title_of(uow, row),
        category=cast("Category", row.category),
        origin=cast("Origin", row.origin),
        media_type=blob.media_type,
        extension=_EXTENSIONS[blob.media_type],
        size=blob.size,
        pages=row.pages,
        scan=cast("Scan", blob.scan),
        added_at=row.added_at,
        added_by=msgspec.convert(row.added_by, Author),
        number=row.number,
        signed_by=row.signed_by,
        shared_at=row.shared_at,
        shared_until=row.shared_until,
        fetched_at=row.fetched_at,
    )


async def document_views(uow: UnitOfWork, rows: Sequence[Document]) -> list[DocumentView]:
    """Several documents."""
    wanted = [row.blob_id for row in rows]
    blobs = {blob.id: blob for blob in await uow.session.scalars(select(Blob).where(Blob.id.in_(wanted)))}
    return [view_of(uow, row, blobs[row.blob_id]) for row in rows]


async def document_view(uow: UnitOfWork, row: Document) -> DocumentView:
    """One document."""
    return (await document_views(uow, [row]))[0]


async def documents_of(uow: UnitOfWork, patient_id: str) -> Sequence[Document]:
    """The documents of a patient whose guard was passed, the oldest first."""
    statement = select(Document).where(Document.patient_id == patient_id).order_by(Document.added_at, Document.id)
    return (await uow.session.execute(statement)).scalars().all()


async def patient_snapshot(uow: UnitOfWork, patient_id: str, _: msgspec.Raw) -> PatientBody:
    """The topic patient/{id} as it is now.

    Raises:
        NotFound: not the actor's to read.
    """
    await authorize_patient(uow, patient_id)
    return PatientBody(documents=await document_views(uow, await documents_of(uow, patient_id)))


async def document_for(uow: UnitOfWork, permission: Permission, document_id: str) -> Document:
    """A document, once the table has granted `permission`; one audit line.

    Raises:
        NotFound: unknown or forbidden.
    """
    row = (await uow.session.execute(select(Document).where(Document.id == document_id))).scalar_one_or_none()
    uow.permit(permission, Target(row.practice_id if row else None))
    if row is None:
        raise NotFound
    uow.audit(str(permission), row.practice_id, f"document/{row.id}")
    return row


async def locked_document(uow: UnitOfWork, permission: Permission, document_id: str) -> Document:
    """Lock the topic that shows a document, then load it through its guard."""
    found = (await uow.session.execute(select(Document.patient_id).where(Document.id == document_id))).scalar_one_or_none()
    if found is not None:
        await uow.lock(patient_topic(found))
    row = await document_for(uow, permission, document_id)
    if row.patient_id != found:
        raise Restart
    return row


async def document_history(uow: UnitOfWork, patient_id: str) -> DocumentHistory:
    """What happened to a patient's documents, the latest first."""
    patient = await patient_for(uow, Permission.DOCUMENTS_READ, patient_id)
    statement = (
        select(DocumentAct).where(DocumentAct.patient_id == patient.id).order_by(DocumentAct.at.desc(), DocumentAct.id.desc()).limit(_ACTS)
    )
    return DocumentHistory(
        acts=[
            ActView(
                id=row.id,
                document_id=row.document_id,
                act=cast("ActName", row.act),
                at=row.at,
                by=msgspec.convert(row.by, Author),
                title=title_of(uow, row),
            )
            for row in await uow.session.scalars(statement)
        ]
    )
