"""Members, invitations, rights, grants: what changes is live, what is lost is lost at once."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from server.accounts.models import MembershipRow, Person
from server.core.db import EVERY_PRACTICE
from server.core.unit import Core
from tests.server.accounts.conftest import Desk, WatchedDoors
from tests.server.accounts.letters import delivered, outbox, token_in
from tests.server.accounts.live import Watched, fresh
from tests.support import factories
from tests.support.actors import Cabinet
from tests.support.caller import Caller
from tests.support.clock import SetClock
from tests.support.databases import ON_SQLITE
from tests.support.factories import PASSWORD

NEW = "tournesol bleu marine 7"


@pytest.fixture
async def alice(desk: Desk, cabinet: Cabinet) -> Caller:
    """The administrator, signed in."""
    return await desk.entered(cabinet.people["administrator"])


@pytest.fixture
async def claire(desk: Desk, cabinet: Cabinet) -> Caller:
    """The doctor, signed in."""
    return await desk.entered(cabinet.people["practitioner"])


@pytest.fixture
async def sonia(desk: Desk, cabinet: Cabinet) -> Caller:
    """The secretary, signed in."""
    return await desk.entered(cabinet.people["secretary"])


async def _member(core: Core, person: Person) -> MembershipRow:
    async with core.db.read(EVERY_PRACTICE) as session:
        return (await session.scalars(select(MembershipRow).where(MembershipRow.person_id == person.id))).one()


def _refused(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def _rights(caller: Caller, agenda: str) -> set[str] | None:
    """The rights /api/me tells for an agenda, None when it is not among one's own."""
    agendas = (await caller.get("/api/me")).json()["agendas"]
    return next((set(each["rights"]) for each in agendas if each["practitioner"]["id"] == agenda), None)


# Rights of the secretariat (F095)


async def test_a_right_unticked_is_gone_at_the_next_request_and_the_screens_ask_again(
    core: Core, cabinet: Cabinet, alice: Caller, sonia: Caller, doors: WatchedDoors
) -> None:
    person = cabinet.people["secretary"]
    member = await _member(core, person)
    screens = await Watched(core, f"practice/{cabinet.practice.id}", f"person/{person.id}").open()
    assert "book" in (await _rights(sonia, cabinet.doctor.id) or ())
    body = {"practitioner_id": cabinet.doctor.id, "rights": ["contact", "view", "view"]}
    view = (await alice.put(f"/api/members/{member.id}/rights", body)).json()
    assert view["rights"][cabinet.doctor.id] == ["view", "contact"]
    assert await _rights(sonia, cabinet.doctor.id) == {"view", "contact"}
    assert "book" in (await _rights(sonia, cabinet.midwife.id) or ())
    assert doors.asked_again == [person.id]
    assert doors.closed == []
    await alice.put(f"/api/members/{member.id}/rights", {"practitioner_id": cabinet.doctor.id, "rights": []})
    assert await _rights(sonia, cabinet.doctor.id) is None
    assert await screens.check() == {"member_changed", "access_changed"}


async def test_rights_are_ticked_for_every_agenda_not_named(core: Core, cabinet: Cabinet, alice: Caller, sonia: Caller) -> None:
    member = await _member(core, cabinet.people["secretary"])
    await alice.put(f"/api/members/{member.id}/rights", {"practitioner_id": cabinet.doctor.id, "rights": ["view", "reason"]})
    await alice.put(f"/api/members/{member.id}/rights", {"practitioner_id": "*", "rights": ["view"]})
    assert await _rights(sonia, cabinet.doctor.id) == {"view", "reason"}
    assert await _rights(sonia, cabinet.midwife.id) == {"view"}


async def test_a_practitioner_ticks_rights_on_his_own_agenda_only(core: Core, cabinet: Cabinet, claire: Caller, sonia: Caller) -> None:
    member = await _member(core, cabinet.people["secretary"])
    own = await claire.put(f"/api/members/{member.id}/rights", {"practitioner_id": cabinet.doctor.id, "rights": ["view"]})
    assert own.status_code == 200
    for agenda in (cabinet.midwife.id, "*", "0" * 32):
        answer = await claire.put(f"/api/members/{member.id}/rights", {"practitioner_id": agenda, "rights": []})
        assert _refused(answer) == (404, "not_found")
    assert "book" in (await _rights(sonia, cabinet.midwife.id) or ())


@ON_SQLITE
@pytest.mark.parametrize("role", ["secretary", "tele_secretary", "replacement", "outside_colleague"])
async def test_nobody_ticks_his_own_rights(desk: Desk, core: Core, cabinet: Cabinet, role: Any) -> None:
    caller = await desk.entered(cabinet.people[role])
    member = await _member(core, cabinet.people[role])
    for agenda in (cabinet.doctor.id, cabinet.midwife.id, "*"):
        answer = await caller.put(f"/api/members/{member.id}/rights", {"practitioner_id": agenda, "rights": ["view", "book", "reason"]})
        assert _refused(answer) == (404, "not_found")
    assert _refused(await caller.patch(f"/api/members/{member.id}", {"role": "administrator"})) == (404, "not_found")


async def test_rights_that_come_from_elsewhere_are_not_ticked(core: Core, cabinet: Cabinet, twin: Cabinet, alice: Caller) -> None:
    for role in ("replacement", "outside_colleague"):
        member = await _member(core, cabinet.people[role])
        answer = await alice.put(f"/api/members/{member.id}/rights", {"practitioner_id": cabinet.doctor.id, "rights": []})
        assert _refused(answer) == (422, "invalid")
        assert _refused(await alice.patch(f"/api/members/{member.id}", {"role": "secretary"})) == (422, "invalid")
    secretary = await _member(core, cabinet.people["secretary"])
    answer = await alice.put(f"/api/members/{secretary.id}/rights", {"practitioner_id": twin.doctor.id, "rights": ["view"]})
    assert _refused(answer) == (404, "not_found")


@ON_SQLITE
async def test_rights_that_do_not_exist_are_malformed(core: Core, cabinet: Cabinet, alice: Caller) -> None:
    member = await _member(core, cabinet.people["secretary"])
    answer = await alice.put(f"/api/members/{member.id}/rights", {"practitioner_id": "*", "rights": ["everything"]})
    assert _refused(answer) == (422, "malformed")


async def test_members_of_another_practice_are_like_unknown_ones(core: Core, cabinet: Cabinet, twin: Cabinet, alice: Caller) -> None:
    theirs = await _member(core, twin.people["secretary"])
    senders: tuple[Callable[[str], Awaitable[Any]], ...] = (
        lambda each: alice.patch(f"/api/members/{each}", {"disabled": True}),
        lambda each: alice.put(f"/api/members/{each}/rights", {"practitioner_id": cabinet.doctor.id, "rights": []}),
        lambda each: alice.delete(f"/api/members/{each}"),
        lambda each: alice.post(f"/api/members/{each}/second-factor/reset"),
        lambda each: alice.delete(f"/api/grants/{each}"),
        lambda each: alice.delete(f"/api/invitations/{each}"),
    )
    for send in senders:
        foreign, unknown = await send(theirs.id), await send("0" * 32)
        assert foreign.status_code == 404
        assert foreign.content == unknown.content


# Roles, being shut out, leaving (R27)


async def test_a_new_role_starts_from_its_own_rights_and_signs_the_person_out(
    core: Core, cabinet: Cabinet, alice: Caller, sonia: Caller, doors: WatchedDoors
) -> None:
    member = await _member(core, cabinet.people["secretary"])
    await alice.put(f"/api/members/{member.id}/rights", {"practitioner_id": cabinet.doctor.id, "rights": ["view", "reason"]})
    view = (await alice.patch(f"/api/members/{member.id}", {"role": "tele_secretary"})).json()
    assert (view["role"], list(view["rights"])) == ("tele_secretary", ["*"])
    assert "reason" not in view["rights"]["*"]
    assert len(doors.closed) == 1
    assert (await sonia.get("/api/me")).status_code == 401


async def test_a_member_shut_out_loses_everything_at_once_and_may_come_back(
    desk: Desk, core: Core, cabinet: Cabinet, alice: Caller, sonia: Caller, clock: SetClock, doors: WatchedDoors
) -> None:
    person = cabinet.people["secretary"]
    member = await _member(core, person)
    screens = await Watched(core, f"practice/{cabinet.practice.id}", f"person/{person.id}").open()
    assert (await alice.patch(f"/api/members/{member.id}", {"disabled": True})).json()["disabled"] is True
    assert len(doors.closed) == 1
    assert (await sonia.get("/api/me")).status_code == 401
    clock.pass_by(minutes=1)
    await sonia.post("/api/login", {"email": person.email, "password": PASSWORD})
    await sonia.post("/api/login/second", {"code": desk.code(sonia.secret or "")})
    me = (await sonia.get("/api/me")).json()
    assert (me["practices"], me["agendas"]) == ([], [])
    await alice.patch(f"/api/members/{member.id}", {"disabled": False})
    assert await screens.check() == {"member_changed", "access_changed"}


async def test_a_member_leaves(core: Core, cabinet: Cabinet, alice: Caller, sonia: Caller) -> None:
    person = cabinet.people["secretary"]
    screens = await Watched(core, f"practice/{cabinet.practice.id}", f"person/{person.id}").open()
    member = await _member(core, person)
    assert (await alice.delete(f"/api/members/{member.id}")).status_code == 204
    assert (await sonia.get("/api/me")).status_code == 401
    assert (await alice.delete(f"/api/members/{member.id}")).status_code == 404
    assert await screens.check() == {"member_left", "access_changed"}


async def test_a_practice_keeps_an_administrator(core: Core, cabinet: Cabinet, alice: Caller) -> None:
    last = await _member(core, cabinet.people["administrator"])
    for answer in (
        await alice.patch(f"/api/members/{last.id}", {"role": "secretary"}),
        await alice.patch(f"/api/members/{last.id}", {"disabled": True}),
        await alice.delete(f"/api/members/{last.id}"),
    ):
        assert _refused(answer) == (409, "last_administrator")
    second = await _member(core, cabinet.people["secretary"])
    assert (await alice.patch(f"/api/members/{second.id}", {"role": "administrator"})).status_code == 200
    assert (await alice.patch(f"/api/members/{last.id}", {"role": "secretary"})).status_code == 200
    assert (await alice.get("/api/me")).status_code == 401


async def test_an_administrator_who_cannot_sign_in_does_not_count(core: Core, cabinet: Cabinet, alice: Caller) -> None:
    ghost = await factories.person(core, disabled=True)
    await factories.membership(core, ghost, cabinet.practice, "administrator")
    last = await _member(core, cabinet.people["administrator"])
    assert _refused(await alice.delete(f"/api/members/{last.id}")) == (409, "last_administrator")


async def test_an_agenda_is_one_members_own(core: Core, cabinet: Cabinet, alice: Caller, desk: Desk) -> None:
    member = await _member(core, cabinet.people["secretary"])
    taken = await alice.patch(f"/api/members/{member.id}", {"practitioner_id": cabinet.doctor.id})
    assert _refused(taken) == (409, "practitioner_taken")
    given = await alice.patch(f"/api/members/{member.id}", {"practitioner_id": cabinet.midwife.id})
    assert given.json()["practitioner_id"] == cabinet.midwife.id
    owner = await desk.entered(cabinet.people["secretary"])
    assert "reason" in (await _rights(owner, cabinet.midwife.id) or ())
    freed = await alice.patch(f"/api/members/{member.id}", {"practitioner_id": None})
    assert freed.json()["practitioner_id"] is None


async def test_a_change_that_changes_nothing_disturbs_nobody(core: Core, cabinet: Cabinet, alice: Caller, sonia: Caller) -> None:
    member = await _member(core, cabinet.people["secretary"])
    assert (await alice.patch(f"/api/members/{member.id}", {"role": "secretary", "disabled": False})).status_code == 200
    assert (await sonia.get("/api/me")).status_code == 200


async def test_a_lost_second_factor_is_reset_by_the_administrator(
    desk: Desk, core: Core, cabinet: Cabinet, alice: Caller, sonia: Caller
) -> None:
    person = cabinet.people["secretary"]
    member = await _member(core, person)
    assert _refused(await sonia.post(f"/api/members/{member.id}/second-factor/reset")) == (404, "not_found")
    assert (await alice.post(f"/api/members/{member.id}/second-factor/reset")).status_code == 204
    assert (await sonia.get("/api/me")).status_code == 401
    answer = await sonia.post("/api/login", {"email": person.email, "password": PASSWORD})
    assert answer.json()["state"] == "enrol_second_factor"


async def test_the_second_factor_of_somebody_who_works_elsewhere_is_not_this_administrators(
    core: Core, cabinet: Cabinet, twin: Cabinet, alice: Caller
) -> None:
    person = cabinet.people["tele_secretary"]
    member = await _member(core, person)
    await factories.membership(core, person, twin.practice, "tele_secretary")
    answer = await alice.post(f"/api/members/{member.id}/second-factor/reset")
    assert _refused(answer) == (409, "belongs_elsewhere")


async def test_colleagues_see_members_without_addresses_and_no_invitation(core: Core, cabinet: Cabinet, alice: Caller) -> None:
    await alice.post("/api/invitations", {"practice_id": cabinet.practice.id, "email": "new@example.org", "role": "secretary"})
    topic = f"practice/{cabinet.practice.id}"
    manager, staff = await fresh(core, topic, "manager"), await fresh(core, topic, "staff")
    assert {view["email"] for view in manager["members"].values()} >= {cabinet.people["secretary"].email}
    assert {view["email"] for view in staff["members"].values()} == {None}
    assert len(manager["invitations"]) == 1
    assert staff["invitations"] == {}
    assert staff["members"].keys() == manager["members"].keys()


# Invitations


async def _invited(desk: Desk, alice: Caller, cabinet: Cabinet, **fields: Any) -> tuple[dict[str, Any], str]:
    body = {"practice_id": cabinet.practice.id, "email": "New@Example.org", "role": "secretary", **fields}
    answer = await alice.post("/api/invitations", body)
    assert answer.status_code == 201, answer.text
    message = (await delivered(desk, str(body["email"]).lower()))[-1]
    return answer.json(), token_in(message)


async def test_an_invited_person_chooses_a_password_and_is_in(desk: Desk, core: Core, cabinet: Cabinet, alice: Caller) -> None:
    screens = await Watched(core, f"practice/{cabinet.practice.id}").open()
    invitation, token = await _invited(desk, alice, cabinet)
    assert (invitation["email"], invitation["role"]) == ("new@example.org", "secretary")
    caller = desk.caller("198.51.100.1")
    opened = await caller.post("/api/invitations/open", {"token": token})
    assert opened.json() == {
        "practice_name": cabinet.practice.name,
        "email": "new@example.org",
        "role": "secretary",
        "has_account": False,
    }
    weak = await caller.post("/api/invitations/accept", {"token": token, "name": "Zoé Roux", "password": "motdepasse2026"})
    assert _refused(weak) == (422, "weak_password")
    joined = await caller.post("/api/invitations/accept", {"token": token, "name": "Zoé Roux", "password": NEW})
    assert (joined.status_code, joined.json()["state"]) == (200, "enrol_second_factor")
    secret = (await caller.post("/api/second-factor/start")).json()["secret"]
    await caller.post("/api/second-factor/confirm", {"code": desk.code(secret)})
    me = (await caller.get("/api/me")).json()
    assert [(practice["id"], practice["role"]) for practice in me["practices"]] == [(cabinet.practice.id, "secretary")]
    assert await screens.check() == {"invitation_sent", "member_joined"}
    again = await desk.caller().post("/api/invitations/accept", {"token": token, "name": "X", "password": NEW})
    assert _refused(again) == (410, "link_expired")


async def test_who_has_an_account_joins_with_its_password(desk: Desk, core: Core, cabinet: Cabinet, twin: Cabinet, alice: Caller) -> None:
    person = twin.people["tele_secretary"]
    _, token = await _invited(desk, alice, cabinet, email=person.email, role="tele_secretary")
    caller = desk.caller("198.51.100.1")
    assert (await caller.post("/api/invitations/open", {"token": token})).json()["has_account"] is True
    without = await caller.post("/api/invitations/accept", {"token": token, "name": "Autre", "password": NEW})
    assert _refused(without) == (422, "wrong_credentials")
    missing = await caller.post("/api/invitations/accept", {"token": token})
    assert missing.json()["data"] == {"field": "password", "reason": "required"}
    joined = await caller.post("/api/invitations/accept", {"token": token, "password": PASSWORD})
    assert joined.json()["state"] == "enrol_second_factor"
    signed_in = await desk.entered(person)
    me = (await signed_in.get("/api/me")).json()
    assert {practice["id"] for practice in me["practices"]} == {cabinet.practice.id, twin.practice.id}
    assert me["person"]["name"] == person.name


async def test_who_is_signed_in_joins_without_a_password(desk: Desk, cabinet: Cabinet, twin: Cabinet, alice: Caller) -> None:
    person = twin.people["tele_secretary"]
    _, token = await _invited(desk, alice, cabinet, email=person.email)
    other = await desk.entered(twin.people["secretary"])
    assert (await other.post("/api/invitations/accept", {"token": token})).status_code == 422
    signed_in = await desk.entered(person)
    assert (await signed_in.post("/api/invitations/accept", {"token": token})).json()["state"] == "signed_in"
    assert len((await signed_in.get("/api/me")).json()["practices"]) == 2


async def test_asking_again_replaces_the_earlier_invitation(desk: Desk, core: Core, cabinet: Cabinet, alice: Caller) -> None:
    screens = await Watched(core, f"practice/{cabinet.practice.id}").open()
    _, first = await _invited(desk, alice, cabinet)
    _, second = await _invited(desk, alice, cabinet, role="tele_secretary")
    assert _refused(await desk.caller().post("/api/invitations/open", {"token": first})) == (410, "link_expired")
    assert (await desk.caller().post("/api/invitations/open", {"token": second})).json()["role"] == "tele_secretary"
    await screens.check()


async def test_an_invitation_taken_back_opens_nothing_and_its_message_stays(
    desk: Desk, core: Core, cabinet: Cabinet, alice: Caller
) -> None:
    screens = await Watched(core, f"practice/{cabinet.practice.id}").open()
    body = {"practice_id": cabinet.practice.id, "email": "new@example.org", "role": "secretary"}
    waiting = (await alice.post("/api/invitations", body)).json()
    assert (await alice.delete(f"/api/invitations/{waiting['id']}")).status_code == 204
    assert await delivered(desk) == []
    assert await outbox(desk) == [("invitation", "dropped", "withdrawn")]
    sent, token = await _invited(desk, alice, cabinet)
    assert (await alice.delete(f"/api/invitations/{sent['id']}")).status_code == 204
    assert _refused(await desk.caller().post("/api/invitations/open", {"token": token})) == (410, "link_expired")
    assert (await alice.delete(f"/api/invitations/{sent['id']}")).status_code == 404
    assert await screens.check() == {"invitation_sent", "invitation_revoked"}


async def test_an_invitation_is_dead_after_a_week(desk: Desk, cabinet: Cabinet, alice: Caller, clock: SetClock) -> None:
    _, token = await _invited(desk, alice, cabinet)
    clock.at += timedelta(days=7)
    assert _refused(await desk.caller().post("/api/invitations/open", {"token": token})) == (410, "link_expired")


async def test_an_invitation_refuses_members_taken_agendas_and_agendas_for_secretaries(
    cabinet: Cabinet, twin: Cabinet, alice: Caller
) -> None:
    body = {"practice_id": cabinet.practice.id, "email": "new@example.org", "role": "practitioner"}
    member = await alice.post("/api/invitations", body | {"email": cabinet.people["secretary"].email})
    assert _refused(member) == (409, "already_member")
    taken = await alice.post("/api/invitations", body | {"practitioner_id": cabinet.doctor.id})
    assert _refused(taken) == (409, "practitioner_taken")
    foreign = await alice.post("/api/invitations", body | {"practitioner_id": twin.midwife.id})
    assert _refused(foreign) == (422, "invalid")
    wrong = await alice.post("/api/invitations", body | {"role": "secretary", "practitioner_id": cabinet.midwife.id})
    assert _refused(wrong) == (422, "invalid")
    role = await alice.post("/api/invitations", body | {"role": "outside_colleague"})
    assert _refused(role) == (422, "malformed")


async def test_an_invited_practitioner_gets_his_own_agenda(desk: Desk, core: Core, cabinet: Cabinet, alice: Caller) -> None:
    _, token = await _invited(desk, alice, cabinet, role="practitioner", practitioner_id=cabinet.midwife.id)
    await desk.caller().post("/api/invitations/accept", {"token": token, "name": "Ana Roux", "password": NEW})
    ana = await desk.signed_in("new@example.org", NEW)
    assert "reason" in (await _rights(ana, cabinet.midwife.id) or ())


async def test_nobody_but_an_administrator_invites(cabinet: Cabinet, twin: Cabinet, alice: Caller, sonia: Caller, claire: Caller) -> None:
    body = {"practice_id": cabinet.practice.id, "email": "new@example.org", "role": "administrator"}
    assert _refused(await sonia.post("/api/invitations", body)) == (404, "not_found")
    assert _refused(await claire.post("/api/invitations", body)) == (404, "not_found")
    assert _refused(await alice.post("/api/invitations", body | {"practice_id": twin.practice.id})) == (404, "not_found")


# Outside colleagues (F093, F094)


async def test_an_agenda_is_opened_to_a_colleague_who_has_an_account(
    desk: Desk, core: Core, cabinet: Cabinet, twin: Cabinet, claire: Caller
) -> None:
    person = twin.people["practitioner"]
    colleague = await desk.entered(person)
    screens = await Watched(core, f"practice/{cabinet.practice.id}", f"person/{person.id}").open()
    body = {"practitioner_id": cabinet.doctor.id, "email": person.email.upper(), "function": "booking"}
    granted = (await claire.post("/api/grants", body)).json()
    assert granted["invitation"] is None
    assert (granted["grant"]["function"], granted["grant"]["role"]) == ("booking", "outside_colleague")
    assert await _rights(colleague, cabinet.doctor.id) == {"view", "book"}
    assert await _rights(colleague, cabinet.midwife.id) is None
    me = (await colleague.get("/api/me")).json()
    details = {agenda["practitioner"]["id"]: agenda["details"] for agenda in me["agendas"]}
    assert details[cabinet.doctor.id] is False
    (message,) = await delivered(desk, person.email)
    assert "Dr Claire Lefèvre" in message.text
    again = (await claire.post("/api/grants", body | {"function": "details"})).json()["grant"]
    assert (again["id"], again["function"]) == (granted["grant"]["id"], "details")
    assert await _rights(colleague, cabinet.doctor.id) == {"view"}
    assert len(await delivered(desk, person.email)) == 1
    assert (await claire.delete(f"/api/grants/{again['id']}")).status_code == 204
    assert await _rights(colleague, cabinet.doctor.id) is None
    assert (await claire.delete(f"/api/grants/{again['id']}")).status_code == 404
    assert await screens.check() == {"member_joined", "member_changed", "member_left", "access_changed"}


async def test_a_colleague_without_account_is_invited_to_the_agenda(
    desk: Desk, core: Core, cabinet: Cabinet, claire: Caller, alice: Caller
) -> None:
    body = {"practitioner_id": cabinet.doctor.id, "email": "kine@example.org", "function": "busy"}
    granted = (await claire.post("/api/grants", body)).json()
    assert granted["grant"] is None
    assert granted["invitation"]["function"] == "busy"
    token = token_in((await delivered(desk, "kine@example.org"))[-1])
    await desk.caller().post("/api/invitations/accept", {"token": token, "name": "Noé Kiné", "password": NEW})
    colleague = await desk.signed_in("kine@example.org", NEW)
    assert await _rights(colleague, cabinet.doctor.id) == {"view"}
    other = (await claire.post("/api/grants", body | {"email": "second@example.org"})).json()["invitation"]
    assert (await claire.delete(f"/api/invitations/{other['id']}")).status_code == 204


async def test_an_agenda_is_opened_by_its_owner_or_an_administrator_only(
    desk: Desk, core: Core, cabinet: Cabinet, twin: Cabinet, alice: Caller, claire: Caller, sonia: Caller
) -> None:
    body = {"practitioner_id": cabinet.midwife.id, "email": "x@example.org", "function": "busy"}
    assert _refused(await claire.post("/api/grants", body)) == (404, "not_found")
    assert _refused(await sonia.post("/api/grants", body)) == (404, "not_found")
    assert _refused(await alice.post("/api/grants", body | {"practitioner_id": twin.doctor.id})) == (404, "not_found")
    waiting = (await alice.post("/api/grants", body)).json()["invitation"]
    assert _refused(await claire.delete(f"/api/invitations/{waiting['id']}")) == (404, "not_found")
    colleague = await _member(core, cabinet.people["outside_colleague"])
    assert _refused(await sonia.delete(f"/api/grants/{colleague.id}")) == (404, "not_found")
    secretary = await _member(core, cabinet.people["secretary"])
    assert _refused(await alice.delete(f"/api/grants/{secretary.id}")) == (404, "not_found")
    assert _refused(await alice.delete(f"/api/members/{colleague.id}")) == (422, "invalid")


async def test_a_member_needs_no_grant(cabinet: Cabinet, claire: Caller) -> None:
    body = {"practitioner_id": cabinet.doctor.id, "email": cabinet.people["secretary"].email, "function": "booking"}
    assert _refused(await claire.post("/api/grants", body)) == (409, "already_member")
