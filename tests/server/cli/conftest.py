"""The `ardoise` command in this process, on the test's database."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog
from click.testing import CliRunner, Result

from server.cli.group import ardoise
from tests.support.core import ROOT_KEY_TEXT

Ardoise = Callable[..., Result]


@pytest.fixture
def ardoise_command(database_url: str, tmp_path: Path) -> Iterator[Ardoise]:
    """`ardoise_command("import", "patients", "file.csv")`; settings as keywords."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    env = {
        "ARDOISE_DATA_DIR": str(tmp_path / "data"),
        "ARDOISE_ROOT_KEY": ROOT_KEY_TEXT,
        "ARDOISE_DEMO": "0",
        "ARDOISE_SCAN": "off",
        "DATABASE_URL": database_url,
    }

    def run(*arguments: str, **settings: str) -> Result:
        result = CliRunner().invoke(ardoise, list(arguments), env={**env, **settings})
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
        return result

    yield run
    root.handlers, root.level = handlers, level
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()
