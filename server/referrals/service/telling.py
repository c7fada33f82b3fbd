"""What every change of a referral does: to its row, on every screen, in the audit trail."""

from datetime import datetime
from typing import TypeVar

import msgspec
from msgspec import UNSET, Struct, UnsetType

from server.core.events import Author
from server.core.unit import UnitOfWork
from server.referrals.models import ReceivedReferral, Referral
from server.referrals.queries.received import Told, received_label, received_view, told_of
from server.referrals.queries.referrals import Content, content_label, content_of, referral_view
from server.referrals.schemas import ReceivedReferralView, ReferralAct, ReferralView, Status
from server.referrals.topics import referrals_topic

Kept = TypeVar("Kept", Content, Told)

MOST_ACTS = 20
"""Of one referral: the last ones."""


class Change(Struct, frozen=True, kw_only=True):
    """What becomes of a referral; what is left out stays. `act`: it happened by itself, and nobody has answered."""

    status: Status | None = None
    word: str = ""
    onward_to: str = ""
    booked_for: datetime | None | UnsetType = UNSET
    act: ReferralAct | None = None


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
    write(uow, row, _changed(content_of(uow, row), what))
    row.status, row.version = what.status or row.status, row.version + 1
    if what.status is not None and what.act is None:
        row.seen_at = row.seen_at or uow.now
        row.answered_at = row.answered_at if what.status == "seen" else uow.now


def change_received(uow: UnitOfWork, row: ReceivedReferral, what: Change) -> None:
    """Write a change down in the receiver's row."""
    row.content = uow.seal(row.practice_id, received_label(row.id), _changed(told_of(uow, row), what))
    row.status, row.version = what.status or row.status, row.version + 1


def _changed(before: Kept, what: Change) -> Kept:
    return msgspec.structs.replace(
        before,
        word=what.word.strip() or before.word,
        onward_to=what.onward_to or before.onward_to,
        booked_for=before.booked_for if what.booked_for is UNSET else what.booked_for,
        acts=before.acts if what.act is None else [*before.acts, what.act][-MOST_ACTS:],
    )
