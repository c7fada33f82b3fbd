"""Search over one's own conversations: what is found, by whom, and what the index tells nobody."""

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from chat.conversations.models import Word
from server.core.actors import Role
from server.core.db import EVERY_PRACTICE
from tests.chat.conftest import Practice, code_of
from tests.chat.test_files import sent
from tests.support import files
from tests.support.databases import ON_SQLITE


async def found(practice: Practice, role: Role, text: str, **more: Any) -> list[str]:
    """The texts, or names of files, that somebody finds."""
    answer = await (await practice.who(role)).post("/api/conversations/search", {"text": text, **more})
    assert answer.status_code == 200, answer.text
    views = [each["message"] for each in answer.json()["found"]]
    return [view["file"]["title"] if view["file"] else view["text"] for view in views]


async def test_words_are_found_whatever_their_accents_the_newest_first_and_by_their_beginning(practice: Practice) -> None:
    for text in ("L’ÉCHOGRAPHIE du genou", "Rien à voir", "Une échographie demain"):
        practice.clock.pass_by(minutes=1)
        await practice.say("secretary", practice.team, text)
    assert await found(practice, "practitioner", "echographie") == ["Une échographie demain", "L’ÉCHOGRAPHIE du genou"]
    assert await found(practice, "practitioner", "échogr genou") == ["L’ÉCHOGRAPHIE du genou"]
    assert await found(practice, "practitioner", "echographies") == []
    assert await found(practice, "practitioner", "epaule") == []


async def test_nobody_finds_what_was_said_elsewhere(practice: Practice) -> None:
    begun = await practice.begin("secretary", "practitioner")
    await practice.say("secretary", begun, "canari entre nous")
    await practice.say("secretary", practice.team, "canari pour tous")
    assert await found(practice, "administrator", "canari") == ["canari pour tous"]
    assert await found(practice, "practitioner", "canari entre") == ["canari entre nous"]
    assert await found(practice, "practitioner", "canari", conversation_id=begun) == ["canari entre nous"]
    inside = {"text": "canari", "conversation_id": begun}
    assert (await (await practice.who("administrator")).post("/api/conversations/search", inside)).status_code == 404


async def test_from_with_before_and_files_narrow_what_is_found(practice: Practice) -> None:
    begun = await practice.begin("secretary", "practitioner")
    await practice.say("secretary", practice.team, "bilan de Sonia")
    await practice.say("practitioner", practice.team, "bilan de Claire")
    await practice.say("secretary", begun, "bilan à deux")
    assert (await sent(practice, "secretary", begun, files.pdf(), "Bilan sanguin.pdf")).status_code == 201
    assert (await sent(practice, "practitioner", begun, files.ogg(), "Message vocal.ogg")).status_code == 201
    assert await found(practice, "practitioner", "bilan de:claire") == ["bilan de Claire"]
    assert sorted(await found(practice, "practitioner", "from:sonia bilan")) == ["Bilan sanguin", "bilan de Sonia", "bilan à deux"]
    assert sorted(await found(practice, "practitioner", "bilan with:sonia", conversation_id=begun)) == ["Bilan sanguin", "bilan à deux"]
    assert await found(practice, "practitioner", "a:fichier") == ["Bilan sanguin"]
    assert await found(practice, "practitioner", "has:voice") == ["Message vocal"]
    today = practice.clock.now().date()
    assert await found(practice, "practitioner", f"bilan avant:{today.isoformat()}") == []
    tomorrow = (today + timedelta(days=2)).isoformat()
    assert len(await found(practice, "practitioner", f"bilan avant:{tomorrow}")) == 4
    assert await found(practice, "practitioner", f"bilan depuis:{tomorrow}") == []


async def test_what_is_corrected_is_found_as_it_is_now_and_what_is_deleted_no_more(practice: Practice) -> None:
    message = await practice.say("secretary", practice.team, "genou gauche")
    path = f"/api/conversations/{practice.team}/messages/{message['id']}"
    secretary = await practice.who("secretary")
    assert (await secretary.send("PATCH", path, {"version": 1, "text": "genou droit"})).status_code == 200
    assert await found(practice, "practitioner", "gauche") == []
    assert await found(practice, "practitioner", "droit") == ["genou droit"]
    assert (await secretary.send("DELETE", path)).status_code == 204
    assert await found(practice, "practitioner", "genou") == []
    async with practice.core.db.read(EVERY_PRACTICE) as session:
        assert await session.scalar(select(func.count()).select_from(Word)) == 0


async def test_a_long_answer_comes_in_parts_without_a_gap(practice: Practice) -> None:
    for number in range(7):
        practice.clock.pass_by(seconds=1)
        await practice.say("secretary", practice.team, f"résultat numéro {number}")
    doctor = await practice.who("practitioner")
    seen: list[int] = []
    skip: int | None = 0
    while skip is not None:
        body = {"text": "resultat", "limit": 3, "skip": skip}
        answer = (await doctor.post("/api/conversations/search", body)).json()
        seen += [each["message"]["n"] for each in answer["found"]]
        skip = answer["skip"]
    assert seen == [7, 6, 5, 4, 3, 2, 1]


@ON_SQLITE
async def test_a_question_that_makes_no_sense_is_refused(practice: Practice) -> None:
    secretary = await practice.who("secretary")
    for text in ("", "avant:hier", "has:rien"):
        assert code_of(await secretary.post("/api/conversations/search", {"text": text})) == "invalid"
    assert code_of(await secretary.post("/api/conversations/search", {"text": "x" * 201})) == "malformed"
    for zone in ("Nulle/Part", "../etc/passwd", ""):
        assert code_of(await secretary.post("/api/conversations/search", {"text": "ok", "zone": zone})) == "invalid"


@ON_SQLITE
async def test_the_index_holds_no_word_and_the_same_word_looks_different_elsewhere(practice: Practice) -> None:
    begun = await practice.begin("secretary", "practitioner")
    for conversation in (begun, practice.team):
        await practice.say("secretary", conversation, "canari")
    async with practice.core.db.read(EVERY_PRACTICE) as session:
        rows = list(await session.scalars(select(Word)))
    assert not any("cana" in row.word for row in rows)
    assert len(rows) == len({row.word for row in rows}) == 4
