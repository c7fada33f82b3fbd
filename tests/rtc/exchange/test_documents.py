"""A document that is in the patient's file already goes into the exchange as it is: no second copy, and shared with him (F167)."""

import httpx

from server.core.ids import new_id
from tests.rtc.consultation.conftest import Scene, code_of
from tests.support import factories
from tests.support.caller import Caller
from tests.support.files import DOT


async def _filed(scene: Scene, doctor: Caller, patient_id: str) -> str:
    fields, files = {"category": "imaging"}, {"file": ("Radio du genou.png", DOT)}
    answer = await doctor.http.post(f"/api/patients/{patient_id}/documents", data=fields, files=files)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def _send(scene: Scene, who: Caller, document: str, message: str = "") -> httpx.Response:
    return await who.post(f"{scene.path}/documents", {"id": message or new_id(), "document_id": document})


async def test_a_document_of_the_file_is_sent_shared_and_read_by_the_patient(scene: Scene) -> None:
    patient, doctor = await scene.waiting(), await scene.conducting()
    document = await _filed(scene, doctor, scene.appointment.patient_id)
    sent = await _send(scene, doctor, document)
    assert sent.status_code == 201, sent.text
    assert (sent.json()["file"]["title"], sent.json()["side"]) == ("Radio du genou", "host")
    assert (await patient.get(f"/api/room/files/{sent.json()['id']}")).content == DOT
    history = (await doctor.get(f"/api/patients/{scene.appointment.patient_id}/documents/history")).json()["acts"]
    assert [act["act"] for act in history] == ["shared", "added"]


async def test_sent_twice_it_is_there_once(scene: Scene) -> None:
    await scene.waiting()
    doctor = await scene.conducting()
    document, message = await _filed(scene, doctor, scene.appointment.patient_id), new_id()
    first = await _send(scene, doctor, document, message)
    assert (await _send(scene, doctor, document, message)).json() == first.json()


async def test_what_is_not_the_patients_or_not_ones_own_to_share_is_not_sent(scene: Scene) -> None:
    await scene.waiting()
    doctor = await scene.conducting()
    other = await factories.patient(scene.core, scene.cabinet.practice, "Moreau", "Paul")
    assert code_of(await _send(scene, doctor, await _filed(scene, doctor, other.id))) == "not_found"
    assert code_of(await _send(scene, doctor, new_id())) == "not_found"
    mine = await _filed(scene, doctor, scene.appointment.patient_id)
    assert code_of(await _send(scene, await scene.staff("replacement"), mine)) == "not_found"


async def test_nothing_of_the_file_is_sent_to_somebody_who_is_not_there(scene: Scene) -> None:
    doctor = await scene.conducting()
    document = await _filed(scene, doctor, scene.appointment.patient_id)
    assert code_of(await _send(scene, doctor, document)) == "room_not_waiting"
