"""`ardoise demo`: the demo practice and its fictional colleagues."""

import asyncio
from contextlib import suppress

import click
from sqlalchemy import delete

from server.cli.database import migrated
from server.cli.places import core_of, wrong_key
from server.cli.words import Sentence, bar, settings
from server.core.clock import SystemClock
from server.core.crypto import Sealed
from server.core.db import EVERY_PRACTICE
from server.core.epoch import new_epoch
from server.core.opening import open_core
from server.core.unit import Core
from server.demo import cast
from server.demo.acting import act_for_ever
from server.demo.build import build_demo, is_empty
from server.logging import configure
from server.migrations.tables import metadata
from server.settings import Settings

SEED = 7


@click.command()
@click.option("--seed", default=SEED, show_default=True, help="The same seed and the same day give the same practice.")
@click.option("--live", is_flag=True, help="Let fictional colleagues act on the running application, until interrupted.")
@click.option("--reset", is_flag=True, help="Empty the database first. Only in demo mode (ARDOISE_DEMO=1).")
@click.option("--yes", is_flag=True, help="Do not ask before emptying.")
def demo(*, seed: int, live: bool, reset: bool, yes: bool) -> None:
    """Write the demo practice into an empty database, or let its colleagues act."""
    chosen = settings()
    configure(chosen.log_format)
    if reset:
        if not chosen.demo:
            raise Sentence("--reset empties the database, and only does so in demo mode: ARDOISE_DEMO=1 ardoise demo --reset")
        if not yes:
            click.confirm(f"Empty {_where(chosen)} and write the demo again?", abort=True)
    if reset or not live:
        asyncio.run(migrated(chosen))
        if not asyncio.run(_fill(chosen, seed=seed, reset=reset)):
            raise Sentence("The database is not empty; the demo is only written into an empty one (or with --reset).")
        print_log_ins(chosen)
    if live:
        click.echo(f"The fictional colleagues act on {chosen.url}; Ctrl-C sends them home.")
        with suppress(KeyboardInterrupt):
            asyncio.run(act_for_ever(chosen.url, SystemClock(), seed))


async def fill_when_empty(chosen: Settings) -> bool:
    """Write the demo when nobody has an account yet; tells whether it was written."""
    return await _fill(chosen, seed=SEED, reset=False)


async def _fill(chosen: Settings, *, seed: int, reset: bool) -> bool:
    core = core_of(chosen)
    try:
        if reset:
            await _empty(core)
        await open_core(core)
        writes = await is_empty(core)
        if writes:
            with bar("Demo practice", None) as progress:
                await build_demo(core, seed=seed, progress=lambda _, done, total: progress(done, total))
    except Sealed as sealed:
        raise Sentence(wrong_key(sealed)) from None
    finally:
        await core.db.close()
    return writes


async def _empty(core: Core) -> None:
    """Delete every row of every table, and begin another history."""
    async with core.db.write(EVERY_PRACTICE) as session:
        for table in reversed(metadata().sorted_tables):
            await session.execute(delete(table))
        await new_epoch(session)
        await session.commit()


def _where(chosen: Settings) -> str:
    return "the database of DATABASE_URL" if chosen.database_url else str(chosen.data_dir / "ardoise.db")


def print_log_ins(chosen: Settings) -> None:
    """Say where the demo is and who may sign in."""
    click.echo(f"\n  Ardoise, demo practice: {chosen.url}\n")
    for member in cast.MEMBERS:
        if member.shown:
            click.echo(f"    {member.email:<26} {cast.PASSWORD}   {member.name}, {_ROLES[member.role]}")
    click.echo()


_ROLES = {
    "administrator": "administrator",
    "practitioner": "practitioner",
    "secretary": "secretary",
    "tele_secretary": "tele-secretary of two practices",
}
