"""A practice that refers: its people, its patient, and whoever is sent one."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from sqlalchemy import select, update

from server.accounts.models import Practice
from server.core.actors import Role
from server.core.db import EVERY_PRACTICE
from server.core.unit import Core, reading
from server.patients.models import Patient
from server.referrals.links import code_of, path_of
from server.referrals.models import Referral
from server.referrals.queries.referrals import referrals_snapshot
from tests.support import factories
from tests.support.actors import Cabinet, actor_of, small_practice
from tests.support.application import application, caller
from tests.support.caller import Caller
from tests.support.clock import SetClock
from tests.support.reducer import State, opened


@dataclass
class House:
    """A practice that refers, and its patient."""

    core: Core
    clock: SetClock
    cabinet: Cabinet
    patient: Patient
    transport: httpx.ASGITransport
    stack: AsyncExitStack
    _signed_in: dict[tuple[str, Role], Caller] = field(default_factory=dict)

    async def who(self, role: Role, cabinet: Cabinet | None = None) -> Caller:
        """The person of a role, signed in; of another practice, if it is given."""
        there = cabinet or self.cabinet
        key = (there.practice.id, role)
        if key not in self._signed_in:
            one = await self.stack.enter_async_context(caller(self.transport))
            await one.enter(self.core, there.people[role], now=self.clock.now())
            self._signed_in[key] = one
        return self._signed_in[key]

    async def neighbour(self, name: str = "Cabinet du Port", *, listed: bool = True) -> Cabinet:
        """Another practice, which lets itself be found."""
        there = await small_practice(self.core, name)
        async with self.core.db.write(EVERY_PRACTICE) as session:
            row = update(Practice).where(Practice.id == there.practice.id).values(settings={"referrals_listed": listed})
            await session.execute(row, execution_options={"synchronize_session": False})
            await session.commit()
        return there

    async def stranger(self) -> Caller:
        """A browser of somebody from outside."""
        return await self.stack.enter_async_context(caller(self.transport))

    async def outsider(self, **more: str) -> dict[str, Any]:
        """A cardiologist in the address book."""
        practice_id = self.cabinet.practice.id
        body = {"practice_id": practice_id, "name": "Dr Luc Petit", "specialty": "Cardiologie", "email": "Luc@Example.org", **more}
        answer = await (await self.who("secretary")).post("/api/colleagues", body)
        assert answer.status_code == 201, answer.text
        view: dict[str, Any] = answer.json()
        return view

    async def send(self, role: Role = "practitioner", **more: Any) -> httpx.Response:
        """A patient is sent."""
        body = {"practitioner_id": self.cabinet.doctor.id, "patient_id": self.patient.id, "reason": "Avis pour un souffle", **more}
        return await (await self.who(role)).post("/api/referrals", body)

    async def sent(self, **more: Any) -> dict[str, Any]:
        """The same, and it was."""
        answer = await self.send(**more)
        assert answer.status_code == 201, answer.text
        view: dict[str, Any] = answer.json()
        return view

    async def row(self, referral: dict[str, Any]) -> Referral:
        """As the database has it."""
        async with self.core.db.read(EVERY_PRACTICE) as session:
            return (await session.scalars(select(Referral).where(Referral.id == referral["id"]))).one()

    async def way_in(self, referral: dict[str, Any]) -> dict[str, str]:
        """What the colleague has: the link of the e-mail, and the code of the telephone."""
        row = await self.row(referral)
        return {"token": path_of(self.core.keyring, row).partition("#")[2], "code": code_of(self.core.keyring, row)}

    async def shown(self, cabinet: Cabinet | None = None) -> State:
        """What a fresh screen shows."""
        there = cabinet or self.cabinet
        async with reading(self.core, await actor_of(self.core, there.people["secretary"])) as uow:
            return opened(msgspec.to_builtins(await referrals_snapshot(uow, there.practice.id, msgspec.Raw())))

    async def status(self, referral: dict[str, Any]) -> str:
        """How it stands on the sender's screens."""
        return str((await self.shown())["referrals"][referral["id"]]["status"])


@pytest.fixture
async def house(core: Core, clock: SetClock, database_url: str, tmp_path: Path) -> AsyncIterator[House]:
    """A practice over the application."""
    cabinet = await small_practice(core)
    patient = await factories.patient(core, cabinet.practice, "Canari", "Jeanne", mobile="+33639980001", email="jeanne@example.org")
    async with AsyncExitStack() as stack:
        transport = await stack.enter_async_context(application(core, database_url, tmp_path / "data", demo=True))
        yield House(core, clock, cabinet, patient, transport, stack)


def code_of_answer(answer: httpx.Response) -> tuple[int, str]:
    """Status and code of a refusal."""
    return answer.status_code, str(answer.json()["code"])
