"""What every change of a referral does at its end."""

from server.core.unit import UnitOfWork
from server.referrals.models import Referral
from server.referrals.queries import Content, content_label, content_of, referral_view
from server.referrals.schemas import ReferralView
from server.referrals.topics import referrals_topic


async def told(uow: UnitOfWork, row: Referral, event: str, act: str) -> ReferralView:
    """Say on every screen how a referral stands, under the lock of its topic, and leave a line in the audit trail."""
    await uow.session.flush()
    view = referral_view(uow, row)
    uow.record(referrals_topic(row.practice_id), event, owner=row.practice_id, put={"referrals": [view]}, subject=row.patient_id)
    uow.audit(act, row.practice_id, f"referral/{row.id}")
    return view


def answered(uow: UnitOfWork, row: Referral, status: str, word: str) -> None:
    """Write down what the colleague answers; a word of his before stays when he adds none."""
    content = content_of(uow, row)
    kept = Content(content.reason, word.strip() or content.word)
    row.content = uow.seal(row.practice_id, content_label(row.id), kept)
    row.status, row.answered_at, row.version = status, uow.now, row.version + 1
    row.seen_at = row.seen_at or uow.now
