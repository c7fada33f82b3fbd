"""The answer of a colleague of the practice, and the appointment that the sender books himself."""

from typing import cast

from server.core.errors import Stale
from server.core.permissions import Permission
from server.core.unit import UnitOfWork
from server.referrals.errors import ReferralOver
from server.referrals.queries.referrals import locked_referral, referral_view
from server.referrals.rules import may_follow
from server.referrals.schemas import AnswerReferral, BookReferral, ReferralView, Status
from server.referrals.service.booking import answered, appointment_of, tie
from server.referrals.service.crossing import follow
from server.referrals.service.telling import Change, change, told


async def see(uow: UnitOfWork, referral_id: str) -> ReferralView:
    """The colleague of the practice has it before his eyes. Twice is once.

    Raises:
        NotFound: it is not his.
    """
    row = await locked_referral(uow, Permission.REFERRALS_ANSWER, referral_id, addressee=True)
    if row.status != "sent":
        return referral_view(uow, row)
    change(uow, row, Change(status="seen"))
    return await told(uow, row, "referral_changed", "referrals:seen")


async def answer(uow: UnitOfWork, referral_id: str, body: AnswerReferral) -> ReferralView:
    """The colleague of the practice answers, with a word.

    Raises:
        NotFound: it is not his; or the appointment is not on that agenda, or not this patient's.
        Invalid: the appointment was cancelled.
        Stale, ReferralOver.
    """
    row = await locked_referral(uow, Permission.REFERRALS_ANSWER, referral_id, addressee=True)
    if row.version != body.version:
        raise Stale(theirs=referral_view(uow, row))
    if not may_follow(cast("Status", row.status), body.status):
        raise ReferralOver
    change(uow, row, await answered(uow, row.id, body, row.to_practitioner_id, row.patient_id))
    return await told(uow, row, "referral_changed", f"referrals:{body.status}")


async def book(uow: UnitOfWork, referral_id: str, body: BookReferral) -> ReferralView:
    """The sender has booked on the colleague's agenda, which is open to him (F093). Twice is once.

    In another practice the patient has another file: it is the sender who says that he is the same.

    Raises:
        NotFound: unknown or forbidden; or the appointment is not on that agenda, or not this patient's.
        Invalid: the appointment was cancelled.
        ReferralOver.
    """
    row = await locked_referral(uow, Permission.REFERRALS_SEND, referral_id)
    appointment = await appointment_of(uow, body.appointment_id, row.to_practitioner_id, None if row.to_practice_id else row.patient_id)
    if row.status == "booked":
        return referral_view(uow, row)
    if not may_follow(cast("Status", row.status), "booked"):
        raise ReferralOver
    await tie(uow, row.id, appointment, otherwise=row.status)
    booked = Change(status="booked", booked_for=appointment.starts_at)
    change(uow, row, booked)
    view = await told(uow, row, "referral_changed", "referrals:booked")
    await follow(uow, row, booked)
    return view
