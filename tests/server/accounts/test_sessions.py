"""Sessions end when they must, and nothing of them works afterwards (R27)."""

from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import event, select, update

from server.accounts.models import Person, SignedInSession
from server.core.db import EVERY_PRACTICE, Database
from server.core.errors import SignedOut
from server.core.unit import Core
from tests.server.accounts.conftest import Desk, WatchedDoors
from tests.support import factories
from tests.support.actors import Cabinet
from tests.support.caller import Caller
from tests.support.clock import SetClock
from tests.support.databases import ON_SQLITE
from tests.support.factories import PASSWORD


@pytest.fixture
async def sonia(desk: Desk, cabinet: Cabinet) -> Caller:
    """The secretary, signed in."""
    return await desk.signed_in(cabinet.people["secretary"].email, PASSWORD)


async def _session_of(core: Core, person: Person) -> SignedInSession:
    async with core.db.read(EVERY_PRACTICE) as session:
        rows = (await session.scalars(select(SignedInSession).where(SignedInSession.person_id == person.id))).all()
    return rows[-1]


def _statements(db: Database) -> list[str]:
    said: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        if "set_config" not in statement and not statement.startswith("BEGIN"):
            said.append(statement)

    for engine in (db.glancer, db.writer):  # the reader is the one or the other
        event.listen(engine.sync_engine, "before_cursor_execute", note)
    return said


async def test_a_request_finds_its_person_in_one_select(desk: Desk, core: Core, cabinet: Cabinet, sonia: Caller) -> None:
    session = await _session_of(core, cabinet.people["secretary"])
    said = _statements(core.db)
    actor = await desk.sessions.actor_of(session.id)
    assert len(said) == 1, said
    assert actor.person_id == cabinet.people["secretary"].id
    assert actor.session_id == session.id
    assert actor.scope == {cabinet.practice.id}
    assert actor.memberships[0].holds("book", cabinet.doctor.id)
    assert actor.today == date(2026, 3, 2)


async def test_the_civil_day_is_that_of_the_place(desk: Desk, core: Core, clock: SetClock) -> None:
    owner = await factories.practice(core)
    await factories.location(core, owner, zone="Pacific/Noumea")
    person = await factories.person(core)
    await factories.membership(core, person, owner)
    clock.pass_by(hours=8)  # 17:00 in Paris, already Tuesday in Nouméa
    await desk.signed_in(person.email, PASSWORD)
    actor = await desk.sessions.actor_of((await _session_of(core, person)).id)
    assert actor.today == date(2026, 3, 3)


async def test_the_cookie_is_kept_as_a_digest_and_changes_with_the_second_factor(desk: Desk, core: Core, cabinet: Cabinet) -> None:
    caller = desk.caller()
    await caller.post("/api/login", {"email": cabinet.people["secretary"].email, "password": PASSWORD})
    before = caller.http.cookies[desk.settings.cookie_name]
    secret = (await caller.post("/api/second-factor/start")).json()["secret"]
    confirmed = await caller.post("/api/second-factor/confirm", {"code": desk.code(secret)})
    after = caller.http.cookies[desk.settings.cookie_name]
    assert len(before) >= 43
    assert before != after
    kept = (await _session_of(core, cabinet.people["secretary"])).token
    assert kept not in {before, after}
    set_cookies = confirmed.headers.get_list("set-cookie")
    assert all("HttpOnly" in line and "SameSite=Lax" in line and "Path=/" in line for line in set_cookies)
    assert (await _with_cookie(desk, before)).status_code == 401
    assert (await _with_cookie(desk, after)).status_code == 200


async def _with_cookie(desk: Desk, token: str) -> httpx.Response:
    caller = desk.caller()
    caller.http.cookies.set(desk.settings.cookie_name, token)
    return await caller.get("/api/me")


@ON_SQLITE
@pytest.mark.parametrize("token", ["", "x", "x" * 43, "é" * 30, "x" * 5000])
async def test_a_made_up_cookie_opens_nothing(desk: Desk, token: str) -> None:
    answer = await desk.caller().http.get("/api/me", headers={b"Cookie": f"{desk.settings.cookie_name}={token}".encode()})
    assert answer.status_code == 401
    assert answer.json()["code"] == "signed_out"


async def test_being_seen_keeps_a_session_and_half_an_hour_unseen_ends_it(desk: Desk, clock: SetClock, sonia: Caller) -> None:
    for _ in range(6):
        clock.pass_by(minutes=29)
        assert (await sonia.get("/api/me")).status_code == 200
        await desk.sessions.flush()
    clock.pass_by(minutes=30, seconds=1)
    assert (await sonia.get("/api/me")).status_code == 401


@ON_SQLITE
async def test_twelve_hours_end_a_session_however_busy(desk: Desk, clock: SetClock, sonia: Caller) -> None:
    for _ in range(12 * 60 // 20 - 1):
        clock.pass_by(minutes=20)
        assert (await sonia.get("/api/me")).status_code == 200
    clock.pass_by(minutes=20)
    assert (await sonia.get("/api/me")).status_code == 401


async def test_that_one_was_seen_is_written_once_a_minute_and_not_by_the_request(
    desk: Desk, core: Core, clock: SetClock, cabinet: Cabinet, sonia: Caller
) -> None:
    began = (await _session_of(core, cabinet.people["secretary"])).seen_at
    clock.pass_by(seconds=59)
    await sonia.get("/api/me")
    await desk.sessions.flush()
    assert (await _session_of(core, cabinet.people["secretary"])).seen_at == began
    clock.pass_by(seconds=1)
    said = _statements(core.db)
    await sonia.get("/api/me")
    assert not [statement for statement in said if statement.startswith(("UPDATE", "INSERT"))]
    await desk.sessions.flush()
    assert (await _session_of(core, cabinet.people["secretary"])).seen_at == clock.at


async def test_a_practitioner_may_stay_unseen_as_long_as_the_practice_allows(
    desk: Desk, core: Core, clock: SetClock, cabinet: Cabinet
) -> None:
    admin = await desk.signed_in(cabinet.people["administrator"].email, PASSWORD)
    changed = await admin.post(f"/api/practices/{cabinet.practice.id}", {"version": 1, "practitioner_idle_minutes": 120})
    assert changed.json()["practitioner_idle_minutes"] == 120
    doctor = await desk.signed_in(cabinet.people["practitioner"].email, PASSWORD)
    secretary = await desk.signed_in(cabinet.people["secretary"].email, PASSWORD)
    clock.pass_by(minutes=119)
    assert (await doctor.get("/api/me")).status_code == 200
    assert (await secretary.get("/api/me")).status_code == 401


async def test_log_out_ends_the_session_and_closes_its_screens(
    desk: Desk, core: Core, cabinet: Cabinet, doors: WatchedDoors, sonia: Caller
) -> None:
    session = await _session_of(core, cabinet.people["secretary"])
    token = sonia.http.cookies[desk.settings.cookie_name]
    assert session.id in await desk.sessions.alive([session.id])
    doors.closed.clear()
    assert (await sonia.post("/api/logout")).status_code == 204
    assert doors.closed == [session.id]
    assert await desk.sessions.alive([session.id]) == {}
    with pytest.raises(SignedOut):
        await desk.sessions.actor_of(session.id)
    assert (await _with_cookie(desk, token)).status_code == 401
    assert desk.settings.cookie_name not in sonia.http.cookies
    assert (await sonia.post("/api/logout")).status_code == 204


async def test_logging_out_everywhere_ends_every_session_of_the_person(
    desk: Desk, cabinet: Cabinet, clock: SetClock, sonia: Caller
) -> None:
    other = await _again(desk, clock, sonia, cabinet.people["secretary"])
    doctor = await desk.signed_in(cabinet.people["practitioner"].email, PASSWORD)
    assert (await other.get("/api/me")).status_code == 200
    await sonia.post("/api/logout", {"everywhere": True})
    assert (await other.get("/api/me")).status_code == 401
    assert (await doctor.get("/api/me")).status_code == 200


async def test_a_password_alone_signs_nobody_out_elsewhere(desk: Desk, cabinet: Cabinet, sonia: Caller) -> None:
    thief = desk.caller("203.0.113.66")
    await thief.post("/api/login", {"email": cabinet.people["secretary"].email, "password": PASSWORD})
    assert (await thief.post("/api/logout", {"everywhere": True})).status_code == 204
    assert (await sonia.get("/api/me")).status_code == 200


async def _again(desk: Desk, clock: SetClock, first: Caller, person: Person) -> Caller:
    """The same person on another device."""
    assert first.secret is not None
    clock.pass_by(seconds=60)
    caller = desk.caller("198.51.100.9")
    await caller.post("/api/login", {"email": person.email, "password": PASSWORD})
    answer = await caller.post("/api/login/second", {"code": desk.code(first.secret)})
    assert answer.status_code == 200, answer.text
    return caller


async def test_a_new_log_in_ends_the_session_this_browser_had(desk: Desk, core: Core, cabinet: Cabinet, sonia: Caller) -> None:
    former = await _session_of(core, cabinet.people["secretary"])
    await sonia.post("/api/login", {"email": cabinet.people["secretary"].email, "password": PASSWORD})
    assert await desk.sessions.alive([former.id]) == {}


async def test_a_person_shut_out_is_signed_out_at_once(desk: Desk, core: Core, cabinet: Cabinet, sonia: Caller) -> None:
    session = await _session_of(core, cabinet.people["secretary"])
    async with core.db.write(EVERY_PRACTICE) as writing:
        await writing.execute(update(Person).where(Person.id == cabinet.people["secretary"].id).values(disabled=True))
        await writing.commit()
    assert (await sonia.get("/api/me")).status_code == 401
    assert await desk.sessions.alive([session.id]) == {}


async def test_an_idle_screen_is_closed_a_little_later_than_requests_are_refused(
    desk: Desk, core: Core, clock: SetClock, cabinet: Cabinet, sonia: Caller
) -> None:
    session = await _session_of(core, cabinet.people["secretary"])
    clock.pass_by(minutes=30, seconds=10)
    assert session.id in await desk.sessions.alive([session.id])
    clock.pass_by(seconds=6)
    assert await desk.sessions.alive([session.id]) == {}


async def test_half_a_log_in_is_no_session(desk: Desk, core: Core, clock: SetClock, cabinet: Cabinet) -> None:
    caller = desk.caller()
    await caller.post("/api/login", {"email": cabinet.people["secretary"].email, "password": PASSWORD})
    answer = await caller.get("/api/me")
    assert answer.status_code == 401
    assert answer.json()["data"] == {"state": "enrol_second_factor"}
    session = await _session_of(core, cabinet.people["secretary"])
    assert await desk.sessions.alive([session.id]) == {}
    clock.pass_by(minutes=15)
    assert (await caller.post("/api/second-factor/start")).json()["data"] == {}


async def test_the_number_of_a_session_changes_with_its_rights(desk: Desk, core: Core, cabinet: Cabinet, sonia: Caller) -> None:
    session = await _session_of(core, cabinet.people["secretary"])
    before = (await desk.sessions.alive([session.id]))[session.id]
    assert (await desk.sessions.actor_of(session.id)).rights_version == before
    async with core.db.write(EVERY_PRACTICE) as writing:
        await writing.execute(update(Person).where(Person.id == cabinet.people["secretary"].id).values(rights_version=2))
        await writing.commit()
    after = (await desk.sessions.alive([session.id]))[session.id]
    assert after != before
    assert (await desk.sessions.actor_of(session.id)).rights_version == after


async def test_the_number_of_a_replacement_changes_when_its_day_ends(
    desk: Desk, core: Core, clock: SetClock, cabinet: Cabinet, sonia: Caller
) -> None:
    await desk.signed_in(cabinet.people["replacement"].email, PASSWORD)
    stand_in = await _session_of(core, cabinet.people["replacement"])
    secretary = await _session_of(core, cabinet.people["secretary"])
    clock.at = clock.at.replace(hour=22, minute=50)  # ten to midnight in Paris
    async with core.db.write(EVERY_PRACTICE) as writing:
        await writing.execute(update(SignedInSession).values(seen_at=clock.at, expires_at=clock.at + timedelta(hours=1)))
        await writing.commit()
    before = await desk.sessions.alive([stand_in.id, secretary.id])
    assert (await desk.sessions.actor_of(stand_in.id)).scope == {cabinet.practice.id}
    clock.pass_by(minutes=10)
    after = await desk.sessions.alive([stand_in.id, secretary.id])
    assert after[stand_in.id] != before[stand_in.id]
    assert after[secretary.id] == before[secretary.id]
    assert (await desk.sessions.actor_of(stand_in.id)).scope == frozenset()


async def test_asking_after_nobody_asks_nothing(desk: Desk, core: Core) -> None:
    said = _statements(core.db)
    assert await desk.sessions.alive([]) == {}
    assert said == []
