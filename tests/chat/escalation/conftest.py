"""What is urgent in a practice, and whom it reaches."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import httpx
import msgspec
import pytest
from sqlalchemy import select

from chat.escalation.climbing import look
from chat.escalation.models import DutySpan
from chat.escalation.queries.urgents import urgent_snapshot
from server.accounts.models import MembershipRow, Person, Practitioner
from server.agenda.models import Replacement
from server.core.actors import Role
from server.core.db import EVERY_PRACTICE
from server.core.ids import new_id
from server.core.unit import reading
from tests.chat.conftest import Practice
from tests.support import factories
from tests.support.actors import actor_of
from tests.support.reducer import State, opened

PARIS_MONDAY = date(2026, 3, 2)


@dataclass
class Ward:
    """What the tests act on. The midwife has an account here: `midwife` signs in under it."""

    practice: Practice
    midwife: Person

    async def try_to_say(self, role: Role = "secretary", minutes: int = 15, said: str | None = None, **more: Any) -> httpx.Response:
        """Somebody says something urgent for the doctor to the team, whatever the answer."""
        say = {"id": said or new_id(), "text": "Le labo : potassium à 6,8"}
        body = {"say": say, "urgency": {"practitioner_id": self.practice.cabinet.doctor.id, "minutes": minutes, **more}}
        return await (await self.practice.who(role)).post(f"/api/conversations/{self.practice.team}/urgent", body)

    async def say(self, role: Role = "secretary", minutes: int = 15, **more: Any) -> dict[str, Any]:
        """Somebody says something urgent: where it stands then."""
        answer = await self.try_to_say(role, minutes, **more)
        assert answer.status_code == 201, answer.text
        return next(each for each in (await self.shown())["urgent"].values() if each["said_id"] == answer.json()["id"])

    async def look(self) -> None:
        """What every process does every few seconds."""
        while await look(self.practice.core):
            pass

    async def passes(self, minutes: float) -> None:
        """So much time passes, and somebody looks."""
        self.practice.away(minutes=minutes)
        await self.look()

    async def act(self, role: Role, urgent: dict[str, Any], what: str = "take") -> httpx.Response:
        """Somebody takes it in hand, or withdraws it."""
        return await (await self.practice.who(role)).post(f"/api/urgent/{urgent['id']}/{what}", {})

    async def read(self, role: Role, urgent: dict[str, Any]) -> httpx.Response:
        """Somebody reads what it says."""
        return await (await self.practice.who(role)).get(f"/api/urgent/{urgent['id']}")

    async def shown(self, role: Role = "secretary") -> State:
        """What a fresh screen of his shows."""
        practice = self.practice
        async with reading(practice.core, await actor_of(practice.core, practice.cabinet.people[role])) as uow:
            return opened(msgspec.to_builtins(await urgent_snapshot(uow, practice.cabinet.practice.id, msgspec.Raw())))

    async def stands(self, urgent: dict[str, Any]) -> dict[str, Any]:
        """Where it stands now."""
        found: dict[str, Any] = (await self.shown())["urgent"][urgent["id"]]
        return found

    async def rungs(self, urgent: dict[str, Any]) -> list[str]:
        """What it reached, in order."""
        return [step["rung"] for step in (await self.stands(urgent))["steps"]]

    async def reached(self, urgent: dict[str, Any]) -> list[set[str]]:
        """Whom it reached, in order."""
        return [set(step["people"]) for step in (await self.stands(urgent))["steps"]]

    async def duty(self, whose: Practitioner, weekday: int = 0, start: int = 0, end: int = 1440) -> DutySpan:
        """Somebody is on duty."""
        row = DutySpan(
            id=new_id(), version=1, practice_id=whose.practice_id, practitioner_id=whose.id, weekday=weekday, start=start, end=end
        )
        await factories.keep(self.practice.core, row)
        return row

    async def empties_the_desk(self) -> None:
        """Nobody is at the desk but whoever writes."""
        async with self.practice.core.db.write(EVERY_PRACTICE) as session:
            for row in await session.scalars(select(MembershipRow).where(MembershipRow.role.in_(("secretary", "tele_secretary")))):
                row.disabled = row.person_id != self.practice.person("secretary")
            await session.commit()

    async def replaces(self, substitute: Person | None, whose: Practitioner, *days: date, name: str = "Dr Girard") -> None:
        """Somebody stands in, as the agenda says."""
        row = Replacement(
            id=new_id(),
            version=1,
            practice_id=whose.practice_id,
            practitioner_id=whose.id,
            name="Remplacement",
            substitute_id=substitute.id if substitute else None,
            substitute_name=substitute.name if substitute else name,
            days=[day.isoformat() for day in days],
        )
        await factories.keep(self.practice.core, row)


@pytest.fixture
async def ward(practice: Practice) -> Ward:
    """A small practice, whose midwife signs in."""
    who = await factories.person(practice.core, "Ana Roux")
    await factories.membership(practice.core, who, practice.cabinet.practice, "practitioner", own_agenda=practice.cabinet.midwife)
    return Ward(practice, who)
