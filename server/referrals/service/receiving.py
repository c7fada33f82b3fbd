"""The side of a practice that another one sends patients to."""

from typing import cast

from sqlalchemy import select
from starlette.responses import Response

from server.core.blobs import Blob, Blobs
from server.core.blobs.serving import attachment
from server.core.errors import NotFound, Stale
from server.core.http import Visit
from server.core.permissions import Permission
from server.core.unit import UnitOfWork, reading
from server.documents.models import Document
from server.documents.queries.documents import title_of
from server.referrals.errors import ReferralOver
from server.referrals.models import Referral
from server.referrals.queries.received import locked_received, received_for, received_view
from server.referrals.rules import may_follow
from server.referrals.schemas import AnswerReferral, ReceivedReferralView, Status
from server.referrals.service.booking import answered
from server.referrals.service.crossing import report
from server.referrals.service.telling import Change, change_received, told_received


async def see_received(uow: UnitOfWork, received_id: str) -> ReceivedReferralView:
    """The colleague has it before his eyes; the sender sees that he has. Twice is once.

    Raises:
        NotFound: it is not his.
    """
    row = await locked_received(uow, Permission.REFERRALS_ANSWER, received_id)
    if row.status != "sent":
        return received_view(uow, row)
    seen = Change(status="seen")
    change_received(uow, row, seen)
    view = await told_received(uow, row, "referral_changed", "referrals:seen")
    await report(uow, row, seen)
    return view


async def answer_received(uow: UnitOfWork, received_id: str, body: AnswerReferral) -> ReceivedReferralView:
    """The colleague answers, with a word; the sender reads it at once.

    Raises:
        NotFound: it is not his; or the appointment is not on that agenda.
        Invalid: the appointment was cancelled.
        Stale, ReferralOver.
    """
    row = await locked_received(uow, Permission.REFERRALS_ANSWER, received_id)
    if row.version != body.version:
        raise Stale(theirs=received_view(uow, row))
    if not may_follow(cast("Status", row.status), body.status):
        raise ReferralOver
    answer = await answered(uow, row.id, body, row.to_practitioner_id, None)
    change_received(uow, row, answer)
    view = await told_received(uow, row, "referral_changed", f"referrals:{body.status}")
    await report(uow, row, answer)
    return view


async def fetch_received_document(visit: Visit, received_id: str, document_id: str) -> Response:
    """A document that goes with it, from the file of the practice that sent it.

    Raises:
        NotFound: it does not, or no longer; or it was taken back.
    """
    async with reading(visit.house.core, visit.actor) as uow:
        received = await received_for(uow, Permission.REFERRALS_READ, received_id)
        if received.status == "withdrawn":
            raise NotFound
        await uow.load_key(received.from_practice_id)
        async with uow.beyond([received.from_practice_id]):
            row = await uow.session.get(Referral, received.id)
            document = (await uow.session.execute(select(Document).where(Document.id == document_id))).scalar_one_or_none()
            if row is None or document is None or document.id not in row.document_ids or document.practice_id != row.practice_id:
                raise NotFound
            blob = (await uow.session.execute(select(Blob).where(Blob.id == document.blob_id))).scalar_one()
            title = title_of(uow, document)
        uow.audit("referrals:fetched", row.practice_id, f"document/{document_id}")
    return await attachment(visit.house.service(Blobs), blob, title)
