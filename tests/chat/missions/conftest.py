"""A practice's board, and what its people do on it."""

from dataclasses import dataclass
from typing import Any

import httpx
import msgspec
import pytest
from sqlalchemy import select

from chat.missions.queries.boards import board_snapshot, todo_snapshot
from chat.missions.queries.guards import authorize_board
from chat.missions.topics import mask_board
from server.accounts.models import MembershipRow
from server.core.actors import Role
from server.core.db import EVERY_PRACTICE
from server.core.ids import new_id
from server.core.unit import reading
from tests.chat.conftest import Practice
from tests.support.actors import actor_of
from tests.support.reducer import State, opened


@dataclass
class Board:
    """What the tests act on."""

    practice: Practice

    async def try_to_add(self, role: Role, title: str = "Rappeler le laboratoire", status: str = "todo", **fields: Any) -> httpx.Response:
        """Somebody adds a mission, whatever the answer."""
        body = {"practice_id": self.practice.cabinet.practice.id, "fields": {"title": title, **fields}, "status": status}
        return await (await self.practice.who(role)).post("/api/missions", body)

    async def add(self, role: Role = "secretary", title: str = "Rappeler le laboratoire", **fields: Any) -> dict[str, Any]:
        """Somebody adds a mission."""
        answer = await self.try_to_add(role, title, **fields)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    async def tick(self, role: Role, rights: dict[str, list[str]]) -> None:
        """Leave him these rights alone."""
        async with self.practice.core.db.write(EVERY_PRACTICE) as session:
            row = (await session.scalars(select(MembershipRow).where(MembershipRow.person_id == self.practice.person(role)))).one()
            row.rights = rights
            await session.commit()

    async def move(self, role: Role, mission: str, status: str, after: str | None = None) -> httpx.Response:
        """Somebody drops it in a column."""
        return await (await self.practice.who(role)).post(f"/api/missions/{mission}/move", {"status": status, "after": after})

    async def change(self, role: Role, mission: str, version: int, **fields: Any) -> httpx.Response:
        """Somebody changes what it says."""
        return await (await self.practice.who(role)).patch(f"/api/missions/{mission}", {"version": version, **fields})

    async def shown(self, role: Role = "secretary") -> State:
        """What a fresh screen of his shows of the board."""
        practice = self.practice
        async with reading(practice.core, await actor_of(practice.core, practice.cabinet.people[role])) as uow:
            lens = await authorize_board(uow, practice.cabinet.practice.id)
            body = msgspec.to_builtins(await board_snapshot(uow, practice.cabinet.practice.id, msgspec.Raw()))
        return opened(
            {name: [view for each in views if (view := mask_board(name, each, lens)) is not None] for name, views in body.items()}
        )

    async def column(self, status: str, role: Role = "secretary") -> list[str]:
        """The titles of a column, in their order."""
        missions = (await self.shown(role))["missions"].values()
        here = sorted((each for each in missions if each["status"] == status), key=lambda each: (each["position"], each["id"]))
        return [each["title"] for each in here]

    async def todo(self, role: Role) -> dict[str, Any]:
        """What he has to do."""
        practice = self.practice
        async with reading(practice.core, await actor_of(practice.core, practice.cabinet.people[role])) as uow:
            return opened(msgspec.to_builtins(await todo_snapshot(uow, practice.person(role), msgspec.Raw())))["lines"]

    async def story(self, role: Role, mission: str) -> dict[str, Any]:
        """What was said about it and what happened."""
        answer = await (await self.practice.who(role)).get(f"/api/missions/{mission}/story")
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told


def item(text: str, *, done: bool = False) -> dict[str, Any]:
    """A line of a checklist."""
    return {"id": new_id(), "text": text, "done": done}


@pytest.fixture
def board(practice: Practice) -> Board:
    """The board of a small practice."""
    return Board(practice)
