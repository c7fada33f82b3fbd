"""A board: what is put on it, what is said of it, who has it to do."""

import pytest

from chat.missions.models import Act, Assignee, Comment, Mission
from server.core.db import EVERY_PRACTICE
from server.core.ids import new_id
from tests.chat.conftest import code_of
from tests.chat.missions.conftest import Board, item
from tests.server.accounts.live import events
from tests.support import factories
from tests.support.databases import ON_SQLITE
from tests.support.markup import VECTORS


async def test_a_mission_is_made_changed_and_told_to_those_who_have_it(board: Board) -> None:
    practice = board.practice
    made = await board.add(title="  Rappeler  Mme Girard ", assignees=[practice.person("practitioner")], is_urgent=True)
    assert (made["title"], made["status"], made["version"]) == ("Rappeler Mme Girard", "todo", 1)
    assert [each["name"] for each in made["assignees"]] == ["Claire Lefèvre"]
    assert (await board.todo("practitioner"))[made["id"]]["is_urgent"] is True
    changed = await board.change(
        "practitioner", made["id"], 1, assignees=[practice.person("secretary")], due_at="2026-03-03T18:00:00+01:00"
    )
    assert changed.status_code == 200, changed.text
    assert changed.json()["due_at"] == "2026-03-03T17:00:00Z"
    assert await board.todo("practitioner") == {}
    assert (await board.todo("secretary"))[made["id"]]["due_at"] == "2026-03-03T17:00:00Z"
    acts = [(act["kind"], act["fields"]) for act in (await board.story("secretary", made["id"]))["acts"]]
    assert acts == [("created", []), ("changed", ["assignees", "due_at"])]


async def test_an_older_version_is_refused_with_what_it_says_now(board: Board) -> None:
    made = await board.add()
    assert (await board.change("practitioner", made["id"], 1, title="Autre")).status_code == 200
    late = await board.change("secretary", made["id"], 1, title="Encore autre")
    assert (late.status_code, code_of(late), late.json()["data"]["theirs"]["title"]) == (409, "stale", "Autre")


async def test_what_is_written_on_a_mission_is_sealed(board: Board) -> None:
    made = await board.add(title="canari-titre", description="canari-texte", labels=["canari-label"], checklist=[item("canari-ligne")])
    caller = await board.practice.who("secretary")
    await caller.post(f"/api/missions/{made['id']}/comments", {"text": "canari-mot"})
    async with board.practice.core.db.read(EVERY_PRACTICE) as session:
        mission, comment = await session.get(Mission, made["id"]), await session.get(Comment, (made["id"], 1))
    assert mission is not None
    assert comment is not None
    assert b"canari" not in mission.content + comment.said
    for event in await events(board.practice.core, f"todo/{board.practice.person('secretary')}"):
        assert "canari" not in str(event.body)


async def test_two_people_tick_at_once_and_nothing_is_lost(board: Board) -> None:
    first, second = item("Appeler"), item("Noter")
    made = await board.add(checklist=[first, second])
    for role, line in (("secretary", first), ("practitioner", second)):
        caller = await board.practice.who(role)  # type: ignore[arg-type]  # roles are names
        answer = await caller.post(f"/api/missions/{made['id']}/tick", {"item_id": line["id"], "done": True})
        assert answer.status_code == 200, answer.text
    shown = (await board.shown())["missions"][made["id"]]
    assert [line["done"] for line in shown["checklist"]] == [True, True]
    gone = await (await board.practice.who("secretary")).post(f"/api/missions/{made['id']}/tick", {"item_id": new_id(), "done": True})
    assert gone.status_code == 404


async def test_comments_stand_in_their_order_with_their_authors(board: Board) -> None:
    made = await board.add()
    for role, text in (("secretary", "J’appelle"), ("practitioner", "Merci")):
        caller = await board.practice.who(role)  # type: ignore[arg-type]  # roles are names
        assert (await caller.post(f"/api/missions/{made['id']}/comments", {"text": text})).status_code == 201
    told = await board.story("tele_secretary", made["id"])
    assert [(each["author"]["name"], each["text"]) for each in told["comments"]] == [
        ("Sonia Petit", "J’appelle"),
        ("Claire Lefèvre", "Merci"),
    ]
    assert (await board.shown())["missions"][made["id"]]["comments"] == 2
    blank = await (await board.practice.who("secretary")).post(f"/api/missions/{made['id']}/comments", {"text": "   "})
    assert blank.status_code == 422


async def test_a_mission_is_tied_to_a_patient_an_appointment_and_a_message(board: Board) -> None:
    practice = board.practice
    patient = await factories.patient(practice.core, practice.cabinet.practice, "Girard", "Anne")
    said = await practice.say("secretary", practice.team, "Rappeler Mme Girard")
    made = await board.add(patient_id=patient.id, conversation_id=practice.team, said_id=said["id"])
    assert made["patient"] == {"id": patient.id, "last_name": patient.last_name, "first_name": "Anne"}
    assert (made["conversation_id"], made["said_id"]) == (practice.team, said["id"])
    for fields in (
        {"patient_id": new_id()},
        {"appointment_id": new_id()},
        {"conversation_id": new_id()},
        {"conversation_id": practice.team, "said_id": new_id()},
        {"practitioner_id": new_id()},
    ):
        assert (await board.try_to_add("secretary", **fields)).status_code == 404, fields
    assert (await board.try_to_add("secretary", said_id=said["id"])).status_code == 422


async def test_a_patient_who_is_renamed_is_renamed_on_the_board(board: Board) -> None:
    practice = board.practice
    patient = await factories.patient(practice.core, practice.cabinet.practice, "Girard", "Anne")
    made = await board.add(patient_id=patient.id)
    answer = await (await practice.who("secretary")).patch(f"/api/patients/{patient.id}", {"version": 1, "last_name": "Martin"})
    assert answer.status_code == 200, answer.text
    last = (await events(practice.core, f"missions/{practice.cabinet.practice.id}"))[-1]
    assert last.name == "mission_patient_changed"
    assert last.body.put["missions"][0]["patient"] == (await board.shown())["missions"][made["id"]]["patient"]


async def test_whoever_does_not_see_a_mission_is_not_given_it(board: Board) -> None:
    answer = await board.try_to_add("secretary", assignees=[board.practice.person("outside_colleague")])
    assert (answer.status_code, code_of(answer)) == (409, "mission_not_reached")
    assert answer.json()["data"]["people"] == [board.practice.person("outside_colleague")]


async def test_a_deleted_mission_leaves_nothing(board: Board) -> None:
    practice = board.practice
    made = await board.add(title="canari-genou", assignees=[practice.person("practitioner")])
    await (await practice.who("secretary")).post(f"/api/missions/{made['id']}/comments", {"text": "canari"})
    assert (await (await practice.who("practitioner")).delete(f"/api/missions/{made['id']}")).status_code == 404
    assert (await (await practice.who("secretary")).delete(f"/api/missions/{made['id']}")).status_code == 204
    assert await board.todo("practitioner") == {}
    async with practice.core.db.read(EVERY_PRACTICE) as session:
        assert await session.get(Mission, made["id"]) is None
        assert await session.get(Comment, (made["id"], 1)) is None
        assert await session.get(Act, (made["id"], 1)) is None
        assert await session.get(Assignee, (made["id"], practice.person("practitioner"))) is None
    assert (await board.shown())["missions"] == {}


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "   "},
        {"title": "a\u0007b"},
        {"title": "x" * 201},
        {"description": "x" * 4001},
        {"labels": [""]},
        {"labels": ["x"] * 11},
        {"checklist": [{"id": "1" * 32, "text": "un"}, {"id": "1" * 32, "text": "deux"}]},
        {"due_at": "0001-01-01T00:00:00+14:00"},
        {"due_at": "demain"},
        {"unknown": True},
    ],
)
async def test_what_makes_no_sense_is_refused(board: Board, fields: dict[str, object]) -> None:
    given = {"title": "Rappeler", **fields}
    body = {"practice_id": board.practice.cabinet.practice.id, "fields": given}
    answer = await (await board.practice.who("secretary")).post("/api/missions", body)
    assert answer.status_code == 422, answer.text
    assert (await board.shown())["missions"] == {}


@pytest.mark.parametrize("text", VECTORS.values(), ids=VECTORS)
@ON_SQLITE
async def test_markup_is_kept_as_it_was_typed(board: Board, text: str) -> None:
    line, label = " ".join(text.split()), " ".join(text[:30].split())
    made = await board.add(title=text, description=text, labels=[text[:30]], checklist=[item(text)])
    shown = (await board.shown())["missions"][made["id"]]
    assert (shown["title"], shown["description"], shown["labels"]) == (line, text.strip(), [label])
    assert shown["checklist"][0]["text"] == line
    said = await (await board.practice.who("secretary")).post(f"/api/missions/{made['id']}/comments", {"text": text})
    assert said.json()["text"] == text.strip()
