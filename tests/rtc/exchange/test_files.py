"""Files of a consultation: both ways, filed with the appointment, and refused as everywhere else."""

from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from rtc.exchange.files import MOST_SENT
from server.core.blobs import Blob
from server.core.db import EVERY_PRACTICE
from server.core.ids import new_id
from server.documents.models import Document
from tests.rtc.consultation.conftest import Scene, code_of
from tests.support.caller import Caller
from tests.support.databases import ON_SQLITE
from tests.support.files import DOT, pdf


async def _send(who: Caller, path: str, content: bytes = DOT, name: str = "Bilan.png", message_id: str = "") -> httpx.Response:
    return await who.http.post(path, data={"id": message_id or new_id()}, files={"file": (name, content)})


async def _count(scene: Scene, kind: Any) -> int:
    async with scene.core.db.read(EVERY_PRACTICE) as session:
        return (await session.scalar(select(func.count()).select_from(kind))) or 0


async def test_a_file_goes_both_ways_and_lies_in_the_patients_file_with_the_appointment(scene: Scene) -> None:
    patient, doctor = await scene.waiting(), await scene.conducting()
    photo = await _send(patient, "/api/room/files", DOT, "Photo du bras.png")
    assert photo.status_code == 201, photo.text
    assert photo.json()["file"] == {
        "title": "Photo du bras", "media_type": "image/png", "extension": "png", "size": len(DOT), "pages": 1, "scan": "unscanned",
    }  # fmt: skip
    sheet = pdf(2)
    advice = await _send(doctor, f"{scene.path}/files", sheet, "Conseils.pdf")
    assert advice.status_code == 201, advice.text
    got = await patient.get(f"/api/room/files/{advice.json()['id']}")
    assert got.content == sheet
    assert got.headers["content-disposition"].startswith("attachment")
    assert (await doctor.get(f"{scene.path}/files/{photo.json()['id']}")).content == DOT
    async with scene.core.db.read(EVERY_PRACTICE) as session:
        rows = (await session.scalars(select(Document).order_by(Document.added_at, Document.id))).all()
    assert sorted((row.appointment_id, row.origin, row.shared_at is not None) for row in rows) == [
        (scene.appointment.id, "patient", False),
        (scene.appointment.id, "staff", True),
    ]


async def test_a_file_sent_again_is_there_once(scene: Scene) -> None:
    patient = await scene.waiting()
    message = new_id()
    first = await _send(patient, "/api/room/files", message_id=message)
    again = await _send(patient, "/api/room/files", message_id=message)
    assert again.json() == first.json()
    assert (await _count(scene, Document), await _count(scene, Blob)) == (1, 1)


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"MZ" + bytes(9_000), "photo.jpg", "file_program"),
        (b"une lettre", "lettre.txt", "file_type"),
        (b"rien", "photo.png", "file_disguised"),
    ],
)
@ON_SQLITE
async def test_what_is_no_document_is_refused_with_its_reason_and_leaves_nothing(
    scene: Scene, content: bytes, name: str, code: str
) -> None:
    patient = await scene.waiting()
    assert code_of(await _send(patient, "/api/room/files", content, name)) == code
    assert (await _count(scene, Document), await _count(scene, Blob)) == (0, 0)


async def test_a_file_of_the_call_is_not_the_desks_and_none_is_a_strangers(scene: Scene) -> None:
    patient, doctor, secretary = await scene.waiting(), await scene.conducting(), await scene.staff("secretary")
    waiting = (await _send(patient, "/api/room/files")).json()["id"]
    await doctor.post(f"{scene.path}/admit")
    in_call = (await _send(patient, "/api/room/files")).json()["id"]
    assert (await secretary.get(f"{scene.path}/files/{waiting}")).status_code == 200
    assert (await secretary.get(f"{scene.path}/files/{in_call}")).status_code == 404
    assert code_of(await _send(secretary, f"{scene.path}/files")) == "exchange_in_call"
    stranger = await scene.come()
    assert code_of(await stranger.get(f"/api/room/files/{in_call}")) == "room_seat_lost"
    assert code_of(await _send(stranger, "/api/room/files")) == "room_seat_lost"
    assert (await patient.get(f"/api/room/files/{new_id()}")).status_code == 404


async def test_nothing_is_sent_to_somebody_who_is_not_there(scene: Scene) -> None:
    doctor = await scene.conducting()
    assert code_of(await _send(doctor, f"{scene.path}/files")) == "room_not_waiting"
    assert await _count(scene, Document) == 0


async def test_a_file_that_was_deleted_since_is_gone_from_the_exchange_too(scene: Scene) -> None:
    patient, doctor = await scene.waiting(), await scene.conducting()
    sent = (await _send(doctor, f"{scene.path}/files")).json()["id"]
    async with scene.core.db.read(EVERY_PRACTICE) as session:
        document = (await session.scalars(select(Document.id))).one()
    assert (await doctor.send("DELETE", f"/api/documents/{document}", None)).status_code == 204
    assert (await patient.get(f"/api/room/files/{sent}")).status_code == 404


@ON_SQLITE
async def test_a_patient_sends_no_more_than_so_many(scene: Scene) -> None:
    patient = await scene.waiting()
    for _ in range(MOST_SENT):
        scene.clock.pass_by(seconds=2)
        assert (await _send(patient, "/api/room/files")).status_code == 201
    assert code_of(await _send(patient, "/api/room/files")) == "too_many_files"
