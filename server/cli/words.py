"""What the command line says: one sentence when something is wrong, a bar while something is long."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from server.settings import BadSettings, Settings


class Sentence(click.ClickException):
    """Ends the command with status 2 and this sentence."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        """Print it as it is."""
        click.echo(self.message, err=True, file=file)


def settings() -> Settings:
    """The settings of the environment, with the data folder there, or a sentence for each one that cannot be used."""
    try:
        chosen = Settings.read()
    except BadSettings as bad:
        raise Sentence(str(bad)) from None
    try:
        chosen.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Sentence(f"ARDOISE_DATA_DIR: the folder {chosen.data_dir} cannot be made or used ({error.strerror}).") from None
    return chosen


@contextmanager
def bar(what: str, total: int | None) -> Iterator["Bar"]:
    """A progress bar on the error stream; nothing when that is not a terminal."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        yield Bar(progress, what, total)


class Bar:
    """Call it with how far the work is."""

    def __init__(self, progress: Progress, what: str, total: int | None) -> None:
        self._progress = progress
        self._total = total
        self._task = progress.add_task(what, total=total)

    def __call__(self, done: int, total: int | None = None) -> None:
        """`done` steps of `total` are done."""
        self._progress.update(self._task, completed=done, total=total if total is not None else self._total)
