"""R18, R21 and R22 with several processes: who serves pages, who forwards, what carries their words may die, and a call goes on."""

import asyncio
import random
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from rtc.consultation.models import JournalLine, RoomRow, SeatRow
from server.core.db import EVERY_PRACTICE
from server.core.links import room_secret
from server.core.unit import Core
from tests.support import factories
from tests.support.actors import small_practice
from tests.support.caller import Caller
from tests.support.media.line import Line
from tests.support.media.peer import KEY_FRAME, Bare
from tests.support.media.strangers import forged_check, mangled, stray
from tests.support.redis import RedisServer
from tests.support.screen import Screen
from tests.support.serving import Serve, Served

pytestmark = pytest.mark.slow


@pytest.fixture
def database_kind() -> str:
    """Several processes are for PostgreSQL."""
    return "postgresql"


@dataclass
class Call:
    """A patient at one process, his practitioner at another, and those that forward."""

    core: Core
    room: str
    pages: list[Served]
    media: list[Served]
    patient: Caller
    doctor: Caller
    seats: dict[str, str]
    screen: Screen
    redis: RedisServer

    @property
    def path(self) -> str:
        """The practitioner's side."""
        return f"/api/rooms/{self.room}"

    async def join(self, connection: str) -> tuple[Bare, Bare]:
        """Both offer, each to the process of his own page, and wait until media may flow."""
        return await self._join(self.patient, "/api/room/offer", "patient", connection), await self._join(
            self.doctor, f"{self.path}/offer", "host", connection
        )

    async def _join(self, caller: Caller, path: str, role: str, connection: str) -> Bare:
        line = Line(caller, path, self.screen)
        peer = await Bare(line, self.room, self.seats[role], connection=f"c-{role}-{connection}").join(wait=False)
        await asyncio.gather(line.carries(self.room, peer.seat, peer.connection), peer.connected())
        return peer

    async def holder(self) -> Served:
        """The process that forwards this room."""
        async with self.core.db.read(EVERY_PRACTICE) as session:
            name = (await session.execute(select(RoomRow.media))).scalar_one()
        return next(each for each in self.media if each.forwarder == name)


@pytest.fixture
async def call(core: Core, clock: object, serve: Serve, redis_server: RedisServer) -> AsyncIterator[Call]:
    """Let in, and not connected yet."""
    cabinet = await small_practice(core)
    at = datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(minutes=10)
    who = await factories.patient(core, cabinet.practice, "Dupont", "Marie")
    room = (await factories.appointment(core, cabinet.doctor, who, at, teleconsultation=True)).id
    start = partial(serve, redis_url=redis_server.url, ARDOISE_MEDIA="apart", ARDOISE_MEDIA_PUBLIC_IP="127.0.0.1")
    started = [asyncio.to_thread(start, command=each) for each in ("media", "media", "web", "web")]
    media, pages = (every := await asyncio.gather(*started))[:2], every[2:]
    async with AsyncExitStack() as stack:
        patient, doctor = [await stack.enter_async_context(each.caller()) for each in pages]
        await doctor.enter(core, cabinet.people["practitioner"])
        entered = await patient.post("/api/room/enter", {"appointment_id": room, "secret": room_secret(core.keyring, room, 1)})
        assert entered.status_code == 200, entered.text
        seats = {
            "patient": (await patient.post("/api/room/here", {"socket": "socket-p"})).json()["seat_id"],
            "host": (await doctor.post(f"/api/rooms/{room}/here", {"socket": "socket-d"})).json()["seat_id"],
        }
        assert (await doctor.post(f"/api/rooms/{room}/admit")).status_code == 200
        screen = await stack.enter_async_context(Screen(doctor))
        assert (await screen.subscribe(f"room/{room}"))["t"] == "snap"
        yield Call(core, room, pages, media, patient, doctor, seats, screen, redis_server)


async def _see_each_other(patient: Bare, doctor: Bare, word: bytes) -> None:
    patient.send(1, KEY_FRAME + b"patient " + word)
    doctor.send(1, KEY_FRAME + b"doctor " + word)
    await doctor.until(0, KEY_FRAME + b"patient " + word)
    await patient.until(0, KEY_FRAME + b"doctor " + word)


async def _leave(*peers: Bare) -> None:
    for peer in peers:
        await peer.leave()


async def test_a_media_process_that_hung_or_was_killed_loses_its_room_and_nobody_is_let_in_twice(call: Call) -> None:
    patient, doctor = await call.join("first")
    await _see_each_other(patient, doctor, b"before")
    hung = await call.holder()
    hung.pause()
    again = await call.join("second")
    killed = await call.holder()
    assert killed is not hung
    for peer in (patient, doctor):
        for _ in range(50):
            peer.send(1, KEY_FRAME + b"late")
    hung.go_on()
    await patient.ended()
    await doctor.ended()
    assert [parts for peer in (patient, doctor) for parts in peer.got[peer.ssrc(0)] if parts.payload.endswith(b"late")] == []
    await _see_each_other(*again, b"elsewhere")
    assert await call.holder() is killed
    killed.kill()
    last = await call.join("third")
    assert await call.holder() is hung
    await _see_each_other(*last, b"after")
    assert (await call.doctor.post(f"{call.path}/rule", {"heard": True, "seen": False})).status_code == 204
    await _does_not_see(*last)
    async with call.core.db.read(EVERY_PRACTICE) as session:
        seats = (await session.execute(select(SeatRow))).scalars().all()
        lines = [(line.role, line.name) for line in (await session.execute(select(JournalLine))).scalars()]
    assert {each.role: each.id for each in seats} == call.seats
    assert {each.role: each.connection for each in seats} == {"patient": "c-patient-third", "host": "c-host-third"}
    assert lines.count(("patient", "admitted")) == 1
    assert [lines.count((role, "connected")) for role in call.seats] == [3, 3]
    await _leave(patient, doctor, *again, *last)


async def _does_not_see(patient: Bare, doctor: Bare) -> None:
    patient.send(1, KEY_FRAME + b"hidden")
    patient.send(0, b"a voice")
    await doctor.until(0, b"a voice", "audio")
    assert not [parts for parts in doctor.got.get(doctor.ssrc(0), []) if parts.payload == KEY_FRAME + b"hidden"]


async def test_a_call_goes_on_though_the_process_of_a_page_is_killed_until_it_is_ended(call: Call) -> None:
    patient, doctor = await call.join("first")
    call.pages[0].kill()
    await _see_each_other(patient, doctor, b"still")
    here = await call.doctor.post(f"{call.path}/here", {"socket": "socket-d"})
    assert call.seats["patient"] in [slot["seat"] for slot in here.json()["slots"]]
    assert (await call.doctor.post(f"{call.path}/end")).status_code == 200
    await patient.ended()
    await doctor.ended()


async def test_media_processes_that_are_asked_to_end_hand_their_calls_over_and_after_the_last_one_tries_again(call: Call) -> None:
    patient, doctor = await call.join("first")
    ended = await call.holder()
    assert await asyncio.to_thread(ended.stop) == 0
    await patient.ended()
    await doctor.ended()
    again = await call.join("second")
    assert await call.holder() is not ended
    await _see_each_other(*again, b"after")
    await _leave(*again)
    (await call.holder()).kill()
    assert await _offered_to_nobody(call) == (503, "unavailable")


async def _offered_to_nobody(call: Call) -> tuple[int, str]:
    answer = await call.patient.post("/api/room/offer", {"connection": "c-12345678", "sdp": "v=0", "echo": False})
    return answer.status_code, answer.json()["code"]


async def test_a_call_goes_on_while_redis_is_away_and_its_room_stays_where_it_is(call: Call) -> None:
    patient, doctor = await call.join("first")
    before = await call.holder()
    call.redis.kill()
    await _see_each_other(patient, doctor, b"without")
    assert await _offered_to_nobody(call) == (503, "unavailable")
    assert (await call.doctor.post(f"{call.path}/rule", {"heard": True, "seen": False})).status_code == 204
    await call.screen.next("evt", name="room_ruled")
    assert await call.holder() is before
    await asyncio.to_thread(call.redis.start)
    again = await call.join("second")
    assert await call.holder() is before
    await _does_not_see(*again)
    await _leave(patient, doctor, *again)


async def test_floods_and_strangers_at_a_media_process_harm_no_call_and_no_byte_reaches_its_disk(call: Call, tmp_path: Path) -> None:
    patient, doctor = await call.join("first")
    holder = await call.holder()
    before, files = holder.memory, _files(tmp_path / "data")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        for number, data in enumerate(stray(100_000, seed=21)):
            stranger.sendto(data, doctor.address)
            if number % 500 == 0:
                stranger.sendto(forged_check(), patient.address)
                await _see_each_other(patient, doctor, b"at %d." % number)
    chance, good = random.Random(22), patient.pc.localDescription.sdp
    offers = [good * 40, *(mangled(good, chance) for _ in range(40))]
    bodies = [{"connection": f"c-mangled-{number}", "sdp": sdp, "echo": number % 2 == 1} for number, sdp in enumerate(offers)]
    said = {(await call.patient.post("/api/room/offer", body)).status_code for body in bodies}
    assert said & {422, 429}
    assert max(said) < 500
    await _see_each_other(patient, doctor, b"after")
    assert await call.holder() is holder
    assert holder.memory - before < 64 * 1024 * 1024
    assert holder.writing() == set()
    assert _files(tmp_path / "data") == files
    await _leave(patient, doctor)


def _files(folder: Path) -> set[Path]:
    return {each for each in folder.rglob("*") if each.is_file()}
