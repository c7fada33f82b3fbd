"""A worker to be killed, in a process of its own: it hands over what is due, and ends when nothing more is.

The processes are forked from one that has everything imported: to start one costs milliseconds.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess

from server.core.db import Database
from server.core.outbox import Kind, Letter
from server.core.unit import UnitOfWork
from server.notices.office import Office
from server.notices.sms import sms_carrier
from server.notices.smtp import Smtp
from server.settings import Settings
from tests.support.core import core_over

SENDER = "Cabinet des Tilleuls <accueil@example.org>"
_VALUES = {"name": "Sonia", "inviter": "Alice", "practice": "Tilleuls", "practitioner": "Dr Lefèvre", "day": "3/03", "time": "9h00"}
_FORKS = get_context("forkserver")
_FORKS.set_forkserver_preload([__name__])


async def _prepare(_: UnitOfWork, refs: Mapping[str, str]) -> Letter | None:
    return Letter(refs["to"], "fr", _VALUES, "/password#secret", template="confirmed" if refs["channel"] == "sms" else "")


NOTICE = Kind("password_reset", _prepare, timedelta(days=20), repeats=True)
"""Said again after a doubt."""
REMINDER = Kind("grant", _prepare, timedelta(days=20), repeats=False)
"""Left in doubt rather than said twice, where the carrier takes no key."""


class Ahead:
    """The machine's clock, so far ahead: a lease that a killed worker left has ended by then."""

    def __init__(self, ahead: timedelta) -> None:
        self._ahead = ahead

    def now(self) -> datetime:
        """The instant."""
        return datetime.now(UTC) + self._ahead


@dataclass(frozen=True)
class Round:
    """Where the messages are and go, for the addresses of a test."""

    database: str
    smtp: str
    sms: str

    def begin(self, ahead: timedelta) -> ForkServerProcess:
        """Start a worker, its clock so far ahead."""
        worker = _FORKS.Process(target=_work, args=(self, ahead), daemon=True)
        worker.start()
        return worker


def _work(rounds: Round, ahead: timedelta) -> None:
    asyncio.run(_deliver(rounds, Ahead(ahead)))


async def _deliver(rounds: Round, clock: Ahead) -> None:
    db = Database(Settings.from_env({"DATABASE_URL": rounds.database}).database)
    try:
        core = await core_over(db, clock)
        mail, sms = Smtp(rounds.smtp, SENDER, clock), sms_carrier(rounds.sms, "Ardoise")
        office = Office(mail, [NOTICE, REMINDER], "https://ardoise.example.org", sms)
        while await office.deliver_due(core):
            pass
    finally:
        await db.close()
