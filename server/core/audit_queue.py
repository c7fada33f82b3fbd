"""Audit lines of reads, written together: many readers at once cost one transaction, and each waits for its line."""

import asyncio
from typing import Any

from sqlalchemy import insert

from server.core.audit import AuditLine
from server.core.db import Database


class AuditQueue:
    """Groups the lines that arrive while a write is under way."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._waiting: list[dict[str, Any]] = []
        self._writing = asyncio.Lock()

    async def write(self, lines: list[dict[str, Any]]) -> None:
        """Write these lines, with those of whoever waits too; returns once they are committed."""
        self._waiting.extend(lines)
        async with self._writing:
            mine, self._waiting = self._waiting, []
            if not mine:
                return
            try:
                async with self._db.write(()) as session:
                    await session.execute(insert(AuditLine), mine)
                    await session.commit()
            except BaseException:
                self._waiting = mine + self._waiting  # whoever waits next tries again
                raise
