"""Sharing documents with their patient, for the practice's number of weeks (Q12), and taking them back."""

from datetime import timedelta

from sqlalchemy import select

from server.accounts.models import Practice
from server.accounts.queries.views import SHARED_WEEKS, SHARED_WEEKS_DEFAULT
from server.core.ids import new_id
from server.core.outbox import post, withdraw
from server.core.permissions import Permission
from server.core.unit import UnitOfWork
from server.documents.letters import DOCUMENTS_SHARED, own_email
from server.documents.links import path_of
from server.documents.models import Document, Share
from server.documents.queries.documents import locked_document
from server.documents.schemas import DocumentView, SharedLink, ShareDocument
from server.documents.service.filing import remember, said

REGRET = timedelta(seconds=10)
"""How long a message waits: several documents shared one after the other make one."""


async def share_document(uow: UnitOfWork, document_id: str, body: ShareDocument) -> SharedLink:
    """Share with the patient, or again: the time starts anew. The link opens every shared document of the appointment."""
    return await _shared(uow, await locked_document(uow, Permission.DOCUMENTS_WRITE, document_id), tell=body.tell)


async def share_filed(uow: UnitOfWork, document_id: str) -> SharedLink:
    """Share a document whose patient's topic is locked, and write nothing: the patient sees it where it is given to him."""
    row = (await uow.session.execute(select(Document).where(Document.id == document_id))).scalar_one()
    return await _shared(uow, row, tell=False)


async def _shared(uow: UnitOfWork, row: Document, *, tell: bool) -> SharedLink:
    until = uow.now + timedelta(weeks=await _weeks(uow, row.practice_id))
    share = await _share_of(uow, row)
    share.expires_at = until
    row.shared_at, row.shared_until = uow.now, until
    row.version += 1
    remember(uow, row, "shared")
    await uow.session.flush()
    told = tell and await own_email(uow, row.patient_id) is not None
    if told:
        about = f"share/{share.id}"
        await withdraw(uow, about)
        await post(uow, DOCUMENTS_SHARED, about, {"share": share.id}, practice_id=row.practice_id, not_before=uow.now + REGRET)
    view = await said(uow, row, "document_shared")
    return SharedLink(document=view, link=path_of(uow.core.keyring, share), told=told)


async def unshare_document(uow: UnitOfWork, document_id: str) -> DocumentView:
    """Take a document back; what the patient already fetched he keeps."""
    row = await locked_document(uow, Permission.DOCUMENTS_WRITE, document_id)
    if row.shared_at is not None:
        row.shared_at = row.shared_until = None
        row.version += 1
        remember(uow, row, "unshared")
        await uow.session.flush()
    return await said(uow, row, "document_unshared")


async def _weeks(uow: UnitOfWork, practice_id: str) -> int:
    settings = (await uow.session.execute(select(Practice.settings).where(Practice.id == practice_id))).scalar_one()
    return int(settings.get(SHARED_WEEKS, SHARED_WEEKS_DEFAULT))


async def _share_of(uow: UnitOfWork, row: Document) -> Share:
    """The share of a document's appointment, made when there is none; the patient's topic is locked."""
    appointment = row.appointment_id or ""
    statement = select(Share).where(Share.patient_id == row.patient_id, Share.appointment_id == appointment)
    share = (await uow.session.execute(statement)).scalar_one_or_none()
    if share is None:
        share = Share(
            id=new_id(), version=1, practice_id=row.practice_id, patient_id=row.patient_id, appointment_id=appointment, expires_at=uow.now
        )
        uow.session.add(share)
    return share
