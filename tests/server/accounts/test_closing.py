"""The real application: when a session ends, for whatever reason, its open screens are closed, in every process (R27)."""

import asyncio
from contextlib import AsyncExitStack
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from server.accounts.models import MembershipRow, Person, SignedInSession
from server.core.actors import Role
from server.core.db import EVERY_PRACTICE
from server.core.unit import Core
from tests.support.actors import Cabinet
from tests.support.caller import Caller
from tests.support.databases import ON_POSTGRESQL, ON_SQLITE
from tests.support.factories import PASSWORD
from tests.support.screen import Screen
from tests.support.serving import Serve, Served

SIGNED_OUT = 4501
SCREENS = 20
"""Screens of each of five persons: a hundred in all."""
_LOSING: tuple[Role, ...] = ("practitioner", "secretary", "tele_secretary", "replacement")

pytestmark = pytest.mark.slow


async def _member(core: Core, person: Person) -> str:
    async with core.db.read(EVERY_PRACTICE) as session:
        return (await session.scalars(select(MembershipRow.id).where(MembershipRow.person_id == person.id))).one()


async def _entered(stack: AsyncExitStack, core: Core, served: Served, person: Person) -> Caller:
    caller = await stack.enter_async_context(served.caller())
    await caller.enter(core, person)
    return caller


async def _all_closed(screens: list[Screen]) -> None:
    codes = await asyncio.gather(*(screen.closed(seconds=60) for screen in screens))
    assert set(codes) == {SIGNED_OUT}


async def _at(stack: AsyncExitStack, server: Served, caller: Caller) -> Caller:
    """The same session, at another process."""
    there = await stack.enter_async_context(Caller(server.url))
    there.http.cookies.update({f"ardoise_{server.port}": next(iter(caller.http.cookies.values()))})
    return there


async def _close_for_every_reason(core: Core, cabinet: Cabinet, servers: list[Served]) -> None:
    here, people = servers[0], cabinet.people
    async with AsyncExitStack() as stack:
        admin = await _entered(stack, core, here, people["administrator"])
        callers = {role: await _entered(stack, core, here, people[role]) for role in _LOSING}
        elsewhere = await _entered(stack, core, here, people["practitioner"])  # another session of the doctor
        opened: dict[str, list[Screen]] = {}
        for role, caller in callers.items():
            opened[role] = []
            for number in range(SCREENS):
                there = await _at(stack, servers[number % len(servers)], caller)
                opened[role].append(await stack.enter_async_context(Screen(there)))
        at_each = {role: [await _at(stack, server, caller) for server in servers] for role, caller in callers.items()}
        mine_at_each = [await _at(stack, server, elsewhere) for server in servers]

        async def let_in(callers: list[Caller]) -> set[int]:
            return {(await caller.get("/api/me")).status_code for caller in callers}

        assert await let_in([*(each for several in at_each.values() for each in several), *mine_at_each]) == {200}
        mine = [await stack.enter_async_context(Screen(elsewhere)) for _ in range(SCREENS)]

        assert (await callers["secretary"].post("/api/logout")).status_code == 204
        assert await let_in(at_each["secretary"]) == {401}
        await _all_closed(opened["secretary"])

        changed = await admin.patch(f"/api/members/{await _member(core, people['tele_secretary'])}", {"role": "secretary"})
        assert changed.status_code == 200, changed.text
        assert await let_in(at_each["tele_secretary"]) == {401}
        await _all_closed(opened["tele_secretary"])

        answer = await elsewhere.post("/api/password/change", {"current": PASSWORD, "password": "tournesol bleu marine 7"})
        assert answer.status_code == 204, answer.text
        assert await let_in(at_each["practitioner"]) == {401}
        await _all_closed(opened["practitioner"])
        assert [screen.code for screen in mine] == [None] * SCREENS

        async with core.db.write(EVERY_PRACTICE) as session:
            await session.execute(
                update(SignedInSession).where(SignedInSession.person_id == people["replacement"].id).values(expires_at=datetime.now(UTC))
            )
            await session.commit()
        assert await let_in(at_each["replacement"]) == {401}
        await _all_closed(opened["replacement"])

        shut_out = await admin.patch(f"/api/members/{await _member(core, people['practitioner'])}", {"disabled": True})
        assert shut_out.status_code == 200
        assert await let_in(mine_at_each) == {401}
        await _all_closed(mine)
        assert await let_in([each for several in at_each.values() for each in several]) == {401}


@ON_SQLITE
async def test_the_screens_of_an_ended_session_close_in_one_process(core: Core, cabinet: Cabinet, serve: Serve) -> None:
    await _close_for_every_reason(core, cabinet, [serve()])


@ON_POSTGRESQL
async def test_the_screens_of_an_ended_session_close_in_two_processes(core: Core, cabinet: Cabinet, serve: Serve, redis_url: str) -> None:
    await _close_for_every_reason(core, cabinet, [serve(redis_url=redis_url, command="web") for _ in range(2)])


@ON_POSTGRESQL
async def test_they_close_in_another_process_even_without_a_broker_between(core: Core, cabinet: Cabinet, serve: Serve) -> None:
    await _close_for_every_reason(core, cabinet, [serve(command="web") for _ in range(2)])


@ON_SQLITE
async def test_a_right_unticked_takes_the_agenda_away_and_ticked_again_gives_it_back(core: Core, cabinet: Cabinet, serve: Serve) -> None:
    served = serve()
    topic, days = f"agenda/{cabinet.doctor.id}", {"from": "2026-03-02", "to": "2026-03-08"}
    person = f"person/{cabinet.people['secretary'].id}"
    rights = f"/api/members/{await _member(core, cabinet.people['secretary'])}/rights"
    async with AsyncExitStack() as stack:
        admin = await _entered(stack, core, served, cabinet.people["administrator"])
        sonia = await _entered(stack, core, served, cabinet.people["secretary"])
        screen = await stack.enter_async_context(Screen(sonia))
        assert (await screen.subscribe(topic, days))["t"] == "snap"
        snapshot = await screen.subscribe(person)
        assert snapshot["body"]["access"][0]["version"] == 1, snapshot
        await admin.put(rights, {"practitioner_id": cabinet.doctor.id, "rights": []})
        await screen.next("lost", topic=topic)
        assert (await screen.next("evt", topic=person, name="access_changed"))["body"]["put"]["access"][0]["version"] == 2
        assert (await screen.subscribe(topic, days))["code"] == "not_found"
        await admin.put(rights, {"practitioner_id": cabinet.doctor.id, "rights": ["view"]})
        assert (await screen.next("evt", topic=person, name="access_changed"))["body"]["put"]["access"][0]["version"] == 3
        assert (await screen.subscribe(topic, days))["t"] == "snap"
