"""Who sees what: the board is the practice's, what concerns a practitioner is for whoever does his missions."""

from chat.missions.queries.guards import authorize_board
from chat.missions.topics import ALL
from server.core.actors import Role
from server.core.unit import reading
from tests.chat.missions.conftest import Board
from tests.support import factories
from tests.support.actors import actor_of


async def _lens(board: Board, role: Role) -> str:
    practice = board.practice
    async with reading(practice.core, await actor_of(practice.core, practice.cabinet.people[role])) as uow:
        return await authorize_board(uow, practice.cabinet.practice.id)


async def test_somebody_who_does_one_practitioners_missions_sees_those_and_what_concerns_nobody(board: Board) -> None:
    doctor, midwife = board.practice.cabinet.doctor.id, board.practice.cabinet.midwife.id
    await board.tick("tele_secretary", {"*": [], doctor: ["view", "missions"]})
    for title, whose in (("docteur", doctor), ("sage-femme", midwife), ("tous", None)):
        await board.add(title=title, practitioner_id=whose)
    assert await _lens(board, "tele_secretary") == f"named:{doctor}"
    assert await board.column("todo", "tele_secretary") == ["docteur", "tous"]
    theirs = next(each for each in (await board.shown())["missions"].values() if each["title"] == "sage-femme")
    assert (await board.move("tele_secretary", theirs["id"], "done")).status_code == 404
    assert (await board.change("tele_secretary", theirs["id"], 1, title="x")).status_code == 404
    given = await board.try_to_add("secretary", practitioner_id=midwife, assignees=[board.practice.person("tele_secretary")])
    assert given.status_code == 409


async def test_a_mission_that_passes_to_another_practitioner_goes_from_the_screens_of_those_who_see_it_no_more(board: Board) -> None:
    doctor, midwife = board.practice.cabinet.doctor.id, board.practice.cabinet.midwife.id
    await board.tick("tele_secretary", {"*": [], doctor: ["view", "missions"]})
    made = await board.add(practitioner_id=doctor, assignees=[board.practice.person("tele_secretary")])
    refused = await board.change("secretary", made["id"], 1, practitioner_id=midwife)
    assert refused.status_code == 409
    changed = await board.change("secretary", made["id"], 1, practitioner_id=midwife, assignees=[])
    assert changed.status_code == 200, changed.text
    assert await board.column("todo", "tele_secretary") == []
    assert await board.todo("tele_secretary") == {}


async def test_whoever_sees_no_patients_does_not_read_their_names_here(board: Board) -> None:
    practice = board.practice
    await board.tick("tele_secretary", {"*": ["missions"]})
    patient = await factories.patient(practice.core, practice.cabinet.practice, "Girard")
    made = await board.add(patient_id=patient.id)
    assert await _lens(board, "tele_secretary") == "unnamed:*"
    assert (await board.shown("tele_secretary"))["missions"][made["id"]]["patient"] is None
    assert (await board.move("tele_secretary", made["id"], "doing")).json()["patient"] is None
    kept = await board.change("tele_secretary", made["id"], 1, title="Rappeler")
    assert kept.json()["patient"] is None
    assert (await board.shown())["missions"][made["id"]]["patient"]["id"] == patient.id


async def test_whoever_does_no_missions_finds_no_board(board: Board) -> None:
    for role in ("replacement", "outside_colleague"):
        assert (await board.try_to_add(role)).status_code == 404
    assert [await _lens(board, role) for role in ("administrator", "practitioner", "secretary")] == [ALL] * 3
