"""Conversations that stand by themselves: who is in them follows the people's rights, at once."""

from sqlalchemy import update

from chat.conversations.rules import standing_id
from server.accounts.models import MembershipRow
from server.core.actors import Role
from server.core.db import EVERY_PRACTICE
from tests.chat.conftest import Practice
from tests.support import factories


async def _people(practice: Practice, role: Role, conversation: str) -> set[str]:
    answer = await (await practice.who(role)).get(f"/api/conversations/{conversation}/people")
    assert answer.status_code == 200, answer.text
    return {each["name"] for each in answer.json()["people"]}


async def _kinds(practice: Practice, role: Role) -> list[str]:
    return sorted(each["kind"] for each in (await practice.lines(role)).values())


async def test_everybody_who_works_there_is_in_the_teams_and_the_secretariat_talks_with_each_practitioner(practice: Practice) -> None:
    team = await _people(practice, "secretary", practice.team)
    assert team == {"Alice Morel", "Claire Lefèvre", "Sonia Petit", "Karim Haddad"}
    assert await _people(practice, "practitioner", practice.secretariat) == {"Claire Lefèvre", "Sonia Petit", "Karim Haddad"}
    assert await _kinds(practice, "administrator") == ["team"]
    assert await _kinds(practice, "practitioner") == ["secretariat", "team"]
    assert await _kinds(practice, "secretary") == ["secretariat", "secretariat", "team"]


async def test_a_colleague_from_outside_and_an_administrator_do_not_read_what_is_said_to_the_secretariat(practice: Practice) -> None:
    await practice.say("practitioner", practice.secretariat, "Décalez ma matinée")
    for role in ("administrator", "outside_colleague", "replacement"):
        assert (await practice.try_to_say(role, practice.secretariat)).status_code == 404
    assert (await practice.try_to_say("outside_colleague", practice.team)).status_code == 404


async def test_the_outside_secretariat_has_a_room_of_its_own_once_there_are_two_of_it(practice: Practice) -> None:
    outside = standing_id("outside", practice.cabinet.practice.id)
    assert outside not in await practice.lines("tele_secretary")
    other = await factories.person(practice.core, "Inès Faure")
    await factories.membership(practice.core, other, practice.cabinet.practice, "tele_secretary")
    assert outside in await practice.lines("tele_secretary")
    assert await _people(practice, "tele_secretary", outside) == {"Inès Faure", "Karim Haddad"}
    for role in ("secretary", "practitioner", "administrator"):
        assert (await practice.try_to_say(role, outside)).status_code == 404


async def test_whoever_loses_the_right_is_out_and_who_comes_is_in_with_nothing_to_catch_up_on(practice: Practice) -> None:
    await practice.say("practitioner", practice.secretariat, "Avant")
    async with practice.core.db.write(EVERY_PRACTICE) as session:
        his = update(MembershipRow).where(MembershipRow.person_id == practice.person("tele_secretary"))
        await session.execute(his.values(rights={"*": ["view", "book"]}))
        await session.commit()
    assert (await practice.try_to_say("tele_secretary", practice.secretariat)).status_code == 404
    assert (await practice.try_to_say("tele_secretary", practice.team)).status_code == 404
    newcomer = await factories.person(practice.core, "Inès Faure")
    await factories.membership(practice.core, newcomer, practice.cabinet.practice, "secretary")
    practice.cabinet.people["tele_secretary"] = newcomer
    assert await practice.unread("tele_secretary", practice.secretariat) == 0
    await practice.say("practitioner", practice.secretariat, "Après")
    assert await practice.unread("tele_secretary", practice.secretariat) == 1
    assert await practice.texts("tele_secretary", practice.secretariat) == ["Avant", "Après"]
