"""Log-in: the same to whoever guesses, open to whoever knows (R28)."""

import asyncio
from collections.abc import Callable

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from server.accounts.models import Person
from server.core.audit import AuditLine
from server.core.db import EVERY_PRACTICE
from server.core.unit import Core
from tests.server.accounts.conftest import Desk
from tests.support import factories
from tests.support.actors import Cabinet
from tests.support.caller import Caller
from tests.support.clock import SetClock
from tests.support.databases import ON_SQLITE
from tests.support.factories import PASSWORD


async def _log_in(caller: Caller, email: str, password: str = PASSWORD) -> tuple[int, str]:
    answer = await caller.post("/api/login", {"email": email, "password": password})
    body = answer.json()
    return answer.status_code, body.get("state") or body["code"]


async def test_a_password_and_a_code_sign_one_in(desk: Desk, cabinet: Cabinet, clock: SetClock) -> None:
    email = cabinet.people["practitioner"].email
    first = await desk.signed_in(email, PASSWORD)
    me = (await first.get("/api/me")).json()
    assert me["person"]["name"] == "Claire Lefèvre"
    assert me["person"]["second_factor"] is True
    assert me["practices"] == [
        {"id": cabinet.practice.id, "name": cabinet.practice.name, "role": "practitioner", "practitioner_id": cabinet.doctor.id}
    ]
    assert [agenda["practitioner"]["id"] for agenda in me["agendas"]] == [cabinet.doctor.id, cabinet.midwife.id]
    assert "reason" in me["agendas"][0]["rights"]
    assert "reason" not in me["agendas"][1]["rights"]
    clock.pass_by(minutes=1)
    assert first.secret is not None
    second = desk.caller()
    assert await _log_in(second, f" {email.upper()} ") == (200, "second_factor")
    answer = await second.post("/api/login/second", {"code": desk.code(first.secret)})
    assert answer.json() == {"state": "signed_in", "recovery_codes_left": None}
    assert (await second.get("/api/me")).status_code == 200


@ON_SQLITE
@pytest.mark.parametrize("password", ["wrong", "Correct horse battery staple", "x" * 1024])
async def test_an_unknown_account_and_a_wrong_password_answer_the_same(desk: Desk, cabinet: Cabinet, password: str) -> None:
    known = await desk.caller().post("/api/login", {"email": cabinet.people["secretary"].email, "password": password})
    unknown = await desk.caller().post("/api/login", {"email": "nobody@example.org", "password": password})
    assert known.status_code == unknown.status_code == 422
    assert known.content == unknown.content
    assert desk.passwords.computed == 2


async def test_an_account_that_was_shut_out_answers_like_an_unknown_one(desk: Desk, core: Core) -> None:
    person = await factories.person(core, disabled=True)
    assert await _log_in(desk.caller(), person.email) == (422, "wrong_credentials")


async def test_an_old_hash_is_renewed_by_the_next_log_in(desk: Desk, core: Core) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8_192, parallelism=1).hash(PASSWORD)
    person = await factories.person(core, password=weak)
    await desk.signed_in(person.email, PASSWORD)
    async with core.db.read(EVERY_PRACTICE) as session:
        kept = (await session.execute(select(Person.password).where(Person.id == person.id))).scalar_one()
    assert "m=19456,t=2" in kept
    assert await desk.passwords.verify(kept, PASSWORD)


async def test_a_thousand_guesses_from_a_hundred_addresses_compute_few_hashes_and_leave_a_known_device_free(
    desk: Desk, cabinet: Cabinet, clock: SetClock
) -> None:
    email = cabinet.people["secretary"].email
    owner = await desk.signed_in(email, PASSWORD)
    desk.passwords.computed = 0
    callers = [desk.caller(f"203.0.113.{number}") for number in range(100)]
    for round_ in range(10):
        await asyncio.gather(*(_log_in(caller, email, f"guess {round_}") for caller in callers))
    assert desk.passwords.computed <= 10
    assert await _log_in(callers[0], email) == (429, "too_many")
    assert desk.passwords.computed <= 10
    clock.pass_by(minutes=1)
    assert await _log_in(owner, email) == (200, "second_factor")
    clock.pass_by(hours=1)
    assert await _log_in(desk.caller("203.0.113.250"), email) == (200, "second_factor")


@ON_SQLITE
async def test_one_address_is_stopped_before_thirty_accounts(desk: Desk) -> None:
    caller = desk.caller("203.0.113.7")
    answers = [await _log_in(caller, f"person{number}@example.org", "guess") for number in range(120)]
    assert desk.passwords.computed <= 30
    assert answers[-1] == (429, "too_many")
    assert await _log_in(desk.caller("203.0.113.8"), "person1@example.org", "guess") == (422, "wrong_credentials")


async def test_a_known_device_has_a_limit_of_its_own(desk: Desk, cabinet: Cabinet) -> None:
    email = cabinet.people["secretary"].email
    owner = await desk.signed_in(email, PASSWORD)
    desk.passwords.computed = 0
    answers = [await _log_in(owner, email, "guess") for _ in range(15)]
    assert answers[-1] == (429, "too_many")
    assert desk.passwords.computed == 10


async def test_a_device_is_known_for_its_persons_only(desk: Desk, cabinet: Cabinet) -> None:
    owner = await desk.signed_in(cabinet.people["secretary"].email, PASSWORD)
    target = cabinet.people["administrator"].email
    for number in range(12):
        await _log_in(desk.caller(f"203.0.113.{number}"), target, "guess")
    assert await _log_in(owner, target) == (429, "too_many")


async def test_a_code_opens_once_even_to_two_at_the_same_time(desk: Desk, cabinet: Cabinet, clock: SetClock) -> None:
    email = cabinet.people["secretary"].email
    first = await desk.signed_in(email, PASSWORD)
    assert first.secret is not None
    clock.pass_by(minutes=1)
    code = desk.code(first.secret)
    callers = [desk.caller(f"198.51.100.{number}") for number in range(5)]
    for caller in callers:
        assert await _log_in(caller, email) == (200, "second_factor")
    answers = await asyncio.gather(*(caller.post("/api/login/second", {"code": code}) for caller in callers))
    assert sorted(answer.status_code for answer in answers) == [200, 422, 422, 422, 422]
    clock.pass_by(seconds=30)
    assert (await callers[0].post("/api/login/second", {"code": code})).status_code in {401, 422}


async def test_guessing_codes_is_stopped(desk: Desk, cabinet: Cabinet, clock: SetClock) -> None:
    email = cabinet.people["secretary"].email
    owner = await desk.signed_in(email, PASSWORD)
    assert owner.secret is not None
    clock.pass_by(minutes=1)
    thief = desk.caller("203.0.113.66")
    assert await _log_in(thief, email) == (200, "second_factor")
    codes = [(await thief.post("/api/login/second", {"code": f"{number:06}"})).json()["code"] for number in range(12)]
    assert codes[:8] == ["wrong_code"] * 8
    assert codes[8:] == ["too_many"] * 4
    assert (await thief.post("/api/login/second", {"code": desk.code(owner.secret)})).status_code == 429
    assert await _log_in(owner, email) == (200, "second_factor")
    assert (await owner.post("/api/login/second", {"code": desk.code(owner.secret)})).status_code == 200


async def test_a_code_without_a_password_opens_nothing(desk: Desk, cabinet: Cabinet) -> None:
    answer = await desk.caller().post("/api/login/second", {"code": "123456"})
    assert (answer.status_code, answer.json()["code"]) == (401, "signed_out")


async def test_a_recovery_code_opens_once_and_says_how_many_are_left(desk: Desk, cabinet: Cabinet) -> None:
    email = cabinet.people["secretary"].email
    caller = desk.caller()
    await _log_in(caller, email)
    secret = (await caller.post("/api/second-factor/start")).json()["secret"]
    codes = (await caller.post("/api/second-factor/confirm", {"code": desk.code(secret)})).json()["recovery_codes"]
    other = desk.caller("198.51.100.4")
    await _log_in(other, email)
    answer = await other.post("/api/login/second", {"code": codes[3].lower()})
    assert answer.json() == {"state": "signed_in", "recovery_codes_left": 9}
    third = desk.caller("198.51.100.5")
    await _log_in(third, email)
    assert (await third.post("/api/login/second", {"code": codes[3]})).json()["code"] == "wrong_code"


async def test_who_has_a_second_factor_cannot_replace_it_with_the_password_alone(desk: Desk, cabinet: Cabinet, clock: SetClock) -> None:
    email = cabinet.people["secretary"].email
    owner = await desk.signed_in(email, PASSWORD)
    thief = desk.caller("203.0.113.66")
    await _log_in(thief, email)
    for path, body in (("start", {}), ("start", {"password": PASSWORD}), ("confirm", {"code": "123456"})):
        answer = await thief.post(f"/api/second-factor/{path}", body)
        assert (answer.status_code, answer.json()["data"]) == (401, {"state": "second_factor"})
    assert (await owner.post("/api/second-factor/start")).json()["data"] == {"field": "password", "reason": "required"}
    assert (await owner.post("/api/second-factor/start", {"password": "guess"})).json()["code"] == "wrong_credentials"
    started = await owner.post("/api/second-factor/start", {"password": PASSWORD})
    secret = started.json()["secret"]
    assert started.json()["qr_svg"].startswith("<svg")
    assert (await owner.post("/api/second-factor/confirm", {"code": "000000"})).json()["code"] == "wrong_code"
    assert (await owner.post("/api/second-factor/confirm", {"code": desk.code(secret)})).status_code == 200
    clock.pass_by(minutes=1)
    again = desk.caller("198.51.100.8")
    await _log_in(again, email)
    assert (await again.post("/api/login/second", {"code": desk.code(owner.secret or "")})).json()["code"] == "wrong_code"
    assert (await again.post("/api/login/second", {"code": desk.code(secret)})).status_code == 200


async def test_a_demo_asks_no_second_factor_of_who_has_none(open_desk: Callable[..., Desk], cabinet: Cabinet, core: Core) -> None:
    desk = open_desk(demo=True)
    caller = desk.caller()
    assert await _log_in(caller, cabinet.people["secretary"].email) == (200, "signed_in")
    assert (await caller.get("/api/me")).json()["demo"] is True
    token = caller.http.cookies[desk.settings.cookie_name]
    strict = open_desk(demo=False).caller()
    strict.http.cookies.set(desk.settings.cookie_name, token)
    assert (await strict.get("/api/me")).json()["data"] == {"state": "enrol_second_factor"}


async def test_failures_and_successes_leave_lines_without_addresses(desk: Desk, core: Core, cabinet: Cabinet) -> None:
    email = cabinet.people["secretary"].email
    await _log_in(desk.caller(), email, "guess")
    await desk.signed_in(email, PASSWORD)
    async with core.db.read(EVERY_PRACTICE) as session:
        lines = (await session.scalars(select(AuditLine).order_by(AuditLine.id))).all()
    assert [line.act for line in lines] == ["login_failed", "login", "second_factor_set_up"]
    assert {line.person_id for line in lines} == {cabinet.people["secretary"].id}
    assert not any(email in f"{line.subject}{line.act}" for line in lines)


@ON_SQLITE
@pytest.mark.parametrize(
    "body",
    [
        {},
        {"email": "a@example.org"},
        {"email": "a@example.org", "password": ""},
        {"email": 3, "password": "x"},
        {"email": "a@example.org", "password": "x" * 2000},
        {"email": "a@example.org", "password": "x", "more": 1},
        [],
    ],
)
async def test_a_log_in_that_cannot_be_read_is_refused(desk: Desk, body: object) -> None:
    answer = await desk.caller().post("/api/login", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "malformed")
    assert desk.passwords.computed == 0
