"""What is written to a colleague from outside: that a patient is sent to him, and neither who nor why (Q40); the code goes another way."""

from collections.abc import Mapping
from datetime import timedelta

import msgspec
from sqlalchemy import select

from server.accounts.models import Practice, Practitioner
from server.core.outbox import Kind, Letter, NotReachable, NotWanted, OutboxMessage
from server.core.unit import UnitOfWork
from server.notices.choices import choices_of
from server.referrals.links import path_of, spoken
from server.referrals.models import Colleague, Referral
from server.referrals.queries.colleagues import mobile_of
from server.referrals.queries.referrals import content_of
from server.referrals.rules import OVER
from server.referrals.schemas import Channel
from server.referrals.service.telling import told as tell
from server.referrals.service.telling import write
from server.referrals.topics import referrals_topic


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


def about(referral_id: str) -> str:
    """What messages about a referral are about."""
    return f"referral/{referral_id}"


class _Follower:
    """Whoever sent it is told what could not be brought to the colleague."""

    async def lock(self, uow: UnitOfWork, about: str) -> None:
        """The topic of the practice that sends."""
        row = await self._row(uow, about)
        if row is not None:
            await uow.lock(referrals_topic(row.practice_id))

    async def told(self, uow: UnitOfWork, about: str) -> None:
        """What became of the last message of each way, where it says something new."""
        row = await self._row(uow, about)
        if row is None:
            return
        await uow.session.refresh(row)
        await uow.load_key(row.practice_id)
        posted = select(OutboxMessage).where(OutboxMessage.about == about).order_by(OutboxMessage.created_at, OutboxMessage.id)
        last = {each.channel: each for each in await uow.session.scalars(posted)}
        lost = {channel for channel, each in last.items() if each.state in {"failed", "unknown"} or each.report == "undelivered"}
        content, undelivered = content_of(uow, row), [each for each in _CHANNELS if each in lost]
        if undelivered != content.undelivered:
            write(uow, row, msgspec.structs.replace(content, undelivered=undelivered))
            row.version += 1
            await tell(uow, row, "referral_changed", "referrals:undelivered" if undelivered else "referrals:delivered")

    async def _row(self, uow: UnitOfWork, about: str) -> Referral | None:
        found = select(Referral).where(Referral.id == about.partition("/")[2])
        return (await uow.session.execute(found)).scalar_one_or_none()


_CHANNELS: tuple[Channel, ...] = ("email", "sms")
REFERRAL = Kind("referral", _referral, timedelta(days=2), repeats=True, follower=_Follower())
REFERRAL_CODE = Kind("referral_code", _code, timedelta(days=2), repeats=True, follower=_Follower())
KINDS = (REFERRAL, REFERRAL_CODE)
