"""`ardoise import`: patients from a table, appointments from a calendar. Every row is accounted for."""

import asyncio
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import click
from sqlalchemy import select

from server.accounts.models import Location
from server.agenda.importing import NotACalendar, Parsed, Window, parse
from server.agenda.importing.people import Order
from server.agenda.models import AppointmentType
from server.agenda.service.importing import Choices, NoType, Told, import_calendar
from server.cli.period import Day, period
from server.cli.places import opened, practice_named, practitioner_named
from server.cli.words import Sentence, bar, settings
from server.core.db import EVERY_PRACTICE
from server.core.unit import Core
from server.logging import configure
from server.patients.importing import NotATable, import_patients
from server.patients.importing import parse as parse_patients
from server.patients.rules.names import fold
from server.settings import Settings

File = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
LARGEST = 64 * 1024 * 1024


@click.group("import")
def import_() -> None:
    """Bring in patients or appointments from another program. The same file twice imports nothing twice."""


@import_.command("patients")
@click.argument("file", type=File)
@click.option("--practice", help="Id or name; not needed when there is only one.")
def patients(file: Path, practice: str | None) -> None:
    """Open a file for each row of a CSV table, French or English titles, UTF-8 or Windows text."""
    asyncio.run(_patients(_begin(), _content(file), practice))


@import_.command("agenda")
@click.argument("file", type=File)
@click.option("--practitioner", required=True, help="Whose agenda: id or name.")
@click.option("--type", "type_name", help="Give every appointment this type; else the title or the length decides.")
@click.option("--from", "from_day", type=Day, help="First day to import; a year ago if not said.")
@click.option("--to", "to_day", type=Day, help="Last day to import; in two years if not said.")
@click.option("--names", type=click.Choice(["last-first", "first-last"]), default="last-first", show_default=True, help="Order in titles.")
@click.option("--known-patients-only", is_flag=True, help="Open no file: refuse whoever has none.")
@click.option("--keep-overlaps", is_flag=True, help="Take appointments that overlap another, marked as such, instead of refusing them.")
def agenda(
    *,
    file: Path,
    practitioner: str,
    type_name: str | None,
    from_day: datetime | None,
    to_day: datetime | None,
    names: Order,
    known_patients_only: bool,
    keep_overlaps: bool,
) -> None:
    """Book the events of a calendar (.ics): recurrences, time zones, exceptions. Each event is imported, or refused with its reason."""
    choices = Choices(order=names, opens_files=not known_patients_only, accepts_overlaps=keep_overlaps)
    asyncio.run(_agenda(_begin(), _content(file), practitioner, type_name, (from_day, to_day), choices))


def _begin() -> Settings:
    chosen = settings()
    configure(chosen.log_format)
    return chosen


def _content(file: Path) -> bytes:
    if file.stat().st_size > LARGEST:
        raise Sentence(f"This file is larger than {LARGEST // 1024 // 1024} MB.")
    return file.read_bytes()


async def _patients(chosen: Settings, content: bytes, practice: str | None) -> None:
    async with opened(chosen) as core:
        owner = await practice_named(core, practice)
        try:
            parsed = parse_patients(content, core.clock.now().date())
        except NotATable as error:
            raise Sentence(str(error)) from None
        with bar("Patients", len(parsed.patients)) as progress:
            report = await import_patients(core, owner.id, parsed, progress=progress)
    for refused in report.refused:
        click.echo(refused.sentence)
    if parsed.ignored:
        click.echo(f"Columns left aside: {', '.join(parsed.ignored)}.")
    click.echo(f"{report.imported} imported, {report.already} there already, {len(report.refused)} refused.")


async def _agenda(
    chosen: Settings, content: bytes, whose: str, type_name: str | None, days: tuple[datetime | None, datetime | None], choices: Choices
) -> None:
    async with opened(chosen) as core:
        practitioner = await practitioner_named(core, whose)
        type_id = await _type(core, practitioner.id, type_name) if type_name else None
        zone = await _zone(core, practitioner.location_id)
        window = Window(*period(*days, core.clock.now().date()), zone)
        try:
            parsed = parse(content, window)
        except NotACalendar as error:
            raise Sentence(str(error)) from None
        chosen_type = Choices(
            type_id=type_id, order=choices.order, opens_files=choices.opens_files, accepts_overlaps=choices.accepts_overlaps
        )
        with bar("Appointments", len(parsed.occurrences)) as progress:
            try:
                told = await import_calendar(core, practitioner, parsed, chosen_type, progress)
            except NoType:
                raise Sentence(f"{practitioner.name} has no appointment type yet: make one first.") from None
    _report(parsed, told)


def _report(parsed: Parsed, told: Iterable[Told]) -> None:
    """Say what became of every event, with the line it begins at."""
    fates = Counter(each.fate for each in told)
    refused: dict[tuple[int, str], list[str]] = {(each.line, each.sentence): [] for each in parsed.refused}
    for each in told:
        if each.fate not in {"imported", "already_there"}:
            refused.setdefault((each.line, each.sentence), []).append(each.starts_at)
    for (line, sentence), times in sorted(refused.items()):
        when = "" if not times else f" ({times[0]})" if len(times) == 1 else f" ({len(times)} times, first {times[0]})"
        click.echo(f"Line {line}: {sentence}{when}.")
    count = sum(max(1, len(times)) for times in refused.values())
    click.echo(
        f"{parsed.events} events read: {fates['imported']} appointments imported, {fates['already_there']} there already, {count} refused."
    )


async def _type(core: Core, practitioner_id: str, wanted: str) -> str:
    async with core.db.read(EVERY_PRACTICE) as session:
        rows = (
            await session.scalars(
                select(AppointmentType).where(AppointmentType.practitioner_id == practitioner_id, ~AppointmentType.archived)
            )
        ).all()
    found = [row.id for row in rows if wanted == row.id or fold(wanted) == fold(row.fields["name"])]
    if len(found) != 1:
        names = ", ".join(sorted(row.fields["name"] for row in rows)) or "none"
        raise Sentence(f"No single type is called {wanted!r}; there are: {names}.")
    return found[0]


async def _zone(core: Core, location_id: str) -> str:
    async with core.db.read(EVERY_PRACTICE) as session:
        place = await session.get_one(Location, location_id)
    return place.zone
