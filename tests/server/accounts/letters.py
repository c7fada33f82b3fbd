"""What the post brought: the messages of a test, and the tokens of their links."""

import re
from collections.abc import Sequence

from sqlalchemy import select

from server.core.db import EVERY_PRACTICE
from server.core.outbox import OutboxMessage
from server.notices.models import MailboxMessage
from tests.server.accounts.conftest import Desk


async def delivered(desk: Desk, to: str | None = None) -> Sequence[MailboxMessage]:
    """Everything delivered so far, oldest first, after emptying the outbox."""
    while await desk.office.deliver_due(desk.core):
        pass
    async with desk.core.db.read(EVERY_PRACTICE) as session:
        statement = select(MailboxMessage).order_by(MailboxMessage.at, MailboxMessage.message_id)
        rows = (await session.scalars(statement)).all()
    return [row for row in rows if to in {None, row.recipient}]


async def outbox(desk: Desk) -> list[tuple[str, str, str]]:
    """Kind, state and reason of every planned message, oldest first."""
    async with desk.core.db.read(EVERY_PRACTICE) as session:
        rows = (await session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))).all()
    return [(row.kind, row.state, row.reason) for row in rows]


def token_in(message: MailboxMessage) -> str:
    """What follows # in the message's link."""
    found = re.search(r"https?://\S+#(\S+)", message.text)
    assert found, message.text
    return found[1]
