"""A message one wants to see again: told once at its hour, and forgotten with what it was about."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
from sqlalchemy import update

from chat.conversations.service.forgetting import forget_chats
from chat.conversations.tending import tend
from server.accounts.models import MembershipRow
from server.core.actors import Role
from server.core.db import EVERY_PRACTICE
from server.core.ids import new_id
from tests.chat.conftest import Practice, code_of, keep_for
from tests.server.accounts.live import events
from tests.support.reducer import applied


async def _remind(practice: Practice, role: Role, conversation: str, said: str, **later: float) -> httpx.Response:
    at = (practice.clock.now() + timedelta(**later)).isoformat()
    return await (await practice.who(role)).put(f"/api/conversations/{conversation}/messages/{said}/reminder", {"at": at})


async def _reminders(practice: Practice, role: Role) -> list[dict[str, Any]]:
    return list((await practice.listed(role))["reminders"].values())


async def _heard(practice: Practice, role: Role) -> list[str]:
    return [event.name for event in await events(practice.core, f"chats/{practice.person(role)}") if event.name.startswith("chats_remind")]


async def test_one_is_told_once_when_the_hour_has_come_however_many_look(practice: Practice) -> None:
    said = await practice.say("practitioner", practice.team, "Rappeler le labo")
    answer = await _remind(practice, "secretary", practice.team, said["id"], hours=3)
    assert answer.status_code == 200, answer.text
    assert "labo" not in answer.text
    await tend(practice.core)
    practice.clock.pass_by(hours=3)
    await asyncio.gather(tend(practice.core), tend(practice.core), tend(practice.core))
    await tend(practice.core)
    assert await _heard(practice, "secretary") == ["chats_reminding", "chats_reminded"]
    (mine,) = await _reminders(practice, "secretary")
    assert (mine["n"], mine["rung_at"]) == (said["n"], mine["due_at"])
    assert await _reminders(practice, "practitioner") == [], "it is nobody else's"


async def test_asked_again_the_hour_is_the_new_one_and_dismissed_it_is_gone(practice: Practice) -> None:
    said = await practice.say("practitioner", practice.team)
    await _remind(practice, "secretary", practice.team, said["id"], hours=1)
    practice.clock.pass_by(hours=1)
    await tend(practice.core)
    practice.away(minutes=1)
    await _remind(practice, "secretary", practice.team, said["id"], hours=2)
    (mine,) = await _reminders(practice, "secretary")
    assert mine["rung_at"] is None
    path = f"/api/conversations/{practice.team}/messages/{said['id']}/reminder"
    for _ in range(2):
        assert (await (await practice.who("secretary")).delete(path)).status_code == 204
    assert await _reminders(practice, "secretary") == []
    practice.clock.pass_by(hours=3)
    await tend(practice.core)
    assert (await _heard(practice, "secretary")).count("chats_reminded") == 1


async def test_it_goes_with_the_message_and_an_old_screen_hears_it(practice: Practice) -> None:
    said = await practice.say("practitioner", practice.team)
    before, topic = await practice.listed("secretary"), f"chats/{practice.person('secretary')}"
    head = len(await events(practice.core, topic))
    await _remind(practice, "secretary", practice.team, said["id"], hours=1)
    assert len(await _reminders(practice, "secretary")) == 1
    doctor = await practice.who("practitioner")
    assert (await doctor.delete(f"/api/conversations/{practice.team}/messages/{said['id']}")).status_code == 204
    state = before
    for event in await events(practice.core, topic, head):
        state = applied(state, {"put": event.body.put, "drop": event.body.drop})
    assert state == await practice.listed("secretary")
    assert state["reminders"] == {}
    gone = await _remind(practice, "secretary", practice.team, said["id"], hours=1)
    assert (gone.status_code, code_of(gone)) == (409, "chat_message_gone")


async def test_it_goes_when_one_leaves_and_when_one_may_read_no_more(practice: Practice) -> None:
    group = await practice.begin("secretary", "practitioner", "tele_secretary", name="Labo")
    said = await practice.say("practitioner", group)
    for role in ("secretary", "tele_secretary"):
        assert (await _remind(practice, role, group, said["id"], hours=1)).status_code == 200
    secretary = await practice.who("secretary")
    assert (await secretary.delete(f"/api/conversations/{group}/people/{practice.person('secretary')}")).status_code == 204
    assert await _reminders(practice, "secretary") == []
    left = (await events(practice.core, f"chats/{practice.person('secretary')}"))[-1]
    assert (left.name, set(left.body.drop)) == ("chats_left", {"lines", "reminders"})
    await _shut_out(practice, "tele_secretary")
    practice.clock.pass_by(hours=1)
    await tend(practice.core)
    assert "chats_reminded" not in await _heard(practice, "tele_secretary")


async def _shut_out(practice: Practice, role: Role) -> None:
    async with practice.core.db.write(EVERY_PRACTICE) as session:
        await session.execute(update(MembershipRow).where(MembershipRow.person_id == practice.person(role)).values(disabled=True))
        await session.commit()


async def test_what_a_practice_forgets_is_not_reminded_of(practice: Practice) -> None:
    said = await practice.say("practitioner", practice.team)
    await _remind(practice, "secretary", practice.team, said["id"], days=300)
    await keep_for(practice, 1)
    practice.clock.pass_by(days=60)
    while await forget_chats(practice.core):
        pass
    assert await _reminders(practice, "secretary") == []


async def test_no_hour_that_is_past_or_too_far_and_no_message_that_is_not_ones_own(practice: Practice) -> None:
    said = await practice.say("practitioner", practice.team)
    for later, reason in ((-1.0, "past"), (24.0 * 400, "too_far")):
        refused = await _remind(practice, "secretary", practice.team, said["id"], hours=later)
        assert (refused.status_code, refused.json()["data"]["reason"]) == (422, reason)
    begun = await practice.begin("administrator", "practitioner")
    theirs = await practice.say("administrator", begun)
    for conversation, message in ((begun, theirs["id"]), (practice.team, new_id()), (new_id(), said["id"])):
        assert (await _remind(practice, "secretary", conversation, message, hours=1)).status_code == 404
        path = f"/api/conversations/{conversation}/messages/{message}/reminder"
        known = conversation == practice.team  # what is not there is dismissed already
        assert (await (await practice.who("secretary")).delete(path)).status_code == (204 if known else 404)
