"""Guarded reads of referrals and of the directory."""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import cast

import msgspec
from msgspec import Struct
from sqlalchemy import select

from server.accounts.models import Practitioner
from server.core.actors import Target
from server.core.errors import NotFound
from server.core.permissions import Permission
from server.core.unit import UnitOfWork
from server.patients.queries import briefs
from server.patients.rules.shown import masked
from server.referrals.links import spoken
from server.referrals.models import Colleague, FavouriteColleague, Referral
from server.referrals.rules import is_meant
from server.referrals.schemas import (
    Colleagues,
    ColleagueView,
    FindColleagues,
    ListReferrals,
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
    """What of a referral is sealed."""

    reason: str
    word: str = ""


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
    newest = select(Referral).where(Referral.practice_id == practice_id).order_by(Referral.sent_at.desc(), Referral.id).limit(_SHOWN)
    return ReferralsBody(referrals=[referral_view(uow, row) for row in await uow.session.scalars(newest)])


async def list_referrals(uow: UnitOfWork, body: ListReferrals) -> ReferralList:
    """A page of the referrals of a practice (F113).

    Raises:
        NotFound: they are not the actor's to see.
    """
    target = Target(body.practice_id)
    uow.permit(Permission.REFERRALS_READ, target)
    uow.audit(str(Permission.REFERRALS_READ), body.practice_id, "referrals")
    asked = select(Referral).where(Referral.practice_id == body.practice_id)
    if body.before is not None:
        asked = asked.where(Referral.sent_at < min(max(body.before, _BEGUN), uow.now))
    rows = list(await uow.session.scalars(asked.order_by(Referral.sent_at.desc(), Referral.id).limit(body.limit + 1)))
    shown = rows[: body.limit]
    contact, remarks = uow.may(Permission.PATIENTS_CONTACT, target), uow.may(Permission.PATIENTS_REMARKS, target)
    patients = await briefs(uow, {row.patient_id for row in shown})
    return ReferralList(
        referrals=[referral_view(uow, row) for row in shown],
        patients=[
            msgspec.structs.replace(masked(brief, contact=contact, remarks=remarks), id=asked_for) for asked_for, brief in patients.items()
        ],
        more=len(rows) > body.limit,
    )


async def find_colleagues(uow: UnitOfWork, body: FindColleagues) -> Colleagues:
    """The practitioners of the practice and its address book, by name or specialty; one's favourites first (F111).

    Raises:
        NotFound: not the actor's to see.
    """
    uow.permit(Permission.REFERRALS_READ, Target(body.practice_id))
    kept = select(FavouriteColleague.colleague_id).where(
        FavouriteColleague.practice_id == body.practice_id, FavouriteColleague.person_id == uow.actor.person_id
    )
    favourites = set(await uow.session.scalars(kept))
    inside = select(Practitioner).where(Practitioner.practice_id == body.practice_id, Practitioner.archived.is_(False))
    outside = select(Colleague).where(Colleague.practice_id == body.practice_id, Colleague.archived.is_(False))
    found = [_member_view(row, favourites) for row in await uow.session.scalars(inside)]
    found += [colleague_view(row, favourites) for row in await uow.session.scalars(outside)]
    meant = [each for each in found if is_meant(body.text, each.name, each.specialty)]
    meant.sort(key=lambda each: (not each.is_favourite, each.name.casefold(), each.id))
    return Colleagues(colleagues=meant[: body.limit])


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
    await uow.lock(referrals_topic(found.practice_id))
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
        colleague_id=row.colleague_id,
        to_name=row.to_name,
        urgency=cast("Urgency", row.urgency),
        status=cast("Status", row.status),
        reason=content.reason,
        word=content.word,
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


def colleague_view(row: Colleague, favourites: Collection[str] = ()) -> ColleagueView:
    """Somebody of the address book."""
    return ColleagueView(
        id=row.id,
        version=row.version,
        practice_id=row.practice_id,
        name=row.name,
        specialty=row.specialty,
        email=row.email,
        phone=row.phone,
        is_member=False,
        is_favourite=row.id in favourites,
    )


def _member_view(row: Practitioner, favourites: Collection[str]) -> ColleagueView:
    return ColleagueView(
        id=row.id,
        version=row.version,
        practice_id=row.practice_id,
        name=f"{row.title} {row.name}".strip(),
        specialty=row.specialty or row.profession,
        email="",
        phone="",
        is_member=True,
        is_favourite=row.id in favourites,
    )
