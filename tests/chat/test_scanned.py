"""R29 in conversations: a real scanner."""

from pathlib import Path

import pytest

from tests.chat.conftest import Practice, code_of
from tests.chat.test_files import counted, lying, sent
from tests.support import files
from tests.support.databases import ON_SQLITE


@pytest.fixture
def scan(clamd: str) -> str:
    """The scanner is there."""
    return clamd


@ON_SQLITE
async def test_an_infected_file_is_refused_by_name_nothing_of_it_stays_and_the_next_one_passes(practice: Practice, tmp_path: Path) -> None:
    for name, content in (("facture.pdf", files.pdf() + b"\n% " + files.EICAR.encode()), ("note.txt", files.EICAR.encode())):
        answer = await sent(practice, "secretary", practice.team, content, name)
        assert (answer.status_code, code_of(answer)) == (422, "file_infected")
        assert "Eicar" in answer.json()["data"]["name"]
    assert await counted(practice) == (0, 0)
    assert lying(tmp_path) == []
    assert (await sent(practice, "secretary", practice.team, files.pdf(), "bilan.pdf")).status_code == 201
    (view,) = (await practice.shown("practitioner", practice.team))["messages"].values()
    assert view["file"]["scan"] == "clean"
