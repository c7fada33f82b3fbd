"""Guarded reads of what was sent."""

from datetime import UTC, datetime
from typing import cast

import msgspec
from msgspec import Struct
from sqlalchemy import select

from server.core.actors import Target
from server.core.errors import NotFound
from server.core.permissions import Permission
from server.core.unit import UnitOfWork
from server.patients.queries import briefs
from server.patients.rules.shown import masked
from server.referrals.links import spoken
from server.referrals.models import ReceivedReferral, Referral
from server.referrals.queries.received import received_view
from server.referrals.schemas import (
    Channel,
    ListReferrals,
    ReferralAct,
    ReferralCode,
    ReferralList,
    ReferralsBody,
    ReferralView,
    Status,
    Urgency,
)
from server.referrals.topics import FOLLOWING, referrals_topic

_SHOWN = 200
_BEGUN = datetime(2020, 1, 1, tzinfo=UTC)
"""Nothing was sent before: an instant far from the ends of the calendar, where zones cannot be reckoned."""


class Content(Struct, frozen=True, omit_defaults=True):
    """What of a referral is sealed. `onward_to`: to whom the colleague sent the patient on; `booked_for`: when he is expected;
    `acts`: what became of that; `undelivered`: what could not be brought to him.
    """

    reason: str
    word: str = ""
    onward_to: str = ""
    booked_for: datetime | None = None
    acts: list[ReferralAct] = []
    code_by_sms: bool = False
    undelivered: list[Channel] = []


async def authorize_referrals(uow: UnitOfWork, practice_id: str) -> str:
    """The lens of the actor on a practice's referrals.

    Raises:
        NotFound: they are not his to see.
    """
    uow.permit(Permission.REFERRALS_READ, Target(practice_id))
    return FOLLOWING


async def referrals_snapshot(uow: UnitOfWork, practice_id: str, _: msgspec.Raw) -> ReferralsBody:
    """The topic referrals/{practice} as it is now."""
    uow.permit(Permission.REFERRALS_READ, Target(practice_id))
    sent, received = await _before(uow, practice_id, None, _SHOWN)
    return ReferralsBody(referrals=[referral_view(uow, row) for row in sent], received=[received_view(uow, row) for row in received])


async def list_referrals(uow: UnitOfWork, body: ListReferrals) -> ReferralList:
    """A page of what a practice sent and what it was sent by others (F113).

    Raises:
        NotFound: they are not the actor's to see.
    """
    target = Target(body.practice_id)
    uow.permit(Permission.REFERRALS_READ, target)
    uow.audit(str(Permission.REFERRALS_READ), body.practice_id, "referrals")
    sent, received = await _before(uow, body.practice_id, body.before, body.limit + 1)
    newest = sorted([*((row.sent_at, row.id) for row in sent), *((row.sent_at, row.id) for row in received)], reverse=True)
    shown = {row_id for _, row_id in newest[: body.limit]}
    contact, remarks = uow.may(Permission.PATIENTS_CONTACT, target), uow.may(Permission.PATIENTS_REMARKS, target)
    patients = await briefs(uow, {row.patient_id for row in sent if row.id in shown})
    return ReferralList(
        referrals=[referral_view(uow, row) for row in sent if row.id in shown],
        received=[received_view(uow, row) for row in received if row.id in shown],
        patients=[
            msgspec.structs.replace(masked(brief, contact=contact, remarks=remarks), id=asked_for) for asked_for, brief in patients.items()
        ],
        more=len(newest) > body.limit,
    )


async def _before(uow: UnitOfWork, practice_id: str, before: datetime | None, most: int) -> tuple[list[Referral], list[ReceivedReferral]]:
    """The newest of both that were sent before an instant."""
    until = uow.now if before is None else min(max(before, _BEGUN), uow.now)
    sent = select(Referral).where(Referral.practice_id == practice_id).order_by(Referral.sent_at.desc(), Referral.id).limit(most)
    received = (
        select(ReceivedReferral)
        .where(ReceivedReferral.practice_id == practice_id)
        .order_by(ReceivedReferral.sent_at.desc(), ReceivedReferral.id)
        .limit(most)
    )
    if before is not None:
        sent, received = sent.where(Referral.sent_at < until), received.where(ReceivedReferral.sent_at < until)
    return list(await uow.session.scalars(sent)), list(await uow.session.scalars(received))


async def locked_referral(uow: UnitOfWork, permission: Permission, referral_id: str, *, addressee: bool = False) -> Referral:
    """Lock the topic of a referral, then load it through its guard: on the agenda of who sends, or of the `addressee`.

    Raises:
        NotFound: unknown or forbidden.
    """
    found = (await uow.session.execute(select(Referral).where(Referral.id == referral_id))).scalar_one_or_none()
    whose = None if found is None else found.to_practitioner_id if addressee else found.practitioner_id
    uow.permit(permission, Target(found.practice_id if found else None, whose))
    if found is None:
        raise NotFound
    await uow.lock(*(referrals_topic(each) for each in (found.practice_id, found.to_practice_id) if each is not None))
    await uow.session.refresh(found)
    uow.audit(str(permission), found.practice_id, f"referral/{referral_id}")
    return found


async def referral_code(uow: UnitOfWork, referral_id: str) -> ReferralCode:
    """The code to read to the colleague on the telephone.

    Raises:
        NotFound: unknown, forbidden, or sent to somebody of the practice, who needs none.
    """
    row = (await uow.session.execute(select(Referral).where(Referral.id == referral_id))).scalar_one_or_none()
    uow.permit(Permission.REFERRALS_SEND, Target(row.practice_id if row else None, row.practitioner_id if row else None))
    if row is None or row.colleague_id is None:
        raise NotFound
    uow.audit("referrals:code", row.practice_id, f"referral/{referral_id}")
    return ReferralCode(code=spoken(uow.core.keyring, row), until=row.expires_at)


def referral_view(uow: UnitOfWork, row: Referral) -> ReferralView:
    """A referral on the wire."""
    content = content_of(uow, row)
    return ReferralView(
        id=row.id,
        version=row.version,
        practice_id=row.practice_id,
        patient_id=row.patient_id,
        practitioner_id=row.practitioner_id,
        to_practitioner_id=row.to_practitioner_id,
        to_practice_id=row.to_practice_id,
        colleague_id=row.colleague_id,
        to_name=row.to_name,
        urgency=cast("Urgency", row.urgency),
        status=cast("Status", row.status),
        reason=content.reason,
        word=content.word,
        onward_to=content.onward_to,
        booked_for=content.booked_for,
        acts=content.acts,
        code_by_sms=content.code_by_sms,
        undelivered=content.undelivered,
        document_ids=row.document_ids,
        sent_at=row.sent_at,
        sent_by=row.sent_by,
        seen_at=row.seen_at,
        answered_at=row.answered_at,
        expires_at=row.expires_at,
    )


def content_of(uow: UnitOfWork, row: Referral) -> Content:
    """What is asked, and what was answered."""
    return uow.unseal(content_label(row.id), row.content, Content)


def content_label(referral_id: str) -> str:
    """The label under which a referral is sealed."""
    return f"referral|{referral_id}"
