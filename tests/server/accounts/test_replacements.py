"""The access of a replacement: its agenda, its days, nothing else (F089–F091, Q34)."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from server.accounts.models import MembershipRow, Person
from server.accounts.service.replacements import grant_replacement, replaced_by, replacement_topics, withdraw_replacement
from server.core.actors import Target
from server.core.db import EVERY_PRACTICE
from server.core.errors import Invalid
from server.core.permissions import Permission
from server.core.unit import Core, UnitOfWork, writing
from tests.server.accounts.conftest import Desk
from tests.server.accounts.live import Watched
from tests.support import factories
from tests.support.actors import Cabinet, actor_of
from tests.support.clock import SetClock
from tests.support.factories import PASSWORD

TODAY = date(2026, 3, 2)
RECORD = "5" * 32


async def _granted(core: Core, cabinet: Cabinet, person_id: str, *days: date) -> None:
    async def work(uow: UnitOfWork) -> None:
        former = await replaced_by(uow, cabinet.practice.id, RECORD)
        await uow.lock(*replacement_topics(cabinet.practice.id, person_id, former))
        await grant_replacement(uow, cabinet.practice.id, person_id, cabinet.doctor.id, days, RECORD)

    async with writing(core, cabinet.actors["administrator"]) as uow:
        uow.permit(Permission.AGENDA_SETTINGS, Target(cabinet.practice.id, cabinet.doctor.id))
        await work(uow)


async def _withdrawn(core: Core, cabinet: Cabinet) -> None:
    async with writing(core, cabinet.actors["administrator"]) as uow:
        uow.permit(Permission.AGENDA_SETTINGS, Target(cabinet.practice.id, cabinet.doctor.id))
        former = await replaced_by(uow, cabinet.practice.id, RECORD)
        await uow.lock(*replacement_topics(cabinet.practice.id, former))
        await withdraw_replacement(uow, cabinet.practice.id, RECORD)


async def _may_book(core: Core, cabinet: Cabinet, person: Person) -> bool:
    actor = await actor_of(core, person)
    target = Target(cabinet.practice.id, cabinet.doctor.id)
    async with writing(core, actor) as uow:
        uow.permit(Permission.PUBLIC)
        return uow.may(Permission.AGENDA_BOOK, target)


async def test_a_replacement_works_on_its_days_and_sees_nothing_on_others(
    desk: Desk, core: Core, cabinet: Cabinet, clock: SetClock
) -> None:
    person = await factories.person(core, "Luc Arnaud")
    await _granted(core, cabinet, person.id, TODAY, TODAY + timedelta(days=2))
    caller = await desk.signed_in(person.email, PASSWORD)
    me = (await caller.get("/api/me")).json()
    assert [agenda["practitioner"]["id"] for agenda in me["agendas"]] == [cabinet.doctor.id]
    assert "reason" in me["agendas"][0]["rights"]
    clock.pass_by(days=1)
    later = desk.caller("198.51.100.3")
    await later.post("/api/login", {"email": person.email, "password": PASSWORD})
    await later.post("/api/login/second", {"code": desk.code(caller.secret or "")})
    me = (await later.get("/api/me")).json()
    assert (me["practices"], me["agendas"]) == ([], [])


async def test_other_days_or_another_person_move_the_access_and_the_screens_hear(core: Core, cabinet: Cabinet) -> None:
    first, second = await factories.person(core, "Luc Arnaud"), await factories.person(core, "Eva Klein")
    screens = await Watched(core, f"practice/{cabinet.practice.id}", f"person/{first.id}", f"person/{second.id}").open()
    await _granted(core, cabinet, first.id, TODAY)
    assert await _may_book(core, cabinet, first)
    await _granted(core, cabinet, first.id, TODAY + timedelta(days=1))
    assert not await _may_book(core, cabinet, first)
    await _granted(core, cabinet, second.id, TODAY)
    assert await _may_book(core, cabinet, second)
    async with core.db.read(EVERY_PRACTICE) as session:
        rows = (await session.scalars(select(MembershipRow).where(MembershipRow.replacement_id == RECORD))).all()
    assert [row.person_id for row in rows] == [second.id]
    await _withdrawn(core, cabinet)
    assert not await _may_book(core, cabinet, second)
    await _withdrawn(core, cabinet)
    assert await screens.check() == {"member_joined", "member_changed", "member_left", "access_changed"}


async def test_a_replacement_nobody_knows_is_refused(core: Core, cabinet: Cabinet) -> None:
    with pytest.raises(Invalid):
        await _granted(core, cabinet, "0" * 32, TODAY)
    gone = await factories.person(core, disabled=True)
    with pytest.raises(Invalid):
        await _granted(core, cabinet, gone.id, TODAY)
