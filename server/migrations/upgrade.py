"""Bringing a database to the present shape: all of it or nothing, however often and by however many processes at once."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from server.core.db import EVERY_PRACTICE, Database
from server.core.walls import raise_walls, set_scope
from server.migrations.tables import metadata

_ONE_AT_A_TIME = 0x41_52_44_4F
"""PostgreSQL's advisory lock of migrations; SQLite's write lock does the same by itself."""
_DERIVED = ("patient_search",)
"""Names that search makes by its own statements; no mapped class describes them."""


class TooNew(RuntimeError):
    """The database was migrated by a later version of this application."""


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration, without a file."""
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent))
    made.set_main_option("file_template", "%%(year)d%%(month).2d%%(day).2d_%%(hour).2d%%(minute).2d_%%(slug)s")
    made.attributes["connection"] = connection
    return made


def head() -> str | None:
    """The last revision this code knows."""
    return ScriptDirectory.from_config(config()).get_current_head()


async def revision(db: Database) -> str | None:
    """The revision of the database; None when it is empty."""
    async with db.reader.connect() as connection:
        return await connection.run_sync(lambda it: MigrationContext.configure(it).get_current_revision())


async def upgrade(db: Database) -> bool:
    """Run the missing migrations and raise the walls, in one transaction. Tells whether anything was missing.

    Raises:
        TooNew: the database is ahead of this code.
    """
    async with db.writer.begin() as connection:
        return await connection.run_sync(_upgrade)


def _upgrade(connection: Connection) -> bool:
    is_postgres = connection.dialect.name == "postgresql"
    if is_postgres:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _ONE_AT_A_TIME})
        set_scope(connection, EVERY_PRACTICE)
    scripts = ScriptDirectory.from_config(config())
    before = MigrationContext.configure(connection).get_current_revision()
    if before is not None and before not in {script.revision for script in scripts.walk_revisions()}:
        raise TooNew(f"This database is at revision {before}, which this version does not know: install a later one.")
    command.upgrade(config(connection), "head")
    if is_postgres:
        raise_walls(connection)
    return before != scripts.get_current_head()


def drift(connection: Connection) -> list[Any]:
    """What differs between the database and the mapped classes."""
    context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": is_ours})
    return list(compare_metadata(context, metadata()))


def is_ours(_: Any, name: str | None, kind: str, reflected: bool, __: Any) -> bool:  # noqa: FBT001  # Alembic's signature
    """Whether the mapped classes speak for this object; what search derives is made by its own statements."""
    return not (reflected and kind in {"table", "index"} and (name or "").startswith(_DERIVED))
