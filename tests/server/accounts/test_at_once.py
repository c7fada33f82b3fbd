"""Several administrators, and several answers, at the same moment."""

import asyncio
from typing import Any

from sqlalchemy import select

from server.accounts.models import MembershipRow, Person
from server.core.db import EVERY_PRACTICE
from server.core.unit import Core
from tests.server.accounts.conftest import Desk
from tests.server.accounts.letters import delivered, token_in
from tests.server.accounts.live import Watched
from tests.support import factories
from tests.support.actors import Cabinet


async def _rows(core: Core, **where: Any) -> list[MembershipRow]:
    async with core.db.read(EVERY_PRACTICE) as session:
        return list(await session.scalars(select(MembershipRow).filter_by(**where).order_by(MembershipRow.id)))


async def test_two_administrators_who_remove_each_other_leave_one(desk: Desk, core: Core, cabinet: Cabinet) -> None:
    first, second = cabinet.people["administrator"], await factories.person(core, "Bruno Lang")
    await factories.membership(core, second, cabinet.practice, "administrator")
    screens = await Watched(core, f"practice/{cabinet.practice.id}").open()
    callers = [await desk.entered(person) for person in (first, second)]
    targets = [(await _rows(core, person_id=person.id))[0].id for person in (second, first)]
    answers = await asyncio.gather(*(caller.delete(f"/api/members/{target}") for caller, target in zip(callers, targets, strict=True)))
    assert len(await _rows(core, practice_id=cabinet.practice.id, role="administrator")) == 1
    assert sorted(answer.status_code for answer in answers)[0] == 204
    assert all(answer.status_code in {204, 401, 404, 409} for answer in answers)
    await screens.check()


async def test_rights_ticked_at_once_on_several_agendas_are_all_kept(desk: Desk, core: Core, cabinet: Cabinet) -> None:
    admin = await desk.entered(cabinet.people["administrator"])
    doctor = await desk.entered(cabinet.people["practitioner"])
    person = cabinet.people["secretary"]
    (member,) = await _rows(core, person_id=person.id)
    screens = await Watched(core, f"practice/{cabinet.practice.id}", f"person/{person.id}").open()
    for rights in (["view"], ["view", "book"], []):
        answers = await asyncio.gather(
            doctor.put(f"/api/members/{member.id}/rights", {"practitioner_id": cabinet.doctor.id, "rights": rights}),
            admin.put(f"/api/members/{member.id}/rights", {"practitioner_id": cabinet.midwife.id, "rights": rights}),
            admin.put(f"/api/members/{member.id}/rights", {"practitioner_id": "*", "rights": rights}),
        )
        assert [answer.status_code for answer in answers] == [200, 200, 200]
        (row,) = await _rows(core, person_id=person.id)
        assert row.rights == {cabinet.doctor.id: rights, cabinet.midwife.id: rights, "*": rights}
    async with core.db.read(EVERY_PRACTICE) as session:
        version = (await session.execute(select(Person.rights_version).where(Person.id == person.id))).scalar_one()
    assert version == 10
    await screens.check()


async def test_an_invitation_answered_five_times_at_once_makes_one_member(desk: Desk, core: Core, cabinet: Cabinet) -> None:
    admin = await desk.entered(cabinet.people["administrator"])
    await admin.post("/api/invitations", {"practice_id": cabinet.practice.id, "email": "new@example.org", "role": "secretary"})
    token = token_in((await delivered(desk))[-1])
    body = {"token": token, "name": "Zoé Roux", "password": "tournesol bleu marine 7"}
    answers = await asyncio.gather(*(desk.caller(f"198.51.100.{n}").post("/api/invitations/accept", body) for n in range(5)))
    assert sorted(answer.status_code for answer in answers) == [200, 410, 410, 410, 410]
    async with core.db.read(EVERY_PRACTICE) as session:
        (person,) = (await session.scalars(select(Person).where(Person.email == "new@example.org"))).all()
    assert len(await _rows(core, person_id=person.id)) == 1


async def test_two_practices_that_invite_one_new_person_at_once_share_one_account(
    desk: Desk, core: Core, cabinet: Cabinet, twin: Cabinet
) -> None:
    tokens = []
    for each in (cabinet, twin):
        admin = await desk.entered(each.people["administrator"])
        await admin.post("/api/invitations", {"practice_id": each.practice.id, "email": "new@example.org", "role": "tele_secretary"})
        tokens.append(token_in((await delivered(desk))[-1]))
        desk.clock.pass_by(seconds=1)
    body = {"name": "Zoé Roux", "password": "tournesol bleu marine 7"}
    answers = await asyncio.gather(*(desk.caller().post("/api/invitations/accept", {"token": token, **body}) for token in tokens))
    assert {answer.status_code for answer in answers} <= {200, 429}
    for token in tokens:
        await desk.caller().post("/api/invitations/accept", {"token": token, "password": body["password"]})
    async with core.db.read(EVERY_PRACTICE) as session:
        (person,) = (await session.scalars(select(Person).where(Person.email == "new@example.org"))).all()
    assert {row.practice_id for row in await _rows(core, person_id=person.id)} == {cabinet.practice.id, twin.practice.id}


async def test_one_agenda_opened_twice_at_once_is_one_grant(desk: Desk, core: Core, cabinet: Cabinet, twin: Cabinet) -> None:
    admin = await desk.entered(cabinet.people["administrator"])
    colleague = twin.people["practitioner"]
    body = {"practitioner_id": cabinet.doctor.id, "email": colleague.email, "function": "busy"}
    answers = await asyncio.gather(*(admin.post("/api/grants", body) for _ in range(4)))
    assert [answer.status_code for answer in answers] == [201] * 4
    assert len(await _rows(core, person_id=colleague.id, practice_id=cabinet.practice.id)) == 1
