"""Accounts behind HTTP, in this process: real routes on the real database, under a clock that tests set."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import httpx
import pyotp
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.types import ASGIApp

from server.accounts.letters import KINDS
from server.accounts.models import Person
from server.accounts.passwords import Passwords
from server.accounts.routes import api
from server.accounts.sessions import Sessions
from server.core.http import House, routes_of
from server.core.http.guard import Guard
from server.core.unit import Core
from server.notices.mailbox import Mailbox
from server.notices.office import Office
from server.notices.routes import api as mailbox
from server.settings import Settings
from tests.support.caller import Caller
from tests.support.clock import SetClock

URL = "http://localhost:8000"


@dataclass
class WatchedDoors:
    """Keeps what screens would have been told."""

    closed: list[str] = field(default_factory=list)
    asked_again: list[str] = field(default_factory=list)

    def close_session(self, session_id: str) -> None:
        """A session's screens would close."""
        self.closed.append(session_id)

    def reauthorize(self, person_id: str) -> None:
        """A person's screens would ask again."""
        self.asked_again.append(person_id)


@dataclass
class Desk:
    """The application of one test, and whoever comes to it."""

    core: Core
    settings: Settings
    sessions: Sessions
    passwords: Passwords
    clock: SetClock
    app: ASGIApp
    office: Office

    def caller(self, address: str = "192.0.2.1") -> Caller:
        """A browser of its own, at this network address."""
        return Caller(URL, transport=httpx.ASGITransport(self.app, client=(address, 4000)))

    def code(self, secret: str) -> str:
        """What the authenticator application shows at the clock's time."""
        return pyotp.TOTP(secret).at(self.clock.at)

    async def entered(self, person: Person, address: str = "192.0.2.1") -> Caller:
        """Somebody who is signed in already, for tests about something else than log-in."""
        caller = self.caller(address)
        await caller.enter(self.core, person, now=self.clock.at)
        return caller

    async def signed_in(self, email: str, password: str, address: str = "192.0.2.1") -> Caller:
        """Somebody who signed in, setting a second factor up on the way when he must."""
        caller = self.caller(address)
        answer = await caller.post("/api/login", {"email": email, "password": password})
        assert answer.status_code == 200, answer.text
        if answer.json()["state"] == "enrol_second_factor":
            caller.secret = (await caller.post("/api/second-factor/start")).json()["secret"]
            assert caller.secret is not None
            confirmed = await caller.post("/api/second-factor/confirm", {"code": self.code(caller.secret)})
            assert confirmed.status_code == 200, confirmed.text
        return caller


@pytest.fixture
def doors() -> WatchedDoors:
    """What screens would have been told."""
    return WatchedDoors()


@pytest.fixture
async def core(core: Core, doors: WatchedDoors) -> Core:
    """The core, with watched doors."""
    return replace(core, doors=doors)


@pytest.fixture(scope="session")
def hasher() -> Iterator[Passwords]:
    """The hashing threads."""
    made = Passwords()
    yield made
    made.close()


@pytest.fixture
def open_desk(core: Core, clock: SetClock, hasher: Passwords) -> Callable[..., Desk]:
    """Make an application: `open_desk(demo=True)`."""

    def make(*, demo: bool = False) -> Desk:
        settings = Settings(demo=demo)
        sessions = Sessions(core, settings)
        hasher.computed = 0
        house = House(core=core, settings=settings, authenticate=sessions.actor, services={Sessions: sessions, Passwords: hasher})
        app = Starlette(
            routes=[*routes_of(house, api.endpoints), *routes_of(house, mailbox.endpoints)],
            middleware=[Middleware(Guard, origins=settings.origins, secure=settings.secure)],
        )
        return Desk(core, settings, sessions, hasher, clock, app, Office(Mailbox(core), KINDS, settings.url))

    return make


@pytest.fixture
async def desk(open_desk: Callable[..., Desk]) -> Desk:
    """The application outside a demo: a second factor is asked of everybody."""
    made: Desk = open_desk()
    return made
