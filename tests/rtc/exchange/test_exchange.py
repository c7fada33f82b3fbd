"""Messages of a consultation: who says them, who reads them, once each, sealed, and no faster than people write."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from rtc.consultation.models import SeatRow
from rtc.exchange.models import RoomMessage
from rtc.exchange.queries import exchange_snapshot
from rtc.exchange.service import AT_ONCE, MOST, WINDOW
from rtc.exchange.topics import DESK, EVENTS, GUEST, HOST, KIND, exchange_topic
from server.core.db import EVERY_PRACTICE
from server.core.ids import new_id
from server.core.unit import reading
from server.live import masked_snapshot, masked_views
from server.topics import KINDS
from tests.rtc.consultation.conftest import MINUTE, NINE, Scene, code_of
from tests.server.accounts.live import events
from tests.support.caller import Caller
from tests.support.reducer import State, applied, opened

CANARY = "canari-genou-droit"


def _saying(text: str = "Bonjour", message_id: str | None = None) -> dict[str, str]:
    return {"id": message_id or new_id(), "text": text}


async def _seen(scene: Scene, lens: str) -> State:
    """What a fresh screen shows through a lens."""
    async with reading(scene.core, scene.cabinet.actors["practitioner"]) as uow:
        body = await exchange_snapshot(uow, scene.appointment.id, msgspec.Raw())
    shown = msgspec.to_builtins(masked_snapshot(KINDS[KIND], body, lens))
    return {name: views for name, views in opened(shown).items() if views}


async def _texts(scene: Scene, lens: str) -> list[str]:
    return [each["text"] for each in (await _seen(scene, lens)).get("messages", {}).values()]


async def _say(scene: Scene, who: Caller, text: str) -> dict[str, Any]:
    """Somebody of the practice writes."""
    answer = await who.post(f"{scene.path}/messages", _saying(text))
    assert answer.status_code == 201, answer.text
    view: dict[str, Any] = answer.json()
    return view


async def test_the_desk_and_a_patient_who_waits_write_to_each_other_and_what_follows_in_the_call_stays_there(scene: Scene) -> None:
    patient, secretary, doctor = await scene.waiting(), await scene.staff("secretary"), await scene.conducting()
    assert (await patient.post("/api/room/messages", _saying("J’ai ma carte"))).status_code == 201
    await _say(scene, secretary, "Merci, le docteur arrive")
    await doctor.post(f"{scene.path}/admit")
    view = await _say(scene, doctor, "Je vous entends")
    assert (view["n"], view["place"], view["side"]) == (3, "call", "host")
    assert (await patient.post("/api/room/messages", _saying("Moi aussi"))).json()["place"] == "call"
    assert (
        await _texts(scene, HOST)
        == await _texts(scene, GUEST)
        == ["J’ai ma carte", "Merci, le docteur arrive", "Je vous entends", "Moi aussi"]
    )
    assert await _texts(scene, DESK) == ["J’ai ma carte", "Merci, le docteur arrive"]
    assert code_of(await secretary.post(f"{scene.path}/messages", _saying())) == "exchange_in_call"


async def test_a_patient_reads_that_the_secretariat_writes_and_not_who_sits_there(scene: Scene) -> None:
    await scene.waiting()
    secretary = await scene.staff("secretary")
    assert (await _say(scene, secretary, "Bonjour"))["name"] == scene.cabinet.people["secretary"].name
    (shown,) = (await _seen(scene, GUEST))["messages"].values()
    assert (shown["side"], shown["name"]) == ("desk", "")


async def test_what_is_heard_live_makes_an_old_screen_the_fresh_one_through_every_lens(scene: Scene) -> None:
    patient, secretary, doctor = await scene.waiting(), await scene.staff("secretary"), await scene.conducting()
    before = {lens: await _seen(scene, lens) for lens in (HOST, DESK, GUEST)}
    await patient.post("/api/room/messages", _saying("un"))
    await secretary.post(f"{scene.path}/messages/read", {"upto": 1})
    await _say(scene, secretary, "deux")
    await patient.post("/api/room/messages/read", {"upto": 2})
    await doctor.post(f"{scene.path}/admit")
    await _say(scene, doctor, "trois")
    heard = await events(scene.core, exchange_topic(scene.appointment.id), 0)
    assert {event.name for event in heard} == set(EVENTS)
    for lens, state in before.items():
        for event in heard:
            put = masked_views(KINDS[KIND], msgspec.to_builtins(event.body.put), lens)
            state = applied(state, {"put": put, "drop": event.body.drop})
        assert {name: views for name, views in state.items() if views} == await _seen(scene, lens), lens


async def test_sent_again_it_is_said_once_and_nobody_takes_anothers_id(scene: Scene) -> None:
    patient, doctor = await scene.waiting(), await scene.conducting()
    once = _saying("Une seule fois")
    first = await patient.post("/api/room/messages", once)
    again = await patient.post("/api/room/messages", once)
    assert again.json() == first.json()
    assert await _texts(scene, HOST) == ["Une seule fois"]
    taken = await doctor.post(f"{scene.path}/messages", _saying("Autre chose", once["id"]))
    assert (taken.status_code, code_of(taken)) == (422, "invalid")
    assert await _texts(scene, HOST) == ["Une seule fois"]


async def test_how_far_one_has_read_only_grows_and_never_passes_the_last_message(scene: Scene) -> None:
    patient, doctor = await scene.waiting(), await scene.conducting()
    for text in ("un", "deux"):
        await patient.post("/api/room/messages", _saying(text))
    for upto in (1, 900_000, 1):
        assert (await doctor.post(f"{scene.path}/messages/read", {"upto": upto})).status_code == 204
    assert {each["id"]: each["upto"] for each in (await _seen(scene, HOST))["reads"].values()} == {"patient": 2, "host": 2}


async def test_nobody_writes_before_the_patient_waits_nor_after_the_end_and_both_read_on(scene: Scene) -> None:
    patient, doctor = await scene.seated(), await scene.conducting()
    assert code_of(await doctor.post(f"{scene.path}/messages", _saying())) == "room_not_waiting"
    assert code_of(await patient.post("/api/room/messages", _saying())) == "room_not_waiting"
    await patient.post("/api/room/here", {"socket": "socket-p"})
    await _say(scene, doctor, "À tout de suite")
    await doctor.post(f"{scene.path}/admit")
    await doctor.post(f"{scene.path}/end")
    for who, path in ((patient, "/api/room/messages"), (doctor, f"{scene.path}/messages")):
        assert code_of(await who.post(path, _saying())) == "room_ended"
    assert (await patient.post("/api/room/messages/read", {"upto": 1})).status_code == 204
    assert await _texts(scene, GUEST) == ["À tout de suite"]


async def test_a_patient_whose_door_is_not_open_yet_is_told_so(scene: Scene) -> None:
    scene.clock.at = NINE - 40 * MINUTE
    patient = await scene.waiting()
    assert code_of(await patient.post("/api/room/messages", _saying())) == "room_early"


async def test_a_patient_who_came_before_the_appointment_was_moved_is_not_written_to(scene: Scene) -> None:
    await scene.waiting()
    doctor = await scene.conducting()
    await scene.change(link_version=2, starts_at=NINE + 5 * MINUTE)
    assert code_of(await doctor.post(f"{scene.path}/messages", _saying())) == "room_not_waiting"


async def test_a_stranger_and_a_link_that_holds_no_more_reach_no_exchange(scene: Scene) -> None:
    patient, stranger = await scene.waiting(), await scene.come()
    assert code_of(await stranger.post("/api/room/messages", _saying())) == "room_seat_lost"
    assert (await stranger.post(f"{scene.path}/messages", _saying())).status_code == 401
    outside = await scene.staff("outside_colleague")
    assert (await outside.post(f"{scene.path}/messages", _saying())).status_code == 404
    await scene.change(status="cancelled")
    assert code_of(await patient.post("/api/room/messages", _saying())) == "room_seat_lost"
    assert await _rows(scene) == []


async def test_a_flood_from_one_side_is_slowed_down_and_the_other_side_still_writes(scene: Scene) -> None:
    patient, doctor = await scene.waiting(), await scene.conducting()
    for _ in range(AT_ONCE):
        assert (await patient.post("/api/room/messages", _saying())).status_code == 201
    flooded = await patient.post("/api/room/messages", _saying())
    assert (flooded.status_code, flooded.json()["data"]["retry_after"]) == (429, WINDOW.seconds)
    await _say(scene, doctor, "Doucement")
    scene.clock.pass_by(seconds=WINDOW.seconds)
    assert (await patient.post("/api/room/messages", _saying())).status_code == 201


async def test_an_exchange_has_an_end(scene: Scene) -> None:
    patient = await scene.waiting()
    for number in range(MOST):
        if number % AT_ONCE == 0:
            scene.clock.at += timedelta(seconds=11)
        assert (await patient.post("/api/room/messages", _saying())).status_code == 201
    scene.clock.at += timedelta(seconds=11)
    full = await patient.post("/api/room/messages", _saying())
    assert (full.status_code, code_of(full), full.json()["data"]["limit"]) == (409, "exchange_full", MOST)


@pytest.mark.parametrize("text", ["", "   ", "x" * 2_001])
async def test_nothing_and_too_much_are_refused(scene: Scene, text: str) -> None:
    patient = await scene.waiting()
    assert (await patient.post("/api/room/messages", _saying(text))).status_code == 422
    assert await _rows(scene) == []


async def test_nothing_said_is_readable_in_the_database(scene: Scene) -> None:
    patient = await scene.waiting()
    await patient.post("/api/room/messages", _saying(CANARY))
    (row,) = await _rows(scene)
    assert CANARY.encode() not in row.said
    assert (row.name, await _texts(scene, HOST)) == ("", [CANARY])


async def test_another_device_keeps_the_exchange(scene: Scene) -> None:
    patient = await scene.waiting()
    await patient.post("/api/room/messages", _saying("Du téléphone"))
    computer = await scene.waiting("socket-2")
    await computer.post("/api/room/messages", _saying("De l’ordinateur"))
    assert code_of(await patient.post("/api/room/messages", _saying())) == "room_seat_lost"
    assert await _texts(scene, GUEST) == ["Du téléphone", "De l’ordinateur"]
    async with scene.core.db.read(EVERY_PRACTICE) as session:
        assert len((await session.scalars(select(SeatRow).where(SeatRow.role == "patient"))).all()) == 1


async def _rows(scene: Scene) -> list[RoomMessage]:
    async with scene.core.db.read(EVERY_PRACTICE) as session:
        return list(await session.scalars(select(RoomMessage)))
