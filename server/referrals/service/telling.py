"""What every change of a referral does: to its row, on every screen, in the audit trail."""

from datetime import datetime

import msgspec
from msgspec import Struct

from server.core.events import Author
from server.core.unit import UnitOfWork
from server.referrals.models import ReceivedReferral, Referral
from server.referrals.queries.received import received_label, received_view, told_of
from server.referrals.queries.referrals import Content, content_label, content_of, referral_view
from server.referrals.schemas import ReceivedReferralView, ReferralView, Status
from server.referrals.topics import referrals_topic


class Change(Struct, frozen=True, kw_only=True):
    """What becomes of a referral; what is left out stays."""

    status: Status | None = None
    word: str = ""
    onward_to: str = ""
    booked_for: datetime | None = None


async def told(uow: UnitOfWork, row: Referral, event: str, act: str, by: Author | None = None) -> ReferralView:
    """Say on every screen of the sender's practice how a referral stands, under the lock of its topic."""
    await uow.session.flush()
    view = referral_view(uow, row)
    uow.record(referrals_topic(row.practice_id), event, owner=row.practice_id, put={"referrals": [view]}, subject=row.patient_id, by=by)
    uow.audit(act, row.practice_id, f"referral/{row.id}")
    return view


async def told_received(uow: UnitOfWork, row: ReceivedReferral, event: str, act: str, by: Author | None = None) -> ReceivedReferralView:
    """The same in the practice that received it."""
    await uow.session.flush()
    view = received_view(uow, row)
    uow.record(referrals_topic(row.practice_id), event, owner=row.practice_id, put={"received": [view]}, by=by)
    uow.audit(act, row.practice_id, f"referral/{row.id}")
    return view


def write(uow: UnitOfWork, row: Referral, content: Content) -> None:
    """Seal what a referral says."""
    row.content = uow.seal(row.practice_id, content_label(row.id), content)


def change(uow: UnitOfWork, row: Referral, what: Change) -> None:
    """Write a change down in the sender's row."""
    content = content_of(uow, row)
    kept = msgspec.structs.replace(
        content,
        word=what.word.strip() or content.word,
        onward_to=what.onward_to or content.onward_to,
        booked_for=what.booked_for or content.booked_for,
    )
    write(uow, row, kept)
    row.status, row.version = what.status or row.status, row.version + 1
    if what.status is not None:
        row.seen_at = row.seen_at or uow.now
        row.answered_at = row.answered_at if what.status == "seen" else uow.now


def change_received(uow: UnitOfWork, row: ReceivedReferral, what: Change) -> None:
    """Write a change down in the receiver's row."""
    before = told_of(uow, row)
    after = msgspec.structs.replace(
        before,
        word=what.word.strip() or before.word,
        onward_to=what.onward_to or before.onward_to,
        booked_for=what.booked_for or before.booked_for,
    )
    row.content = uow.seal(row.practice_id, received_label(row.id), after)
    row.status, row.version = what.status or row.status, row.version + 1
