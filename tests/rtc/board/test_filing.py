"""The drawing among the patient's documents: as it was then, with its appointment, and shared only if somebody says so (F170)."""

from io import BytesIO

from pypdf import PdfReader

from server.core.ids import new_id
from tests.rtc.board.pens import Pen, encoded, words
from tests.rtc.consultation.conftest import Scene, code_of
from tests.support.caller import Caller


def _path(scene: Scene) -> str:
    return f"/api/appointments/{scene.appointment.id}/sheet"


async def _drawing(scene: Scene) -> tuple[Caller, Pen]:
    doctor, pen = await scene.conducting(), Pen()
    answer = await doctor.post(_path(scene), {"update": encoded(pen.draw("a", words("Deux fois par jour")))})
    assert answer.status_code == 200, answer.text
    return doctor, pen


async def test_a_drawing_is_filed_as_it_is_with_its_appointment_and_nobody_else_is_told(scene: Scene) -> None:
    doctor, pen = await _drawing(scene)
    filed = await doctor.post(f"{_path(scene)}/file", {"locale": "fr"})
    assert filed.status_code == 201, filed.text
    view = filed.json()
    seen = {
        name: view[name] for name in ("title", "category", "origin", "media_type", "pages", "appointment_id", "patient_id", "shared_at")
    }
    assert seen == {
        "title": "Dessin du 23 novembre 2026",
        "category": "other",
        "origin": "written",
        "media_type": "application/pdf",
        "pages": 1,
        "appointment_id": scene.appointment.id,
        "patient_id": scene.appointment.patient_id,
        "shared_at": None,
    }
    await doctor.post(_path(scene), {"update": encoded(pen.erase("a"))})
    content = (await doctor.get(f"/api/documents/{view['id']}/content")).content
    assert "Deux fois par jour" in PdfReader(BytesIO(content)).pages[0].extract_text()


async def test_a_filed_drawing_is_shared_like_every_document(scene: Scene) -> None:
    doctor, _ = await _drawing(scene)
    view = (await doctor.post(f"{_path(scene)}/file", {"locale": "en"})).json()
    assert view["title"] == "Drawing of 23 November 2026"
    shared = await doctor.post(f"/api/documents/{view['id']}/share", {"tell": True})
    assert shared.json()["document"]["shared_at"] is not None


async def test_a_blank_sheet_is_not_filed_and_nobody_files_who_may_not_write_documents(scene: Scene) -> None:
    doctor = await scene.conducting()
    assert code_of(await doctor.post(f"{_path(scene)}/file", {})) == "sheet_blank"
    assert code_of(await doctor.post(f"/api/appointments/{new_id()}/sheet/file", {})) == "not_found"
    pen = Pen()
    await doctor.post(_path(scene), {"update": encoded(pen.draw("a", words("là")))})
    for role in ("replacement", "secretary"):
        assert (await (await scene.staff(role)).post(f"{_path(scene)}/file", {})).status_code == 404
    assert (await (await scene.waiting()).post(f"{_path(scene)}/file", {})).status_code in {401, 404}
