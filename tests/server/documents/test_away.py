"""The scanner is configured and away: nothing is taken."""

from pathlib import Path

import pytest

from tests.server.documents.conftest import Desk


@pytest.fixture
def scan(tmp_path: Path) -> str:
    """Nobody listens there."""
    return f"unix:{tmp_path / 'nobody.ctl'}"


async def test_nothing_is_taken_while_the_scanner_is_away(desk: Desk) -> None:
    answer = await desk.send()
    assert (answer.status_code, answer.json()["code"]) == (503, "scanner_away")
    assert desk.on_disk == []
