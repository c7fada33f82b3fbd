"""The desk of a teleconsultation: who receives whom, what was seen to, and two rooms of media that never mix."""

from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from rtc.consultation.absence import note_absent
from rtc.consultation.hearing import note
from rtc.consultation.models import JournalLine, SeatRow
from rtc.consultation.places import desk_of
from rtc.consultation.queries import calls_snapshot, room_snapshot
from rtc.media import Connected, Lost
from server.core.actors import Role
from server.core.db import EVERY_PRACTICE
from server.core.links import room_secret
from server.core.unit import reading
from server.live import masked_snapshot
from server.topics import KINDS
from tests.rtc.consultation.conftest import MINUTE, NINE, Scene, code_of, receive_at_desk
from tests.support import factories
from tests.support.caller import Caller

OFFER = {"connection": "c-12345678", "sdp": "v=0\r\nthis is no offer\r\n"}


@pytest.fixture
async def welcoming(scene: Scene) -> Scene:
    """The same practice, which receives its patients at the desk."""
    await receive_at_desk(scene)
    return scene


async def _receives(scene: Scene, who: Caller, socket: str = "socket-s") -> str:
    answer = await who.post(f"{scene.path}/desk", {"socket": socket})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["seat_id"])


async def _leaves(scene: Scene, who: Caller, then: str) -> None:
    answer = await who.post(f"{scene.path}/desk/leave", {"then": then})
    assert answer.status_code == 204, answer.text


async def _seen(scene: Scene, lens: str = "host") -> dict[str, Any] | None:
    """The desk as a page of the room reads it."""
    async with reading(scene.core, scene.cabinet.actors["practitioner"]) as uow:
        body = await room_snapshot(uow, scene.appointment.id, msgspec.Raw())
    shown: Any = msgspec.to_builtins(masked_snapshot(KINDS["room"], body, lens))
    desk: dict[str, Any] | None = shown["room"][0]["desk"]
    return desk


async def _call(scene: Scene) -> dict[str, Any] | None:
    """The consultation as the secretaries see it."""
    async with reading(scene.core, scene.cabinet.actors["secretary"]) as uow:
        body = await calls_snapshot(uow, scene.cabinet.doctor.id, msgspec.Raw())
    shown: Any = msgspec.to_builtins(masked_snapshot(KINDS["calls"], body, "watch"))
    return shown["calls"][0] if shown["calls"] else None


async def _colleague(scene: Scene) -> Caller:
    """Another secretary."""
    person = await factories.person(scene.core, "Luc Martin")
    await factories.membership(scene.core, person, scene.cabinet.practice, "secretary")
    one = await scene.come()
    await one.enter(scene.core, person, now=scene.clock.now())
    return one


async def test_a_patient_is_received_passed_on_let_in_and_seen_out(welcoming: Scene) -> None:
    scene = welcoming
    patient, secretary, doctor = await scene.waiting(), await scene.staff("secretary"), await scene.conducting()
    assert (await _seen(scene) or {})["stage"] == "reception"
    await _receives(scene, secretary)
    desk = await _seen(scene) or {}
    name = scene.cabinet.people["secretary"].name
    assert (desk["stage"], desk["receiver"]["name"], desk["receiver"]["here"]) == ("reception", name, True)
    for item in ("identity", "vitale", "consent"):
        assert (await secretary.post(f"{scene.path}/desk/tick", {"item": item, "done": True})).status_code == 204
    assert (await secretary.post(f"{scene.path}/desk/tick", {"item": "vitale", "done": False})).status_code == 204
    await _leaves(scene, secretary, "queue")
    desk = await _seen(scene) or {}
    assert (desk["stage"], desk["receiver"]) == ("queue", None)
    assert [(tick["item"], tick["by"]) for tick in desk["ticks"]] == [("identity", name), ("consent", name)]
    await doctor.post(f"{scene.path}/admit")
    assert (await _seen(scene) or {})["stage"] == "practitioner"
    await doctor.post(f"{scene.path}/end")
    call = await _call(scene) or {}
    assert (call["state"], call["desk"]["stage"]) == ("exit", "exit")
    await _receives(scene, secretary)
    answer = await patient.post("/api/room/messages", {"id": "1" * 32, "text": "Merci"})
    assert (answer.status_code, answer.json()["place"]) == (201, "waiting")
    await _leaves(scene, secretary, "goodbye")
    assert await _seen(scene) is None
    assert await _call(scene) is None
    assert code_of(await patient.post("/api/room/messages", {"id": "2" * 32, "text": "Encore ?"})) == "room_ended"


async def test_a_patient_and_company_do_not_read_who_receives_him_nor_who_ticked(welcoming: Scene) -> None:
    scene = welcoming
    await scene.waiting()
    secretary = await scene.staff("secretary")
    await _receives(scene, secretary)
    await secretary.post(f"{scene.path}/desk/tick", {"item": "identity", "done": True})
    desk = await _seen(scene, "guest") or {}
    assert (desk["receiver"]["name"], desk["receiver"]["person_id"], desk["ticks"][0]["by"]) == ("", "", "")
    assert await _seen(scene, "companion") is None
    entry = (await (await scene.come()).post("/api/room/enter", scene.link)).json()
    assert entry["room"]["desk"]["receiver"]["name"] == ""
    assert scene.cabinet.people["secretary"].name not in str(entry)


async def test_without_the_practices_wish_there_is_no_desk(scene: Scene) -> None:
    patient, secretary = await scene.waiting(), await scene.staff("secretary")
    assert await _seen(scene) is None
    for path, body in (("desk", {"socket": "s"}), ("desk/tick", {"item": "identity", "done": True}), ("desk/leave", {"then": "queue"})):
        answer = await secretary.post(f"{scene.path}/{path}", body)
        assert (answer.status_code, code_of(answer)) == (409, "room_desk_off")
    assert code_of(await patient.post("/api/room/offer", {**OFFER, "desk": True})) == "room_not_admitted"


async def test_no_two_secretaries_receive_one_patient_but_whoever_is_gone_is_replaced(welcoming: Scene) -> None:
    scene = welcoming
    await scene.waiting()
    secretary, colleague = await scene.staff("secretary"), await _colleague(scene)
    await _receives(scene, secretary, "socket-sonia")
    refused = await colleague.post(f"{scene.path}/desk", {"socket": "socket-luc"})
    assert (refused.status_code, code_of(refused), refused.json()["data"]["by"]) == (
        409,
        "room_received",
        scene.cabinet.people["secretary"].name,
    )
    for then in ("queue", "goodbye"):
        assert code_of(await colleague.post(f"{scene.path}/desk/leave", {"then": then})) == "room_received"
    assert code_of(await colleague.post(f"{scene.path}/desk/tick", {"item": "identity", "done": True})) == "room_not_receiving"
    await note_absent(scene.core, scene.appointment.id, ["socket-sonia"])
    assert (await _seen(scene) or {})["receiver"]["here"] is False
    await _receives(scene, colleague, "socket-luc")
    assert (await _seen(scene) or {})["receiver"]["name"] == "Luc Martin"
    assert code_of(await secretary.post(f"{scene.path}/desk", {"socket": "socket-sonia-2"})) == "room_received"


async def test_the_practitioner_lets_in_at_any_stage_and_the_desk_is_out(welcoming: Scene) -> None:
    scene = welcoming
    await scene.waiting()
    secretary, doctor = await scene.staff("secretary"), await scene.conducting()
    await _receives(scene, secretary)
    assert (await doctor.post(f"{scene.path}/admit")).status_code == 200
    desk = await _seen(scene) or {}
    assert (desk["stage"], desk["receiver"]) == ("practitioner", None)
    assert code_of(await secretary.post(f"{scene.path}/desk", {"socket": "socket-s"})) == "room_in_call"
    assert code_of(await secretary.post(f"{scene.path}/desk/leave", {"then": "queue"})) == "room_in_call"
    assert code_of(await secretary.post(f"{scene.path}/desk/offer", OFFER)) == "room_not_receiving"


async def test_media_is_answered_in_the_desks_own_room_and_only_while_somebody_receives(welcoming: Scene) -> None:
    scene = welcoming
    patient, secretary = await scene.waiting(), await scene.staff("secretary")
    assert code_of(await patient.post("/api/room/offer", {**OFFER, "desk": True})) == "room_not_admitted"
    assert code_of(await secretary.post(f"{scene.path}/desk/offer", OFFER)) == "room_not_receiving"
    seat = await _receives(scene, secretary)
    # What is offered here is no offer: the media refuses it, which it does only once it was asked.
    assert code_of(await patient.post("/api/room/offer", {**OFFER, "desk": True})) == "room_offer"
    assert code_of(await secretary.post(f"{scene.path}/desk/offer", OFFER)) == "room_offer"
    assert code_of(await patient.post("/api/room/offer", OFFER)) == "room_not_admitted"
    assert code_of(await secretary.post(f"{scene.path}/offer", OFFER)) == "not_found"
    await note(scene.core, Connected(desk_of(scene.appointment.id), seat, OFFER["connection"]))
    assert (await _seen(scene) or {})["receiver"]["connected"] is True
    await note(scene.core, Lost(desk_of(scene.appointment.id), seat, OFFER["connection"], "left"))
    assert (await _seen(scene) or {})["receiver"]["connected"] is False


async def test_somebody_invited_beside_the_patient_has_no_part_in_the_desk(welcoming: Scene) -> None:
    scene = welcoming
    await scene.waiting()
    secretary = await scene.staff("secretary")
    invited = (await secretary.post(f"{scene.path}/people", {"name": "Samira Benali", "role": "interpreter"})).json()["id"]
    await _receives(scene, secretary)
    samira = await scene.come()
    link = {"appointment_id": scene.appointment.id, "secret": room_secret(scene.core.keyring, invited, 1), "seat_id": invited}
    entry = (await samira.post("/api/room/enter", link)).json()
    assert entry["room"]["desk"] is None
    assert (await samira.post("/api/room/here", {"socket": "socket-i"})).json()["room"]["desk"] is None
    assert code_of(await samira.post("/api/room/offer", {**OFFER, "desk": True})) == "room_not_admitted"


async def test_a_patient_who_left_at_the_exit_is_not_shown_and_may_come_back(welcoming: Scene) -> None:
    scene = welcoming
    patient, doctor = await scene.waiting(), await scene.conducting()
    await doctor.post(f"{scene.path}/admit")
    await doctor.post(f"{scene.path}/end")
    assert (await _call(scene) or {})["state"] == "exit"
    assert (await patient.post("/api/room/leave")).status_code == 204
    assert await _call(scene) is None
    await patient.post("/api/room/here", {"socket": "socket-p"})
    assert (await _call(scene) or {})["state"] == "exit"
    scene.clock.at = NINE + 121 * MINUTE
    assert await _call(scene) is None


@pytest.mark.parametrize("role", ["practitioner", "secretary", "replacement", "administrator"])
async def test_who_reaches_the_patient_may_receive_him(welcoming: Scene, role: Role) -> None:
    await welcoming.waiting()
    await _receives(welcoming, await welcoming.staff(role))


async def test_an_outside_colleague_may_not_receive(welcoming: Scene) -> None:
    await welcoming.waiting()
    outside = await welcoming.staff("outside_colleague")
    assert (await outside.post(f"{welcoming.path}/desk", {"socket": "s"})).status_code == 404


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("desk", {}),
        ("desk", {"socket": ""}),
        ("desk", {"socket": "x" * 65}),
        ("desk/tick", {"item": "shoes", "done": True}),
        ("desk/tick", {"item": "identity"}),
        ("desk/tick", {"item": "identity", "done": "yes"}),
        ("desk/leave", {"then": "admit"}),
        ("desk/leave", {}),
    ],
)
async def test_what_is_not_understood_is_refused_with_its_reason(welcoming: Scene, path: str, body: dict[str, Any]) -> None:
    await welcoming.waiting()
    answer = await (await welcoming.staff("secretary")).post(f"{welcoming.path}/{path}", body)
    assert answer.status_code == 422, answer.text


async def test_a_move_to_another_hour_begins_again_with_the_reception(welcoming: Scene) -> None:
    scene = welcoming
    patient, secretary = await scene.waiting(), await scene.staff("secretary")
    await _receives(scene, secretary)
    await secretary.post(f"{scene.path}/desk/tick", {"item": "identity", "done": True})
    await _leaves(scene, secretary, "queue")
    await scene.change(link_version=2)
    await patient.post("/api/room/enter", {"appointment_id": scene.appointment.id, "secret": scene.secret(2)})
    await patient.post("/api/room/here", {"socket": "socket-p"})
    desk = await _seen(scene) or {}
    assert (desk["stage"], desk["ticks"], desk["queued_at"]) == ("reception", [], None)


async def test_the_journal_says_who_received_what_was_seen_to_and_when(welcoming: Scene) -> None:
    scene = welcoming
    await scene.waiting()
    secretary, doctor = await scene.staff("secretary"), await scene.conducting()
    await _receives(scene, secretary)
    await secretary.post(f"{scene.path}/desk/tick", {"item": "identity", "done": True})
    await _leaves(scene, secretary, "queue")
    journal = (await doctor.get(f"{scene.path}/journal")).json()
    name = scene.cabinet.people["secretary"].name
    said = [(entry["name"], entry["who"], entry["reason"]) for entry in journal["entries"] if entry["role"] == "desk"]
    assert said == [("received", name, None), ("ticked", name, "identity"), ("queued", name, None)]
    assert ("desk", name) in [(each["role"], each["name"]) for each in journal["participants"]]
    async with scene.core.db.read(EVERY_PRACTICE) as session:
        assert len((await session.scalars(select(SeatRow).where(SeatRow.role == "desk"))).all()) == 1
        assert (await session.scalars(select(JournalLine.name).where(JournalLine.name == "queued"))).all() == ["queued"]


async def test_the_exchange_with_the_desk_is_open_on_the_way_out_and_not_to_the_practitioner(welcoming: Scene) -> None:
    scene = welcoming
    await scene.waiting()
    secretary, doctor = await scene.staff("secretary"), await scene.conducting()
    await doctor.post(f"{scene.path}/admit")
    assert code_of(await secretary.post(f"{scene.path}/messages", {"id": "1" * 32, "text": "Bonjour"})) == "exchange_in_call"
    await doctor.post(f"{scene.path}/end")
    assert (await secretary.post(f"{scene.path}/messages", {"id": "2" * 32, "text": "Au revoir"})).status_code == 201
    assert code_of(await doctor.post(f"{scene.path}/messages", {"id": "3" * 32, "text": "Encore"})) == "room_ended"


async def test_a_secretary_of_another_practice_does_not_find_this_desk(welcoming: Scene) -> None:
    await welcoming.waiting()
    stranger = await factories.person(welcoming.core, "Ailleurs")
    other = await factories.practice(welcoming.core, "Autre cabinet")
    await factories.membership(welcoming.core, stranger, other, "secretary")
    one = await welcoming.come()
    await one.enter(welcoming.core, stranger, now=welcoming.clock.now())
    assert (await one.post(f"{welcoming.path}/desk", {"socket": "s"})).status_code == 404
