"""People's devices, and the push service that tests write to."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from sqlalchemy import select

from chat.push.models import PushDevice
from chat.push.office import PushOffice
from chat.push.schemas import AddDevice
from chat.push.service import add_device
from server.accounts.models import SignedInSession
from server.core.actors import Role
from server.core.db import EVERY_PRACTICE
from server.core.outbox import Kind, OutboxMessage
from server.core.unit import writing
from server.settings import Settings
from tests.chat.conftest import Practice
from tests.support.actors import actor_of
from tests.support.browser_push import Browser
from tests.support.listener import Listener, listening


@dataclass
class Pushed:
    """The practice, a push service, and the office that writes to it."""

    practice: Practice
    service: Listener
    settings: Settings
    kinds: tuple[Kind, ...]

    async def device(self, role: Role, path: str = "/one") -> Browser:
        """A device of somebody."""
        browser = Browser(f"http://127.0.0.1:{self.service.port}{path}")
        await self.practice.who(role)
        actor = replace(await actor_of(self.practice.core, self.practice.cabinet.people[role]), session_id=await self.session(role))
        async with writing(self.practice.core, actor) as uow:
            await add_device(uow, self.settings, AddDevice(**browser.body))
        return browser

    async def session(self, role: Role) -> str:
        """The session of somebody who is signed in."""
        async with self.practice.core.db.read(EVERY_PRACTICE) as session:
            found = select(SignedInSession.id).where(SignedInSession.person_id == self.practice.person(role))
            return (await session.scalars(found.order_by(SignedInSession.id.desc()).limit(1))).one()

    async def deliver(self, **later: float) -> None:
        """Let that much time pass, and everything that is due leave."""
        self.practice.clock.pass_by(**(later or {"seconds": 10}))
        office = PushOffice(self.kinds, self.settings)
        while await office.deliver_due(self.practice.core):
            pass

    async def states(self) -> list[tuple[str, str]]:
        """What became of every word."""
        async with self.practice.core.db.read(EVERY_PRACTICE) as session:
            rows = await session.execute(select(OutboxMessage.state, OutboxMessage.reason).order_by(OutboxMessage.id))
            return [(state, reason) for state, reason in rows]

    async def devices(self) -> int:
        """How many devices there are."""
        async with self.practice.core.db.read(EVERY_PRACTICE) as session:
            return len((await session.scalars(select(PushDevice))).all())


@asynccontextmanager
async def pushing(practice: Practice, kinds: tuple[Kind, ...]) -> AsyncIterator[Pushed]:
    """A push service of this test's own."""
    async with listening() as service:
        settings = Settings(push_services=(f"http://127.0.0.1:{service.port}",), mail_from="Ardoise <a@example.org>")
        yield Pushed(practice, service, settings, kinds)
