"""Documents, pictures and voices in conversations (F106, F107): what passes, what is refused (R29), and what stays of it."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select

from chat.conversations.models import Message
from server.core.actors import Role
from server.core.blobs import Blob
from server.core.db import EVERY_PRACTICE
from server.core.ids import new_id
from tests.chat.conftest import Practice, code_of
from tests.support import files
from tests.support.databases import ON_SQLITE

GOOD: dict[str, bytes] = {
    "pdf": files.pdf(2),
    "png": files.image("PNG"),
    "jpg": files.image("JPEG"),
    "docx": files.office("docx"),
    "xlsx": files.office("xlsx"),
    "odt": files.office("odt"),
    "ods": files.office("ods"),
    "txt": "À rappeler demain\n".encode(),
    "csv": "nom;âge\nDupont;41\n".encode("cp1252"),
    "webm": files.webm(),
    "ogg": files.ogg(),
    "m4a": files.mp4(),
}


def _many_parts() -> bytes:
    parts = {f"Pictures__{number}": b"" for number in range(6_000)}
    return files.office("odt", said="", **parts)


REFUSED: tuple[tuple[str, Callable[[], bytes], str, int], ...] = (
    ("vide.txt", lambda: b"", "file_unreadable", 422),
    ("setup.exe", lambda: b"MZ\x90\0" + bytes(200), "file_program", 415),
    ("note.txt", lambda: b"#!/bin/sh\nrm -rf /\n", "file_program", 415),
    ("page.html", lambda: b"<!DOCTYPE html><script>alert(1)</script>", "file_type", 415),
    ("page.txt", lambda: b"  <HTML><script>alert(1)</script>", "file_disguised", 415),
    ("dessin.svg", lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "file_type", 415),
    ("dessin.csv", lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "file_disguised", 415),
    ("binaire.txt", lambda: b"abc\0\x01\x02def", "file_disguised", 415),
    ("late.txt", lambda: b"a" * 9000 + b"\0", "file_unreadable", 422),
    ("archive.zip", lambda: files.office("docx"), "file_type", 415),
    ("tableau.docx", lambda: files.office("xlsx"), "file_disguised", 415),
    ("macro.docx", lambda: files.office("docx", said="application/vnd.ms-word.document.macroEnabled.main+xml"), "file_disguised", 415),
    ("macro.xlsx", lambda: files.office("xlsx", xl__vbaProject_DOT_bin=b"x"), "file_active", 422),
    ("macro.odt", lambda: files.office("odt", Basic__Standard__Module1_DOT_xml=b"Sub Main"), "file_active", 422),
    ("objet.docx", lambda: files.office("docx", word__embeddings__oleObject1_DOT_bin=b"MZ"), "file_active", 422),
    ("cut.docx", lambda: files.office("docx")[:80], "file_unreadable", 422),
    ("script.pdf", lambda: files.pdf(script="app.alert('x')"), "file_active", 422),
    ("pixels.png", files.pixel_bomb, "file_bomb", 422),
    ("pages.pdf", files.pdf_bomb, "file_bomb", 422),
    ("zeros.docx", lambda: files.office("docx", word__media__image1_DOT_png=bytes(300 * 1024 * 1024)), "file_bomb", 422),
    ("parts.odt", _many_parts, "file_bomb", 422),
    ("dll.docx", lambda: files.office("docx", word__media__setup_DOT_exe=b"MZ"), "file_active", 422),
    ("locked.pdf", lambda: files.pdf(password="secret"), "file_locked", 422),
    ("film.webm", lambda: files.webm(video=True), "file_disguised", 415),
    ("film.mp4", lambda: files.mp4(handler=b"vide"), "file_disguised", 415),
    ("film.ogg", lambda: files.ogg(codec=b"\x80theora1"), "file_disguised", 415),
    ("cut.m4a", lambda: files.mp4()[:60], "file_unreadable", 422),
    ("long.ogg", lambda: files.ogg(seconds=305), "chat_sound_long", 422),
    ("long.webm", lambda: files.webm(seconds=310), "chat_sound_long", 422),
    ("long.m4a", lambda: files.mp4(seconds=310, pieces=10), "chat_sound_long", 422),
)


async def sent(practice: Practice, role: Role, conversation: str, content: bytes, name: str, **fields: str) -> httpx.Response:
    """Somebody sends a file, whatever the answer."""
    path = f"/api/conversations/{conversation}/files"
    data = {"id": new_id(), **fields}
    return await (await practice.who(role)).http.post(path, data=data, files={"file": (name, content)})


def lying(folder: Path) -> list[Path]:
    """Files kept, or in quarantine."""
    return [each for each in folder.rglob("*") if each.is_file() and {"quarantine", "blobs"} & {part.name for part in each.parents}]


async def counted(practice: Practice) -> tuple[int, int]:
    """How many messages there are, and how many files."""
    async with practice.core.db.read(EVERY_PRACTICE) as session:
        counts = [await session.scalar(select(func.count()).select_from(kind)) for kind in (Message, Blob)]
    return counts[0] or 0, counts[1] or 0


@pytest.mark.parametrize("name", GOOD)
@ON_SQLITE
async def test_a_file_comes_back_byte_for_byte_as_an_attachment(practice: Practice, name: str) -> None:
    answer = await sent(practice, "secretary", practice.team, GOOD[name], f"Compte rendu d'été.{name}")
    assert answer.status_code == 201, answer.text
    (view,) = (await practice.shown("practitioner", practice.team))["messages"].values()
    file = view["file"]
    assert (file["title"], file["extension"], file["size"], file["scan"]) == ("Compte rendu d'été", name, len(GOOD[name]), "unscanned")
    assert file["lasts"] == (2000 if name in {"webm", "ogg", "m4a"} else 0)
    fetched = await (await practice.who("practitioner")).get(f"/api/conversations/{practice.team}/messages/{view['id']}/file")
    assert fetched.content == GOOD[name]
    assert fetched.headers["content-disposition"].startswith('attachment; filename="document.')
    assert "sandbox" in fetched.headers["content-security-policy"]
    assert fetched.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(("name", "make", "code", "status"), REFUSED, ids=[f"{row[0]}-{row[2]}" for row in REFUSED])
@ON_SQLITE
async def test_what_may_not_be_sent_is_refused_and_nothing_of_it_stays(
    practice: Practice, tmp_path: Path, name: str, make: Callable[[], bytes], code: str, status: int
) -> None:
    answer = await sent(practice, "secretary", practice.team, make(), name)
    assert (answer.status_code, code_of(answer)) == (status, code)
    assert await counted(practice) == (0, 0)
    assert lying(tmp_path) == []


@ON_SQLITE
async def test_what_one_speaks_says_how_long_and_how_loud_it_is(practice: Practice) -> None:
    answer = await sent(practice, "practitioner", practice.team, files.webm(4), "Message vocal.webm", peaks="0123456789abcdef")
    assert answer.status_code == 201, answer.text
    (view,) = (await practice.shown("secretary", practice.team))["messages"].values()
    assert (view["file"]["lasts"], view["file"]["peaks"], view["text"]) == (4000, "0123456789abcdef", "")
    for wrong in ("xyz", "f" * 65):
        refused = await sent(practice, "practitioner", practice.team, files.webm(), "a.webm", peaks=wrong)
        assert (refused.status_code, code_of(refused)) == (422, "malformed")


@ON_SQLITE
async def test_a_file_sent_again_is_said_once_and_kept_once(practice: Practice) -> None:
    message = new_id()
    first = await sent(practice, "secretary", practice.team, files.DOT, "photo.png", id=message)
    again = await sent(practice, "secretary", practice.team, files.DOT, "photo.png", id=message)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert await counted(practice) == (1, 1)
    assert code_of(await sent(practice, "practitioner", practice.team, files.DOT, "photo.png", id=message)) == "invalid"


@ON_SQLITE
async def test_a_file_answers_a_message_and_is_sent_in_a_practitioners_name(practice: Practice) -> None:
    said = await practice.say("practitioner", practice.team, "Il me faut le bilan")
    doctor = practice.cabinet.doctor.id
    answer = await sent(practice, "secretary", practice.team, files.pdf(), "bilan.pdf", reply_to=str(said["n"]), speaking_as=doctor)
    assert answer.status_code == 201, answer.text
    view = list((await practice.shown("practitioner", practice.team))["messages"].values())[1]
    assert (view["reply_to"], view["speaking_name"]) == (1, "Dr Claire Lefèvre")


@ON_SQLITE
async def test_deleting_the_message_destroys_the_key_of_its_file(practice: Practice) -> None:
    answer = await sent(practice, "secretary", practice.team, files.DOT, "erreur.png")
    path = f"/api/conversations/{practice.team}/messages/{answer.json()['id']}"
    secretary = await practice.who("secretary")
    assert (await secretary.send("DELETE", path)).status_code == 204
    assert (await secretary.get(f"{path}/file")).status_code == 404
    assert await counted(practice) == (1, 0)
    (view,) = (await practice.shown("practitioner", practice.team))["messages"].values()
    assert view["file"] is None


@ON_SQLITE
async def test_a_file_says_what_it_says_and_is_not_corrected(practice: Practice) -> None:
    answer = await sent(practice, "secretary", practice.team, files.DOT, "photo.png")
    path = f"/api/conversations/{practice.team}/messages/{answer.json()['id']}"
    refused = await (await practice.who("secretary")).send("PATCH", path, {"version": 1, "text": "Autre"})
    assert (refused.status_code, code_of(refused)) == (422, "invalid")


@ON_SQLITE
async def test_whoever_takes_no_part_neither_sends_nor_fetches(practice: Practice) -> None:
    begun = await practice.begin("secretary", "practitioner")
    answer = await sent(practice, "secretary", begun, files.DOT, "photo.png")
    path = f"/api/conversations/{begun}/messages/{answer.json()['id']}/file"
    administrator = await practice.who("administrator")
    assert (await administrator.get(path)).status_code == 404
    assert (await sent(practice, "administrator", begun, files.DOT, "photo.png")).status_code == 404
    said = await practice.say("secretary", begun)
    for none in (said["id"], new_id()):
        assert (await (await practice.who("secretary")).get(f"/api/conversations/{begun}/messages/{none}/file")).status_code == 404


async def _endless(fields: str) -> AsyncIterator[bytes]:
    yield fields.encode()
    yield files.image("BMP")
    for _ in range(51):
        yield bytes(1024 * 1024)
    yield b"\r\n--x--\r\n"


@ON_SQLITE
async def test_more_than_fifty_megabytes_are_refused_whether_announced_or_not(practice: Practice, tmp_path: Path) -> None:
    path = f"/api/conversations/{practice.team}/files"
    headers = {"content-type": "multipart/form-data; boundary=x"}
    form = f'--x\r\ncontent-disposition: form-data; name="id"\r\n\r\n{new_id()}\r\n'
    form += '--x\r\ncontent-disposition: form-data; name="file"; filename="a.bmp"\r\n\r\n'
    http = (await practice.who("secretary")).http
    said = await http.post(path, content=b"x", headers={**headers, "content-length": str(60 * 1024 * 1024)})
    unsaid = await http.post(path, content=_endless(form), headers=headers)
    assert [(each.status_code, code_of(each)) for each in (said, unsaid)] == [(413, "too_large")] * 2
    assert await counted(practice) == (0, 0)
    assert lying(tmp_path) == []
