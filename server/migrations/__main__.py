"""`python -m server.migrations "Add the rooms"` writes the next migration from what the mapped classes say."""

import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from sqlalchemy import Connection

from server.core.db import Database
from server.migrations.upgrade import config, upgrade


async def write(title: str) -> None:
    """Compare the mapped classes with a fresh database at the last revision, and write what is missing."""
    with TemporaryDirectory() as folder:
        db = Database(f"sqlite+aiosqlite:///{Path(folder) / 'fresh.db'}")
        await upgrade(db)

        def compare(connection: Connection) -> None:
            command.revision(config(connection), title, autogenerate=True)

        async with db.writer.begin() as connection:
            await connection.run_sync(compare)
        await db.close()


if __name__ == "__main__":
    if len(sys.argv) != 2 or not sys.argv[1].strip():
        sys.exit("Say in a few words what changes: make migration NAME='Add the rooms'")
    asyncio.run(write(sys.argv[1].strip()))
