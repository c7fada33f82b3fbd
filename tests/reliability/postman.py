"""A worker to be killed: `python -m tests.reliability.postman DATABASE SMTP_URL SECONDS`, its clock so many seconds ahead.

It hands over what is due, says `idle` when nothing more is, and ends.
"""

import asyncio
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from server.core.db import Database
from server.core.outbox import Kind, Letter
from server.core.unit import UnitOfWork
from server.notices.office import Office
from server.notices.smtp import Smtp
from server.settings import Settings
from tests.support.core import core_over

SENDER = "Cabinet des Tilleuls <accueil@example.org>"
_VALUES = {"name": "Sonia", "inviter": "Alice", "practice": "Tilleuls", "practitioner": "Dr Lefèvre"}


async def _prepare(_: UnitOfWork, refs: Mapping[str, str]) -> Letter | None:
    return Letter(refs["to"], "fr", _VALUES, "/password#secret")


NOTICE = Kind("password_reset", _prepare, timedelta(days=2), repeats=True)
"""Said again after a doubt."""
REMINDER = Kind("grant", _prepare, timedelta(days=2), repeats=False)
"""Left in doubt rather than said twice."""


class Ahead:
    """The machine's clock, so far ahead: a lease that a killed worker left has ended by then."""

    def __init__(self, ahead: timedelta) -> None:
        self._ahead = ahead

    def now(self) -> datetime:
        """The instant."""
        return datetime.now(UTC) + self._ahead


async def _work(database: str, smtp: str, ahead: timedelta) -> None:
    db, clock = Database(Settings.from_env({"DATABASE_URL": database}).database), Ahead(ahead)
    try:
        core = await core_over(db, clock)
        office = Office(Smtp(smtp, SENDER, clock), [NOTICE, REMINDER], "https://ardoise.example.org")
        while await office.deliver_due(core):
            pass
    finally:
        await db.close()


if __name__ == "__main__":
    asyncio.run(_work(sys.argv[1], sys.argv[2], timedelta(seconds=float(sys.argv[3]))))
    print("idle", flush=True)  # noqa: T201  # it is what a test waits for
