"""The application in this process, a practice, and its people in front of their browsers."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from server.core.actors import Role
from server.core.unit import Core
from server.patients.models import Patient
from tests.support import factories
from tests.support.actors import Cabinet
from tests.support.application import application, caller
from tests.support.caller import Caller
from tests.support.files import DOT


@dataclass
class Desk:
    """The practice at work."""

    core: Core
    cabinet: Cabinet
    transport: httpx.ASGITransport
    folder: Path
    patient: Patient
    doctor: Caller
    secretary: Caller

    async def caller(self, role: Role) -> Caller:
        """Somebody else of the practice, signed in."""
        one = caller(self.transport)
        await one.enter(self.core, self.cabinet.people[role], now=self.core.clock.now())
        return one

    async def send(
        self, content: bytes = DOT, name: str = "radio.png", *, by: Caller | None = None, patient_id: str = "", **fields: Any
    ) -> httpx.Response:
        """Send a file for the patient."""
        path = f"/api/patients/{patient_id or self.patient.id}/documents"
        return await (by or self.doctor).http.post(path, data={"category": "result", **fields}, files={"file": (name, content)})

    async def filed(self, content: bytes = DOT, name: str = "radio.png", **fields: Any) -> dict[str, Any]:
        """A document filed for the patient."""
        answer = await self.send(content, name, **fields)
        assert answer.status_code == 201, answer.text
        view: dict[str, Any] = answer.json()
        return view

    @property
    def on_disk(self) -> list[Path]:
        """Every file under the application's folder, kept or in quarantine."""
        return [path for name in ("blobs", "quarantine") for path in (self.folder / name).rglob("*") if path.is_file()]


@pytest.fixture
def scan() -> str:
    """Where the scanner is; a test module may say."""
    return ""


@pytest.fixture
async def desk(core: Core, cabinet: Cabinet, database_url: str, tmp_path: Path, scan: str) -> AsyncIterator[Desk]:
    """A practice at work, and a patient with an e-mail of her own."""
    folder = tmp_path / "data"
    patient = await factories.patient(core, cabinet.practice, "Moulin", "Odile", email="odile@example.org")
    async with (
        application(core, database_url, folder, demo=True, scan=scan) as transport,
        caller(transport) as doctor,
        caller(transport) as secretary,
    ):
        await doctor.enter(core, cabinet.people["practitioner"], now=core.clock.now())
        await secretary.enter(core, cabinet.people["secretary"], now=core.clock.now())
        yield Desk(core, cabinet, transport, folder, patient, doctor, secretary)
