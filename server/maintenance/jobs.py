"""The jobs of the house itself: chaining the audit trail, and forgetting what is no longer needed.

Each takes one small transaction at a time, so that a writer never waits long for it.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from zlib import crc32

from sqlalchemy import CursorResult, Delete, and_, delete, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from chat.escalation.models import Escalation
from chat.escalation.rules import KEPT as URGENT_KEPT
from chat.phone.models import PhoneCall
from chat.phone.rules import KEPT as CALLS_KEPT
from server.accounts.models import Attempt, KnownDevice, OneTimeToken, SignedInSession
from server.core.audit import chain
from server.core.db import EVERY_PRACTICE
from server.core.events import LoggedEvent
from server.core.idempotency import forget_answers
from server.core.outbox import OutboxMessage
from server.core.unit import Core
from server.documents.models import SharedVisit
from server.maintenance.worker import Job
from server.notices.models import MailboxMessage
from server.referrals.models import ReferralVisit

EVENTS_KEPT = timedelta(days=7)
"""How long screens can resume from the log; an older position gets a reset."""
SESSIONS_KEPT = timedelta(days=30)
"""How long an ended session stays, for whoever asks which devices were signed in."""
DEVICES_KEPT = timedelta(days=400)
"""How long a browser nobody signs in from stays a known one; its cookie lasts a year."""
LETTERS_KEPT = timedelta(days=90)
"""How long what became of a message to somebody can be looked up."""
BATCH = 500
_MINUTE, _HOUR = 60.0, 3600.0

Step = Callable[[AsyncSession, datetime], Awaitable[bool]]
"""One small transaction of a job; tells whether there is more to do."""


async def chain_audit(session: AsyncSession, _: datetime) -> bool:
    """Chain the audit lines written since the last time."""
    return await chain(session, BATCH) == BATCH


async def forget_events(session: AsyncSession, now: datetime) -> bool:
    """Drop the events too old to be replayed, oldest first."""
    old = select(LoggedEvent.topic, LoggedEvent.seq).where(LoggedEvent.at < now - EVENTS_KEPT).order_by(LoggedEvent.at).limit(BATCH)
    rows = (await session.execute(old)).all()
    last: dict[str, int] = {}
    for topic, seq in rows:
        last[topic] = max(last.get(topic, 0), seq)
    gone = [and_(LoggedEvent.topic == topic, LoggedEvent.seq <= seq) for topic, seq in last.items()]
    if gone:
        await session.execute(delete(LoggedEvent).where(or_(*gone)), execution_options={"synchronize_session": False})
    return len(rows) == BATCH


async def forget_keys(session: AsyncSession, now: datetime) -> bool:
    """Drop the answers kept for retries that nobody will send any more."""
    await forget_answers(session, now)
    return False


async def forget_sign_ins(session: AsyncSession, now: datetime) -> bool:
    """Drop long ended sessions, spent links, forgotten devices and counters of attempts whose window is over."""
    for statement in (
        delete(SignedInSession).where(SignedInSession.expires_at < now - SESSIONS_KEPT),
        delete(OneTimeToken).where(OneTimeToken.expires_at < now - SESSIONS_KEPT),
        delete(SharedVisit).where(SharedVisit.expires_at < now),
        delete(ReferralVisit).where(ReferralVisit.expires_at < now),
        delete(KnownDevice).where(KnownDevice.seen_at < now - DEVICES_KEPT),
        delete(Attempt).where(Attempt.until < now - timedelta(days=1)),
    ):
        await _run(session, statement)
    return False


async def forget_letters(session: AsyncSession, now: datetime) -> bool:
    """Drop the trace of messages settled long ago, and what the demo's mailbox kept of them."""
    for statement in (
        delete(OutboxMessage).where(OutboxMessage.settled_at < now - LETTERS_KEPT),
        delete(MailboxMessage).where(MailboxMessage.at < now - LETTERS_KEPT),
    ):
        await _run(session, statement)
    return False


async def forget_calls(session: AsyncSession, now: datetime) -> bool:
    """Drop the calls of long ago: who rang, why, and what came of it."""
    await _run(session, delete(PhoneCall).where(PhoneCall.at < now - CALLS_KEPT))
    return False


async def forget_urgents(session: AsyncSession, now: datetime) -> bool:
    """Drop what was urgent long ago: to whom it went, and who took it in hand."""
    await _run(session, delete(Escalation).where(Escalation.closed_at < now - URGENT_KEPT))
    return False


async def _run(session: AsyncSession, statement: Delete) -> int:
    done = await session.execute(statement, execution_options={"synchronize_session": False})
    return done.rowcount if isinstance(done, CursorResult) else 0


def alone(step: Step) -> Callable[[Core], Awaitable[bool]]:
    """Run a step in a transaction of its own, in one process at a time; the others find nothing to do."""
    key = crc32(step.__name__.encode())

    async def run(core: Core) -> bool:
        async with core.db.write(EVERY_PRACTICE) as session:
            if not core.db.is_sqlite:
                got = await session.scalar(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": key})
                if not got:
                    return False
            more = await step(session, core.clock.now())
            await session.commit()
        return more

    return run


HOUSEKEEPING: tuple[Job, ...] = (
    Job("chain_audit", 5.0, alone(chain_audit)),
    Job("forget_events", 10 * _MINUTE, alone(forget_events)),
    Job("forget_keys", _HOUR, alone(forget_keys)),
    Job("forget_sign_ins", _HOUR, alone(forget_sign_ins)),
    Job("forget_letters", _HOUR, alone(forget_letters)),
    Job("forget_calls", _HOUR, alone(forget_calls)),
    Job("forget_urgents", _HOUR, alone(forget_urgents)),
)
