"""Audit lines of reads, written together: many readers at once cost one transaction, and each waits for its line."""

from collections.abc import Sequence
from typing import Any

from server.core.audit import AuditLine
from server.core.batches import Batches, Share
from server.core.db import Database
from server.core.many import insert_many

_Lines = list[dict[str, Any]]


class AuditQueue:
    """Groups the lines that arrive while a write is under way."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._batches: Batches[_Lines, None] = Batches(self._write_all)

    async def write(self, lines: _Lines) -> None:
        """Write these lines, with those of whoever waits too; returns once they are committed."""
        await self._batches.do(lines)

    async def _write_all(self, waiting: Sequence[Share[_Lines, None]]) -> None:
        async with self._db.write(()) as session:
            await insert_many(session, AuditLine, [line for each in waiting for line in each.item])
            await session.commit()
        for each in waiting:
            each.give(None)
