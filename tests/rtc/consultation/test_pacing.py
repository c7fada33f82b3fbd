"""Who waits is told the hour at which he will be seen, and so is the practice; nobody is told of anybody else."""

import asyncio
from typing import Any

import msgspec

from rtc.consultation.pacing import paces_to_say, say_pace
from rtc.consultation.queries import calls_snapshot
from rtc.consultation.topics import calls_topic
from server.core.unit import reading
from tests.rtc.consultation.conftest import MINUTE, NINE, Scene, behind, code_of
from tests.server.accounts.live import events

GOOD = {"camera": "good", "microphone": "good", "network": "good"}


async def _expected(scene: Scene, patient: Any) -> str | None:
    answer = await patient.post("/api/room/here", {"socket": "socket-p"})
    hour: str | None = answer.json()["room"]["expected_at"]
    return hour


async def _door(scene: Scene, name: str = "practitioner") -> dict[str, Any]:
    async with reading(scene.core, scene.cabinet.actors[name]) as uow:  # type: ignore[index]
        found: dict[str, Any] = msgspec.to_builtins(await calls_snapshot(uow, scene.cabinet.doctor.id, msgspec.Raw()))
    return found


async def test_a_patient_who_waits_is_told_his_hour_and_that_it_moves(scene: Scene) -> None:
    patient = await scene.waiting()
    assert await paces_to_say(scene.core) == []
    assert await _expected(scene, patient) is None
    earlier = await behind(scene)
    await say_pace(scene.core, scene.cabinet.doctor.id)
    assert await _expected(scene, patient) == "2026-11-23T09:15:00Z"
    assert (await _door(scene))["paces"] == [{"id": scene.cabinet.doctor.id, "hours": {scene.appointment.id: "2026-11-23T09:15:00Z"}}]
    scene.clock.at = NINE + 22 * MINUTE
    assert await paces_to_say(scene.core) == [scene.cabinet.doctor.id]
    await say_pace(scene.core, scene.cabinet.doctor.id)
    assert await _expected(scene, patient) == "2026-11-23T09:25:00Z"
    assert await paces_to_say(scene.core) == []
    doctor = await scene.conducting()
    assert (await doctor.post(f"{scene.path}/admit")).status_code == 200
    assert await paces_to_say(scene.core) == [scene.cabinet.doctor.id]
    await say_pace(scene.core, scene.cabinet.doctor.id)
    assert await _expected(scene, patient) is None
    assert (await _door(scene))["paces"] == [{"id": scene.cabinet.doctor.id, "hours": {}}]
    assert earlier.id not in str(await _door(scene))


async def test_several_processes_that_look_at_once_say_it_once(scene: Scene) -> None:
    await scene.waiting()
    await behind(scene)
    before = len(await events(scene.core, calls_topic(scene.cabinet.doctor.id), 0))
    await asyncio.gather(*(say_pace(scene.core, scene.cabinet.doctor.id) for _ in range(4)))
    said = await events(scene.core, calls_topic(scene.cabinet.doctor.id), 0)
    assert [event.name for event in said[before:]] == ["pace_changed"]


async def test_another_day_says_nothing_of_today(scene: Scene) -> None:
    earlier = await behind(scene)
    await scene.waiting()
    scene.clock.at = earlier.starts_at + 11 * 60 * MINUTE
    assert await paces_to_say(scene.core) == []


async def test_a_device_check_hours_before_colours_the_appointment(scene: Scene) -> None:
    scene.clock.at = NINE - 20 * 60 * MINUTE
    patient = await scene.seated()
    assert (await patient.post("/api/room/check", {**GOOD, "network": "bad"})).status_code == 204
    (light,) = (await _door(scene, "secretary"))["lights"]
    assert (light["id"], light["light"], light["network"]) == (scene.appointment.id, "red", "bad")
    scene.clock.pass_by(minutes=5)
    await patient.post("/api/room/check", GOOD)
    (light,) = (await _door(scene, "secretary"))["lights"]
    assert (light["light"], light["at"]) == ("green", "2026-11-22T13:05:00Z")


async def test_only_who_holds_the_seat_reports_a_check_and_only_what_a_check_finds(scene: Scene) -> None:
    stranger = await scene.come()
    refused = await stranger.post("/api/room/check", GOOD)
    assert (refused.status_code, code_of(refused)) == (401, "room_seat_lost")
    patient = await scene.seated()
    odd: list[Any] = [{}, {**GOOD, "camera": "x"}, {**GOOD, "picture": "…"}, {**GOOD, "network": None}, [], "good"]
    for body in odd:
        answer = await patient.post("/api/room/check", body)
        assert answer.status_code == 422, (body, answer.text)
    assert (await _door(scene))["lights"] == []


async def test_checks_that_flood_are_refused_and_those_of_others_pass(scene: Scene) -> None:
    patient = await scene.seated()
    answers = [(await patient.post("/api/room/check", GOOD)).status_code for _ in range(25)]
    assert answers == [204] * 20 + [429] * 5
    scene.clock.pass_by(seconds=2)
    assert (await patient.post("/api/room/check", GOOD)).status_code == 204
