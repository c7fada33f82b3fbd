"""The golden files are what the code makes, and mean what they say."""

from pathlib import Path

import msgspec
import pytest

from server.core.unit import Core
from tests.server.agenda.golden import FOLDER, NAMES, goldens
from tests.support.core import Published
from tests.support.databases import ON_SQLITE
from tests.support.reducer import applied, opened

FILES = sorted(FOLDER.glob("*.json"))


def test_there_is_a_file_for_every_event() -> None:
    assert {path.stem for path in FILES} == set(NAMES)


@ON_SQLITE
async def test_the_files_are_what_the_code_makes(core: Core, published: Published) -> None:
    made = await goldens(core, published)
    assert [name for name, content in made.items() if (FOLDER / f"{name}.json").read_bytes() != content] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_replaying_a_file_ends_in_its_state(path: Path) -> None:
    content = msgspec.json.decode(path.read_bytes())
    for screen in content["screens"]:
        state = opened(screen["snapshot"])
        for event in screen["events"]:
            state = applied(state, event["body"]) if event["snapshot"] is None else opened(event["snapshot"])
        state["days"] = {day: view for day, view in state["days"].items() if content["from"] <= day <= content["to"]}
        assert {name: views for name, views in state.items() if views} == {
            name: views for name, views in opened(screen["state"]).items() if views
        }
        assert content["event"] in {event["name"] for event in screen["events"]}
