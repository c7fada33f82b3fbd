"""R18 with several processes: who serves pages and who forwards may both die in mid-call, and the call goes on."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

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
        return next(each for each in self.media if name and name in each.output)


@pytest.fixture
async def call(core: Core, clock: object, serve: Serve, redis_url: str) -> AsyncIterator[Call]:
    """Let in, and not connected yet."""
    cabinet = await small_practice(core)
    at = datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(minutes=10)
    who = await factories.patient(core, cabinet.practice, "Dupont", "Marie")
    room = (await factories.appointment(core, cabinet.doctor, who, at, teleconsultation=True)).id
    media = [await asyncio.to_thread(serve, command="media", redis_url=redis_url, ARDOISE_MEDIA_PUBLIC_IP="127.0.0.1") for _ in range(2)]
    pages = [await asyncio.to_thread(serve, command="web", redis_url=redis_url, ARDOISE_MEDIA="apart") for _ in range(2)]
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
        yield Call(core, room, pages, media, patient, doctor, seats, screen)


async def _see_each_other(patient: Bare, doctor: Bare, word: bytes) -> None:
    patient.send(1, KEY_FRAME + b"patient " + word)
    doctor.send(1, KEY_FRAME + b"doctor " + word)
    await doctor.until(0, KEY_FRAME + b"patient " + word)
    await patient.until(0, KEY_FRAME + b"doctor " + word)


async def _leave(*peers: Bare) -> None:
    for peer in peers:
        await peer.leave()


async def test_a_killed_media_process_loses_no_seat_no_admission_and_no_rule(call: Call) -> None:
    patient, doctor = await call.join("first")
    await _see_each_other(patient, doctor, b"before")
    killed = await call.holder()
    killed.kill()
    again = await call.join("second")
    assert await call.holder() is not killed
    await _see_each_other(*again, b"after")
    assert (await call.doctor.post(f"{call.path}/rule", {"heard": True, "seen": False})).status_code == 204
    again[0].send(1, KEY_FRAME + b"hidden")
    again[0].send(0, b"a voice")
    await again[1].until(0, b"a voice", "audio")
    assert not [parts for parts in again[1].got.get(again[1].ssrc(0), []) if parts.payload == KEY_FRAME + b"hidden"]
    async with call.core.db.read(EVERY_PRACTICE) as session:
        seats = (await session.execute(select(SeatRow))).scalars().all()
        lines = [(line.role, line.name) for line in (await session.execute(select(JournalLine))).scalars()]
    assert {each.role: each.id for each in seats} == call.seats
    assert {each.role: each.connection for each in seats} == {"patient": "c-patient-second", "host": "c-host-second"}
    assert lines.count(("patient", "admitted")) == 1
    assert [lines.count((role, "connected")) for role in call.seats] == [2, 2]
    await _leave(patient, doctor, *again)


async def test_a_call_goes_on_though_the_process_of_a_page_is_killed(call: Call) -> None:
    patient, doctor = await call.join("first")
    call.pages[0].kill()
    await _see_each_other(patient, doctor, b"still")
    here = await call.doctor.post(f"{call.path}/here", {"socket": "socket-d"})
    assert call.seats["patient"] in [slot["seat"] for slot in here.json()["slots"]]
    await _leave(patient, doctor)


async def test_a_media_process_that_is_asked_to_end_hands_its_calls_over(call: Call) -> None:
    patient, doctor = await call.join("first")
    ended = await call.holder()
    assert await asyncio.to_thread(ended.stop) == 0
    await patient.ended()
    await doctor.ended()
    again = await call.join("second")
    assert await call.holder() is not ended
    await _see_each_other(*again, b"after")
    await _leave(*again)


async def test_the_end_reaches_the_process_that_forwards(call: Call) -> None:
    patient, doctor = await call.join("first")
    assert (await call.doctor.post(f"{call.path}/end")).status_code == 200
    await patient.ended()
    await doctor.ended()


async def test_without_a_process_that_forwards_an_offer_is_told_to_try_again(call: Call) -> None:
    for each in call.media:
        each.kill()
    answer = await call.patient.post("/api/room/offer", {"connection": "c-12345678", "sdp": "v=0", "echo": False})
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
