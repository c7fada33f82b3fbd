"""Sending a patient to a colleague, taking it back, and the answer of a colleague of the practice."""

from typing import cast

from sqlalchemy import select

from server.accounts.models import Practitioner
from server.accounts.queries import practitioner_for
from server.core.actors import Target
from server.core.errors import Invalid, NotFound, Stale
from server.core.ids import new_id
from server.core.outbox import post, withdraw
from server.core.permissions import Permission
from server.core.unit import UnitOfWork
from server.documents.models import Document
from server.patients.models import Patient
from server.patients.queries import patient_for
from server.referrals.errors import ReferralOver
from server.referrals.letters import REFERRAL
from server.referrals.models import Colleague, Referral
from server.referrals.queries import Content, content_label, locked_referral, referral_view
from server.referrals.rules import LASTS, may_follow
from server.referrals.schemas import AnswerReferral, ReferralView, SendReferral, Status
from server.referrals.service.telling import answered, told
from server.referrals.topics import referrals_topic


async def send(uow: UnitOfWork, body: SendReferral) -> ReferralView:
    """Send a patient to a colleague (F112). Somebody from outside gets an e-mail that names nobody (F114, Q40).

    Raises:
        NotFound: not the actor's to send; no such colleague, or document of this patient.
        Invalid: to nobody, to two, to oneself, or nothing is asked.
    """
    sender = await practitioner_for(uow, Permission.REFERRALS_SEND, body.practitioner_id)
    await uow.lock(referrals_topic(sender.practice_id))
    patient = await patient_for(uow, Permission.PATIENTS_READ, body.patient_id)
    if patient.practice_id != sender.practice_id:
        raise NotFound
    reason = body.reason.strip()
    if not reason:
        raise Invalid(field="reason", reason="blank")
    referral_id = new_id()
    row = Referral(
        id=referral_id,
        version=1,
        practice_id=sender.practice_id,
        patient_id=patient.id,
        practitioner_id=sender.id,
        to_practitioner_id=body.to_practitioner_id,
        colleague_id=body.colleague_id,
        to_name=await _addressee(uow, sender, body),
        urgency=body.urgency,
        status="sent",
        content=uow.seal(sender.practice_id, content_label(referral_id), Content(reason)),
        document_ids=await _documents(uow, patient, body.document_ids),
        link_version=1,
        sent_at=uow.now,
        sent_by=uow.actor.name,
        expires_at=uow.now + LASTS,
    )
    uow.session.add(row)
    if row.colleague_id is not None:
        about = f"referral/{referral_id}"
        await post(uow, REFERRAL, about, {"referral": referral_id}, practice_id=row.practice_id, dedupe=f"referral:{referral_id}:1")
    return await told(uow, row, "referral_sent", "referrals:sent")


async def take_back(uow: UnitOfWork, referral_id: str) -> ReferralView:
    """Take a referral back: its link opens nothing any more, an e-mail that waits is not sent. Twice is once.

    Raises:
        NotFound: unknown or forbidden.
        ReferralOver: the colleague has booked, or said no.
    """
    row = await locked_referral(uow, Permission.REFERRALS_SEND, referral_id)
    if row.status == "withdrawn":
        return referral_view(uow, row)
    if not may_follow(cast("Status", row.status), "withdrawn"):
        raise ReferralOver
    row.status, row.version, row.link_version = "withdrawn", row.version + 1, row.link_version + 1
    await withdraw(uow, f"referral/{referral_id}")
    return await told(uow, row, "referral_changed", "referrals:withdrawn")


async def see(uow: UnitOfWork, referral_id: str) -> ReferralView:
    """The colleague of the practice has it before his eyes. Twice is once.

    Raises:
        NotFound: it is not his.
    """
    row = await locked_referral(uow, Permission.REFERRALS_ANSWER, referral_id, addressee=True)
    if row.status != "sent":
        return referral_view(uow, row)
    row.status, row.seen_at, row.version = "seen", uow.now, row.version + 1
    return await told(uow, row, "referral_changed", "referrals:seen")


async def answer(uow: UnitOfWork, referral_id: str, body: AnswerReferral) -> ReferralView:
    """The colleague of the practice answers, with a word.

    Raises:
        NotFound: it is not his.
        Stale, ReferralOver.
    """
    row = await locked_referral(uow, Permission.REFERRALS_ANSWER, referral_id, addressee=True)
    if row.version != body.version:
        raise Stale(theirs=referral_view(uow, row))
    if not may_follow(cast("Status", row.status), body.status):
        raise ReferralOver
    answered(uow, row, body.status, body.word)
    return await told(uow, row, "referral_changed", f"referrals:{body.status}")


async def _addressee(uow: UnitOfWork, sender: Practitioner, body: SendReferral) -> str:
    if (body.to_practitioner_id is None) == (body.colleague_id is None):
        raise Invalid(field="colleague_id", reason="one")
    if body.to_practitioner_id is not None:
        inside = select(Practitioner).where(
            Practitioner.id == body.to_practitioner_id, Practitioner.practice_id == sender.practice_id, Practitioner.archived.is_(False)
        )
        member = (await uow.session.execute(inside)).scalar_one_or_none()
        if member is None:
            raise NotFound
        if member.id == sender.id:
            raise Invalid(field="to_practitioner_id", reason="oneself")
        return f"{member.title} {member.name}".strip()
    outside = select(Colleague).where(
        Colleague.id == body.colleague_id, Colleague.practice_id == sender.practice_id, Colleague.archived.is_(False)
    )
    colleague = (await uow.session.execute(outside)).scalar_one_or_none()
    if colleague is None:
        raise NotFound
    return colleague.name


async def _documents(uow: UnitOfWork, patient: Patient, ids: list[str]) -> list[str]:
    """The documents that go with it, each once; all of this patient."""
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return []
    uow.permit(Permission.DOCUMENTS_READ, Target(patient.practice_id))
    found = select(Document.id).where(Document.patient_id == patient.id, Document.id.in_(wanted))
    if set(await uow.session.scalars(found)) != set(wanted):
        raise NotFound
    return wanted
