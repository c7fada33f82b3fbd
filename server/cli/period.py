"""From which day to which: what `--from` and `--to` say, or a year back and two ahead."""

from datetime import date, datetime, timedelta

import click

from server.agenda.slots import FIRST_DAY, LAST_DAY, is_covered
from server.cli.words import Sentence

Day = click.DateTime(["%Y-%m-%d"])
_PAST, _FUTURE = timedelta(days=366), timedelta(days=731)


def period(from_day: datetime | None, to_day: datetime | None, today: date) -> tuple[date, date]:
    """The days asked for, both included, or a sentence when there are none."""
    since, until = from_day.date() if from_day else today - _PAST, to_day.date() if to_day else today + _FUTURE
    if not (is_covered(since) and is_covered(until)):
        raise Sentence(f"--from and --to take days from {FIRST_DAY} to {LAST_DAY}.")
    if until < since:
        raise Sentence("--to is before --from.")
    return since, until
