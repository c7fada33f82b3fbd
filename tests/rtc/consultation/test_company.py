"""An interpreter, a carer, a trainee: invited, received and sent out again, each with rights of his own."""

from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from rtc.board.queries import authorize_sheet, sheet_snapshot
from rtc.board.topics import LOOKING
from rtc.consultation.errors import NotAdmitted
from rtc.consultation.models import JournalLine, SeatRow
from rtc.consultation.queries import authorize_room, room_snapshot
from rtc.consultation.topics import COMPANION, SIGNALS
from server.core.actors import Actor, Guest, Role
from server.core.db import EVERY_PRACTICE
from server.core.ids import new_id
from server.core.links import room_code, room_secret
from server.core.unit import reading
from server.live import masked_snapshot
from server.topics import KINDS
from tests.rtc.consultation.conftest import MINUTE, NINE, Scene, code_of
from tests.support.caller import Caller

OFFER = {"connection": "c-12345678", "sdp": "v=0\r\nthis is no offer\r\n"}


async def _invited(scene: Scene, by: Caller, name: str = "Samira Benali", role: str = "interpreter") -> str:
    answer = await by.post(f"{scene.path}/people", {"name": name, "role": role})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def _link(scene: Scene, seat: str, version: int = 1) -> dict[str, str]:
    return {"appointment_id": scene.appointment.id, "secret": room_secret(scene.core.keyring, seat, version), "seat_id": seat}


async def _waits(scene: Scene, seat: str, socket: str = "socket-s") -> Caller:
    one = await scene.come()
    assert (await one.post("/api/room/enter", _link(scene, seat))).status_code == 200
    answer = await one.post("/api/room/here", {"socket": socket})
    assert answer.status_code == 200, answer.text
    return one


async def _seat(scene: Scene, seat: str) -> SeatRow:
    async with scene.core.db.read(EVERY_PRACTICE) as session:
        return (await session.execute(select(SeatRow).where(SeatRow.id == seat))).scalar_one()


@pytest.mark.parametrize("role", ["practitioner", "secretary", "replacement"])
async def test_the_practice_invites_and_reads_a_link_and_a_code_that_open_that_place(scene: Scene, role: Role) -> None:
    staff = await scene.staff(role)
    seat = await _invited(scene, staff)
    (read,) = (await staff.get(f"{scene.path}/people")).json()["people"]
    secret = room_secret(scene.core.keyring, seat, 1)
    assert read["link"].endswith(f"/room#{scene.appointment.id}.{secret}.{seat}")
    assert read["code"].replace(" ", "") == room_code(scene.core.keyring, seat, 1)
    for path, body in (("enter", _link(scene, seat)), ("code", {"code": read["code"]})):
        answer = await (await scene.come()).post(f"/api/room/{path}", body)
        entry = answer.json()
        assert (entry["seat_id"], entry["role"], entry["first_name"]) == (seat, "interpreter", "Samira Benali")


async def test_the_answer_that_is_kept_for_a_second_try_holds_no_secret(scene: Scene) -> None:
    secretary = await scene.staff("secretary")
    body = {"name": "Samira Benali", "role": "interpreter"}
    first = await secretary.post(f"{scene.path}/people", body, key="a" * 32)
    again = await secretary.post(f"{scene.path}/people", body, key="a" * 32)
    assert first.json() == again.json()
    assert room_secret(scene.core.keyring, first.json()["id"], 1) not in first.text
    assert len((await secretary.get(f"{scene.path}/people")).json()["people"]) == 1


@pytest.mark.parametrize(
    "odd", [{"name": ""}, {"name": "   "}, {"name": "x" * 121}, {"role": "patient"}, {"role": "host"}, {"role": ""}, {"seat_id": "0" * 32}]
)
async def test_an_invitation_without_a_name_or_as_somebody_else_is_refused(scene: Scene, odd: dict[str, str]) -> None:
    secretary = await scene.staff("secretary")
    answer = await secretary.post(f"{scene.path}/people", {"name": "Samira Benali", "role": "interpreter", **odd})
    assert answer.status_code == 422, answer.text
    assert (await secretary.get(f"{scene.path}/people")).json() == {"people": []}


async def test_a_room_holds_six(scene: Scene) -> None:
    secretary = await scene.staff("secretary")
    seats = [await _invited(scene, secretary, f"Stagiaire {number}", "trainee") for number in range(4)]
    full = await secretary.post(f"{scene.path}/people", {"name": "Un de plus", "role": "carer"})
    assert (full.status_code, code_of(full)) == (409, "room_full")
    assert (await secretary.delete(f"{scene.path}/people/{seats[0]}")).status_code == 204
    await _invited(scene, secretary, "Un de plus", "carer")


async def test_nobody_is_invited_to_what_is_over(scene: Scene) -> None:
    doctor = await scene.conducting()
    scene.clock.at = NINE + 121 * MINUTE
    body = {"name": "Samira Benali", "role": "interpreter"}
    secretary = await scene.staff("secretary")
    assert code_of(await secretary.post(f"{scene.path}/people", body)) == "room_over"
    scene.clock.at = NINE
    await doctor.post(f"{scene.path}/end")
    assert code_of(await doctor.post(f"{scene.path}/people", body)) == "room_ended"


async def test_forged_foreign_withdrawn_and_old_links_each_get_their_answer(scene: Scene) -> None:
    secretary, stranger = await scene.staff("secretary"), await scene.come()
    seat, other = await _invited(scene, secretary), await _invited(scene, secretary, "Louis Petit", "trainee")
    await scene.seated()
    async with scene.core.db.read(EVERY_PRACTICE) as session:
        patient = (await session.execute(select(SeatRow.id).where(SeatRow.role == "patient"))).scalar_one()
    nowhere = new_id()
    for forged in (
        {**_link(scene, seat), "secret": "A" * 22},
        {**_link(scene, seat), "seat_id": other},
        {**_link(scene, seat), "secret": scene.secret(1)},
        {**_link(scene, seat), "appointment_id": nowhere},
        {**scene.link, "secret": room_secret(scene.core.keyring, seat, 1)},
        _link(scene, nowhere),
        _link(scene, patient),
    ):
        answer = await stranger.post("/api/room/enter", forged)
        assert (answer.status_code, code_of(answer)) == (404, "room_unknown")
    await secretary.delete(f"{scene.path}/people/{seat}")
    withdrawn = await stranger.post("/api/room/enter", _link(scene, seat))
    assert (withdrawn.status_code, code_of(withdrawn)) == (410, "room_withdrawn")
    spoken = room_code(scene.core.keyring, seat, 1)
    assert code_of(await stranger.post("/api/room/code", {"code": spoken})) == "room_unknown"
    await scene.change(link_version=2)
    assert code_of(await stranger.post("/api/room/enter", _link(scene, other))) == "room_moved"
    assert (await stranger.post("/api/room/enter", _link(scene, other, 2))).status_code == 200


async def test_the_practitioner_alone_lets_in_and_only_then_is_an_offer_read(scene: Scene) -> None:
    secretary, doctor = await scene.staff("secretary"), await scene.conducting()
    seat = await _invited(scene, secretary)
    assert code_of(await doctor.post(f"{scene.path}/people/{seat}/admit")) == "room_not_waiting"
    interpreter = await _waits(scene, seat)
    assert code_of(await interpreter.post("/api/room/offer", OFFER)) == "room_not_admitted"
    assert (await secretary.post(f"{scene.path}/people/{seat}/admit")).status_code == 404
    await scene.waiting()
    await doctor.post(f"{scene.path}/admit")  # the patient's admission lets nobody else in
    assert code_of(await interpreter.post("/api/room/offer", OFFER)) == "room_not_admitted"
    assert (await doctor.post(f"{scene.path}/people/{seat}/admit")).json()["admitted_at"] == "2026-11-23T08:50:00Z"
    assert code_of(await interpreter.post("/api/room/offer", OFFER)) == "room_offer"


async def test_a_trainee_is_neither_heard_nor_seen_until_allowed(scene: Scene) -> None:
    doctor = await scene.conducting()
    seat = await _invited(scene, doctor, "Louis Petit", "trainee")
    await _waits(scene, seat)
    await doctor.post(f"{scene.path}/people/{seat}/admit")
    for said, shown in (({}, (False, False)), ({"heard": True}, (True, False)), ({"seen": True}, (True, True))):
        assert (await doctor.post(f"{scene.path}/people/{seat}/rule", said)).status_code == 204
        row = await _seat(scene, seat)
        assert (row.heard, row.seen) == shown


async def test_silencing_one_leaves_the_patient_and_the_others_as_they_were(scene: Scene) -> None:
    doctor = await scene.conducting()
    first, second = await _invited(scene, doctor), await _invited(scene, doctor, "Awa Diop", "carer")
    await scene.waiting()
    await doctor.post(f"{scene.path}/people/{first}/rule", {"heard": False, "seen": False})
    async with scene.core.db.read(EVERY_PRACTICE) as session:
        rows = (await session.execute(select(SeatRow))).scalars().all()
    assert {row.id for row in rows if not (row.heard and row.seen)} == {first}
    assert second in {row.id for row in rows}


async def test_the_patients_things_stay_his(scene: Scene) -> None:
    doctor = await scene.conducting()
    await scene.waiting()
    seat = await _invited(scene, doctor)
    interpreter = await _waits(scene, seat)
    await doctor.post(f"{scene.path}/admit")
    await doctor.post(f"{scene.path}/people/{seat}/admit")
    await doctor.put(f"/api/appointments/{scene.appointment.id}/payment", {"amount": 2500})
    for path, body in (
        ("messages", {"id": new_id(), "text": "Bonjour"}),
        ("messages/read", {"upto": 1}),
        ("pay", {}),
        ("check", {"camera": "good", "microphone": "good", "network": "good"}),
    ):
        answer = await interpreter.post(f"/api/room/{path}", body)
        assert answer.status_code == 404, f"{path}: {answer.text}"
    assert (await interpreter.get(f"/api/room/files/{new_id()}")).status_code == 404
    assert (await interpreter.post("/api/room/here", {"socket": "socket-s"})).json()["documents"] == ""


async def _lens(scene: Scene, seat: str) -> str:
    guest = Guest(seat, scene.appointment.id, scene.cabinet.practice.id, "interpreter")
    async with reading(scene.core, Actor(person_id=None, name="Samira Benali", guest=guest)) as uow:
        return await authorize_room(uow, scene.appointment.id)


async def test_his_screen_names_the_patient_once_he_is_let_in_and_shows_no_payment(scene: Scene) -> None:
    doctor = await scene.conducting()
    await scene.waiting()
    seat = await _invited(scene, doctor)
    await doctor.put(f"/api/appointments/{scene.appointment.id}/payment", {"amount": 2500})
    await _waits(scene, seat)
    lens = await _lens(scene, seat)
    before = await _through(scene, lens)
    assert {each["role"]: each["name"] for each in before["seats"]} == {"host": "Dr Claire Lefèvre", "interpreter": ""}
    assert "Dupont" not in str(before)
    assert not KINDS["room"].names(lens), "nor by what the patient does, nor by his presence"
    assert not any(KINDS["room"].may_signal(lens, name) for name in SIGNALS)
    await doctor.post(f"{scene.path}/people/{seat}/admit")
    assert await _lens(scene, seat) == COMPANION
    shown = await _through(scene, COMPANION)
    assert before["payments"] == shown["payments"] == []
    assert {each["role"]: each["name"] for each in shown["seats"]} == {
        "patient": "Marie Dupont",
        "host": "Dr Claire Lefèvre",
        "interpreter": "Samira Benali",
    }
    assert {each["devices"] for each in shown["seats"]} == {0}


async def _through(scene: Scene, lens: str) -> dict[str, Any]:
    async with reading(scene.core, scene.cabinet.actors["practitioner"]) as uow:
        body = await room_snapshot(uow, scene.appointment.id, msgspec.Raw())
    shown: dict[str, Any] = msgspec.to_builtins(masked_snapshot(KINDS["room"], body, lens))
    return shown


async def test_taking_an_invitation_back_ends_the_place_and_nobody_elses(scene: Scene) -> None:
    doctor = await scene.conducting()
    patient = await scene.waiting()
    seat = await _invited(scene, doctor)
    interpreter = await _waits(scene, seat)
    await doctor.post(f"{scene.path}/people/{seat}/admit")
    assert (await doctor.delete(f"{scene.path}/people/{seat}")).status_code == 204
    for path, body in (("here", {"socket": "socket-s"}), ("offer", OFFER), ("sheet", {"update": "AAA="})):
        assert code_of(await interpreter.post(f"/api/room/{path}", body)) == "room_seat_lost"
    assert (await patient.post("/api/room/here", {"socket": "socket-p"})).status_code == 200
    assert (await doctor.delete(f"{scene.path}/people/{seat}")).status_code == 404
    assert seat not in {each["id"] for each in (await _through(scene, "host"))["seats"]}


async def test_only_the_practitioner_sends_out_whom_he_let_in(scene: Scene) -> None:
    doctor, secretary = await scene.conducting(), await scene.staff("secretary")
    seat, other = await _invited(scene, doctor), await _invited(scene, doctor, "Louis Petit", "trainee")
    await _waits(scene, seat)
    await doctor.post(f"{scene.path}/people/{seat}/admit")
    assert (await secretary.delete(f"{scene.path}/people/{seat}")).status_code == 404
    assert (await _seat(scene, seat)).removed_at is None
    assert (await secretary.delete(f"{scene.path}/people/{other}")).status_code == 204
    assert (await doctor.delete(f"{scene.path}/people/{seat}")).status_code == 204


async def test_he_looks_at_the_drawing_once_let_in_and_draws_nothing(scene: Scene) -> None:
    doctor = await scene.conducting()
    seat = await _invited(scene, doctor)
    interpreter = await _waits(scene, seat)
    guest = Guest(seat, scene.appointment.id, scene.cabinet.practice.id, "interpreter")
    async with reading(scene.core, Actor(person_id=None, name="Samira Benali", guest=guest)) as uow:
        with pytest.raises(NotAdmitted):
            await authorize_sheet(uow, scene.appointment.id)
    await doctor.post(f"{scene.path}/people/{seat}/admit")
    async with reading(scene.core, Actor(person_id=None, name="Samira Benali", guest=guest)) as uow:
        assert await authorize_sheet(uow, scene.appointment.id) == LOOKING
        assert (await sheet_snapshot(uow, scene.appointment.id)).updates == []
    assert [KINDS["sheet"].may_signal(LOOKING, name) for name in ("here", "pen", "pointer")] == [True, False, False]
    assert (await interpreter.post("/api/room/sheet", {"update": "AQEHACgBBW1hcmtzAWEBdgECYXR8P4AAAAA="})).status_code == 404


async def test_the_patient_and_the_practitioner_are_nobodys_company(scene: Scene) -> None:
    doctor = await scene.conducting()
    await scene.waiting()
    for each in (await _through(scene, "host"))["seats"]:
        for method, act in (("DELETE", ""), ("POST", "/admit"), ("POST", "/rule")):
            answer = await doctor.send(method, f"{scene.path}/people/{each['id']}{act}", {} if act else None)
            assert answer.status_code == 404, answer.text


async def test_a_move_begins_again_for_whoever_was_invited_and_not_for_a_patient_who_came_since(scene: Scene) -> None:
    doctor = await scene.conducting()
    seat = await _invited(scene, doctor)
    await _waits(scene, seat)
    await doctor.post(f"{scene.path}/people/{seat}/admit")
    await scene.change(link_version=2)
    patient = await scene.come()
    await patient.post("/api/room/enter", {**scene.link, "secret": scene.secret(2)})
    await patient.post("/api/room/here", {"socket": "socket-p"})
    await doctor.post(f"{scene.path}/admit")
    again = await scene.come()
    entry = await again.post("/api/room/enter", _link(scene, seat, 2))
    assert entry.json()["room"]["started_at"] == "2026-11-23T08:50:00Z"
    assert (await _seat(scene, seat)).admitted_at is None


async def test_the_journal_tells_two_trainees_apart(scene: Scene) -> None:
    doctor = await scene.conducting()
    first, second = await _invited(scene, doctor, "Louis Petit", "trainee"), await _invited(scene, doctor, "Ana Costa", "trainee")
    await _invited(scene, doctor, "Jamais Venue", "carer")
    await _waits(scene, first, "socket-1")
    scene.clock.pass_by(minutes=2)
    await _waits(scene, second, "socket-2")
    journal = (await doctor.get(f"{scene.path}/journal")).json()
    came = {each["name"]: each["attendance"]["came_at"] for each in journal["participants"] if each["role"] == "trainee"}
    assert came == {"Louis Petit": "2026-11-23T08:50:00Z", "Ana Costa": "2026-11-23T08:52:00Z"}
    assert [each["who"] for each in journal["entries"] if each["name"] == "knocked"] == ["Louis Petit", "Ana Costa"]
    assert "Jamais Venue" not in {each["name"] for each in journal["participants"]}
    async with scene.core.db.read(EVERY_PRACTICE) as session:
        assert {row.seat_id for row in (await session.execute(select(JournalLine))).scalars()} >= {first, second}
