"""What screens hear of a consultation: events on an old snapshot give the fresh one, through every lens; who is gone is told."""

from typing import Any

import msgspec

from rtc.consultation.absence import absent_rooms, note_absent
from rtc.consultation.hearing import note
from rtc.consultation.models import SeatRow
from rtc.consultation.pacing import paces_to_say, say_pace
from rtc.consultation.queries import calls_snapshot, room_snapshot
from rtc.consultation.topics import ARRIVING, CALLS, CALLS_EVENTS, COMPANION, GUEST, HOST, KIND, ROOM_EVENTS, WATCH, calls_topic, room_topic
from rtc.media import Connected, Lost
from server.core.db import EVERY_PRACTICE
from server.core.unit import reading
from server.live import masked_snapshot, masked_views
from server.topics import KINDS
from tests.rtc.consultation.conftest import MINUTE, NINE, Scene, allow_recording, behind, colleague, receive_at_desk, share_queue
from tests.server.accounts.live import events
from tests.support.files import DOT
from tests.support.reducer import State, applied, opened

SCREENS = ((KIND, HOST), (KIND, GUEST), (KIND, COMPANION), (KIND, ARRIVING), (CALLS, WATCH))


def _topic(scene: Scene, kind: str) -> str:
    return room_topic(scene.appointment.id) if kind == KIND else calls_topic(scene.cabinet.doctor.id)


async def _fresh(scene: Scene, kind: str, lens: str) -> State:
    async with reading(scene.core, scene.cabinet.actors["practitioner"]) as uow:
        snapshot = room_snapshot if kind == KIND else calls_snapshot
        body: Any = await snapshot(uow, _topic(scene, kind).partition("/")[2], msgspec.Raw())
    shown = msgspec.to_builtins(masked_snapshot(KINDS[kind], body, lens))
    return {name: views for name, views in opened(shown).items() if views}


async def _replayed(scene: Scene, kind: str, lens: str, before: State, since: int) -> State:
    state = before
    for event in await events(scene.core, _topic(scene, kind), since):
        assert event.name in (ROOM_EVENTS if kind == KIND else CALLS_EVENTS)
        put = masked_views(KINDS[kind], msgspec.to_builtins(event.body.put), lens)
        state = applied(state, {"put": put, "drop": event.body.drop})
    return {name: views for name, views in state.items() if views}


async def test_a_whole_consultation_heard_live_ends_where_a_fresh_screen_begins(scene: Scene) -> None:
    before = {(kind, lens): await _fresh(scene, kind, lens) for kind, lens in SCREENS}
    seen: set[str] = set()

    async def check(step: str) -> None:
        for kind, lens in SCREENS:
            heard = await _replayed(scene, kind, lens, before[kind, lens], 0)
            assert heard == await _fresh(scene, kind, lens), f"{kind} {lens} after {step}"
        seen.update(event.name for event in await events(scene.core, _topic(scene, KIND)))

    await check("nothing")
    await receive_at_desk(scene)
    patient = await scene.waiting()
    await check("waiting")
    desk = await scene.staff("secretary")
    for path, body in (
        ("desk", {"socket": "socket-s"}),
        ("desk/tick", {"item": "identity", "done": True}),
        ("desk/leave", {"then": "stay"}),
        ("desk", {"socket": "socket-s"}),
        ("desk/leave", {"then": "queue"}),
    ):
        await desk.post(f"{scene.path}/{path}", body)
        await check(f"{path} {body}")
    doctor = await scene.conducting()
    await check("the practitioner is there")
    await share_queue(scene)
    for taker, whose in ((await colleague(scene), scene.cabinet.midwife), (doctor, scene.cabinet.doctor)):
        await taker.post(f"{scene.path}/take", {"practitioner_id": whose.id, "accept": ["off_schedule"]})
    await check("taken by another, and taken back")
    await scene.conducting()
    await check("the practitioner is there again")
    await patient.post("/api/room/check", {"camera": "good", "microphone": "good", "network": "bad"})
    await check("a device check")
    await behind(scene)
    assert await paces_to_say(scene.core) == [scene.cabinet.doctor.id]
    await say_pace(scene.core, scene.cabinet.doctor.id)
    await check("the practitioner is late")
    await doctor.post(f"{scene.path}/admit")
    await check("admitted")
    await doctor.post(f"{scene.path}/rule", {"heard": False})
    await check("silenced")
    await doctor.http.post(f"{scene.path}/photo", files={"file": ("Photo.png", DOT)})
    await check("photographed")
    await allow_recording(scene)
    await doctor.post(f"{scene.path}/recording", {"wanted": "sound"})
    await check("asked to record")
    await patient.post("/api/room/recording", {"agreed": True, "kind": "sound"})
    await check("recording")
    invited = (await doctor.post(f"{scene.path}/people", {"name": "Samira Benali", "role": "interpreter"})).json()
    await check("one more is invited")
    assert (await doctor.delete(f"{scene.path}/people/{invited['id']}")).status_code == 204
    await check("the invitation was taken back")
    await patient.post("/api/room/leave")
    await check("left")
    await patient.post("/api/room/offer", {"connection": "c-12345678", "sdp": "v=0"})
    await check("offered")
    await doctor.put(f"/api/appointments/{scene.appointment.id}/payment", {"amount": 2500})
    await check("an amount was asked for")
    await doctor.post(f"{scene.path}/end")
    await check("ended")
    await patient.post("/api/room/here", {"socket": "socket-p"})
    await check("on the way out")
    await desk.post(f"{scene.path}/desk/leave", {"then": "goodbye"})
    await check("seen out")
    assert seen == set(ROOM_EVENTS)


async def test_a_socket_that_ends_is_an_absence_and_coming_back_takes_nothing_from_the_wait(scene: Scene) -> None:
    patient = await scene.waiting("socket-1")
    assert await absent_rooms(scene.core, []) == []
    assert await absent_rooms(scene.core, ["socket-1"]) == [scene.appointment.id]
    await note_absent(scene.core, scene.appointment.id, ["socket-1"])
    (call,) = (await _fresh(scene, CALLS, WATCH))["calls"].values()
    assert (call["state"], call["here"], call["since"]) == ("waiting", False, "2026-11-23T08:50:00Z")
    scene.clock.at = NINE
    await patient.post("/api/room/here", {"socket": "socket-2"})
    (call,) = (await _fresh(scene, CALLS, WATCH))["calls"].values()
    assert (call["here"], call["since"]) == (True, "2026-11-23T08:50:00Z")


async def test_a_page_that_falls_silent_is_gone_after_a_minute(scene: Scene) -> None:
    await scene.waiting()
    scene.clock.pass_by(seconds=59)
    assert await absent_rooms(scene.core, []) == []
    scene.clock.pass_by(seconds=2)
    assert await absent_rooms(scene.core, []) == [scene.appointment.id]


async def test_a_cancelled_appointment_leaves_nobody_at_the_door(scene: Scene) -> None:
    await scene.waiting()
    secretary = await scene.staff("secretary")
    assert (await secretary.post(f"/api/appointments/{scene.appointment.id}/cancel", {"version": 1})).status_code == 200
    (room,) = await absent_rooms(scene.core, [])
    await note_absent(scene.core, room, [])
    assert await _replayed(scene, CALLS, WATCH, {}, 0) == {}
    assert await _fresh(scene, CALLS, WATCH) == {}


async def test_only_the_newest_media_connection_of_a_seat_counts(scene: Scene) -> None:
    patient, doctor = await scene.waiting(), await scene.conducting()
    await doctor.post(f"{scene.path}/admit")
    await patient.post("/api/room/offer", {"connection": "c-first-one", "sdp": "v=0"})
    await patient.post("/api/room/offer", {"connection": "c-second-one", "sdp": "v=0"})
    seats = (await _fresh(scene, KIND, HOST))["seats"].values()
    seat = next(each["id"] for each in seats if each["role"] == "patient")
    for event, is_connected in (
        (Connected(scene.appointment.id, seat, "c-first-one"), False),
        (Connected(scene.appointment.id, seat, "c-second-one"), True),
        (Lost(scene.appointment.id, seat, "c-first-one", "replaced"), True),
        (Lost(scene.appointment.id, seat, "c-second-one", "silent"), False),
    ):
        await note(scene.core, event)
        async with scene.core.db.read(EVERY_PRACTICE) as session:
            row = await session.get(SeatRow, seat)
        assert row is not None
        assert row.is_connected is is_connected


async def test_a_door_outside_its_hours_is_shown_to_nobody(scene: Scene) -> None:
    scene.clock.at = NINE - 40 * MINUTE
    await scene.waiting()
    assert await _fresh(scene, CALLS, WATCH) == {}
