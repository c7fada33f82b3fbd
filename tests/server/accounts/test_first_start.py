"""The first start: whoever holds the link of the log opens the practice, once."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import func, select

from server.accounts.models import Location, MembershipRow, Person, Practice, Practitioner
from server.accounts.service.first_start import setup_path
from server.core.db import EVERY_PRACTICE
from server.core.unit import Core
from tests.server.accounts.conftest import Desk
from tests.support import factories
from tests.support.clock import SetClock
from tests.support.databases import ON_SQLITE

PASSWORD = "tournesol bleu marine 7"


def _wanted(token: str, **administrator: Any) -> dict[str, Any]:
    return {
        "token": token,
        "practice": {"name": "Cabinet des  Tilleuls"},
        "location": {"name": "Rue des Tilleuls", "zone": "Indian/Reunion", "address": "12 rue des Tilleuls"},
        "administrator": {"name": "Alice Morel", "email": "Alice@Example.org", "password": PASSWORD, **administrator},
    }


async def _token(core: Core) -> str:
    path = await setup_path(core)
    assert path is not None
    assert path.startswith("/setup#")
    return path.partition("#")[2]


async def _count(core: Core, kind: type[Any]) -> int:
    async with core.db.read(EVERY_PRACTICE) as session:
        return await session.scalar(select(func.count()).select_from(kind)) or 0


async def test_the_first_start_opens_a_practice_and_signs_its_administrator_in(desk: Desk, core: Core) -> None:
    caller = desk.caller()
    assert (await caller.get("/api/welcome")).json()["setup_needed"] is True
    answer = await caller.post("/api/setup", _wanted(await _token(core), practitioner=True, profession="Sage-femme"))
    assert (answer.status_code, answer.json()["state"]) == (200, "enrol_second_factor"), answer.text
    secret = (await caller.post("/api/second-factor/start")).json()["secret"]
    await caller.post("/api/second-factor/confirm", {"code": desk.code(secret)})
    me = (await caller.get("/api/me")).json()
    assert me["person"] | {"id": "", "hue": 0} == {
        "id": "",
        "name": "Alice Morel",
        "initials": "AM",
        "email": "alice@example.org",
        "hue": 0,
        "second_factor": True,
    }
    (practice,) = me["practices"]
    assert (practice["name"], practice["role"]) == ("Cabinet des Tilleuls", "administrator")
    (agenda,) = me["agendas"]
    assert agenda["practitioner"]["id"] == practice["practitioner_id"]
    assert "reason" in agenda["rights"]
    async with core.db.read(EVERY_PRACTICE) as session:
        place = (await session.scalars(select(Location))).one()
    assert (place.zone, place.region) == ("Indian/Reunion", "FR-974")
    assert (await caller.get("/api/welcome")).json()["setup_needed"] is False


async def test_every_process_prints_the_same_link_until_somebody_is_there(core: Core, clock: SetClock) -> None:
    first = await setup_path(core)
    clock.pass_by(days=6)
    assert await setup_path(core) == first
    clock.pass_by(days=1)
    assert await setup_path(core) != first
    await factories.person(core)
    assert await setup_path(core) is None


async def test_of_several_first_starts_at_once_one_wins(desk: Desk, core: Core) -> None:
    token = await _token(core)
    answers = await asyncio.gather(
        *(desk.caller().post("/api/setup", _wanted(token, email=f"person{number}@example.org")) for number in range(5))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 410, 410, 410, 410]
    assert [await _count(core, kind) for kind in (Practice, Location, Person, MembershipRow)] == [1, 1, 1, 1]


async def test_the_link_is_dead_once_somebody_has_an_account(desk: Desk, core: Core) -> None:
    token = await _token(core)
    await factories.person(core)
    answer = await desk.caller().post("/api/setup", _wanted(token))
    assert (answer.status_code, answer.json()["code"]) == (410, "link_expired")
    assert await _count(core, Practice) == 0


@ON_SQLITE
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"token": "made up"}, "link_expired"),
        ({"practice": {"name": "  "}}, "invalid"),
        ({"location": {"name": "Ici", "zone": "Europe/Nowhere"}}, "invalid"),
        ({"administrator": {"name": "A", "email": "a@example.org", "password": "short"}}, "weak_password"),
        ({"administrator": {"name": "A", "email": "a b@example.org", "password": PASSWORD}}, "malformed"),
        ({"administrator": {"name": "A", "email": "a@b_c.org", "password": PASSWORD}}, "invalid"),
        ({"administrator": {"name": "A", "email": "a@example.org", "password": PASSWORD, "practitioner": True}}, "invalid"),
    ],
)
async def test_a_refused_first_start_writes_nothing_and_may_be_tried_again(
    desk: Desk, core: Core, change: dict[str, Any], code: str
) -> None:
    wanted = _wanted(await _token(core))
    answer = await desk.caller().post("/api/setup", wanted | change)
    assert answer.json()["code"] == code, answer.text
    assert 400 <= answer.status_code < 500
    assert [await _count(core, kind) for kind in (Practice, Location, Person, Practitioner)] == [0, 0, 0, 0]
    assert (await desk.caller().post("/api/setup", wanted)).status_code == 200
