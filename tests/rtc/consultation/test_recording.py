"""Recording on the practitioner's computer (F171, F172): only where the practice allows it, only while the patient agrees, and noted."""

from typing import Any

import pytest
from sqlalchemy import select

from rtc.consultation.models import JournalLine
from server.core.actors import ROLES, Role
from server.core.db import EVERY_PRACTICE
from server.core.links import room_secret
from tests.rtc.consultation.conftest import MINUTE, Scene, allow_recording, code_of
from tests.support.caller import Caller

_YES, _NO = {"agreed": True, "kind": "video"}, {"agreed": False, "kind": "video"}


async def _talking(scene: Scene) -> tuple[Caller, Caller]:
    patient, doctor = await scene.waiting(), await scene.conducting()
    assert (await doctor.post(f"{scene.path}/admit")).status_code == 200
    return patient, doctor


async def _recorded(scene: Scene) -> tuple[Caller, Caller]:
    await allow_recording(scene)
    patient, doctor = await _talking(scene)
    assert (await doctor.post(f"{scene.path}/recording", {"wanted": "video"})).status_code == 204
    assert (await patient.post("/api/room/recording", _YES)).status_code == 204
    assert (await _now(patient))["agreed_at"] is not None
    return patient, doctor


async def _now(patient: Caller) -> Any:
    return (await patient.post("/api/room/here", {"socket": "socket-p"})).json()["room"]["recording"]


async def _noted(scene: Scene) -> list[tuple[str, str | None, Any]]:
    statement = select(JournalLine).where(JournalLine.name.like("recording%")).order_by(JournalLine.at, JournalLine.id)
    async with scene.core.db.read(EVERY_PRACTICE) as session:
        return [(line.name, line.role, line.at) for line in (await session.scalars(statement)).all()]


async def test_nothing_is_asked_where_the_practice_does_not_allow_it(scene: Scene) -> None:
    patient, doctor = await _talking(scene)
    assert (await doctor.post(f"{scene.path}/here", {"socket": "socket-d"})).json()["may_record"] is False
    assert code_of(await doctor.post(f"{scene.path}/recording", {"wanted": "sound"})) == "room_recording_off"
    assert await _now(patient) is None
    await allow_recording(scene)
    assert (await doctor.post(f"{scene.path}/here", {"socket": "socket-d"})).json()["may_record"] is True


async def test_an_administrator_allows_it(scene: Scene) -> None:
    administrator = await scene.staff("administrator")
    practice = f"/api/practices/{scene.cabinet.practice.id}"
    assert (await administrator.post(practice, {"version": 1, "teleconsultation_recording": True})).json()["teleconsultation_recording"]
    doctor = await scene.conducting()
    assert (await doctor.post(f"{scene.path}/here", {"socket": "socket-d"})).json()["may_record"] is True


async def test_what_was_asked_agreed_and_taken_back_is_noted_with_its_hour(scene: Scene) -> None:
    await allow_recording(scene)
    patient, doctor = await _talking(scene)
    start = scene.clock.now()
    await doctor.post(f"{scene.path}/recording", {"wanted": "video"})
    assert (await _now(patient))["agreed_at"] is None
    scene.clock.at = start + MINUTE
    await patient.post("/api/room/recording", _YES)
    scene.clock.at = start + 2 * MINUTE
    assert (await patient.post("/api/room/recording", _NO)).status_code == 204
    assert await _now(patient) is None
    assert await _noted(scene) == [
        ("recording_asked", "host", start),
        ("recording_agreed", "patient", start + MINUTE),
        ("recording_revoked", "patient", start + 2 * MINUTE),
    ]


async def test_a_yes_to_what_is_no_longer_asked_counts_for_nothing(scene: Scene) -> None:
    await allow_recording(scene)
    patient, doctor = await _talking(scene)
    await doctor.post(f"{scene.path}/recording", {"wanted": "sound"})
    assert code_of(await patient.post("/api/room/recording", _YES)) == "room_recording_not_asked"
    await doctor.post(f"{scene.path}/recording", {"wanted": "none"})
    assert code_of(await patient.post("/api/room/recording", {"agreed": True, "kind": "sound"})) == "room_recording_not_asked"
    assert await _now(patient) is None


async def test_the_consent_ends_when_the_patient_hangs_up(scene: Scene) -> None:
    patient, _ = await _recorded(scene)
    await patient.post("/api/room/leave")
    assert await _now(patient) is None
    assert (await _noted(scene))[-1][0] == "recording_stopped"


async def test_the_consent_of_one_device_is_not_that_of_another(scene: Scene) -> None:
    await _recorded(scene)
    other = await scene.waiting("socket-q")
    assert await _now(other) is None


async def test_the_consent_outlives_a_reload_and_ends_with_the_consultation(scene: Scene) -> None:
    patient, doctor = await _recorded(scene)
    await patient.post("/api/room/here", {"socket": "socket-again"})
    assert (await _now(patient))["agreed_at"] is not None
    await doctor.post(f"{scene.path}/end")
    assert (await _now(patient)) is None


async def test_nobody_is_asked_before_he_is_let_in(scene: Scene) -> None:
    await allow_recording(scene)
    await scene.waiting()
    doctor = await scene.conducting()
    assert code_of(await doctor.post(f"{scene.path}/recording", {"wanted": "video"})) == "room_not_waiting"


@pytest.mark.parametrize("role", [role for role in ROLES if role not in {"practitioner", "replacement"}])
async def test_only_who_conducts_asks(scene: Scene, role: Role) -> None:
    await allow_recording(scene)
    await _talking(scene)
    other = await scene.staff(role)
    assert (await other.post(f"{scene.path}/recording", {"wanted": "video"})).status_code == 404


async def _beside(scene: Scene, doctor: Caller, name: str = "Samira Benali") -> tuple[str, Caller]:
    """An interpreter who waits."""
    seat = str((await doctor.post(f"{scene.path}/people", {"name": name, "role": "interpreter"})).json()["id"])
    one = await scene.come()
    link = {"appointment_id": scene.appointment.id, "secret": room_secret(scene.core.keyring, seat, 1), "seat_id": seat}
    assert (await one.post("/api/room/enter", link)).status_code == 200
    assert (await one.post("/api/room/here", {"socket": f"socket-{seat}"})).status_code == 200
    return seat, one


async def test_whoever_is_let_in_meanwhile_stops_it_and_everybody_is_asked(scene: Scene) -> None:
    patient, doctor = await _recorded(scene)
    seat, interpreter = await _beside(scene, doctor)
    assert (await _now(patient))["agreed_at"] is not None
    assert code_of(await interpreter.post("/api/room/recording", _YES)) == "room_recording_not_asked"
    scene.clock.pass_by(minutes=1)
    at = scene.clock.now()
    await doctor.post(f"{scene.path}/people/{seat}/admit")
    assert ((await _now(patient))["agreed_at"], (await _now(patient))["consents"]) == (None, {})
    assert (await patient.post("/api/room/recording", _YES)).status_code == 204
    assert (await _now(patient))["agreed_at"] is None
    assert (await interpreter.post("/api/room/recording", _YES)).status_code == 204
    assert (await _now(patient))["agreed_at"] is not None
    lines = [(name, role) for name, role, when in await _noted(scene) if when == at]
    assert sorted(lines, key=str) == [
        ("recording_agreed", "interpreter"),
        ("recording_agreed", "patient"),
        ("recording_asked", "host"),
        ("recording_stopped", "interpreter"),
    ]


async def test_one_of_them_stops_it_for_all(scene: Scene) -> None:
    await allow_recording(scene)
    patient, doctor = await _talking(scene)
    seat, interpreter = await _beside(scene, doctor)
    await doctor.post(f"{scene.path}/people/{seat}/admit")
    await doctor.post(f"{scene.path}/recording", {"wanted": "video"})
    for one in (patient, interpreter):
        assert (await one.post("/api/room/recording", _YES)).status_code == 204
    assert (await _now(patient))["agreed_at"] is not None
    assert (await interpreter.post("/api/room/recording", _NO)).status_code == 204
    assert await _now(patient) is None


async def test_whoever_is_sent_out_is_waited_for_no_longer(scene: Scene) -> None:
    await allow_recording(scene)
    patient, doctor = await _talking(scene)
    seat, _ = await _beside(scene, doctor)
    await doctor.post(f"{scene.path}/people/{seat}/admit")
    await doctor.post(f"{scene.path}/recording", {"wanted": "video"})
    await patient.post("/api/room/recording", _YES)
    assert (await _now(patient))["agreed_at"] is None
    await doctor.delete(f"{scene.path}/people/{seat}")
    assert (await _now(patient))["agreed_at"] is not None


async def test_another_device_of_somebody_beside_the_patient_is_asked_anew(scene: Scene) -> None:
    await allow_recording(scene)
    patient, doctor = await _talking(scene)
    seat, interpreter = await _beside(scene, doctor)
    await doctor.post(f"{scene.path}/people/{seat}/admit")
    await doctor.post(f"{scene.path}/recording", {"wanted": "video"})
    for one in (patient, interpreter):
        await one.post("/api/room/recording", _YES)
    link = {"appointment_id": scene.appointment.id, "secret": room_secret(scene.core.keyring, seat, 1), "seat_id": seat}
    assert (await (await scene.come()).post("/api/room/enter", link)).status_code == 200
    assert (await _now(patient))["agreed_at"] is None
