"""What people type to do harm (OWASP's list of filter evasions): kept and given back as text, and as nothing else."""

import json
from pathlib import Path

import pytest

from chat.conversations.rules import written
from server.accounts.rules import tidy
from server.core.blobs.kinds import title_of
from server.core.errors import Invalid
from tests.chat.conftest import Practice, code_of
from tests.chat.test_files import sent
from tests.support import files
from tests.support.databases import ON_SQLITE

VECTORS: list[str] = json.loads(Path("web/src/features/chat/vectors.json").read_text(encoding="utf-8"))
SPOKEN = [vector for vector in VECTORS if "\0" not in vector]
AT_A_TIME = 9


@pytest.mark.parametrize("vector", VECTORS)
def test_a_vector_is_kept_as_it_was_typed_and_names_stay_on_one_line_without_marks(vector: str) -> None:
    assert written(vector) == vector.strip()
    title = title_of(f"{vector}.png")
    assert title.isprintable()
    assert not {"/", "\\"} & set(title)
    line = " ".join(vector.split())
    if line.isprintable():
        assert tidy(vector) == line
    else:
        with pytest.raises(Invalid):
            tidy(vector)


@ON_SQLITE
async def test_vectors_come_back_as_json_and_as_attachments(practice: Practice) -> None:
    secretary = await practice.who("secretary")
    for first in range(0, len(SPOKEN), AT_A_TIME):
        practice.clock.pass_by(seconds=11)
        for vector in SPOKEN[first : first + AT_A_TIME]:
            text = await practice.say("secretary", practice.team, vector)
            file = await sent(practice, "secretary", practice.team, files.DOT, f"{vector}.png")
            assert file.status_code == 201, vector
            page = await secretary.get(f"/api/conversations/{practice.team}/messages", before=str(file.json()["n"]), limit="1")
            assert (page.headers["content-type"], page.headers["x-content-type-options"]) == ("application/json", "nosniff")
            assert page.json()["messages"][0]["id"] == text["id"]
            assert page.json()["messages"][0]["text"] == vector.strip()
            fetched = await secretary.get(f"/api/conversations/{practice.team}/messages/{file.json()['id']}/file")
            assert (fetched.headers["content-type"], fetched.content) == ("image/png", files.DOT)
            plain, _, name = fetched.headers["content-disposition"].rpartition("UTF-8''")
            assert plain == 'attachment; filename="document.png"; filename*='
            assert not set("<>\"' ;") & set(name), vector


@ON_SQLITE
async def test_a_text_with_a_nul_is_refused(practice: Practice) -> None:
    for vector in set(VECTORS) - set(SPOKEN):
        answer = await practice.try_to_say("secretary", practice.team, vector)
        assert (answer.status_code, code_of(answer)) == (422, "malformed")
