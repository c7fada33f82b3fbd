"""A practice that talks: the application over it, and its people signed in."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from sqlalchemy import update

from chat.conversations.queries.lists import chats_snapshot
from chat.conversations.queries.talks import conversation_snapshot
from chat.conversations.rules import direct_id, standing_id
from server.accounts.models import Practice as PracticeRow
from server.core.actors import Role
from server.core.db import EVERY_PRACTICE
from server.core.ids import new_id
from server.core.unit import Core, reading
from tests.support.actors import Cabinet, actor_of, small_practice
from tests.support.application import application, caller
from tests.support.caller import Caller
from tests.support.clock import SetClock
from tests.support.reducer import State, opened


@dataclass
class Practice:
    """What the tests act on."""

    core: Core
    clock: SetClock
    cabinet: Cabinet
    transport: httpx.ASGITransport
    stack: AsyncExitStack
    _signed_in: dict[Role, Caller] = field(default_factory=dict)

    async def who(self, role: Role) -> Caller:
        """The person of a role, signed in."""
        if role not in self._signed_in:
            one = await self.stack.enter_async_context(caller(self.transport))
            await one.enter(self.core, self.cabinet.people[role], now=self.clock.now())
            self._signed_in[role] = one
        return self._signed_in[role]

    def person(self, role: Role) -> str:
        """His identifier."""
        return self.cabinet.people[role].id

    def away(self, **spell: float) -> None:
        """Let so much time pass that everybody has to sign in again."""
        self.clock.pass_by(**spell)
        self._signed_in.clear()

    @property
    def team(self) -> str:
        """The team's conversation."""
        return standing_id("team", self.cabinet.practice.id)

    @property
    def secretariat(self) -> str:
        """The doctor's, with her secretariat."""
        return standing_id("secretariat", self.cabinet.doctor.id)

    def direct(self, one: Role, other: Role) -> str:
        """What two people say to each other."""
        return direct_id(self.cabinet.practice.id, self.person(one), self.person(other))

    async def begin(self, role: Role, *others: Role, name: str | None = None) -> str:
        """Somebody begins to talk."""
        body = {"practice_id": self.cabinet.practice.id, "people": [self.person(each) for each in others], "name": name}
        answer = await (await self.who(role)).post("/api/conversations", body)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    async def try_to_say(self, role: Role, conversation: str, text: str = "Bonjour", **more: Any) -> httpx.Response:
        """Somebody says something, whatever the answer."""
        body = {"id": new_id(), "text": text, **more}
        return await (await self.who(role)).post(f"/api/conversations/{conversation}/messages", body)

    async def say(self, role: Role, conversation: str, text: str = "Bonjour", **more: Any) -> dict[str, Any]:
        """Somebody says something."""
        answer = await self.try_to_say(role, conversation, text, **more)
        assert answer.status_code == 201, answer.text
        sent: dict[str, Any] = answer.json()
        return sent

    async def read(self, role: Role, conversation: str, upto: int) -> None:
        """Somebody has read up to a number."""
        answer = await (await self.who(role)).post(f"/api/conversations/{conversation}/marks", {"read": upto})
        assert answer.status_code == 204, answer.text

    async def shown(self, role: Role, conversation: str) -> State:
        """What a fresh screen of his shows of a conversation."""
        async with reading(self.core, await actor_of(self.core, self.cabinet.people[role])) as uow:
            return opened(msgspec.to_builtins(await conversation_snapshot(uow, conversation, msgspec.Raw())))

    async def texts(self, role: Role, conversation: str) -> list[str]:
        """What he reads there."""
        return [each["text"] for each in (await self.shown(role, conversation))["messages"].values()]

    async def listed(self, role: Role) -> State:
        """What a fresh screen of his shows of his list: lines, and what he is to be reminded of."""
        async with reading(self.core, await actor_of(self.core, self.cabinet.people[role])) as uow:
            return opened(msgspec.to_builtins(await chats_snapshot(uow, self.person(role), msgspec.Raw())))

    async def lines(self, role: Role) -> dict[str, Any]:
        """His list."""
        return (await self.listed(role))["lines"]

    async def unread(self, role: Role, conversation: str) -> int:
        """How many messages he has not read there."""
        return int((await self.lines(role))[conversation]["unread"])


async def keep_for(practice: Practice, months: int) -> None:
    """The practice keeps what is said for so long."""
    async with practice.core.db.write(EVERY_PRACTICE) as session:
        row = update(PracticeRow).where(PracticeRow.id == practice.cabinet.practice.id).values(settings={"chat_months": months})
        await session.execute(row)
        await session.commit()


def code_of(answer: httpx.Response) -> str:
    """The code of a refusal."""
    return str(answer.json()["code"])


@pytest.fixture
def scan() -> str:
    """No scanner, unless a test says otherwise."""
    return ""


@pytest.fixture
async def practice(core: Core, clock: SetClock, database_url: str, tmp_path: Path, scan: str) -> AsyncIterator[Practice]:
    """A small practice over the application."""
    cabinet = await small_practice(core)
    async with AsyncExitStack() as stack:
        transport = await stack.enter_async_context(application(core, database_url, tmp_path / "data", demo=True, scan=scan))
        yield Practice(core, clock, cabinet, transport, stack)
