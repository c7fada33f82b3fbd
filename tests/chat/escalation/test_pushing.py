"""Whoever is reached by something urgent is told on his devices, once, while it waits for him and if he lets it pass."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from chat.conversations.pushing import KINDS as MESSAGES
from chat.escalation.models import Escalation
from chat.escalation.pushing import KINDS
from server.accounts.models import MembershipRow
from server.core.actors import Role
from server.core.db import EVERY_PRACTICE
from tests.chat.escalation.conftest import Ward
from tests.chat.push.devices import Pushed, pushing
from tests.support.browser_push import Browser


@pytest.fixture
async def pushed(ward: Ward) -> AsyncIterator[Pushed]:
    """A push service of this test's own."""
    async with pushing(ward.practice, (*KINDS, *MESSAGES)) as pushed:
        yield pushed


async def _quiet(ward: Ward, role: Role, **more: Any) -> None:
    until = (ward.practice.clock.now() + timedelta(hours=1)).isoformat()
    assert (await (await ward.practice.who(role)).patch("/api/me/quiet", {"until": until, **more})).status_code == 200


def _told(pushed: Pushed, browsers: dict[str, Browser]) -> list[tuple[str, str]]:
    """Which device heard what kind of word since this was last asked."""
    told = sorted((heard.path, browsers[heard.path].read(heard.body)["kind"]) for heard in pushed.service.heard)
    pushed.service.heard.clear()
    return told


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
    pushed.kinds = KINDS
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


async def test_whoever_has_it_in_hand_already_is_told_nothing(ward: Ward, pushed: Pushed) -> None:
    await pushed.device("practitioner")
    assert (await ward.act("practitioner", await ward.say(), "take")).status_code == 200
    await pushed.deliver()
    assert pushed.service.heard == []
    assert sorted(await pushed.states()) == [("dropped", "not_wanted"), ("dropped", "replaced")]


async def test_one_message_rings_once_urgently_where_it_is_urgent_and_as_any_other_elsewhere(ward: Ward, pushed: Pushed) -> None:
    doctor, desk = await pushed.device("practitioner", "/doctor"), await pushed.device("tele_secretary", "/desk")
    await ward.say(minutes=5)
    await pushed.deliver()
    assert _told(pushed, {"/doctor": doctor, "/desk": desk}) == [("/desk", "message"), ("/doctor", "urgent")]
    # It climbs to those who were told of the message alone: now it is urgent for them.
    await ward.passes(minutes=5)
    await pushed.deliver()
    assert _told(pushed, {"/doctor": doctor, "/desk": desk}) == [("/desk", "urgent")]


@pytest.mark.parametrize("after", [3, 10])
async def test_a_message_that_is_marked_urgent_rings_once_more_only_where_it_rang_already(ward: Ward, pushed: Pushed, after: int) -> None:
    doctor, practice = await pushed.device("practitioner"), ward.practice
    said = await practice.say("secretary", practice.team)
    await pushed.deliver(seconds=after)
    body = {"urgency": {"practitioner_id": practice.cabinet.doctor.id, "minutes": 5}}
    about = {"conversation_id": practice.team, "said_id": said["id"]}
    assert (await (await practice.who("secretary")).post("/api/urgent", {**body, **about})).status_code == 201
    await pushed.deliver()
    told = [kind for _, kind in _told(pushed, {"/one": doctor})]
    assert told == (["urgent"] if after == 3 else ["message", "urgent"])


@pytest.mark.parametrize("by_another", [False, True])
async def test_what_is_urgent_no_more_is_told_as_the_message_that_it_is(ward: Ward, pushed: Pushed, by_another: bool) -> None:
    doctor = await pushed.device("practitioner")
    urgent = await ward.say()
    if by_another:
        async with ward.practice.core.db.write(EVERY_PRACTICE) as session:
            taken = update(Escalation).values(state="taken", closed_by=ward.midwife.id, closed_at=ward.practice.clock.now())
            await session.execute(taken)
            await session.commit()
    else:
        assert (await ward.act("secretary", urgent, "withdraw")).status_code == 200
    await pushed.deliver()
    assert _told(pushed, {"/one": doctor}) == [("/one", "message")]


async def test_a_message_that_was_read_is_told_no_more_once_it_is_not_urgent(ward: Ward, pushed: Pushed) -> None:
    await pushed.device("practitioner")
    urgent = await ward.say()
    await ward.practice.read("practitioner", ward.practice.team, 1)
    assert (await ward.act("secretary", urgent, "withdraw")).status_code == 200
    await pushed.deliver()
    assert pushed.service.heard == []


async def test_a_service_that_was_down_for_hours_is_still_told_of_the_message(ward: Ward, pushed: Pushed) -> None:
    doctor = await pushed.device("practitioner")
    pushed.service.answers = [503]
    urgent = await ward.say()
    await pushed.deliver()
    pushed.service.heard.clear()
    ward.practice.away(hours=3)
    assert (await ward.act("secretary", urgent, "withdraw")).status_code == 200
    await pushed.deliver()
    assert _told(pushed, {"/one": doctor}) == [("/one", "message")]


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
    await ward.say()
    await pushed.deliver()
    assert len(pushed.service.heard) == int(passes), "the message itself is told to nobody at that hour"
