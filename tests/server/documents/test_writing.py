"""Prescriptions and reports: what the pages say, that their signature holds, and that typed text stays text."""

import subprocess
from pathlib import Path
from typing import Any

from sqlalchemy import update

from server.accounts.models import Practitioner
from server.core.db import EVERY_PRACTICE
from tests.server.documents.conftest import Desk
from tests.support.databases import ON_SQLITE

TEXT = 'Paracétamol 1 g : *un* comprimé, 3 fois par jour\n#import "/etc/passwd": x\n\n$x^2$ pendant 5 jours. \\ @ref <b> [y]'


async def _registered(desk: Desk) -> None:
    async with desk.core.db.write(EVERY_PRACTICE) as session:
        await session.execute(update(Practitioner).values(register_number="10001234567"))
        await session.commit()


def _body(desk: Desk, **more: Any) -> dict[str, Any]:
    return {"practitioner_id": desk.cabinet.doctor.id, "kind": "prescription", "text": TEXT, **more}


def _said(program: str, content: bytes, folder: Path, *arguments: str) -> str:
    path = folder / "document.pdf"
    path.write_bytes(content)
    return subprocess.run([program, path, *arguments], check=True, capture_output=True, text=True).stdout


@ON_SQLITE
async def test_a_prescription_is_complete_numbered_signed_and_filed(desk: Desk, tmp_path: Path) -> None:
    await _registered(desk)
    path = f"/api/patients/{desk.patient.id}/documents/write"
    first, second = [(await desk.doctor.post(path, _body(desk))).json() for _ in range(2)]
    year = desk.core.clock.now().year
    assert [first["number"], second["number"]] == [f"{year}-0001", f"{year}-0002"]
    assert (first["title"], first["category"], first["origin"], first["signed_by"]) == (
        "Ordonnance",
        "prescription",
        "written",
        desk.cabinet.doctor.id,
    )
    content = (await desk.secretary.get(f"/api/documents/{first['id']}/content")).content
    assert "Signature is Valid" in (said := _said("pdfsig", content, tmp_path))
    assert "ETSI.CAdES.detached" in said
    assert "Total document signed" in said
    words = _said("pdftotext", content, tmp_path, "-")
    for wanted in ("Dr Claire Lefèvre", "RPPS 10001234567", "MOULIN Odile", "Cabinet des Tilleuls", f"{year}-0001", "Ordonnance"):
        assert wanted in words
    for line in TEXT.splitlines():
        assert line in words
    altered = content.replace(b"/Count 1", b"/Count 2", 1)
    assert altered != content
    assert "Signature is Valid" not in _said("pdfsig", altered, tmp_path)


@ON_SQLITE
async def test_a_prescription_without_its_authors_number_is_refused_and_a_report_is_not(desk: Desk) -> None:
    path = f"/api/patients/{desk.patient.id}/documents/write"
    refused = await desk.doctor.post(path, _body(desk))
    assert (refused.status_code, refused.json()["code"]) == (409, "register_number_missing")
    assert (await desk.doctor.post(path, _body(desk, kind="report"))).status_code == 201
    blank = await desk.doctor.post(path, _body(desk, kind="report", text="  \n "))
    assert (blank.status_code, blank.json()["code"]) == (422, "invalid")


@ON_SQLITE
async def test_nobody_signs_in_anothers_name(desk: Desk) -> None:
    await _registered(desk)
    path = f"/api/patients/{desk.patient.id}/documents/write"
    assert (await desk.secretary.post(path, _body(desk))).status_code == 404
    assert (await desk.doctor.post(path, _body(desk, practitioner_id=desk.cabinet.midwife.id))).status_code == 404
    async with await desk.caller("administrator") as administrator:
        assert (await administrator.post(path, _body(desk))).status_code == 404
    assert desk.on_disk == []


@ON_SQLITE
async def test_a_preview_is_neither_numbered_nor_kept(desk: Desk, tmp_path: Path) -> None:
    answer = await desk.doctor.post(f"/api/patients/{desk.patient.id}/documents/preview", _body(desk))
    assert answer.headers["content-type"] == "application/pdf"
    assert "(aperçu)" in _said("pdftotext", answer.content, tmp_path, "-")
    assert desk.on_disk == []


@ON_SQLITE
async def test_a_long_report_runs_over_several_pages_and_is_still_valid(desk: Desk, tmp_path: Path) -> None:
    path = f"/api/patients/{desk.patient.id}/documents/write"
    view = (await desk.doctor.post(path, _body(desk, kind="report", text="Une ligne de plus.\n" * 300))).json()
    assert view["pages"] > 2
    content = (await desk.doctor.get(f"/api/documents/{view['id']}/content")).content
    assert "Signature is Valid" in _said("pdfsig", content, tmp_path)
