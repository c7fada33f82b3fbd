"""Guarded reads of what other practices sent."""

from datetime import datetime
from typing import cast

from msgspec import Struct
from sqlalchemy import select

from server.core.actors import Target
from server.core.errors import NotFound
from server.core.permissions import Permission
from server.core.unit import UnitOfWork
from server.referrals.models import ReceivedReferral
from server.referrals.schemas import ReceivedReferralView, ReferralAct, ReferredDocument, ReferredPatient, Status, Urgency
from server.referrals.topics import referrals_topic


class Told(Struct, frozen=True, omit_defaults=True):
    """What was told with a referral, sealed with the key of the practice that has it."""

    sender: str
    practice: str
    phone: str
    patient: ReferredPatient
    reason: str
    documents: list[ReferredDocument] = []
    word: str = ""
    onward_to: str = ""
    booked_for: datetime | None = None
    acts: list[ReferralAct] = []


async def locked_received(uow: UnitOfWork, permission: Permission, received_id: str) -> ReceivedReferral:
    """Lock the topics of both practices, then load what was received through its guard.

    Raises:
        NotFound: unknown or forbidden.
    """
    found = await received_for(uow, permission, received_id)
    await uow.lock(referrals_topic(found.practice_id), referrals_topic(found.from_practice_id))
    await uow.session.refresh(found)
    return found


async def received_for(uow: UnitOfWork, permission: Permission, received_id: str) -> ReceivedReferral:
    """What was received, through its guard.

    Raises:
        NotFound: unknown or forbidden.
    """
    found = (await uow.session.execute(select(ReceivedReferral).where(ReceivedReferral.id == received_id))).scalar_one_or_none()
    uow.permit(permission, Target(found.practice_id if found else None, found.to_practitioner_id if found else None))
    if found is None:
        raise NotFound
    uow.audit(str(permission), found.practice_id, f"referral/{received_id}")
    return found


def received_view(uow: UnitOfWork, row: ReceivedReferral) -> ReceivedReferralView:
    """What was received, on the wire."""
    told = told_of(uow, row)
    return ReceivedReferralView(
        id=row.id,
        version=row.version,
        practice_id=row.practice_id,
        to_practitioner_id=row.to_practitioner_id,
        sender=told.sender,
        practice=told.practice,
        phone=told.phone,
        patient=told.patient,
        urgency=cast("Urgency", row.urgency),
        status=cast("Status", row.status),
        reason=told.reason,
        word=told.word,
        onward_to=told.onward_to,
        booked_for=told.booked_for,
        acts=told.acts,
        documents=told.documents,
        sent_at=row.sent_at,
    )


def told_of(uow: UnitOfWork, row: ReceivedReferral) -> Told:
    """What was told with it."""
    return uow.unseal(received_label(row.id), row.content, Told)


def received_label(referral_id: str) -> str:
    """The label under which it is sealed: both practices' rows bear the same identifier, and another label."""
    return f"received-referral|{referral_id}"
