"""R23: every route, for every role, with one's own things, another practice's, and things that never were."""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import httpx
import pytest
from sqlalchemy import select, text
from starlette.responses import Response
from starlette.routing import Route

from chat.conversations.topics import CONVERSATION_EVENTS, LIST_EVENTS
from chat.escalation.topics import EVENTS as URGENT_EVENTS
from chat.instructions.topics import EVENTS as INSTRUCTION_EVENTS
from chat.missions.topics import BOARD_EVENTS
from chat.missions.topics import LIST_EVENTS as TODO_EVENTS
from chat.phone.topics import EVENTS as PHONE_EVENTS
from chat.presence.topics import EVENTS as PRESENCE_EVENTS
from rtc.board.topics import EVENTS as SHEET_EVENTS
from rtc.consultation.topics import CALLS_EVENTS, ROOM_EVENTS
from rtc.exchange.topics import EVENTS as EXCHANGE_EVENTS
from server.accounts.topics import PERSON_EVENTS, PRACTICE_EVENTS
from server.agenda.names import EventName
from server.app import ENDPOINTS
from server.core.actors import ROLES, Role
from server.core.db import EVERY_PRACTICE, Base, PracticeOwned
from server.core.http import Api, Endpoint
from server.core.permissions import Permission
from server.core.unit import Core, UnitOfWork
from server.demo.routes import api as demo_api
from server.documents.topics import PATIENT_EVENTS
from server.referrals.topics import EVENTS as REFERRAL_EVENTS
from server.topics import KINDS
from tests.house.asking import missing, name_at, names_in, question, replaced, strangers, unknown
from tests.house.table import ROUTES
from tests.house.world import CANARY, World
from tests.support.actors import Cabinet, small_practice
from tests.support.application import application, caller
from tests.support.caller import Caller
from tests.support.clock import SetClock
from tests.support.databases import ON_SQLITE

EVERY_ENDPOINT = (*ENDPOINTS, *demo_api.endpoints)
RECORDED: dict[str, tuple[str, ...]] = {
    "agenda": get_args(EventName),
    "practice": PRACTICE_EVENTS,
    "person": PERSON_EVENTS,
    "room": ROOM_EVENTS,
    "calls": CALLS_EVENTS,
    "sheet": SHEET_EVENTS,
    "exchange": EXCHANGE_EVENTS,
    "conversation": CONVERSATION_EVENTS,
    "chats": LIST_EVENTS,
    "missions": BOARD_EVENTS,
    "todo": TODO_EVENTS,
    "instructions": INSTRUCTION_EVENTS,
    "phone": PHONE_EVENTS,
    "urgent": URGENT_EVENTS,
    "presence": PRESENCE_EVENTS,
    "referrals": REFERRAL_EVENTS,
    "patient": PATIENT_EVENTS,
}
"""What the features may record: names outside these do not pass the type checker, or the test below."""

ON_BOTH = pytest.mark.parametrize(
    ("database_kind", "role"),
    [*(("sqlite", role) for role in ROLES), ("postgresql", "administrator"), ("postgresql", "tele_secretary")],
    indirect=["database_kind"],
)
"""Every role on SQLite, which has one wall only; those who see most and least of a practice on PostgreSQL too."""


@dataclass
class Stage:
    """The running application, two practices, and somebody who signs in."""

    core: Core
    transport: httpx.ASGITransport
    here: Cabinet
    elsewhere: Cabinet

    async def caller(self, role: Role, cabinet: Cabinet | None = None) -> Caller:
        """Somebody of a role, signed in."""
        one = caller(self.transport)
        await one.enter(self.core, (cabinet or self.here).people[role], now=self.core.clock.now())
        return one

    async def world(self, role: Role, cabinet: Cabinet | None = None) -> World:
        """What `@names` stand for in a practice."""
        word = "Ordinaire" if cabinet is None or cabinet is self.here else CANARY
        return World(self.core, cabinet or self.here, await self.caller("administrator", cabinet), role, word)


@pytest.fixture
async def stage(core: Core, clock: SetClock, database_url: str, tmp_path: Path) -> AsyncIterator[Stage]:
    """Two practices; every text of the other one holds a canary."""
    here, elsewhere = await small_practice(core), await small_practice(core, f"Cabinet {CANARY}")
    async with application(core, database_url, tmp_path / "data", demo=True) as transport:
        yield Stage(core, transport, here, elsewhere)


def test_the_table_knows_every_route_topic_and_event_and_nothing_else() -> None:
    assert missing(EVERY_ENDPOINT, KINDS, RECORDED) == []


def test_a_route_a_topic_or_an_event_that_is_not_in_the_table_is_found() -> None:
    api = Api("dummy")

    @api.query("GET", "/api/dummies/{dummy_id}")
    async def read_dummy(uow: UnitOfWork, dummy_id: str) -> None:
        """Read a dummy."""
        uow.permit(Permission.SIGNED_IN)

    events = {**RECORDED, "agenda": (*RECORDED["agenda"], "dummy_dropped")}
    found = missing([*EVERY_ENDPOINT, *api.endpoints], [*KINDS, "dummy"], events)
    assert found == ["event agenda: dummy_dropped", "route GET /api/dummies/{dummy_id}", "topic dummy"]


@ON_SQLITE
async def test_the_application_answers_at_no_other_address(stage: Stage) -> None:
    routes = stage.transport.app.router.routes  # type: ignore[attr-defined]  # it is Starlette
    assert strangers(routes, EVERY_ENDPOINT) == []
    assert strangers([*routes, Route("/dummy", lambda _: Response())], EVERY_ENDPOINT) == ["/dummy"]


@ON_BOTH
async def test_who_may_gets_through_and_who_may_not_is_told_that_there_is_nothing(stage: Stage, role: Role) -> None:
    world = await stage.world(role)
    wrong = []
    async with await stage.caller(role) as somebody:
        for endpoint in EVERY_ENDPOINT:
            name = f"{endpoint.method} {endpoint.path}"
            how = ROUTES[name]
            if how.public:
                continue
            answer = await (await question(world, endpoint, how, fresh=True)).ask(somebody)
            expected = how.answers if role in how.who else {404}
            if answer.status_code not in expected:
                wrong.append(f"{name}: {answer.status_code} {answer.text[:200]}")
            if role == "outside_colleague" and world.word in answer.text:
                wrong.append(f"{name}: shows an outside colleague more than when somebody is busy")
    assert not wrong, "\n".join(wrong)


@ON_SQLITE
async def test_without_a_session_only_the_public_routes_answer(stage: Stage) -> None:
    world = await stage.world("secretary")
    wrong = []
    async with caller(stage.transport) as nobody:
        for endpoint in EVERY_ENDPOINT:
            name = f"{endpoint.method} {endpoint.path}"
            how = ROUTES[name]
            answer = await (await question(world, endpoint, how, fresh=False)).ask(nobody)
            expected = how.answers if how.public else {401}
            if answer.status_code not in expected:
                wrong.append(f"{name}: {answer.status_code} {answer.text[:200]}")
    assert not wrong, "\n".join(wrong)


@ON_BOTH
async def test_anothers_identifier_is_answered_like_one_that_never_was_and_changes_nothing(stage: Stage, role: Role) -> None:
    world, twin = await stage.world(role), await stage.world(role, stage.elsewhere)
    places = [(endpoint, place) for endpoint in EVERY_ENDPOINT for place in names_in(endpoint, _how(endpoint))]
    foreign = {name: await twin.named(name, fresh=False) for name in sorted({name_at(_how(each), place) for each, place in places})}
    before = await _everything_of(stage.core, stage.elsewhere)
    wrong = []
    async with await stage.caller(role) as somebody:
        for endpoint, place in places:
            how, where = _how(endpoint), f"{endpoint.method} {endpoint.path} {'.'.join(str(step) for step in place[1:])}"
            asked = await question(world, endpoint, how, fresh=False)
            other, never = foreign[name_at(how, place)], unknown()
            theirs = await replaced(asked, endpoint, place, other).ask(somebody)
            nothing = await replaced(asked, endpoint, place, never).ask(somebody)
            if (theirs.status_code, _without(theirs, other)) != (nothing.status_code, _without(nothing, never)):
                wrong.append(
                    f"{where}: theirs {theirs.status_code} {theirs.text[:160]} / unknown {nothing.status_code} {nothing.text[:160]}"
                )
            if CANARY.lower() in theirs.text.lower():
                wrong.append(f"{where}: the answer shows something of the other practice")
            if theirs.status_code < 400 and not _is_blind(how.blind, place):
                wrong.append(f"{where}: answered {theirs.status_code}")
    assert not wrong, "\n".join(wrong)
    assert await _everything_of(stage.core, stage.elsewhere) == before


def _how(endpoint: Endpoint) -> Any:
    return ROUTES[f"{endpoint.method} {endpoint.path}"]


def _is_blind(blind: frozenset[str], place: tuple[str | int, ...]) -> bool:
    return any(step in blind for step in place)


def _without(answer: httpx.Response, identifier: str) -> Any:
    """An answer's content, whatever identifier was asked for."""
    return answer.text.replace(identifier, "…")


async def _everything_of(core: Core, cabinet: Cabinet) -> str:
    """A digest of every row of a practice, and of the numbers of its topics."""
    digest = hashlib.sha256()
    async with core.db.read(EVERY_PRACTICE) as session:
        for mapper in sorted(Base.registry.mappers, key=lambda each: each.class_.__name__):
            if not issubclass(mapper.class_, PracticeOwned):
                continue
            columns = [column.key for column in mapper.columns]
            rows = await session.scalars(
                select(mapper.class_).where(mapper.class_.practice_id == cabinet.practice.id).order_by(*mapper.primary_key)
            )
            for row in rows:
                digest.update(repr([mapper.class_.__name__, *(getattr(row, column) for column in columns)]).encode())
        heads = await session.execute(text("SELECT topic, seq FROM topic_heads ORDER BY topic"))
        agendas = {cabinet.practice.id, cabinet.doctor.id, cabinet.midwife.id}
        digest.update(repr([tuple(row) for row in heads if row.topic.partition("/")[2] in agendas]).encode())
    return digest.hexdigest()
