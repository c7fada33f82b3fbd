"""Sending a patient to a colleague, on to another one, and taking it back."""

from dataclasses import dataclass
from typing import cast

import msgspec
from sqlalchemy import select

from server.accounts.models import Practitioner
from server.accounts.queries import practitioner_for
from server.core.actors import Target
from server.core.errors import Invalid, NotFound
from server.core.ids import new_id
from server.core.outbox import post, withdraw
from server.core.permissions import Permission
from server.core.unit import UnitOfWork
from server.documents.models import Document
from server.patients.models import Patient
from server.patients.queries import patient_for
from server.referrals.errors import ReferralOver
from server.referrals.letters import REFERRAL, REFERRAL_CODE, about
from server.referrals.models import Colleague, ReceivedReferral, Referral
from server.referrals.queries.colleagues import mobile_of, practitioner_elsewhere
from server.referrals.queries.referrals import Content, content_label, content_of, locked_referral, referral_view
from server.referrals.rules import LASTS, OVER, may_follow
from server.referrals.schemas import ReferralView, SendReferral, Status
from server.referrals.service.crossing import deliver, follow, report
from server.referrals.service.telling import Change, change, change_received, told, told_received, write
from server.referrals.topics import referrals_topic

LONGEST_NAME = 150


@dataclass(frozen=True, slots=True)
class _Addressee:
    name: str
    practice_id: str | None = None
    """Another practice."""
    takes_sms: bool = False


async def send(uow: UnitOfWork, body: SendReferral) -> ReferralView:
    """Send a patient to a colleague (F112). Somebody from outside gets an e-mail that names nobody (F114, Q40).

    Raises:
        NotFound: not the actor's to send; no such colleague, document of this patient, or referral to carry on.
        Invalid: to nobody, to two, to oneself; nothing is asked; a code by SMS where no mobile is known.
        ReferralOver: what is carried on was taken back.
    """
    sender = await practitioner_for(uow, Permission.REFERRALS_SEND, body.practitioner_id)
    addressee = await _addressee(uow, sender, body)
    parent = None if body.onward_of is None else await _carried_on(uow, sender, body.onward_of)
    origin = parent.from_practice_id if isinstance(parent, ReceivedReferral) else None
    practices = {sender.practice_id, addressee.practice_id, origin}
    await uow.lock(*(referrals_topic(each) for each in practices if each is not None))
    patient = await patient_for(uow, Permission.PATIENTS_READ, body.patient_id)
    if patient.practice_id != sender.practice_id:
        raise NotFound
    reason = body.reason.strip()
    if not reason:
        raise Invalid(field="reason", reason="blank")
    if body.code_by_sms and not addressee.takes_sms:
        raise Invalid(field="code_by_sms", reason="no_mobile")
    documents = await _documents(uow, patient, body.document_ids)
    referral_id = new_id()
    row = Referral(
        id=referral_id,
        version=1,
        practice_id=sender.practice_id,
        patient_id=patient.id,
        practitioner_id=sender.id,
        to_practitioner_id=body.to_practitioner_id,
        to_practice_id=addressee.practice_id,
        colleague_id=body.colleague_id,
        to_name=addressee.name,
        urgency=body.urgency,
        status="sent",
        content=uow.seal(sender.practice_id, content_label(referral_id), Content(reason, code_by_sms=body.code_by_sms)),
        document_ids=[each.id for each in documents],
        link_version=1,
        sent_at=uow.now,
        sent_by=uow.actor.name,
        expires_at=uow.now + LASTS,
    )
    uow.session.add(row)
    if row.colleague_id is not None:
        await _write_to(uow, row, by_sms=body.code_by_sms)
    view = await told(uow, row, "referral_sent", "referrals:sent")
    if row.to_practice_id is not None:
        await deliver(uow, row, sender, patient, documents)
    if parent is not None:
        await _carry_on(uow, parent, patient, addressee.name)
    return view


async def take_back(uow: UnitOfWork, referral_id: str) -> ReferralView:
    """Take a referral back: its link opens nothing any more, a message that waits is not sent. Twice is once.

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
    await withdraw(uow, about(row.id))
    view = await told(uow, row, "referral_changed", "referrals:withdrawn")
    await follow(uow, row, Change(status="withdrawn"))
    return view


async def send_again(uow: UnitOfWork, referral_id: str) -> ReferralView:
    """Write to the colleague from outside again, at the address that the book has now: a new link and a new code; the old ones close.

    Raises:
        NotFound: unknown or forbidden; or sent to somebody who needs no link.
        ReferralOver: it was answered with a no, or taken back.
    """
    row = await locked_referral(uow, Permission.REFERRALS_SEND, referral_id)
    if row.colleague_id is None:
        raise NotFound
    if row.status in OVER:
        raise ReferralOver
    await withdraw(uow, about(row.id))
    colleague = (await uow.session.execute(select(Colleague).where(Colleague.id == row.colleague_id))).scalar_one()
    content = content_of(uow, row)
    by_sms = content.code_by_sms and mobile_of(colleague) is not None
    write(uow, row, msgspec.structs.replace(content, code_by_sms=by_sms, undelivered=[]))
    row.version, row.link_version, row.expires_at = row.version + 1, row.link_version + 1, uow.now + LASTS
    await _write_to(uow, row, by_sms=by_sms)
    return await told(uow, row, "referral_changed", "referrals:sent_again")


async def _write_to(uow: UnitOfWork, row: Referral, *, by_sms: bool) -> None:
    """The link by e-mail; the code by another way, if the sender chose one."""
    which, refs, practice_id = f"{row.id}:{row.link_version}", {"referral": row.id}, row.practice_id
    await post(uow, REFERRAL, about(row.id), refs, practice_id=practice_id, dedupe=f"referral:{which}")
    if by_sms:
        await post(uow, REFERRAL_CODE, about(row.id), refs, practice_id=practice_id, dedupe=f"referral_code:{which}", channel="sms")


async def _addressee(uow: UnitOfWork, sender: Practitioner, body: SendReferral) -> _Addressee:
    if (body.to_practitioner_id is None) == (body.colleague_id is None):
        raise Invalid(field="colleague_id", reason="one")
    if body.to_practitioner_id is not None:
        return await _practitioner(uow, sender, body.to_practitioner_id)
    outside = select(Colleague).where(
        Colleague.id == body.colleague_id, Colleague.practice_id == sender.practice_id, Colleague.archived.is_(False)
    )
    colleague = (await uow.session.execute(outside)).scalar_one_or_none()
    if colleague is None:
        raise NotFound
    return _Addressee(colleague.name, takes_sms=mobile_of(colleague) is not None)


async def _practitioner(uow: UnitOfWork, sender: Practitioner, practitioner_id: str) -> _Addressee:
    """Of the practice, or of another one that lets itself be found."""
    inside = select(Practitioner).where(
        Practitioner.id == practitioner_id, Practitioner.practice_id == sender.practice_id, Practitioner.archived.is_(False)
    )
    member = (await uow.session.execute(inside)).scalar_one_or_none()
    if member is not None:
        if member.id == sender.id:
            raise Invalid(field="to_practitioner_id", reason="oneself")
        return _Addressee(f"{member.title} {member.name}".strip())
    elsewhere = await practitioner_elsewhere(uow, sender.practice_id, practitioner_id)
    if elsewhere is None:
        raise NotFound
    colleague, practice = elsewhere
    return _Addressee(f"{colleague.title} {colleague.name}, {practice.name}".strip()[:LONGEST_NAME], practice.id)


async def _carried_on(uow: UnitOfWork, sender: Practitioner, referral_id: str) -> Referral | ReceivedReferral:
    """A referral to who sends now.

    Raises:
        NotFound: it is none, or was to somebody else.
    """
    own = select(Referral).where(
        Referral.id == referral_id, Referral.practice_id == sender.practice_id, Referral.to_practitioner_id == sender.id
    )
    received = select(ReceivedReferral).where(
        ReceivedReferral.id == referral_id,
        ReceivedReferral.practice_id == sender.practice_id,
        ReceivedReferral.to_practitioner_id == sender.id,
    )
    found: Referral | ReceivedReferral | None = (await uow.session.execute(own)).scalar_one_or_none()
    found = found or (await uow.session.execute(received)).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


async def _carry_on(uow: UnitOfWork, parent: Referral | ReceivedReferral, patient: Patient, to_name: str) -> None:
    """Whoever sent the patient first sees to whom he goes now."""
    await uow.session.refresh(parent)
    if parent.status == "withdrawn":
        raise ReferralOver
    onward = Change(status="seen" if parent.status == "sent" else None, onward_to=to_name)
    if isinstance(parent, ReceivedReferral):
        change_received(uow, parent, onward)
        await told_received(uow, parent, "referral_changed", "referrals:onward")
        await report(uow, parent, onward)
        return
    if parent.patient_id != patient.id:
        raise Invalid(field="onward_of", reason="another_patient")
    change(uow, parent, onward)
    await told(uow, parent, "referral_changed", "referrals:onward")


async def _documents(uow: UnitOfWork, patient: Patient, ids: list[str]) -> list[Document]:
    """The documents that go with it, each once, in the order given; all of this patient."""
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return []
    uow.permit(Permission.DOCUMENTS_READ, Target(patient.practice_id))
    found = await uow.session.scalars(select(Document).where(Document.patient_id == patient.id, Document.id.in_(wanted)))
    by_id = {each.id: each for each in found}
    if by_id.keys() != set(wanted):
        raise NotFound
    return [by_id[each] for each in wanted]
