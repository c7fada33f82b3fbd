"""Whoever is reached by something urgent is told on his devices, once, while it waits for him and if he lets it pass."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from chat.conversations.pushing import KINDS as MESSAGES
from chat.escalation.pushing import KINDS
from server.accounts.models import MembershipRow
from server.core.actors import Role
from server.core.db import EVERY_PRACTICE
from tests.chat.escalation.conftest import Ward
from tests.chat.push.devices import Pushed, pushing


@pytest.fixture
async def pushed(ward: Ward) -> AsyncIterator[Pushed]:
    """A push service of this test's own."""
    async with pushing(ward.practice, KINDS) as pushed:
        yield pushed


async def _quiet(ward: Ward, role: Role, **more: Any) -> None:
    until = (ward.practice.clock.now() + timedelta(hours=1)).isoformat()
    assert (await (await ward.practice.who(role)).patch("/api/me/quiet", {"until": until, **more})).status_code == 200


async def test_whoever_is_reached_is_told_by_whom_and_nothing_of_what_was_said(ward: Ward, pushed: Pushed) -> None:
    browser = await pushed.device("practitioner")
    await pushed.device("secretary", "/author")
    urgent = await ward.say()
    await pushed.deliver()
    (heard,) = pushed.service.heard
    assert browser.read(heard.body) == {
        "kind": "urgent",
        "by": "Sonia Petit",
        "conversation": ward.practice.team,
        "locale": "fr",
        "tag": f"escalation/{urgent['id']}",
    }


async def test_a_mission_names_no_conversation(ward: Ward, pushed: Pushed) -> None:
    browser = await pushed.device("practitioner")
    secretary, cabinet = await ward.practice.who("secretary"), ward.practice.cabinet
    body = {"practice_id": cabinet.practice.id, "fields": {"title": "Rappeler Mme Dupont"}}
    mission = (await secretary.post("/api/missions", body)).json()
    urgency = {"practitioner_id": cabinet.doctor.id, "minutes": 5}
    assert (await secretary.post("/api/urgent", {"urgency": urgency, "mission_id": mission["id"]})).status_code == 201
    await pushed.deliver()
    (heard,) = pushed.service.heard
    assert set(browser.read(heard.body)) == {"kind", "by", "locale", "tag"}


async def test_each_is_told_once_when_it_reaches_him(ward: Ward, pushed: Pushed) -> None:
    await pushed.device("practitioner", "/doctor")
    await pushed.device("tele_secretary", "/desk")
    said = "c" * 32
    for _ in range(2):
        assert (await ward.try_to_say(minutes=5, said=said)).status_code == 201
    await pushed.deliver()
    assert [heard.path for heard in pushed.service.heard] == ["/doctor"]
    await ward.passes(minutes=5)
    await ward.look()
    await pushed.deliver()
    await ward.passes(minutes=30)
    await pushed.deliver()
    assert [heard.path for heard in pushed.service.heard] == ["/doctor", "/desk"]


@pytest.mark.parametrize(("role", "what"), [("practitioner", "take"), ("secretary", "withdraw")])
async def test_what_was_taken_in_hand_or_withdrawn_meanwhile_is_not_told(ward: Ward, pushed: Pushed, role: Role, what: str) -> None:
    await pushed.device("practitioner")
    assert (await ward.act(role, await ward.say(), what)).status_code == 200
    await pushed.deliver()
    assert pushed.service.heard == []
    assert sorted(await pushed.states()) == [("dropped", "not_wanted"), ("planned", "")], "the message itself is of another office here"


async def test_what_was_deleted_meanwhile_is_not_told_before_anybody_looked(ward: Ward, pushed: Pushed) -> None:
    await pushed.device("practitioner")
    urgent = await ward.say()
    gone = await (await ward.practice.who("secretary")).delete(f"/api/conversations/{ward.practice.team}/messages/{urgent['said_id']}")
    assert gone.is_success
    await pushed.deliver()
    assert pushed.service.heard == []


async def test_whoever_works_there_no_more_is_not_told(ward: Ward, pushed: Pushed) -> None:
    await pushed.device("practitioner")
    await ward.say()
    async with ward.practice.core.db.write(EVERY_PRACTICE) as session:
        ended = update(MembershipRow).where(MembershipRow.person_id == ward.practice.person("practitioner")).values(disabled=True)
        await session.execute(ended)
        await session.commit()
    await pushed.deliver()
    assert pushed.service.heard == []


@pytest.mark.parametrize("passes", [False, True])
async def test_at_a_quiet_hour_it_is_told_to_whoever_lets_pass_what_is_urgent(ward: Ward, pushed: Pushed, passes: bool) -> None:
    await pushed.device("practitioner")
    await _quiet(ward, "practitioner", urgent=passes)
    pushed.kinds = (*KINDS, *MESSAGES)
    await ward.say()
    await pushed.deliver()
    assert len(pushed.service.heard) == int(passes), "the message itself is told to nobody at that hour"
