"""A worker to be killed, in a process of its own: it lets climb whatever is due by its clock, and ends.

The processes are forked from one that has everything imported: to start one costs milliseconds.
"""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess

from chat.escalation.climbing import look
from server.core.db import Database
from server.settings import Settings
from tests.reliability.postman import Ahead
from tests.support.core import core_over

_FORKS = get_context("forkserver")
_FORKS.set_forkserver_preload([__name__])


@dataclass(frozen=True)
class Walkers:
    """Where it is all written."""

    database: str

    def begin(self, ahead: timedelta) -> ForkServerProcess:
        """Start a worker, its clock so far ahead."""
        worker = _FORKS.Process(target=_work, args=(self.database, ahead), daemon=True)
        worker.start()
        return worker


def _work(database: str, ahead: timedelta) -> None:
    asyncio.run(_walk(database, Ahead(ahead)))


async def _walk(database: str, clock: Ahead) -> None:
    db = Database(Settings.from_env({"DATABASE_URL": database}).database)
    try:
        core = await core_over(db, clock)
        while await look(core):
            pass
    finally:
        await db.close()
