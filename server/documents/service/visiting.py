"""The patient's side of a link: he opens it, reads what is shared, sends a document back, leaves."""

import hashlib
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, func, select
from starlette.responses import Response

from server.accounts.models import Practice
from server.core.actors import system
from server.core.blobs import DOCUMENTS, Blob, Blobs, incoming
from server.core.blobs.kinds import title_of as title_of_file
from server.core.blobs.serving import attachment
from server.core.db import EVERY_PRACTICE
from server.core.errors import NotFound
from server.core.http import Reply, Visit
from server.core.ids import new_token
from server.core.permissions import Permission
from server.core.unit import Core, Restart, UnitOfWork, reading, retried
from server.documents.appointments import appointments
from server.documents.errors import SharedLinkClosed, SharedVisitOver, TooManyFromPatient
from server.documents.links import opens
from server.documents.models import Document, Share, SharedVisit
from server.documents.queries.documents import document_views, title_of
from server.documents.schemas import OpenShared, SharedDocument, SharedDocuments
from server.documents.service.filing import UNTITLED, Filing, file_document, remember, said
from server.documents.topics import patient_topic
from server.patients.models import Patient
from server.settings import Settings

LASTS = timedelta(hours=2)
"""How long a browser that came through a link may read on; the link opens it again."""
MOST_SENT = 20
"""Files that a patient sends by one link."""
PATIENT = system("patient")


def cookie_name(settings: Settings) -> str:
    """The cookie of this page, beside that of the staff."""
    return f"{settings.cookie_name}_documents"


async def open_shared(visit: Visit, body: OpenShared) -> Reply[SharedDocuments]:
    """Exchange what follows # for a cookie bound to this share.

    Raises:
        SharedLinkClosed: wrong, too old, or of an appointment that was deleted.
    """
    core: Core = visit.house.core
    token = new_token()

    async def act(uow: UnitOfWork) -> SharedDocuments:
        uow.permit(Permission.PUBLIC)
        share = (await uow.session.execute(select(Share).where(Share.id == body.token[:32]))).scalar_one_or_none()
        if share is None or not opens(core.keyring, share, body.token) or not await _stands(uow, share):
            raise SharedLinkClosed
        uow.session.add(
            SharedVisit(
                token=_digest(token),
                practice_id=share.practice_id,
                share_id=share.id,
                version=share.version,
                expires_at=min(uow.now + LASTS, share.expires_at),
            )
        )
        await uow.load_key(share.practice_id)
        uow.audit("shared:open", share.practice_id, f"share/{share.id}")
        return await _shown(uow, share)

    view = await retried(core, PATIENT, act, scope=EVERY_PRACTICE)
    return Reply(view, cookies={cookie_name(visit.house.settings): token})


async def read_shared(visit: Visit) -> SharedDocuments:
    """What the link of this browser shows now."""
    async with reading(visit.house.core, PATIENT, scope=EVERY_PRACTICE) as uow:
        return await _shown(uow, await _share_of(uow, visit))


async def fetch_shared(visit: Visit, document_id: str) -> Response:
    """A shared document's content; that the patient fetched it is remembered the first time.

    Raises:
        NotFound: it is not shared by this link.
    """
    async with reading(visit.house.core, PATIENT, scope=EVERY_PRACTICE) as uow:
        row = await _shared_document(uow, await _share_of(uow, visit), document_id)
        blob = (await uow.session.execute(select(Blob).where(Blob.id == row.blob_id))).scalar_one()
        title = title_of(uow, row)
        uow.audit("shared:fetch", row.practice_id, f"document/{row.id}")
    answer = await attachment(visit.house.service(Blobs), blob, title)
    if row.fetched_at is None and row.origin != "patient":

        async def act(uow: UnitOfWork) -> None:
            await uow.lock(patient_topic(row.patient_id))
            again = await _shared_document(uow, await _share_of(uow, visit), document_id)
            if again.patient_id != row.patient_id:
                raise Restart
            if again.fetched_at is None:
                again.fetched_at = uow.now
                remember(uow, again, "fetched")
                await uow.session.flush()
                await said(uow, again, "document_fetched")

        await retried(visit.house.core, PATIENT, act, scope=EVERY_PRACTICE)
    return answer


async def send_shared(visit: Visit) -> SharedDocuments:
    """A document from the patient (F179): it lands in his file, with the appointment of the link.

    Raises:
        TooManyFromPatient: he sent as many as he may.
        FileType, TooLarge…: see `Blobs.take_in`.
    """
    core: Core = visit.house.core
    blobs: Blobs = visit.house.service(Blobs)
    async with reading(core, PATIENT, scope=EVERY_PRACTICE) as uow:
        share = await _share_of(uow, visit)
        await _check_sent(uow, share)
        practice_id = share.practice_id
    arriving = await incoming(visit.request)
    title = title_of_file(arriving.name) or UNTITLED
    async with arriving.heard(), blobs.take_in(practice_id, arriving.chunks(), arriving.name, DOCUMENTS) as taken:

        async def act(uow: UnitOfWork) -> SharedDocuments:
            share = await _share_of(uow, visit)
            await uow.lock(patient_topic(share.patient_id))
            await _check_sent(uow, share)
            patient = (await uow.session.execute(select(Patient).where(Patient.id == share.patient_id))).scalar_one()
            filing = Filing(title, "other", "patient", share.appointment_id or None)
            await file_document(uow, patient, taken, filing)
            uow.audit("shared:send", share.practice_id, f"share/{share.id}")
            return await _shown(uow, share)

        return await retried(core, PATIENT, act, scope=EVERY_PRACTICE)


async def leave_shared(visit: Visit) -> Reply[None]:
    """Close the page on this device."""
    name = cookie_name(visit.house.settings)

    async def act(uow: UnitOfWork) -> None:
        uow.permit(Permission.PUBLIC)
        await uow.session.execute(delete(SharedVisit).where(SharedVisit.token == _digest(visit.request.cookies.get(name, ""))))

    await retried(visit.house.core, PATIENT, act, scope=EVERY_PRACTICE)
    return Reply(None, cookies={name: None})


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


async def _stands(uow: UnitOfWork, share: Share) -> bool:
    if share.expires_at <= uow.now:
        return False
    return not share.appointment_id or await appointments().stands(uow, share.appointment_id)


async def _share_of(uow: UnitOfWork, visit: Visit) -> Share:
    """The share that this browser's cookie opens, its practice's key loaded.

    Raises:
        SharedVisitOver: there is none, or it is over.
    """
    uow.permit(Permission.PUBLIC)
    token = visit.request.cookies.get(cookie_name(visit.house.settings), "")
    found = (
        await uow.session.execute(
            select(Share, SharedVisit).join(SharedVisit, SharedVisit.share_id == Share.id).where(SharedVisit.token == _digest(token))
        )
    ).first()
    if found is None:
        raise SharedVisitOver
    share, came = found
    if came.expires_at <= uow.now or came.version != share.version or not await _stands(uow, share):
        raise SharedVisitOver
    await uow.load_key(share.practice_id)
    return share


def _of_share(share: Share) -> tuple[ColumnElement[bool], ...]:
    return (Document.patient_id == share.patient_id, Document.appointment_id == (share.appointment_id or None))


async def _shared_document(uow: UnitOfWork, share: Share, document_id: str) -> Document:
    row = (await uow.session.execute(select(Document).where(Document.id == document_id, *_of_share(share)))).scalar_one_or_none()
    if row is None or not _is_seen(uow, row):
        raise NotFound
    return row


def _is_seen(uow: UnitOfWork, row: Document) -> bool:
    return row.origin == "patient" or (row.shared_until is not None and row.shared_until > uow.now)


async def _check_sent(uow: UnitOfWork, share: Share) -> None:
    count = select(func.count()).select_from(Document).where(Document.origin == "patient", *_of_share(share))
    if (await uow.session.scalar(count) or 0) >= MOST_SENT:
        raise TooManyFromPatient(most=MOST_SENT)


async def _shown(uow: UnitOfWork, share: Share) -> SharedDocuments:
    practice = (await uow.session.execute(select(Practice).where(Practice.id == share.practice_id))).scalar_one()
    statement = select(Document).where(*_of_share(share)).order_by(Document.added_at.desc(), Document.id.desc())
    rows: Sequence[Document] = [row for row in await uow.session.scalars(statement) if _is_seen(uow, row)]
    return SharedDocuments(
        practice=practice.name,
        phone=practice.phone,
        until=share.expires_at,
        documents=[
            SharedDocument(
                id=view.id,
                title=view.title,
                category=view.category,
                media_type=view.media_type,
                extension=view.extension,
                size=view.size,
                pages=view.pages,
                at=view.added_at,
                until=view.shared_until or share.expires_at,
                by_patient=view.origin == "patient",
            )
            for view in await document_views(uow, rows)
        ],
    )
