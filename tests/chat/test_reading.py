"""Who has received and read what, and what is not read yet, right on every device."""

from random import Random

from chat.conversations.queries.lists import count_unread
from server.core.actors import Role, system
from server.core.permissions import Permission
from server.core.unit import reading
from tests.chat.conftest import Practice, keep_for
from tests.chat.test_forgetting import forgotten

_ROLES: tuple[Role, ...] = ("secretary", "practitioner", "administrator")


async def test_what_others_said_is_unread_until_it_is_read_and_ones_own_never_is(practice: Practice) -> None:
    for text in ("un", "deux", "trois"):
        await practice.say("secretary", practice.team, text)
    assert (await practice.unread("practitioner", practice.team), await practice.unread("secretary", practice.team)) == (3, 0)
    await practice.read("practitioner", practice.team, 2)
    assert await practice.unread("practitioner", practice.team) == 1
    await practice.say("practitioner", practice.team, "quatre")
    assert (await practice.unread("practitioner", practice.team), await practice.unread("secretary", practice.team)) == (1, 1)


async def test_what_was_read_stays_read_and_was_received_and_never_passes_the_last_message(practice: Practice) -> None:
    await practice.say("secretary", practice.team, "un")
    doctor = await practice.who("practitioner")
    for body in ({"received": 1}, {"read": 900_000}, {"read": 0, "received": 0}):
        assert (await doctor.post(f"/api/conversations/{practice.team}/marks", body)).status_code == 204
    mark = (await practice.shown("secretary", practice.team))["marks"][practice.person("practitioner")]
    assert (mark["received"], mark["read"]) == (1, 1)


async def test_received_is_not_read(practice: Practice) -> None:
    await practice.say("secretary", practice.team, "un")
    doctor = await practice.who("practitioner")
    await doctor.post(f"/api/conversations/{practice.team}/marks", {"received": 1})
    mark = (await practice.shown("secretary", practice.team))["marks"][practice.person("practitioner")]
    assert (mark["received"], mark["read"], await practice.unread("practitioner", practice.team)) == (1, 0, 1)


async def test_what_was_deleted_is_nothing_to_read(practice: Practice) -> None:
    sent = await practice.say("secretary", practice.team, "un")
    await practice.say("secretary", practice.team, "deux")
    await (await practice.who("secretary")).send("DELETE", f"/api/conversations/{practice.team}/messages/{sent['id']}")
    assert await practice.unread("practitioner", practice.team) == 1


async def test_whoever_is_named_sees_it_until_he_has_read_it(practice: Practice) -> None:
    doctor = practice.person("practitioner")
    await practice.say("secretary", practice.team, "@Claire Lefèvre ?", mentions=[doctor, "f" * 32])
    assert (await practice.lines("practitioner"))[practice.team]["is_named"]
    assert not (await practice.lines("administrator"))[practice.team]["is_named"]
    (view,) = (await practice.shown("administrator", practice.team))["messages"].values()
    assert view["mentions"] == [doctor]
    await practice.read("practitioner", practice.team, 1)
    assert not (await practice.lines("practitioner"))[practice.team]["is_named"]


async def test_what_is_counted_as_it_happens_is_what_counting_anew_finds(practice: Practice) -> None:
    chance, said = Random(4), list[tuple[Role, str]]()
    await keep_for(practice, months=1)
    for _ in range(60):
        role, what = chance.choice(_ROLES), chance.random()
        if what < 0.6 or not said:
            said.append((role, (await practice.say(role, practice.team))["id"]))
            practice.clock.pass_by(seconds=11)
        elif what < 0.8:
            await practice.read(role, practice.team, chance.randint(1, len(said)))
        else:
            author, message = chance.choice(said)
            await (await practice.who(author)).send("DELETE", f"/api/conversations/{practice.team}/messages/{message}")
        await _same_as_counted(practice)
    practice.away(days=25)
    await practice.say("secretary", practice.team)
    practice.away(days=6)
    await forgotten(practice)
    assert await _same_as_counted(practice) == {practice.person(role): int(role != "secretary") for role in _ROLES}


async def _same_as_counted(practice: Practice) -> dict[str, int]:
    async with reading(practice.core, system("count"), scope=frozenset({practice.cabinet.practice.id})) as uow:
        uow.permit(Permission.SYSTEM)
        counted = await count_unread(uow, practice.team)
    for role in _ROLES:
        assert await practice.unread(role, practice.team) == counted[practice.person(role)]
    return {practice.person(role): counted[practice.person(role)] for role in _ROLES}
