"""A referral follows the appointment for which it was booked: moved, cancelled, given to somebody else, put back.

The practice whose agenda it is on looks, and says it on both sides.
"""

from datetime import datetime, timedelta
from functools import partial
from typing import cast

from sqlalchemy import Select, or_, select

from server.agenda.models import Appointment
from server.agenda.queries.history import last_change
from server.agenda.telling.planning import BY_LINK
from server.core.actors import system
from server.core.db import EVERY_PRACTICE
from server.core.permissions import Permission
from server.core.unit import Core, Restart, UnitOfWork, retried
from server.patients.queries.guards import kept_id
from server.referrals.models import ReceivedReferral, Referral, ReferralAppointment
from server.referrals.queries.received import told_of
from server.referrals.queries.referrals import content_of
from server.referrals.rules import OVER, Fate, followed
from server.referrals.schemas import ReferralAct, Status
from server.referrals.service.crossing import report
from server.referrals.service.telling import Change, change, change_received, told, told_received
from server.referrals.topics import referrals_topic

EVERY = 2.0
"""Seconds between two looks."""
BATCH = 50
"""Referrals of one practice in one transaction."""
_PAST = timedelta(days=30)
"""After its end: what is done to an appointment then puts an old entry right."""


async def tend(core: Core) -> bool:
    """Let every referral follow its appointment, once for each change, however many processes look."""
    async with core.db.read(EVERY_PRACTICE) as session:
        behind = _behind(core.clock.now()).with_only_columns(ReferralAppointment.practice_id).distinct()
        practices = sorted(await session.scalars(behind))
    for practice_id in practices:
        act = partial(follow_appointments, practice_id=practice_id)
        await retried(core, system("referrals"), act, scope=frozenset({practice_id}))
    return False


async def follow_appointments(uow: UnitOfWork, practice_id: str) -> None:
    """Do it for the appointments of one practice, in one transaction."""
    uow.permit(Permission.SYSTEM)
    topics = await _topics(uow, practice_id)
    await uow.lock(*topics)
    uow.session.expire_all()
    if not await _topics(uow, practice_id) <= topics:
        raise Restart
    for tie, appointment in await _changed(uow, practice_id):
        await _follow(uow, tie, appointment)


async def _follow(uow: UnitOfWork, tie: ReferralAppointment, appointment: Appointment | None) -> None:
    own = await uow.session.get(Referral, tie.referral_id)
    received = await uow.session.get(ReceivedReferral, tie.referral_id)
    row = own or received
    if row is None or row.status in OVER or (appointment is not None and appointment.ends_at < uow.now - _PAST):
        await uow.session.delete(tie)
        return
    tie.seen_version = None if appointment is None else appointment.version
    fate = await _fate(uow, tie, appointment, row.to_practitioner_id)
    hour = content_of(uow, own).booked_for if own is not None else told_of(uow, cast("ReceivedReferral", received)).booked_for
    starts_at = appointment.starts_at if appointment is not None and fate == "stands" else None
    kind = followed(fate, is_booked=row.status == "booked", is_moved=starts_at != hour)
    if kind is None:
        return
    last = await last_change(uow, tie.appointment_id)
    what = Change(
        status="booked" if starts_at is not None else cast("Status", tie.otherwise),
        booked_for=starts_at,
        act=ReferralAct(
            at=uow.now if last is None else last.at,
            kind=kind,
            starts_at=starts_at or hour or uow.now,
            by_patient=last is not None and last.channel == BY_LINK,
        ),
    )
    if kind == "restored":
        tie.otherwise = row.status
    if own is not None:
        change(uow, own, what)
        await told(uow, own, "referral_changed", f"referrals:{kind}")
    else:
        assert received is not None
        change_received(uow, received, what)
        await told_received(uow, received, "referral_changed", f"referrals:{kind}")
        await report(uow, received, what)


async def _fate(uow: UnitOfWork, tie: ReferralAppointment, appointment: Appointment | None, practitioner_id: str | None) -> Fate:
    if appointment is None or appointment.status == "cancelled":
        return "cancelled"
    is_theirs = appointment.practitioner_id == practitioner_id and appointment.patient_id == await kept_id(uow, tie.patient_id)
    return "stands" if is_theirs else "reassigned"


async def _topics(uow: UnitOfWork, practice_id: str) -> set[str]:
    """Of the practice, and of those that sent what came from elsewhere."""
    behind = [tie.referral_id for tie, _ in await _changed(uow, practice_id)]
    senders = await uow.session.scalars(select(ReceivedReferral.from_practice_id).where(ReceivedReferral.id.in_(behind)))
    return {referrals_topic(each) for each in (practice_id, *senders)}


async def _changed(uow: UnitOfWork, practice_id: str) -> list[tuple[ReferralAppointment, Appointment | None]]:
    statement = _behind(uow.now).where(ReferralAppointment.practice_id == practice_id)
    found = await uow.session.execute(statement.order_by(ReferralAppointment.referral_id).limit(BATCH))
    return [(tie, appointment) for tie, appointment in found]


def _behind(now: datetime) -> Select[ReferralAppointment, Appointment]:
    """Referrals whose appointment changed since it was looked at, or is followed no more."""
    return (
        select(ReferralAppointment, Appointment)
        .outerjoin(Appointment, Appointment.id == ReferralAppointment.appointment_id)
        .where(or_(Appointment.version.is_distinct_from(ReferralAppointment.seen_version), Appointment.ends_at < now - _PAST))
    )
