"""`ardoise export`: patients as a table, an agenda as a calendar."""

import asyncio
import os
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import click

from server.agenda.exporting import export_agenda
from server.cli.period import Day, period
from server.cli.places import opened, practice_named, practitioner_named
from server.cli.words import Sentence, bar, settings
from server.logging import configure
from server.patients.exporting import export_patients
from server.settings import Settings

Target = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.group()
def export() -> None:
    """Write patients or appointments to a file, readable by its owner only. It holds personal data: guard it."""


@export.command("patients")
@click.argument("file", type=Target)
@click.option("--practice", help="Id or name; not needed when there is only one.")
@click.option("--force", is_flag=True, help="Replace the file if it exists.")
def patients(file: Path, practice: str | None, *, force: bool) -> None:
    """Every patient of a practice, as a CSV table that a spreadsheet opens and `ardoise import patients` reads."""
    asyncio.run(_patients(_begin(), file, practice, force=force))


@export.command("agenda")
@click.argument("file", type=Target)
@click.option("--practitioner", required=True, help="Whose agenda: id or name.")
@click.option("--from", "from_day", type=Day, help="First day; a year ago if not said.")
@click.option("--to", "to_day", type=Day, help="Last day; in two years if not said.")
@click.option("--force", is_flag=True, help="Replace the file if it exists.")
def agenda(*, file: Path, practitioner: str, from_day: datetime | None, to_day: datetime | None, force: bool) -> None:
    """The appointments of a practitioner, as a calendar (.ics)."""
    asyncio.run(_agenda(_begin(), file, practitioner, from_day, to_day, force=force))


def _begin() -> Settings:
    chosen = settings()
    configure(chosen.log_format)
    return chosen


async def _patients(chosen: Settings, file: Path, practice: str | None, *, force: bool) -> None:
    async with opened(chosen) as core:
        owner = await practice_named(core, practice)
        await _write(file, (piece.encode() async for piece in export_patients(core, owner.id)), force=force)


async def _agenda(chosen: Settings, file: Path, whose: str, from_day: datetime | None, to_day: datetime | None, *, force: bool) -> None:
    async with opened(chosen) as core:
        practitioner = await practitioner_named(core, whose)
        since, until = period(from_day, to_day, core.clock.now().date())
        await _write(file, export_agenda(core, practitioner, since, until), force=force)


async def _write(file: Path, pieces: AsyncIterator[bytes], *, force: bool) -> None:
    """Write to a neighbour first: the file is there whole, or not at all."""
    if file.exists() and not force:
        raise Sentence(f"{file} exists; --force replaces it.")
    unfinished = file.with_name(f".{file.name}.unfinished")
    try:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as error:
        raise Sentence(f"{file} cannot be written ({error.strerror}).") from None
    try:
        with os.fdopen(descriptor, "wb") as out, bar("Bytes written", None) as progress:
            async for piece in pieces:
                out.write(piece)
                progress(out.tell())
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
    click.echo(f"{file}: {file.stat().st_size} bytes.")
