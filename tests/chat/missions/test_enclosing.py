"""Files of a mission: what passes, what is refused (R29), who fetches and deletes, and what stays of it."""

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select

from chat.missions.models import Enclosure
from chat.missions.service.enclosing import MOST_FILES
from server.core.actors import Role
from server.core.blobs import Blob
from server.core.db import EVERY_PRACTICE
from server.core.ids import new_id
from tests.chat.conftest import code_of
from tests.chat.missions.conftest import Board
from tests.chat.test_files import lying
from tests.support import files
from tests.support.databases import ON_SQLITE

GOOD = {"pdf": files.pdf(2), "png": files.image("PNG"), "docx": files.office("docx"), "csv": "nom;âge\n".encode("cp1252")}
REFUSED: tuple[tuple[str, Callable[[], bytes], str, int], ...] = (
    ("setup.exe", lambda: b"MZ\x90\0" + bytes(200), "file_program", 415),
    ("page.html", lambda: b"<!DOCTYPE html><script>alert(1)</script>", "file_type", 415),
    ("dessin.svg", lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "file_type", 415),
    ("macro.xlsx", lambda: files.office("xlsx", xl__vbaProject_DOT_bin=b"x"), "file_active", 422),
    ("pixels.png", files.pixel_bomb, "file_bomb", 422),
    ("voix.webm", files.webm, "file_type", 415),
    ("vide.pdf", lambda: b"", "file_unreadable", 422),
)


async def put(board: Board, role: Role, mission: str, content: bytes, name: str, file_id: str = "") -> httpx.Response:
    """Somebody puts a file with a mission, whatever the answer."""
    caller = await board.practice.who(role)
    form = {"id": file_id or new_id()}
    return await caller.http.post(f"/api/missions/{mission}/files", data=form, files={"file": (name, content)})


async def counted(board: Board) -> tuple[int, int]:
    """How many files missions name, and how many have a key."""
    async with board.practice.core.db.read(EVERY_PRACTICE) as session:
        counts = [await session.scalar(select(func.count()).select_from(kind)) for kind in (Enclosure, Blob)]
    return counts[0] or 0, counts[1] or 0


@pytest.mark.parametrize("name", GOOD)
@ON_SQLITE
async def test_a_file_is_with_the_mission_for_everybody_who_sees_it(board: Board, name: str) -> None:
    mission = (await board.add())["id"]
    answer = await put(board, "secretary", mission, GOOD[name], f"Compte rendu d'été.{name}")
    assert answer.status_code == 201, answer.text
    assert (await board.shown("practitioner"))["missions"][mission]["files"] == 1
    story = await board.story("practitioner", mission)
    (file,) = story["files"]
    assert (file["title"], file["extension"], file["size"]) == ("Compte rendu d'été", name, len(GOOD[name]))
    assert (file["by_name"], story["acts"][-1]["kind"]) == ("Sonia Petit", "enclosed")
    fetched = await (await board.practice.who("practitioner")).get(f"/api/missions/{mission}/files/{file['id']}")
    assert fetched.content == GOOD[name]
    assert fetched.headers["content-disposition"].startswith('attachment; filename="document.')
    assert "sandbox" in fetched.headers["content-security-policy"]


@pytest.mark.parametrize(("name", "make", "code", "status"), REFUSED, ids=[row[0] for row in REFUSED])
@ON_SQLITE
async def test_what_may_not_be_put_there_is_refused_and_nothing_of_it_stays(
    board: Board, tmp_path: Path, name: str, make: Callable[[], bytes], code: str, status: int
) -> None:
    mission = (await board.add())["id"]
    answer = await put(board, "secretary", mission, make(), name)
    assert (answer.status_code, code_of(answer)) == (status, code)
    assert await counted(board) == (0, 0)
    assert lying(tmp_path) == []
    assert (await board.shown())["missions"][mission]["files"] == 0


async def test_a_file_sent_again_is_there_once(board: Board) -> None:
    mission, sent = (await board.add())["id"], new_id()
    answers = [await put(board, "secretary", mission, files.DOT, "photo.png", sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert await counted(board) == (1, 1)
    assert code_of(await put(board, "practitioner", mission, files.DOT, "photo.png", sent)) == "invalid"


async def test_a_file_is_deleted_with_its_key_by_whoever_put_it_there_or_an_administrator(board: Board) -> None:
    mission = (await board.add())["id"]
    made = [(await put(board, "secretary", mission, files.DOT, f"{name}.png")).json()["id"] for name in ("un", "deux")]
    path = f"/api/missions/{mission}/files"
    assert (await (await board.practice.who("practitioner")).delete(f"{path}/{made[0]}")).status_code == 404
    assert (await (await board.practice.who("secretary")).delete(f"{path}/{made[0]}")).status_code == 204
    assert (await (await board.practice.who("administrator")).delete(f"{path}/{made[1]}")).status_code == 204
    assert await counted(board) == (0, 0)
    assert (await (await board.practice.who("secretary")).get(f"{path}/{made[0]}")).status_code == 404
    shown = (await board.shown())["missions"][mission]
    assert shown["files"] == 0
    assert [act["kind"] for act in (await board.story("secretary", mission))["acts"]][-2:] == ["removed", "removed"]


async def test_deleting_the_mission_destroys_the_keys_of_its_files(board: Board) -> None:
    mission = (await board.add())["id"]
    await put(board, "practitioner", mission, files.DOT, "photo.png")
    other = (await board.add())["id"]
    await put(board, "practitioner", other, files.DOT, "photo.png")
    assert (await (await board.practice.who("secretary")).delete(f"/api/missions/{mission}")).status_code == 204
    assert await counted(board) == (1, 1)


@ON_SQLITE
async def test_a_mission_holds_so_many_files_and_no_more(board: Board) -> None:
    mission = (await board.add())["id"]
    for _ in range(MOST_FILES):
        assert (await put(board, "secretary", mission, files.DOT, "photo.png")).status_code == 201
    refused = await put(board, "secretary", mission, files.DOT, "photo.png")
    assert (refused.status_code, code_of(refused), refused.json()["data"]) == (409, "mission_full", {"limit": MOST_FILES})


@ON_SQLITE
async def test_whoever_does_not_see_the_mission_neither_puts_nor_fetches(board: Board) -> None:
    mission = (await board.add())["id"]
    made = (await put(board, "secretary", mission, files.DOT, "photo.png")).json()["id"]
    for role in ("replacement", "outside_colleague"):
        assert (await put(board, role, mission, files.DOT, "photo.png")).status_code == 404
        assert (await (await board.practice.who(role)).get(f"/api/missions/{mission}/files/{made}")).status_code == 404
    elsewhere = (await board.add())["id"]
    secretary = await board.practice.who("secretary")
    for where, which in ((elsewhere, made), (mission, new_id()), (new_id(), made)):
        assert (await secretary.get(f"/api/missions/{where}/files/{which}")).status_code == 404


@ON_SQLITE
async def test_what_is_known_of_a_file_is_sealed(board: Board) -> None:
    mission = (await board.add())["id"]
    made = (await put(board, "secretary", mission, files.DOT, "canari-dossier.png")).json()["id"]
    async with board.practice.core.db.read(EVERY_PRACTICE) as session:
        row = await session.get(Enclosure, (mission, made))
    assert row is not None
    assert b"canari" not in row.about
