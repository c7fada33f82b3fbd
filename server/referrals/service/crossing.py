"""Over the wall: the other practice's row of a referral, written in the same transaction (docs/adr/0011-a-referral-has-two-rows.md)."""

from sqlalchemy import select

from server.accounts.models import Practice, Practitioner
from server.core.events import Author
from server.core.unit import UnitOfWork
from server.documents.models import Document
from server.documents.queries.documents import document_views
from server.patients.models import Patient
from server.patients.queries import briefs
from server.referrals.models import ReceivedReferral, Referral
from server.referrals.queries.received import Told, received_label, told_of
from server.referrals.queries.referrals import content_of
from server.referrals.schemas import ReferredDocument, ReferredPatient
from server.referrals.service.telling import Change, change, change_received, told, told_received
from server.referrals.topics import referrals_topic


async def deliver(uow: UnitOfWork, row: Referral, sender: Practitioner, patient: Patient, documents: list[Document]) -> None:
    """Give the colleague's practice what it is told, and nothing else."""
    assert row.to_practice_id is not None
    assert row.to_practitioner_id is not None
    practice = (await uow.session.execute(select(Practice).where(Practice.id == row.practice_id))).scalar_one()
    brief = (await briefs(uow, [patient.id]))[patient.id]
    told_with_it = Told(
        sender=f"{sender.title} {sender.name}".strip(),
        practice=practice.name,
        phone=practice.phone,
        patient=ReferredPatient(
            last_name=brief.last_name,
            first_name=brief.first_name,
            birth_date=brief.birth_date,
            phone=brief.phone,
            email=brief.email,
        ),
        reason=content_of(uow, row).reason,
        documents=[
            ReferredDocument(id=view.id, title=view.title, media_type=view.media_type, extension=view.extension, size=view.size)
            for view in await document_views(uow, documents)
        ],
    )
    await uow.load_key(row.to_practice_id)
    async with uow.beyond([row.to_practice_id]):
        received = ReceivedReferral(
            id=row.id,
            version=1,
            practice_id=row.to_practice_id,
            from_practice_id=row.practice_id,
            to_practitioner_id=row.to_practitioner_id,
            urgency=row.urgency,
            status=row.status,
            content=uow.seal(row.to_practice_id, received_label(row.id), told_with_it),
            sent_at=row.sent_at,
        )
        uow.session.add(received)
        await told_received(uow, received, "referral_sent", "referrals:received", Author(name=told_with_it.sender))


async def follow(uow: UnitOfWork, row: Referral, what: Change) -> None:
    """What the sender's side changed, in the practice that received it, if another did. What was taken back says no more why."""
    if row.to_practice_id is None:
        return
    await uow.load_key(row.to_practice_id)
    async with uow.beyond([row.to_practice_id]):
        received = await uow.session.get(ReceivedReferral, row.id, populate_existing=True)
        if received is None:
            return
        if what.status == "withdrawn":
            if received.status == "sent":
                await _gone(uow, received)
                return
            _emptied(uow, received)
        change_received(uow, received, what)
        await told_received(uow, received, "referral_changed", f"referrals:{what.status}", Author(name=told_of(uow, received).sender))


async def report(uow: UnitOfWork, received: ReceivedReferral, what: Change) -> None:
    """What the receiver's side changed, in the practice that sent it."""
    await uow.load_key(received.from_practice_id)
    async with uow.beyond([received.from_practice_id]):
        row = await uow.session.get(Referral, received.id, populate_existing=True)
        if row is None:
            return
        change(uow, row, what)
        await told(uow, row, "referral_changed", f"referrals:{what.status or 'onward'}", Author(name=row.to_name))


async def _gone(uow: UnitOfWork, received: ReceivedReferral) -> None:
    """Nobody had seen it: it was never there."""
    await uow.session.delete(received)
    topic, practice_id = referrals_topic(received.practice_id), received.practice_id
    sender = Author(name=told_of(uow, received).sender)
    uow.record(topic, "referral_changed", owner=practice_id, drop={"received": [received.id]}, by=sender)
    uow.audit("referrals:withdrawn", practice_id, f"referral/{received.id}")


def _emptied(uow: UnitOfWork, received: ReceivedReferral) -> None:
    before = told_of(uow, received)
    patient = ReferredPatient(
        last_name=before.patient.last_name, first_name=before.patient.first_name, birth_date=None, phone=None, email=None
    )
    kept = Told(sender=before.sender, practice=before.practice, phone=before.phone, patient=patient, reason="", word=before.word)
    received.content = uow.seal(received.practice_id, received_label(received.id), kept)
