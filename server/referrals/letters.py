"""What is written to a colleague from outside: that a patient is sent to him, and neither who nor why (Q40); the code goes another way."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import select

from server.accounts.models import Practice, Practitioner
from server.core.outbox import Kind, Letter, NotReachable, NotWanted
from server.core.unit import UnitOfWork
from server.notices.choices import choices_of
from server.referrals.links import path_of, spoken
from server.referrals.models import Colleague, Referral
from server.referrals.queries.colleagues import mobile_of
from server.referrals.rules import OVER


async def _found(uow: UnitOfWork, refs: Mapping[str, str]) -> tuple[Referral, Colleague, str, dict[str, str]] | None:
    """The referral, to whom, in which language, and who sends; None when there is none."""
    found = (
        await uow.session.execute(
            select(Referral, Colleague, Practice, Practitioner)
            .join(Colleague, Colleague.id == Referral.colleague_id)
            .join(Practice, Practice.id == Referral.practice_id)
            .join(Practitioner, Practitioner.id == Referral.practitioner_id)
            .where(Referral.id == refs["referral"])
        )
    ).one_or_none()
    if found is None:
        return None
    row, colleague, practice, practitioner = found
    if row.status in OVER or row.expires_at <= uow.now:
        raise NotWanted("outdated")
    choices, _ = await choices_of(uow, practice.id)
    values = {"practice": practice.name, "practitioner": f"{practitioner.title} {practitioner.name}".strip()}
    return row, colleague, choices.locale, values


async def _referral(uow: UnitOfWork, refs: Mapping[str, str]) -> Letter | None:
    found = await _found(uow, refs)
    if found is None:
        return None
    row, colleague, locale, values = found
    return Letter(colleague.email, locale, values, path_of(uow.core.keyring, row))


async def _code(uow: UnitOfWork, refs: Mapping[str, str]) -> Letter | None:
    found = await _found(uow, refs)
    if found is None:
        return None
    row, colleague, locale, values = found
    mobile = mobile_of(colleague)
    if mobile is None:
        raise NotReachable
    return Letter(mobile, locale, values | {"code": spoken(uow.core.keyring, row)}, template="referral_code")


REFERRAL = Kind("referral", _referral, timedelta(days=2), repeats=True)
REFERRAL_CODE = Kind("referral_code", _code, timedelta(days=2), repeats=True)
KINDS = (REFERRAL, REFERRAL_CODE)
