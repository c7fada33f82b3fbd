"""R29 and R31: what is sent, what is refused, and what lies on the disk."""

import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from server.app import blobs_of
from server.core.blobs import Blob
from server.core.blobs.sweeping import missing, sweep
from server.core.db import EVERY_PRACTICE
from server.documents.models import Document
from server.settings import Secret, Settings
from tests.server.documents.conftest import Desk
from tests.support import files
from tests.support.core import ROOT_KEY_TEXT
from tests.support.databases import ON_SQLITE

MEBIBYTE = 1024 * 1024
GOOD = {
    "pdf": files.pdf(3),
    "png": files.image("PNG"),
    "jpg": files.image("JPEG"),
    "jpeg": files.image("JPEG"),
    "gif": files.image("GIF"),
    "bmp": files.image("BMP"),
    "tiff": files.image("TIFF"),
}
Refused = tuple[str, Callable[[], bytes], str, int]
REFUSED: tuple[Refused, ...] = (
    ("empty.pdf", lambda: b"", "file_unreadable", 422),
    ("program.exe", lambda: b"MZ\x90\0" + bytes(200), "file_program", 415),
    ("scan.pdf", lambda: b"MZ\x90\0" + bytes(9000), "file_program", 415),
    ("photo.jpg", lambda: b"\x7fELF\x02\x01\x01" + bytes(200), "file_program", 415),
    ("lettre.pdf", lambda: b"#!/bin/sh\nrm -rf /\n", "file_program", 415),
    ("photo.jpg.lnk", lambda: b"L\0\0\0\x01\x14\x02\0" + bytes(200), "file_program", 415),
    ("page.png", lambda: b"<html><script>alert(1)</script></html>", "file_disguised", 415),
    ("dessin.svg", lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "file_type", 415),
    ("dessin.png", lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "file_disguised", 415),
    ("archive.zip", lambda: b"PK\x03\x04" + bytes(200), "file_type", 415),
    ("archive.pdf", lambda: b"PK\x03\x04" + bytes(200), "file_disguised", 415),
    ("lettre.docx", lambda: b"PK\x03\x04" + bytes(200), "file_type", 415),
    ("note.txt", lambda: b"Bonjour", "file_type", 415),
    ("cut.pdf", lambda: files.pdf(2)[:300], "file_unreadable", 422),
    ("cut.png", lambda: files.image(size=(400, 400))[:60], "file_unreadable", 422),
    ("cut.jpg", lambda: files.image("JPEG", size=(400, 400))[:700], "file_unreadable", 422),
    ("only-a-head.pdf", lambda: b"%PDF-1.7\n<script>alert(1)</script>", "file_unreadable", 422),
    ("locked.pdf", lambda: files.pdf(password="secret"), "file_locked", 422),
    ("script.pdf", lambda: files.pdf(script="app.alert('x')"), "file_active", 422),
    ("inside.pdf", lambda: files.pdf(attached=b"MZ\x90\0"), "file_active", 422),
    ("pixels.png", files.pixel_bomb, "file_bomb", 422),
    ("stream.pdf", files.pdf_bomb, "file_bomb", 422),
)


def _files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def _rows(desk: Desk) -> tuple[int, int]:
    async with desk.core.db.read(EVERY_PRACTICE) as session:
        counts = [await session.scalar(select(func.count()).select_from(kind)) for kind in (Document, Blob)]
    return counts[0] or 0, counts[1] or 0


@pytest.mark.parametrize("name", GOOD)
@ON_SQLITE
async def test_a_document_comes_back_byte_for_byte_as_an_attachment(desk: Desk, name: str) -> None:
    view = await desk.filed(GOOD[name], f"Résultats d'été.{name}")
    assert (view["title"], view["size"], view["pages"]) == ("Résultats d'été", len(GOOD[name]), 3 if name == "pdf" else 1)
    answer = await desk.secretary.get(f"/api/documents/{view['id']}/content")
    assert answer.content == GOOD[name]
    assert answer.headers["content-disposition"].startswith('attachment; filename="document.')
    assert "R%C3%A9sultats" in answer.headers["content-disposition"]
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(("name", "make", "code", "status"), REFUSED, ids=[f"{row[0]}-{row[2]}" for row in REFUSED])
@ON_SQLITE
async def test_what_is_not_a_document_is_refused_and_nothing_of_it_stays(
    desk: Desk, name: str, make: Callable[[], bytes], code: str, status: int
) -> None:
    answer = await desk.send(make(), name)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert desk.on_disk == []
    assert await _rows(desk) == (0, 0)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("../../etc/passwd.png", "passwd"),
        ("C:\\Users\\x\\bilan.png", "bilan"),
        ("sans point", "sans point"),
        ("Dr. Martin", "Dr. Martin"),
        ("photo\u202egpj.png", "photo gpj"),
        ("a\r\nSet-Cookie: x=1.png", "a%0D%0ASet-Cookie: x=1"),
        ("x" * 600 + ".png", "x" * 120),
        (".png", "Document"),
    ],
)
@ON_SQLITE
async def test_a_name_is_shown_and_never_used(desk: Desk, name: str, title: str) -> None:
    view = await desk.filed(files.DOT, name, title=title if len(name) > 400 else "")
    assert view["title"] == title
    assert {path.name for path in desk.on_disk}.isdisjoint({name, title})


async def _noise(size: int) -> AsyncIterator[bytes]:
    head = b'--x\r\ncontent-disposition: form-data; name="category"\r\n\r\nresult\r\n'
    yield head + b'--x\r\ncontent-disposition: form-data; name="file"; filename="a.bmp"\r\n\r\n' + files.image("BMP")
    for _ in range(size // MEBIBYTE):
        yield bytes(MEBIBYTE)
    yield b"\r\n--x--\r\n"


@ON_SQLITE
async def test_more_than_fifty_megabytes_are_refused_whether_announced_or_not(desk: Desk) -> None:
    path = f"/api/patients/{desk.patient.id}/documents"
    headers = {"content-type": "multipart/form-data; boundary=x"}
    said = await desk.doctor.http.post(path, content=b"x", headers={**headers, "content-length": str(60 * MEBIBYTE)})
    unsaid = await desk.doctor.http.post(path, content=_noise(50 * MEBIBYTE), headers=headers)
    endless = await desk.doctor.http.post(path, content=_noise(80 * MEBIBYTE), headers=headers)
    for answer in (said, unsaid, endless):
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert unsaid.json()["data"]["limit"] == 50 * MEBIBYTE
    assert desk.on_disk == []


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "multipart/form-data; boundary=x"),
        (b"{}", "application/json"),
        (b"nonsense", "multipart/form-data; boundary=x"),
        (b"--x\r\n", "multipart/form-data; boundary=" + "x" * 300),
        (b'--x\r\ncontent-disposition: form-data; name="category"\r\n\r\nresult\r\n--x--\r\n', "multipart/form-data; boundary=x"),
        (b'--x\r\ncontent-disposition: form-data; name="file"; filename="a.png"\r\n\r\n' + files.DOT, "multipart/form-data; boundary=x"),
        (b'--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n' + b"y" * 20_000, "multipart/form-data; boundary=x"),
        (b'--x\r\ncontent-disposition: form-data; name="category"\r\n\r\n\xff\r\n', "multipart/form-data; boundary=x"),
        (b"--x\r\n" + b"a: b\r\n" * 5000, "multipart/form-data; boundary=x"),
    ],
)
@ON_SQLITE
async def test_a_form_that_cannot_be_read_or_was_cut_off_is_said_so(desk: Desk, content: bytes, kind: str) -> None:
    path = f"/api/patients/{desk.patient.id}/documents"
    answer = await desk.doctor.http.post(path, content=content, headers={"content-type": kind})
    assert (answer.status_code, answer.json()["code"]) == (422, "malformed")
    assert desk.on_disk == []


@ON_SQLITE
async def test_nothing_on_the_disk_or_in_the_database_shows_what_a_document_holds(desk: Desk, tmp_path: Path) -> None:
    canary = "CanariDuDossierMédical"
    content = files.pdf() + f"\n% {canary}\n".encode()
    await desk.filed(content, f"{canary}.pdf")
    everything = _files_below(tmp_path)
    assert any("blobs" in path.parts for path in everything)
    found = [path.name for path in everything if canary.encode() in path.read_bytes() or content[:40] in path.read_bytes()]
    assert found == []


@ON_SQLITE
async def test_altered_swapped_or_absent_bytes_are_never_served(desk: Desk) -> None:
    first, second = await desk.filed(files.pdf(1)), await desk.filed(files.pdf(2))
    one, other = desk.on_disk
    kept = one.read_bytes(), other.read_bytes()
    one.write_bytes(kept[1])
    other.write_bytes(kept[0])
    for view in (first, second):
        assert (await desk.doctor.get(f"/api/documents/{view['id']}/content")).json()["code"] == "file_lost"
    for place in range(0, len(kept[0]), 97):
        flipped = bytearray(kept[0])
        flipped[place] ^= 1
        one.write_bytes(flipped)
        other.write_bytes(kept[1])
        answers = [await desk.doctor.get(f"/api/documents/{view['id']}/content") for view in (first, second)]
        assert sorted(answer.status_code for answer in answers) == [200, 503]
    for path in (one, other):
        path.unlink()
    assert (await desk.doctor.get(f"/api/documents/{first['id']}/content")).json()["code"] == "file_lost"


@ON_SQLITE
async def test_what_no_row_names_is_swept_once_it_is_old_and_nothing_else(desk: Desk) -> None:
    settings = Settings(data_dir=desk.folder, root_key=Secret(ROOT_KEY_TEXT), demo=True)
    blobs = blobs_of(settings, desk.core)
    await desk.filed()
    kept = desk.on_disk
    strays = [desk.folder / "quarantine" / ("a" * 32), desk.folder / "blobs" / "bb" / ("b" * 32)]
    strays[1].parent.mkdir(exist_ok=True)
    for path in strays:
        path.write_bytes(b"stray")
    await sweep(desk.core, blobs)
    assert set(desk.on_disk) == {*kept, *strays}
    for path in desk.on_disk:
        os.utime(path, (1, 1))
    await sweep(desk.core, blobs)
    assert desk.on_disk == kept
    assert await missing(desk.core, blobs) == []
    kept[0].unlink()
    assert await missing(desk.core, blobs) == [kept[0].name]
