"""What several say at the same moment is written in one transaction, and each is heard, refused and counted by himself."""

import asyncio
from collections import Counter
from dataclasses import replace

import msgspec
import pytest
from sqlalchemy import select

from chat.conversations.models import Conversation, Message, Participant
from chat.conversations.pacing import AT_ONCE
from chat.conversations.rules import standing_id
from chat.conversations.schemas import Say, Sent
from chat.conversations.service.together import Together
from chat.conversations.tending import tell_late
from chat.conversations.topics import list_topic
from server.core.actors import Role
from server.core.audit import AuditLine
from server.core.db import EVERY_PRACTICE
from server.core.errors import Invalid, NotFound, TooMany
from server.core.events import heads_of
from server.core.http import Reply
from server.core.ids import new_id
from tests.chat.conftest import Practice
from tests.support.actors import small_practice

Answer = Reply[Sent] | BaseException


@pytest.fixture
def together(practice: Practice) -> Together:
    """Everybody who speaks, in one lane: those who speak at the same moment share a transaction, wherever they speak."""
    return Together(practice.core, lanes=1)


def said(text: str, **more: object) -> Say:
    """Something to say."""
    return msgspec.convert({"id": new_id(), "text": text, **more}, Say)


async def at_once(practice: Practice, together: Together, *words: tuple[Role, str, Say]) -> list[Answer]:
    """Let them all speak at the same moment."""
    actors = practice.cabinet.actors
    return await asyncio.gather(
        *(together.say(actors[role], conversation, body) for role, conversation, body in words), return_exceptions=True
    )


def transactions(answers: list[Answer]) -> int:
    """In how many of them what was said was written."""
    return len({each.headers["ardoise-change"] for each in answers if isinstance(each, Reply)})


async def test_each_is_heard_in_his_own_name_in_the_order_of_speaking(practice: Practice, together: Together) -> None:
    direct = await practice.begin("secretary", "practitioner")
    await practice.say("secretary", direct)
    await practice.say("secretary", practice.team)
    words: list[tuple[Role, str, Say]] = [
        ("secretary", practice.team, said("un")),
        ("practitioner", practice.team, said("deux")),
        ("secretary", direct, said("à vous")),
        ("administrator", practice.team, said("trois", mentions=[practice.person("secretary")])),
        ("practitioner", direct, said("à toi")),
    ]
    answers = await at_once(practice, together, *words)
    assert transactions(answers) == 1
    shown = (await practice.shown("secretary", practice.team))["messages"].values()
    names = [practice.cabinet.people[role].name for role in ("secretary", "practitioner", "administrator")]
    assert [(each["n"], each["text"], each["author"]["name"]) for each in shown][1:] == list(
        zip((2, 3, 4), ("un", "deux", "trois"), names, strict=True)
    )
    assert await practice.texts("practitioner", direct) == ["Bonjour", "à vous", "à toi"]
    lines = await practice.lines("secretary")
    assert (lines[practice.team]["unread"], lines[practice.team]["is_named"], lines[direct]["unread"]) == (2, True, 1)
    async with practice.core.db.read(EVERY_PRACTICE) as session:
        audited = await session.scalars(select(AuditLine.person_id).where(AuditLine.act == "chat:wrote"))
        assert Counter(audited) == Counter(
            {practice.person("secretary"): 4, practice.person("practitioner"): 2, practice.person("administrator"): 1}
        )


async def test_a_speaker_is_told_the_numbers_of_his_own_message_and_its_readers_lists(practice: Practice, together: Together) -> None:
    direct = await practice.begin("secretary", "practitioner")
    for conversation in (direct, practice.team):
        await practice.say("secretary", conversation)
    answers = await at_once(
        practice,
        together,
        ("secretary", practice.team, said("un")),
        ("administrator", practice.team, said("deux")),
        ("secretary", direct, said("rien que nous")),
    )
    first, second, third = (msgspec.json.decode(each.headers["ardoise-at"]) for each in answers if isinstance(each, Reply))
    team = f"conversation/{practice.team}"
    assert second[team] == first[team] + 1
    assert f"conversation/{direct}" not in second
    assert set(third) == {f"conversation/{direct}", *(f"chats/{practice.person(role)}" for role in ("secretary", "practitioner"))}


async def test_who_is_refused_is_refused_alone(practice: Practice, together: Together) -> None:
    elsewhere = await small_practice(practice.core, "twin")
    direct = await practice.begin("secretary", "practitioner")
    for conversation in (direct, practice.team):
        await practice.say("secretary", conversation)
    answers = await at_once(
        practice,
        together,
        ("secretary", practice.team, said("d’abord")),
        ("practitioner", practice.team, said("  ")),
        ("administrator", direct, said("j’écoute aux portes")),
        ("practitioner", direct, said("entre nous", reply_to=99)),
        ("secretary", elsewhere.practice.id, said("où est-ce ?")),
        ("administrator", practice.team, said("ensuite")),
    )
    kinds = [type(each) for each in answers]
    assert kinds == [Reply, Invalid, NotFound, Invalid, NotFound, Reply]
    assert await practice.texts("secretary", practice.team) == ["Bonjour", "d’abord", "ensuite"]
    assert await practice.texts("secretary", direct) == ["Bonjour"]


async def test_two_practices_speak_in_one_transaction_and_neither_hears_the_other(practice: Practice, together: Together) -> None:
    other = await small_practice(practice.core, "other")
    here, there = practice.cabinet.actors["secretary"], other.actors["secretary"]
    homes = [practice.cabinet.practice.id, other.practice.id]
    teams = [standing_id("team", each) for each in homes]
    for actor, team in zip((here, there), teams, strict=True):
        await together.say(actor, team, said("Bonjour"))
    answers: list[Answer] = [
        *await asyncio.gather(
            together.say(here, teams[0], said("chez nous")),
            together.say(there, teams[1], said("chez eux")),
            together.say(there, teams[0], said("je regarde par la fenêtre")),
            together.say(here, teams[1], said("moi aussi")),
            return_exceptions=True,
        )
    ]
    assert [type(each) for each in answers] == [Reply, Reply, NotFound, NotFound]
    assert transactions(answers) == 1
    ours, theirs = (msgspec.json.decode(each.headers["ardoise-at"]) for each in answers if isinstance(each, Reply))
    assert not set(ours) & set(theirs)
    async with practice.core.db.read(EVERY_PRACTICE) as session:
        rows = await session.execute(select(Message.conversation_id, Message.practice_id).where(Message.n == 2))
        assert {(*row,) for row in rows} == set(zip(teams, homes, strict=True))
        audited = await session.execute(select(AuditLine.person_id, AuditLine.practice_id).where(AuditLine.act == "chat:wrote"))
        assert {(*row,) for row in audited} == {(here.person_id, homes[0]), (there.person_id, homes[1])}
    assert await practice.texts("practitioner", practice.team) == ["Bonjour", "chez nous"]


async def test_nobody_says_more_at_once_than_one_after_the_other(practice: Practice, together: Together) -> None:
    await practice.say("practitioner", practice.team)
    flood = [("secretary", practice.team, said(str(number))) for number in range(AT_ONCE + 5)]
    answers = await at_once(practice, together, *flood, ("practitioner", practice.team, said("du calme")))  # type: ignore[arg-type]  # roles
    assert Counter(map(type, answers)) == Counter({Reply: AT_ONCE + 1, TooMany: 5})
    assert len(await practice.texts("practitioner", practice.team)) == AT_ONCE + 2


async def test_what_is_sent_twice_at_the_same_moment_is_said_once(practice: Practice, together: Together) -> None:
    await practice.say("secretary", practice.team)
    one = said("une fois")
    theirs = msgspec.structs.replace(one, text="la mienne")
    answers = await at_once(
        practice,
        together,
        ("practitioner", practice.team, said("avant")),
        ("secretary", practice.team, one),
        ("secretary", practice.team, one),
        ("administrator", practice.team, theirs),
    )
    first, second = answers[1:3]
    assert isinstance(first, Reply)
    assert isinstance(second, Reply)
    assert first.view == second.view
    assert isinstance(answers[3], Invalid)
    assert await practice.texts("secretary", practice.team) == ["Bonjour", "avant", "une fois"]


async def test_whoever_came_meanwhile_is_told_and_whoever_left_is_refused(practice: Practice, together: Together) -> None:
    group = await practice.begin("secretary", "practitioner", name="Accueil")
    await practice.say("secretary", group)
    async with practice.core.db.write(EVERY_PRACTICE) as session:  # behind the back of what this process remembers
        row = await session.get(Participant, (group, practice.person("practitioner")))
        assert row is not None
        session.add(
            Participant(conversation_id=group, person_id=practice.person("administrator"), practice_id=row.practice_id, since=row.since)
        )
        await session.delete(row)
        await session.commit()
    answers = await at_once(
        practice,
        together,
        ("administrator", practice.team, said("ailleurs")),
        ("secretary", group, said("qui est là ?")),
        ("practitioner", group, said("moi")),
        ("administrator", group, said("et moi")),
    )
    assert [type(each) for each in answers] == [Reply, Reply, NotFound, Reply]
    assert await practice.texts("administrator", group) == ["", "Bonjour", "qui est là ?", "et moi"]
    assert await practice.unread("administrator", group) == 1


async def test_whoever_goes_away_takes_nobody_elses_word_with_him(practice: Practice, together: Together) -> None:
    await practice.say("secretary", practice.team)
    actors = practice.cabinet.actors
    async with asyncio.TaskGroup() as group:
        first = group.create_task(together.say(actors["secretary"], practice.team, said("un")))
        second = group.create_task(together.say(actors["practitioner"], practice.team, said("deux")))
        third = group.create_task(together.say(actors["administrator"], practice.team, said("trois")))
        await asyncio.sleep(0)
        first.cancel()
        await asyncio.wait([first])
    assert second.result().view.n < third.result().view.n
    async with practice.core.db.read(EVERY_PRACTICE) as session:
        numbers = list(await session.scalars(select(Message.n).where(Message.conversation_id == practice.team).order_by(Message.n)))
    assert numbers == list(range(1, len(numbers) + 1))
    assert (await practice.texts("secretary", practice.team))[-2:] == ["deux", "trois"]


async def test_whoever_left_since_keeps_nothing_urgent_from_being_said(practice: Practice) -> None:
    group = await practice.begin("secretary", "practitioner", "administrator", name="Accueil")
    await practice.say("secretary", group)
    async with practice.core.db.write(EVERY_PRACTICE) as session:  # as another process would: this one remembers him
        row = await session.get(Participant, (group, practice.person("administrator")))
        await session.delete(row)
        await session.commit()
    body = {
        "say": {"id": new_id(), "text": "Le labo : potassium à 6,8"},
        "urgency": {"practitioner_id": practice.cabinet.doctor.id, "minutes": 15},
    }
    answer = await (await practice.who("secretary")).post(f"/api/conversations/{group}/urgent", body)
    assert answer.status_code == 201, answer.text
    assert (await practice.texts("practitioner", group))[-1] == "Le labo : potassium à 6,8"


async def test_what_was_said_before_is_answered_as_it_was_and_keeps_nobody_else_from_speaking(
    practice: Practice, together: Together
) -> None:
    await practice.say("secretary", practice.team)
    one = said("une fois")
    before = await together.say(practice.cabinet.actors["secretary"], practice.team, one)
    answers = await at_once(practice, together, ("secretary", practice.team, one), ("practitioner", practice.team, said("bonjour à vous")))
    assert [isinstance(each, Reply) and each.view.n for each in answers] == [before.view.n, before.view.n + 1]
    assert isinstance(answers[0], Reply)
    assert answers[0].view == before.view
    assert await practice.texts("administrator", practice.team) == ["Bonjour", "une fois", "bonjour à vous"]


async def test_conversations_are_written_side_by_side_and_each_in_its_order(practice: Practice) -> None:
    groups = [await practice.begin("secretary", "practitioner", name=f"Groupe {number}") for number in range(8)]
    for group in groups:
        await practice.say("secretary", group)
    words: list[tuple[Role, str, Say]] = [
        (role, group, said(f"{role} {number}")) for number in range(3) for group in groups for role in ("secretary", "practitioner")
    ]
    answers = await at_once(practice, Together(practice.core), *words)
    assert {type(each) for each in answers} == {Reply}
    for group in groups:
        heard = (await practice.texts("secretary", group))[-6:]
        assert heard == [f"{role} {number}" for number in range(3) for role in ("secretary", "practitioner")]
        assert await practice.unread("practitioner", group) == 4


async def _told(practice: Practice) -> tuple[int, int]:
    """The number of the last word in the practitioner's list, and the last message of the team's of which lists were told."""
    topic = list_topic(practice.person("practitioner"))
    async with practice.core.db.read(EVERY_PRACTICE) as session:
        row = await session.get(Conversation, practice.team)
        assert row is not None
        return (await heads_of(session, [topic]))[topic], row.told_n


async def test_in_a_rush_lists_are_told_later_and_by_whoever_looks_when_nobody_is_left_to(practice: Practice, together: Together) -> None:
    await practice.say("secretary", practice.team)
    rush: list[tuple[Role, str, Say]] = [
        ("secretary", practice.team, said("un")),
        ("administrator", practice.team, said("deux")),
    ]
    await at_once(practice, together, *rush)
    first = await _told(practice)
    assert first[1] == 3
    again = [(role, where, said(each.text)) for role, where, each in rush]
    assert all(isinstance(each, Reply) for each in await at_once(practice, together, *again))
    assert await _told(practice) == first
    assert await practice.unread("practitioner", practice.team) == 5

    assert not await tell_late(practice.core)
    assert await _told(practice) == first
    practice.clock.pass_by(seconds=6)
    assert not await tell_late(practice.core)
    assert await _told(practice) == (first[0] + 1, 5)
    assert not await tell_late(practice.core)
    assert await _told(practice) == (first[0] + 1, 5)


async def test_in_a_rush_lists_are_told_as_soon_as_it_is_over(practice: Practice) -> None:
    told = asyncio.Event()
    core = replace(practice.core, publish=lambda topic, _, __: told.set() if topic == list_topic(practice.person("practitioner")) else None)
    together = Together(core, lanes=1)
    await practice.say("secretary", practice.team)
    for _ in range(2):
        await at_once(practice, together, ("secretary", practice.team, said("un")), ("administrator", practice.team, said("deux")))
    before = await _told(practice)
    assert before[1] == 3
    told.clear()
    telling = asyncio.create_task(together.lists.run())
    async with asyncio.timeout(30):
        await told.wait()
    telling.cancel()
    assert await _told(practice) == (before[0] + 1, 5)
