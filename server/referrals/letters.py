"""What is written to a colleague from outside: that a patient is sent to him, and neither who nor why (Q40)."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import select

from server.accounts.models import Practice, Practitioner
from server.core.outbox import Kind, Letter, NotWanted
from server.core.unit import UnitOfWork
from server.notices.choices import choices_of
from server.referrals.links import path_of
from server.referrals.models import Colleague, Referral
from server.referrals.rules import OVER


async def _referral(uow: UnitOfWork, refs: Mapping[str, str]) -> Letter | None:
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
    return Letter(
        colleague.email,
        choices.locale,
        values,
        path_of(uow.core.keyring, row),
    )


REFERRAL = Kind("referral", _referral, timedelta(days=2), repeats=True)
KINDS = (REFERRAL,)
