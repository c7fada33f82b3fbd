"""What a gateway says later of a text message: that it arrived, or that it did not.

The address it calls holds a secret of that message alone. Kannel says 1 (delivered), 2 (not delivered) or 16 (refused by
the centre), and may say 8 (accepted by the centre) after 1: what is not final changes nothing, and the first final word stays.
"""

import hmac
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update

from server.core.db import EVERY_PRACTICE
from server.core.errors import NotFound
from server.core.outbox import Kind, OutboxMessage, Report, followed
from server.core.unit import Core, UnitOfWork

_SAID: dict[str, Report] = {
    "delivered": "delivered",
    "undelivered": "undelivered",
    "1": "delivered",
    "2": "undelivered",
    "16": "undelivered",
}
_NOT_YET = {"4", "8", "32"}


class Reports:
    """Takes the reports of gateways."""

    def __init__(self, kinds: Mapping[str, Kind]) -> None:
        self._kinds = kinds

    async def take(self, core: Core, message_id: str, secret: str, status: str) -> None:
        """Write what became of a message.

        Raises:
            NotFound: unknown message, wrong secret, or no status there is.
        """
        expected = core.keyring.mac("report", message_id)[:22]
        if not hmac.compare_digest(secret.encode(), expected.encode()) or not (status in _SAID or status in _NOT_YET):
            raise NotFound
        async with core.db.read(EVERY_PRACTICE) as session:
            columns = select(OutboxMessage.kind, OutboxMessage.about, OutboxMessage.practice_id, OutboxMessage.report)
            row = (await session.execute(columns.where(OutboxMessage.id == message_id, OutboxMessage.channel == "sms"))).one_or_none()
        if row is None:
            raise NotFound
        kind = self._kinds.get(row.kind)
        if row.report or status in _NOT_YET or kind is None:
            return
        values: dict[str, Any] = {"report": _SAID[status]}

        async def write(uow: UnitOfWork) -> None:
            # The gateway knows of it: whatever the hand-over looked like from here, it was one.
            took = update(OutboxMessage).where(OutboxMessage.id == message_id, OutboxMessage.report == "")
            await uow.session.execute(took.values(values).execution_options(synchronize_session=False))
            unsure = update(OutboxMessage).where(OutboxMessage.id == message_id, OutboxMessage.state == "unknown")
            await uow.session.execute(unsure.values(state="sent", reason="").execution_options(synchronize_session=False))

        await followed(core, row.about, row.practice_id, kind.follower, write)
