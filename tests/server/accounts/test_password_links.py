"""Forgotten and changed passwords: the link opens once, is stored nowhere, and tells nobody who has an account."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from server.accounts.models import Person
from server.core.db import EVERY_PRACTICE
from server.core.unit import Core
from tests.server.accounts.conftest import Desk, WatchedDoors
from tests.server.accounts.letters import delivered, outbox, token_in
from tests.support import factories
from tests.support.actors import Cabinet
from tests.support.clock import SetClock
from tests.support.databases import ON_SQLITE
from tests.support.factories import PASSWORD

NEW = "tournesol bleu marine 7"


async def _link(desk: Desk, email: str) -> str:
    answer = await desk.caller().post("/api/password/forgot", {"email": email})
    assert answer.status_code == 204
    return token_in((await delivered(desk, email.lower()))[-1])


async def test_a_forgotten_password_is_replaced_through_the_link(
    desk: Desk, cabinet: Cabinet, doors: WatchedDoors, clock: SetClock
) -> None:
    person = cabinet.people["secretary"]
    signed_in = await desk.signed_in(person.email, PASSWORD)
    token = await _link(desk, person.email.upper())
    doors.closed.clear()
    answer = await desk.caller().post("/api/password/reset", {"token": token, "password": NEW})
    assert answer.status_code == 204, answer.text
    assert len(doors.closed) == 1
    assert (await signed_in.get("/api/me")).status_code == 401
    old = await desk.caller("198.51.100.1").post("/api/login", {"email": person.email, "password": PASSWORD})
    assert old.json()["code"] == "wrong_credentials"
    new = await desk.caller("198.51.100.1").post("/api/login", {"email": person.email, "password": NEW})
    assert new.json()["state"] == "second_factor"
    assert [row.subject for row in await delivered(desk)][-1] == "Votre mot de passe a changé"


async def test_a_link_opens_once(desk: Desk, cabinet: Cabinet) -> None:
    token = await _link(desk, cabinet.people["secretary"].email)
    assert (await desk.caller().post("/api/password/reset", {"token": token, "password": NEW})).status_code == 204
    again = await desk.caller().post("/api/password/reset", {"token": token, "password": NEW})
    assert (again.status_code, again.json()["code"]) == (410, "link_expired")


async def test_a_new_password_closes_the_links_asked_before(desk: Desk, cabinet: Cabinet) -> None:
    first = await _link(desk, cabinet.people["secretary"].email)
    second = await _link(desk, cabinet.people["secretary"].email)
    assert first != second
    assert (await desk.caller().post("/api/password/reset", {"token": second, "password": NEW})).status_code == 204
    assert (await desk.caller().post("/api/password/reset", {"token": first, "password": NEW})).status_code == 410


async def test_a_link_is_dead_after_an_hour(desk: Desk, cabinet: Cabinet, clock: SetClock) -> None:
    token = await _link(desk, cabinet.people["secretary"].email)
    clock.pass_by(hours=1)
    assert (await desk.caller().post("/api/password/reset", {"token": token, "password": NEW})).status_code == 410


@ON_SQLITE
@pytest.mark.parametrize(
    "change", [lambda token: token[:-1] + "x", lambda token: "0" * 32 + token[32:], lambda token: "é" * 40, lambda token: "x"]
)
async def test_a_made_up_link_opens_nothing(desk: Desk, cabinet: Cabinet, change: object) -> None:
    token = await _link(desk, cabinet.people["secretary"].email)
    answer = await desk.caller().post("/api/password/reset", {"token": change(token), "password": NEW})  # type: ignore[operator]
    assert answer.status_code == 410


async def test_a_weak_password_does_not_use_the_link_up(desk: Desk, cabinet: Cabinet) -> None:
    token = await _link(desk, cabinet.people["secretary"].email)
    weak = await desk.caller().post("/api/password/reset", {"token": token, "password": "soniapetit2026"})
    assert (weak.status_code, weak.json()["code"]) == (422, "weak_password")
    assert (await desk.caller().post("/api/password/reset", {"token": token, "password": NEW})).status_code == 204


async def test_an_unknown_address_is_answered_the_same_and_gets_no_message(desk: Desk, core: Core, cabinet: Cabinet) -> None:
    known = await desk.caller().post("/api/password/forgot", {"email": cabinet.people["secretary"].email})
    unknown = await desk.caller().post("/api/password/forgot", {"email": "nobody@example.org"})
    gone = await factories.person(core, disabled=True)
    shut_out = await desk.caller().post("/api/password/forgot", {"email": gone.email})
    assert {(answer.status_code, answer.content) for answer in (known, unknown, shut_out)} == {(204, b"")}
    assert [row.recipient for row in await delivered(desk)] == [cabinet.people["secretary"].email]
    assert [state for _, state, _ in await outbox(desk)] == ["sent", "dropped", "dropped"]


async def test_the_secret_of_a_link_is_in_the_message_and_nowhere_else(desk: Desk, core: Core, cabinet: Cabinet) -> None:
    token = await _link(desk, cabinet.people["secretary"].email)
    async with core.db.read(EVERY_PRACTICE) as session:
        for table in ("one_time_tokens", "outbox", "audit_lines"):
            rows = (await session.execute(text(f"SELECT * FROM {table}"), execution_options={"unscoped": "a test"})).all()
            assert rows
            assert token[32:] not in str(rows)


async def test_links_are_asked_for_three_times_an_hour(desk: Desk, cabinet: Cabinet, clock: SetClock) -> None:
    body = {"email": cabinet.people["secretary"].email}
    answers = [(await desk.caller(f"203.0.113.{n}").post("/api/password/forgot", body)).status_code for n in range(5)]
    assert answers == [204, 204, 204, 429, 429]
    clock.at += timedelta(hours=1)
    assert (await desk.caller().post("/api/password/forgot", body)).status_code == 204


async def test_changing_ones_password_keeps_this_session_and_ends_the_others(
    desk: Desk, cabinet: Cabinet, clock: SetClock, doors: WatchedDoors
) -> None:
    person: Person = cabinet.people["secretary"]
    here = await desk.signed_in(person.email, PASSWORD)
    clock.pass_by(minutes=1)
    there = desk.caller("198.51.100.1")
    await there.post("/api/login", {"email": person.email, "password": PASSWORD})
    assert here.secret is not None
    await there.post("/api/login/second", {"code": desk.code(here.secret)})
    assert (await there.get("/api/me")).status_code == 200
    doors.closed.clear()
    wrong = await here.post("/api/password/change", {"current": "guess", "password": NEW})
    assert wrong.json()["code"] == "wrong_credentials"
    assert (await here.post("/api/password/change", {"current": PASSWORD, "password": "azertyuiop123"})).json()["code"] == "weak_password"
    assert (await there.get("/api/me")).status_code == 200
    assert (await here.post("/api/password/change", {"current": PASSWORD, "password": NEW})).status_code == 204
    assert len(doors.closed) == 1
    assert (await here.get("/api/me")).status_code == 200
    assert (await there.get("/api/me")).status_code == 401
    assert [row.subject for row in await delivered(desk)] == ["Votre mot de passe a changé"]


async def test_changing_a_password_needs_a_session(desk: Desk) -> None:
    answer = await desk.caller().post("/api/password/change", {"current": PASSWORD, "password": NEW})
    assert answer.status_code == 401
