"""A practice with one teleconsultation at nine, the application over it, and whoever comes to its door."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from server.accounts.models import Practice
from server.agenda.models import Appointment
from server.core.actors import Role
from server.core.db import EVERY_PRACTICE
from server.core.links import room_code, room_secret
from server.core.unit import Core
from tests.support import factories
from tests.support.actors import Cabinet, small_practice
from tests.support.application import application, caller
from tests.support.caller import Caller
from tests.support.clock import SetClock

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@dataclass
class Scene:
    """What the tests act on."""

    core: Core
    clock: SetClock
    cabinet: Cabinet
    appointment: Appointment
    come: Callable[[], Awaitable[Caller]]
    """A patient's browser, or a stranger's."""
    staff: Callable[[Role], Awaitable[Caller]]

    @property
    def path(self) -> str:
        """The practitioner's side."""
        return f"/api/rooms/{self.appointment.id}"

    @property
    def link(self) -> dict[str, str]:
        """What the link holds after its #."""
        return {"appointment_id": self.appointment.id, "secret": self.secret(1)}

    def secret(self, version: int) -> str:
        """The secret of one version of the link."""
        return room_secret(self.core.keyring, self.appointment.id, version)

    def code(self) -> str:
        """The code typed by hand."""
        return room_code(self.core.keyring, self.appointment.id, 1)

    async def seated(self) -> Caller:
        """A patient who opened his link."""
        patient = await self.come()
        answer = await patient.post("/api/room/enter", self.link)
        assert answer.status_code == 200, answer.text
        return patient

    async def waiting(self, socket: str = "socket-p") -> Caller:
        """A patient who waits."""
        patient = await self.seated()
        answer = await patient.post("/api/room/here", {"socket": socket})
        assert answer.status_code == 200, answer.text
        return patient

    async def conducting(self) -> Caller:
        """The practitioner, whose page is open."""
        doctor = await self.staff("practitioner")
        answer = await doctor.post(f"{self.path}/here", {"socket": "socket-d"})
        assert answer.status_code == 200, answer.text
        return doctor

    async def change(self, **fields: Any) -> None:
        """Change the appointment's row as it is."""
        async with self.core.db.write(EVERY_PRACTICE) as session:
            row = await session.get(Appointment, self.appointment.id)
            for name, value in fields.items():
                setattr(row, name, value)
            await session.commit()


async def behind(scene: Scene) -> Appointment:
    """The practitioner saw his patient of half past eight in a quarter of an hour late."""
    who = await factories.patient(scene.core, scene.cabinet.practice, "Moreau", "Paul")
    at = NINE - 30 * MINUTE
    return await factories.appointment(scene.core, scene.cabinet.doctor, who, at, status="in_consultation", status_at=NINE - 15 * MINUTE)


async def allow_recording(scene: Scene) -> None:
    """The practice lets its practitioners record."""
    await _wish(scene, "teleconsultation_recording")


async def receive_at_desk(scene: Scene) -> None:
    """The practice receives its patients at the desk."""
    await _wish(scene, "teleconsultation_desk")


async def share_queue(scene: Scene) -> None:
    """Its practitioners take one another's patients; the midwife also consults by video."""
    await _wish(scene, "teleconsultation_shared")
    for whose in (scene.cabinet.midwife, scene.cabinet.doctor):
        kind = await factories.appointment_type(scene.core, whose, "Téléconsultation", teleconsultation=True)
    await scene.change(type_id=kind.id)


async def colleague(scene: Scene) -> Caller:
    """The midwife."""
    person = await factories.person(scene.core, "Ana Roux")
    await factories.membership(scene.core, person, scene.cabinet.practice, "practitioner", own_agenda=scene.cabinet.midwife)
    one = await scene.come()
    await one.enter(scene.core, person, now=scene.clock.now())
    return one


async def _wish(scene: Scene, name: str) -> None:
    async with scene.core.db.write(EVERY_PRACTICE) as session:
        practice = await session.get_one(Practice, scene.cabinet.practice.id)
        practice.settings = {**practice.settings, name: True}
        await session.commit()


def code_of(answer: httpx.Response) -> str:
    """Why it was refused."""
    return str(answer.json()["code"])


@pytest.fixture
async def scene(core: Core, clock: SetClock, database_url: str, tmp_path: Path) -> AsyncIterator[Scene]:
    """Ten minutes before nine."""
    clock.at = NINE - 10 * MINUTE
    cabinet = await small_practice(core)
    patient = await factories.patient(core, cabinet.practice, "Dupont", "Marie")
    appointment = await factories.appointment(core, cabinet.doctor, patient, NINE, teleconsultation=True)
    async with AsyncExitStack() as stack:
        transport = await stack.enter_async_context(application(core, database_url, tmp_path))

        async def come() -> Caller:
            return await stack.enter_async_context(caller(transport))

        async def staff(role: Role) -> Caller:
            one = await come()
            await one.enter(core, cabinet.people[role], now=clock.now())
            return one

        yield Scene(core, clock, cabinet, appointment, come, staff)
