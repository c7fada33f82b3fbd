"""A colleague from outside: his link and the code open the request; he reads it, fetches what goes with it, and answers."""

import hashlib
from datetime import timedelta
from typing import cast

from sqlalchemy import select
from starlette.responses import Response

from server.accounts.models import Practice, Practitioner
from server.accounts.throttle import ASKING, Limit, attempt, bucket, give_back, network
from server.core.actors import system
from server.core.blobs import Blob, Blobs
from server.core.blobs.serving import attachment
from server.core.db import EVERY_PRACTICE
from server.core.errors import NotFound
from server.core.http import Reply, Visit
from server.core.ids import new_token
from server.core.permissions import Permission
from server.core.unit import Core, UnitOfWork, reading, retried
from server.documents.models import Document
from server.documents.queries.documents import document_views, title_of
from server.patients.queries import briefs
from server.referrals.errors import ReferralClosed, ReferralCodeWrong, ReferralOver, ReferralVisitOver
from server.referrals.links import is_code, opens
from server.referrals.models import Referral, ReferralVisit
from server.referrals.queries.referrals import content_of
from server.referrals.rules import may_follow
from server.referrals.schemas import (
    AnswerByLink,
    LeaveReferral,
    OpenReferral,
    ReferralPage,
    ReferredDocument,
    ReferredPatient,
    Status,
    Urgency,
)
from server.referrals.service.telling import Change, change, told
from server.referrals.topics import referrals_topic
from server.settings import Settings

LASTS = timedelta(hours=2)
"""How long a browser that came through a link may read on; link and code open it again."""
CODES = Limit("referral", 8, timedelta(hours=1))
"""Codes typed for one referral: of a hundred million, so that nobody guesses."""
_COLLEAGUE = system("colleague")


def cookie_name(settings: Settings) -> str:
    """The cookie of this page, beside those of the others."""
    return f"{settings.cookie_name}_referral"


async def open_referral(visit: Visit, body: OpenReferral) -> Reply[ReferralPage]:
    """Exchange link and code for a cookie bound to this referral.

    Raises:
        ReferralClosed: the link is wrong, too old, or closed.
        ReferralCodeWrong, TooMany.
    """
    core: Core = visit.house.core
    token = new_token()
    tries = (bucket(core, CODES, body.token[:32]), bucket(core, ASKING, network(visit.address)))
    await attempt(core, *tries)

    async def act(uow: UnitOfWork) -> ReferralPage:
        uow.permit(Permission.PUBLIC)
        row = (await uow.session.execute(select(Referral).where(Referral.id == body.token[:32]))).scalar_one_or_none()
        if row is None or not opens(core.keyring, row, body.token) or not _stands(uow, row):
            raise ReferralClosed
        if not is_code(core.keyring, row, body.code):
            raise ReferralCodeWrong
        await uow.lock(referrals_topic(row.practice_id))
        await uow.session.refresh(row)
        if not opens(core.keyring, row, body.token):
            raise ReferralClosed
        await uow.load_key(row.practice_id)
        uow.session.add(
            ReferralVisit(
                token=_digest(token),
                practice_id=row.practice_id,
                referral_id=row.id,
                link_version=row.link_version,
                expires_at=min(uow.now + LASTS, row.expires_at),
            )
        )
        if row.status == "sent":
            change(uow, row, Change(status="seen"))
            await told(uow, row, "referral_changed", "referrals:seen")
        uow.audit("referrals:opened", row.practice_id, f"referral/{row.id}")
        return await _page(uow, row)

    view = await retried(core, _COLLEAGUE, act, scope=EVERY_PRACTICE)
    await give_back(core, *tries)
    return Reply(view, cookies={cookie_name(visit.house.settings): token})


async def read_referral(visit: Visit) -> ReferralPage:
    """What this browser's link shows now."""
    async with reading(visit.house.core, _COLLEAGUE, scope=EVERY_PRACTICE) as uow:
        return await _page(uow, await _referral_of(uow, visit))


async def fetch_document(visit: Visit, document_id: str) -> Response:
    """A document that goes with the referral.

    Raises:
        NotFound: it does not.
    """
    async with reading(visit.house.core, _COLLEAGUE, scope=EVERY_PRACTICE) as uow:
        row = await _referral_of(uow, visit)
        documents = {each.id: each for each in await _documents(uow, row)}
        if document_id not in documents:
            raise NotFound
        document = documents[document_id]
        blob = (await uow.session.execute(select(Blob).where(Blob.id == document.blob_id))).scalar_one()
        title = title_of(uow, document)
        uow.audit("referrals:fetched", row.practice_id, f"document/{document_id}")
    return await attachment(visit.house.service(Blobs), blob, title)


async def answer_by_link(visit: Visit, body: AnswerByLink) -> ReferralPage:
    """The colleague answers, with a word. The same again changes nothing.

    Raises:
        ReferralOver: it can no longer be answered so.
    """

    async def act(uow: UnitOfWork) -> ReferralPage:
        practice_id = (await _referral_of(uow, visit)).practice_id
        await uow.lock(referrals_topic(practice_id))
        row = await _referral_of(uow, visit)
        await uow.session.refresh(row)
        if row.status == body.status and not body.word.strip():
            return await _page(uow, row)
        if row.status != body.status and not may_follow(cast("Status", row.status), body.status):
            raise ReferralOver
        change(uow, row, Change(status=body.status, word=body.word))
        await told(uow, row, "referral_changed", f"referrals:{body.status}")
        return await _page(uow, row)

    return await retried(visit.house.core, _COLLEAGUE, act, scope=EVERY_PRACTICE)


async def leave_referral(visit: Visit, _: LeaveReferral) -> Reply[None]:
    """Close the page on this device."""
    name = cookie_name(visit.house.settings)

    async def act(uow: UnitOfWork) -> None:
        uow.permit(Permission.PUBLIC)
        row = await uow.session.get(ReferralVisit, _digest(visit.request.cookies.get(name, "")))
        if row is not None:
            await uow.session.delete(row)

    await retried(visit.house.core, _COLLEAGUE, act, scope=EVERY_PRACTICE)
    return Reply(None, cookies={name: None})


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _stands(uow: UnitOfWork, row: Referral) -> bool:
    return row.colleague_id is not None and row.status != "withdrawn" and row.expires_at > uow.now


async def _referral_of(uow: UnitOfWork, visit: Visit) -> Referral:
    """The referral that this browser's cookie opens, its practice's key loaded.

    Raises:
        ReferralVisitOver: there is none, or it is over.
    """
    uow.permit(Permission.PUBLIC)
    token = visit.request.cookies.get(cookie_name(visit.house.settings), "")
    asked = select(Referral, ReferralVisit).join(ReferralVisit, ReferralVisit.referral_id == Referral.id)
    found = (await uow.session.execute(asked.where(ReferralVisit.token == _digest(token)))).first()
    if found is None:
        raise ReferralVisitOver
    row, came = found
    if came.expires_at <= uow.now or came.link_version != row.link_version or not _stands(uow, row):
        raise ReferralVisitOver
    await uow.load_key(row.practice_id)
    return row


async def _documents(uow: UnitOfWork, row: Referral) -> list[Document]:
    """What goes with it and is still in the patient's file, in the order given."""
    found = select(Document).where(Document.practice_id == row.practice_id, Document.id.in_(row.document_ids))
    by_id = {each.id: each for each in await uow.session.scalars(found)}
    return [by_id[each] for each in row.document_ids if each in by_id]


async def _page(uow: UnitOfWork, row: Referral) -> ReferralPage:
    practice = (await uow.session.execute(select(Practice).where(Practice.id == row.practice_id))).scalar_one()
    sender = (await uow.session.execute(select(Practitioner).where(Practitioner.id == row.practitioner_id))).scalar_one()
    patient = (await briefs(uow, [row.patient_id])).get(row.patient_id)
    if patient is None:
        raise ReferralVisitOver
    content = content_of(uow, row)
    return ReferralPage(
        practice=practice.name,
        phone=practice.phone,
        sender=f"{sender.title} {sender.name}".strip(),
        patient=ReferredPatient(
            last_name=patient.last_name,
            first_name=patient.first_name,
            birth_date=patient.birth_date,
            phone=patient.phone,
            email=patient.email,
        ),
        reason=content.reason,
        urgency=cast("Urgency", row.urgency),
        status=cast("Status", row.status),
        word=content.word,
        until=row.expires_at,
        documents=[
            ReferredDocument(id=view.id, title=view.title, media_type=view.media_type, extension=view.extension, size=view.size)
            for view in await document_views(uow, await _documents(uow, row))
        ],
    )
