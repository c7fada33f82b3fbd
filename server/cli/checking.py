"""`ardoise check`: is this deployment sound?"""

import asyncio
import sys

import click
from sqlalchemy.exc import SQLAlchemyError

from rtc.nodes import roll_call
from server.app import blobs_of, media_broker_of
from server.cli.places import core_of
from server.cli.words import Sentence, settings
from server.core.blobs import sweeping
from server.health import what_is_missing
from server.logging import configure
from server.maintenance.inspection import SHOWN, inspect
from server.settings import Settings

_ROLL = 1.5
"""Seconds that media processes get to say that they are there."""


@click.command()
def check() -> None:
    """Look for what should never be: missing migrations, unopenable keys, holes in the log, a broken audit trail, overlaps, lost files.

    Where media is apart, also whether a process that forwards it answers.

    Ends with status 1 when something was found.
    """
    chosen = settings()
    configure(chosen.log_format)
    sys.exit(1 if asyncio.run(_check(chosen)) else 0)


async def _check(chosen: Settings) -> int:
    core = core_of(chosen)
    found = 0
    try:
        missing = await what_is_missing(core)
        if missing:
            word = {
                "database": "The database does not answer: look at DATABASE_URL.",
                "migrations": "Migrations are missing: ardoise migrate",
            }
            raise Sentence(word[missing[0]])
        async for name, findings in inspect(core):
            click.echo(f"{name:<12} {'as it should be' if not findings else f'{len(findings)} found'}")
            for finding in findings:
                click.echo(f"  {finding.where}: {finding.what}")
            found += len(findings)
        if chosen.media == "apart" and (broker := media_broker_of(chosen)) is not None:
            answering = await roll_call(broker, within=_ROLL)
            click.echo(f"{'media':<12} {f'{answering} answering' if answering else 'no process answers: start ardoise media'}")
            found += not answering
        lost = await sweeping.missing(core, blobs_of(chosen, core))
        click.echo(f"{'files':<12} {'as it should be' if not lost else f'{len(lost)} found'}")
        for blob_id in lost[:SHOWN]:
            click.echo(f"  blobs/{blob_id}: its file is not there")
        found += len(lost)
    except SQLAlchemyError as error:
        raise Sentence(f"The database refused ({type(error).__name__}).") from error
    finally:
        await core.db.close()
    return found
