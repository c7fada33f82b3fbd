"""Six people in one real application: who learns what before and after he is let in, whose page speaks, and everybody's picture."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from server.core.links import room_secret
from server.core.unit import Core
from tests.support import factories
from tests.support.actors import small_practice
from tests.support.caller import Caller
from tests.support.databases import ON_SQLITE
from tests.support.media.line import Line
from tests.support.media.peer import KEY_FRAME, Bare
from tests.support.screen import Screen
from tests.support.serving import Serve

pytestmark = [pytest.mark.slow, ON_SQLITE]
COMPANY = (("Samira Benali", "interpreter"), ("Awa Diop", "carer"), ("Louis Petit", "trainee"), ("Ana Costa", "trainee"))


@dataclass
class Guest:
    """Somebody who came by his link, and what his screen shows."""

    seat: str
    caller: Caller
    screen: Screen


@dataclass
class Six:
    """One who receives, a patient, and four invited beside him, who wait."""

    room: str
    doctor: Caller
    host: str
    screen: Screen
    patient: Guest
    company: list[Guest]

    @property
    def path(self) -> str:
        """The practitioner's side."""
        return f"/api/rooms/{self.room}"

    async def lets_in(self, guest: Guest) -> None:
        """Let somebody in beside the patient."""
        assert (await self.doctor.post(f"{self.path}/people/{guest.seat}/admit")).status_code == 200


@pytest.fixture
async def six(core: Core, clock: object, serve: Serve) -> AsyncIterator[Six]:
    """The patient is let in, the four others are not."""
    cabinet = await small_practice(core)
    at = datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(minutes=10)
    who = await factories.patient(core, cabinet.practice, "Dupont", "Marie")
    room = (await factories.appointment(core, cabinet.doctor, who, at, teleconsultation=True)).id
    server = await asyncio.to_thread(serve, ARDOISE_MEDIA_PUBLIC_IP="127.0.0.1")
    async with AsyncExitStack() as stack:

        async def comes(link: dict[str, Any]) -> Guest:
            caller = await stack.enter_async_context(server.caller())
            assert (await caller.post("/api/room/enter", link)).status_code == 200
            screen = await stack.enter_async_context(Screen(caller, path="/ws/room"))
            here = (await caller.post("/api/room/here", {"socket": screen.hello["connection"]})).json()
            return Guest(here["seat_id"], caller, screen)

        doctor = await stack.enter_async_context(server.caller())
        await doctor.enter(core, cabinet.people["practitioner"])
        host = (await doctor.post(f"/api/rooms/{room}/here", {"socket": "socket-d"})).json()["seat_id"]
        screen = await stack.enter_async_context(Screen(doctor))
        assert (await screen.subscribe(f"room/{room}"))["lens"] == "host"
        patient = await comes({"appointment_id": room, "secret": room_secret(core.keyring, room, 1)})
        company = []
        for name, role in COMPANY:
            seat = (await doctor.post(f"/api/rooms/{room}/people", {"name": name, "role": role})).json()["id"]
            company.append(await comes({"appointment_id": room, "secret": room_secret(core.keyring, seat, 1), "seat_id": seat}))
        assert (await doctor.post(f"/api/rooms/{room}/admit")).status_code == 200
        yield Six(room, doctor, host, screen, patient, company)


async def test_nobody_reads_the_patients_name_before_he_is_let_in_nor_speaks_in_his(six: Six) -> None:
    topic, interpreter = f"room/{six.room}", six.company[0]
    assert (await six.patient.screen.subscribe(topic))["lens"] == "guest"
    arriving = await interpreter.screen.subscribe(topic)
    assert arriving["lens"] == "arriving"
    await six.patient.screen.send({"t": "here", "topic": topic, "state": {"camera": True}})
    await six.screen.until(lambda it: it["t"] == "pres" and it["put"][0]["person"].get("seat") == six.patient.seat)
    assert (await six.patient.caller.post("/api/room/leave")).status_code == 204
    await interpreter.screen.next("evt", topic=topic, name="room_left")
    assert (await six.patient.caller.post("/api/room/here", {"socket": six.patient.screen.hello["connection"]})).status_code == 200
    await interpreter.screen.next("evt", topic=topic, name="room_entered")
    await interpreter.screen.send({"t": "here", "topic": topic, "state": {"camera": False}})
    assert (await interpreter.screen.next("err", topic=topic))["code"] == "forbidden"
    heard = [arriving, *interpreter.screen.unread, interpreter.screen.state[topic]]
    assert "Dupont" not in str(heard)
    assert topic not in interpreter.screen.present
    await six.lets_in(interpreter)
    await interpreter.screen.next("evt", topic=topic, name="room_admitted")
    shown = await interpreter.screen.subscribe(topic)
    assert shown["lens"] == "companion"
    assert "Marie Dupont" in [each["name"] for each in shown["body"]["seats"]]
    await interpreter.screen.send({"t": "here", "topic": topic, "state": {"seat": six.patient.seat, "camera": False}})
    said = await six.screen.until(lambda it: it["t"] == "pres" and any(one["state"].get("camera") is False for one in it.get("put", [])))
    (page,) = [one for one in said["put"] if one["state"].get("camera") is False]
    assert page["person"]["seat"] == interpreter.seat


async def test_six_people_each_get_the_other_five(six: Six) -> None:
    for guest in six.company:
        await six.lets_in(guest)
        assert (await six.doctor.post(f"{six.path}/people/{guest.seat}/rule", {"heard": True, "seen": True})).status_code == 204
    callers = [(six.doctor, f"{six.path}/offer", six.host)]
    callers += [(guest.caller, "/api/room/offer", guest.seat) for guest in (six.patient, *six.company)]
    everybody = [await _joined(six, *each) for each in callers]
    for peer in everybody:
        peer.send(1, KEY_FRAME + peer.seat.encode())
        peer.send(0, b"sound" + peer.seat.encode())
    for peer in everybody:
        others = sorted(each.seat for each in everybody if each is not peer)
        assert sorted([(await peer.until(slot, KEY_FRAME)).payload.removeprefix(KEY_FRAME).decode() for slot in range(5)]) == others
        assert sorted([(await peer.until(slot, b"sound", "audio")).payload.removeprefix(b"sound").decode() for slot in range(5)]) == others
    for peer in everybody:
        await peer.leave()


async def _joined(six: Six, caller: Caller, path: str, seat: str) -> Bare:
    line = Line(caller, path, six.screen)
    peer = await Bare(line, six.room, seat, connection=f"c-{seat}").join(wait=False)
    await asyncio.gather(line.carries(six.room, seat, peer.connection), peer.connected())
    return peer
