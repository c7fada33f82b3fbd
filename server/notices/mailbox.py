"""The carrier of a demo: messages stay here, to be read at /dev/mailbox."""

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from server.core.unit import Core
from server.notices.carrier import Mail, NotTaken, Sms
from server.notices.models import MailboxMessage

MOST = 500
"""Messages kept: the latest."""


class Mailbox:
    """Keeps each message once, worded."""

    keyed = True

    def __init__(self, core: Core) -> None:
        self._core = core

    async def send(self, mail: Mail) -> None:
        """Keep a message; the same one again changes nothing."""
        await self._keep(message_id=mail.message_id, recipient=mail.to, subject=mail.subject, text=mail.text, calendar=bool(mail.calendar))

    async def send_sms(self, sms: Sms) -> None:
        """Keep a text message."""
        await self._keep(message_id=sms.message_id, recipient=sms.to, subject="", text=sms.text, channel="sms")

    async def _keep(self, **values: Any) -> None:
        insert = sqlite_insert if self._core.db.is_sqlite else postgres_insert
        async with self._core.db.write(()) as session:
            await session.execute(
                insert(MailboxMessage)
                .values(at=self._core.clock.now(), **values)
                .on_conflict_do_nothing(index_elements=[MailboxMessage.message_id])
            )
            oldest = select(MailboxMessage.at).order_by(MailboxMessage.at.desc()).offset(MOST).limit(1).scalar_subquery()
            await session.execute(delete(MailboxMessage).where(MailboxMessage.at <= oldest).execution_options(synchronize_session=False))
            await session.commit()


class NoCarrier:
    """No way out is configured: messages wait, and are dropped when their time has passed."""

    keyed = True

    async def send(self, mail: Mail) -> None:
        """Refuse for now."""
        raise NotTaken("no_carrier", later=True, unreachable=True)

    async def send_sms(self, sms: Sms) -> None:
        """Refuse for now."""
        raise NotTaken("no_carrier", later=True, unreachable=True)
