"""The carrier of a demo: messages stay here, to be read at /dev/mailbox."""

from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from server.core.unit import Core
from server.notices.carrier import Mail, NotTaken
from server.notices.models import MailboxMessage


class Mailbox:
    """Keeps each message once, worded."""

    def __init__(self, core: Core) -> None:
        self._core = core

    async def send(self, mail: Mail) -> None:
        """Keep a message; the same one again changes nothing."""
        insert = sqlite_insert if self._core.db.is_sqlite else postgres_insert
        async with self._core.db.write(()) as session:
            await session.execute(
                insert(MailboxMessage)
                .values(
                    message_id=mail.message_id,
                    at=self._core.clock.now(),
                    recipient=mail.to,
                    subject=mail.subject,
                    text=mail.text,
                )
                .on_conflict_do_nothing(index_elements=[MailboxMessage.message_id])
            )
            await session.commit()


class NoCarrier:
    """No way out is configured: messages wait, and are dropped when their time has passed."""

    async def send(self, mail: Mail) -> None:
        """Refuse for now."""
        raise NotTaken("no_carrier", later=True, unreachable=True)
