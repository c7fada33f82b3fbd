"""The door (R19, R20): who is let to a seat, and what each of the others is told."""

import pytest
from sqlalchemy import select

from rtc.consultation.models import RoomRow, SeatRow
from server.core.db import EVERY_PRACTICE
from server.core.ids import new_id
from tests.rtc.consultation.conftest import MINUTE, NINE, Scene, code_of


async def test_the_link_gives_the_seat_and_a_cookie_and_says_whom_one_will_see(scene: Scene) -> None:
    patient = await scene.come()
    answer = await patient.post("/api/room/enter", scene.link)
    entry = answer.json()
    assert (entry["first_name"], entry["phase"]) == ("Marie", "open")
    assert entry["room"]["practitioner_name"] == "Dr Claire Lefèvre"
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert scene.link["secret"] not in answer.text + cookie


async def test_the_code_opens_the_same_door_in_two_groups_or_one(scene: Scene) -> None:
    code = scene.code()
    for typed in (code, f"{code[:4]} {code[4:]}", f" {code[:4]}-{code[4:]} "):
        patient = await scene.come()
        answer = await patient.post("/api/room/code", {"code": typed})
        assert answer.json()["room"]["id"] == scene.appointment.id


async def test_reading_pages_admits_nobody_and_consumes_nothing(scene: Scene) -> None:
    robot = await scene.come()
    for path in ("/room", "/api/room/enter", "/api/room/code", "/api/room/here"):
        for _ in range(13):
            await robot.http.get(path)
            await robot.http.head(path)
    async with scene.core.db.read(EVERY_PRACTICE) as session:
        assert (await session.execute(select(SeatRow.id))).all() == []
        assert (await session.execute(select(RoomRow.appointment_id))).all() == []
    assert (await (await scene.come()).post("/api/room/enter", scene.link)).status_code == 200


async def test_each_link_that_does_not_open_has_its_own_reason(scene: Scene) -> None:
    stranger = await scene.come()
    forged = {**scene.link, "secret": "A" * 22}
    elsewhere = {**scene.link, "appointment_id": new_id()}
    for body in (forged, elsewhere):
        answer = await stranger.post("/api/room/enter", body)
        assert (answer.status_code, code_of(answer)) == (404, "room_unknown")
    scene.clock.at = NINE + 121 * MINUTE
    assert code_of(await stranger.post("/api/room/enter", scene.link)) == "room_over"
    scene.clock.at = NINE
    await scene.change(teleconsultation=False)
    assert code_of(await stranger.post("/api/room/enter", scene.link)) == "room_not_online"
    await scene.change(teleconsultation=True, status="cancelled")
    assert code_of(await stranger.post("/api/room/enter", scene.link)) == "room_cancelled"
    await scene.change(status="planned", link_version=2)
    assert code_of(await stranger.post("/api/room/enter", scene.link)) == "room_moved"
    fresh = {**scene.link, "secret": scene.secret(2)}
    assert (await stranger.post("/api/room/enter", fresh)).status_code == 200


async def test_early_the_page_opens_and_nobody_waits_yet(scene: Scene) -> None:
    scene.clock.at = NINE - 31 * MINUTE
    patient = await scene.waiting()
    answer = (await patient.post("/api/room/here", {"socket": "socket-p"})).json()
    assert answer["phase"] == "early"
    scene.clock.at = NINE - 30 * MINUTE
    assert (await patient.post("/api/room/here", {"socket": "socket-p"})).json()["phase"] == "open"


async def test_guessing_stops_and_a_good_link_does_not_count(scene: Scene) -> None:
    for _ in range(30):
        await scene.seated()
    stranger = await scene.come()
    codes = [(await stranger.post("/api/room/code", {"code": f"{number:08d}"})).status_code for number in range(25)]
    assert set(codes) == {404, 429}
    assert codes.count(404) == 20


async def test_a_second_device_takes_the_seat_and_the_first_one_is_told(scene: Scene) -> None:
    telephone = await scene.waiting("socket-1")
    computer = await scene.waiting("socket-2")
    lost = await telephone.post("/api/room/here", {"socket": "socket-1"})
    assert (lost.status_code, code_of(lost)) == (401, "room_seat_lost")
    assert (await computer.post("/api/room/here", {"socket": "socket-2"})).status_code == 200
    async with scene.core.db.read(EVERY_PRACTICE) as session:
        seat = (await session.execute(select(SeatRow))).scalar_one()
    assert (seat.devices, seat.here, seat.socket) == (2, True, "socket-2")


async def test_the_same_device_opens_its_link_again_without_losing_its_seat(scene: Scene) -> None:
    patient = await scene.waiting()
    again = await patient.post("/api/room/enter", scene.link)
    assert "set-cookie" not in again.headers
    assert (await patient.post("/api/room/here", {"socket": "socket-p"})).status_code == 200


@pytest.mark.parametrize("change", [{"link_version": 2}, {"status": "cancelled"}, {"teleconsultation": False}])
async def test_a_seat_ends_with_its_link(scene: Scene, change: dict[str, object]) -> None:
    patient = await scene.waiting()
    await scene.change(**change)
    assert code_of(await patient.post("/api/room/here", {"socket": "socket-p"})) == "room_seat_lost"


async def test_moving_an_appointment_or_giving_it_to_another_patient_replaces_its_link(scene: Scene) -> None:
    secretary = await scene.staff("secretary")
    path = f"/api/appointments/{scene.appointment.id}"
    accept = ["off_schedule", "conditions"]
    type_ = await _type(scene)
    body = {"version": 1, "starts_at": "2026-11-23T10:00:00Z", "type_id": type_, "accept": accept}
    moved = await secretary.patch(path, body)
    assert moved.status_code == 200, moved.text
    stranger = await scene.come()
    assert code_of(await stranger.post("/api/room/enter", scene.link)) == "room_moved"
    noted = await secretary.patch(path, {"version": 2, "notes": "Rien"})
    assert noted.status_code == 200
    assert (await stranger.post("/api/room/enter", {**scene.link, "secret": scene.secret(2)})).status_code == 200


async def _type(scene: Scene) -> str:
    from tests.support import factories

    made = await factories.appointment_type(scene.core, scene.cabinet.doctor, teleconsultation=True)
    return made.id


async def test_a_practice_chooses_when_its_door_opens_and_closes(scene: Scene) -> None:
    administrator = await scene.staff("administrator")
    path = f"/api/practices/{scene.cabinet.practice.id}"
    hours = {"teleconsultation_opens_minutes": 5, "teleconsultation_closes_minutes": 15}
    assert (await administrator.post(path, {"version": 1, **hours})).json().items() >= hours.items()
    patient = await scene.seated()
    early = (await patient.post("/api/room/here", {"socket": "s"})).json()
    assert (early["phase"], early["room"]["opens_at"], early["room"]["closes_at"]) == (
        "early",
        "2026-11-23T08:55:00Z",
        "2026-11-23T09:15:00Z",
    )
    scene.clock.at = NINE - 5 * MINUTE
    assert (await patient.post("/api/room/here", {"socket": "s"})).json()["phase"] == "open"
    scene.clock.at = NINE + 15 * MINUTE
    assert code_of(await (await scene.come()).post("/api/room/enter", scene.link)) == "room_over"
    for wrong in ({"teleconsultation_opens_minutes": 4}, {"teleconsultation_closes_minutes": 721}, {"teleconsultation_opens_minutes": "5"}):
        assert (await administrator.post(path, {"version": 2, **wrong})).status_code == 422
