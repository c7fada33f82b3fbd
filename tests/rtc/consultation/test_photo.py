"""A still photo of the patient (F162): filed with the appointment, told to him, noted, and taken of nobody who was not let in."""

import pytest
from sqlalchemy import select

from rtc.consultation.models import JournalLine, SeatRow
from server.core.actors import ROLES, Role
from server.core.db import EVERY_PRACTICE
from server.documents.models import Document
from tests.rtc.consultation.conftest import Scene, code_of
from tests.support.caller import Caller
from tests.support.files import DOT, pdf

_FILE = {"file": ("Photo du 23-11-2026.png", DOT)}


async def _talking(scene: Scene) -> tuple[Caller, Caller]:
    patient, doctor = await scene.waiting(), await scene.conducting()
    assert (await doctor.post(f"{scene.path}/admit")).status_code == 200
    return patient, doctor


async def test_a_photo_lies_in_the_patients_file_with_the_appointment_and_is_shared_with_nobody(scene: Scene) -> None:
    _, doctor = await _talking(scene)
    answer = await doctor.http.post(f"{scene.path}/photo", files=_FILE)
    assert answer.status_code == 201, answer.text
    view = answer.json()
    assert (view["title"], view["category"], view["appointment_id"]) == ("Photo du 23-11-2026", "imaging", scene.appointment.id)
    async with scene.core.db.read(EVERY_PRACTICE) as session:
        row = (await session.scalars(select(Document))).one()
    assert (row.patient_id, row.origin, row.shared_at) == (scene.appointment.patient_id, "staff", None)


async def test_the_patient_is_told_and_the_journal_keeps_when(scene: Scene) -> None:
    _, doctor = await _talking(scene)
    await doctor.http.post(f"{scene.path}/photo", files=_FILE)
    async with scene.core.db.read(EVERY_PRACTICE) as session:
        seat = (await session.scalars(select(SeatRow).where(SeatRow.role == "patient"))).one()
        line = (await session.scalars(select(JournalLine).where(JournalLine.name == "photographed"))).one()
    assert seat.photographed_at == line.at == scene.clock.now()
    assert line.role == "host"


async def test_nobody_is_photographed_before_he_is_let_in_nor_after_the_end(scene: Scene) -> None:
    await scene.waiting()
    doctor = await scene.conducting()
    assert code_of(await doctor.http.post(f"{scene.path}/photo", files=_FILE)) == "room_not_waiting"
    await doctor.post(f"{scene.path}/admit")
    await doctor.post(f"{scene.path}/end")
    assert code_of(await doctor.http.post(f"{scene.path}/photo", files=_FILE)) == "room_ended"


async def test_what_is_no_picture_is_refused_and_not_told(scene: Scene) -> None:
    _, doctor = await _talking(scene)
    assert code_of(await doctor.http.post(f"{scene.path}/photo", files={"file": ("Photo.pdf", pdf(1))})) == "file_type"
    async with scene.core.db.read(EVERY_PRACTICE) as session:
        seat = (await session.scalars(select(SeatRow).where(SeatRow.role == "patient"))).one()
    assert seat.photographed_at is None


@pytest.mark.parametrize("role", [role for role in ROLES if role not in {"practitioner", "replacement"}])
async def test_only_who_conducts_takes_photos(scene: Scene, role: Role) -> None:
    await _talking(scene)
    other = await scene.staff(role)
    assert (await other.http.post(f"{scene.path}/photo", files=_FILE)).status_code == 404
