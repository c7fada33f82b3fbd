"""`ardoise migrate`: bring the database to the shape this version needs."""

import asyncio

import click
from sqlalchemy.exc import SQLAlchemyError

from server.cli.words import Sentence, settings
from server.core.db import Database
from server.logging import configure
from server.migrations.upgrade import TooNew, head, upgrade
from server.settings import Settings


@click.command()
def migrate() -> None:
    """Run the missing migrations: all of them, or nothing."""
    chosen = settings()
    configure(chosen.log_format)
    changed = asyncio.run(migrated(chosen))
    click.echo(f"The database is at revision {head()}{'' if changed else ' already'}.")


async def migrated(chosen: Settings) -> bool:
    """Migrate the database of these settings; tells whether anything was missing."""
    chosen.data_dir.mkdir(parents=True, exist_ok=True)
    db = Database(chosen.database)
    try:
        return await upgrade(db)
    except TooNew as too_new:
        raise Sentence(str(too_new)) from None
    except (SQLAlchemyError, OSError) as error:
        raise Sentence(f"The database does not answer, or refuses ({type(error).__name__}): look at DATABASE_URL.") from error
    finally:
        await db.close()
