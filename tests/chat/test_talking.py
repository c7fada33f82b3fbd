"""Saying something, in whose name, saying it otherwise, taking it back; and what nobody may."""

from datetime import timedelta

from sqlalchemy import select

from chat.conversations.models import Message
from chat.conversations.pacing import AT_ONCE
from server.core.audit import AuditLine
from server.core.db import EVERY_PRACTICE
from server.core.events import LoggedEvent
from server.core.idempotency import IdempotentAnswer
from server.core.ids import new_id
from tests.chat.conftest import Practice, code_of
from tests.support import factories
from tests.support.actors import small_practice
from tests.support.databases import ON_SQLITE


async def test_two_people_talk_in_one_conversation_whoever_begins_it(practice: Practice) -> None:
    begun = await practice.begin("secretary", "practitioner")
    assert begun == await practice.begin("practitioner", "secretary") == practice.direct("secretary", "practitioner")
    await practice.say("secretary", begun, "Le labo a rappelé")
    await practice.say("practitioner", begun, "Merci\nje regarde")
    assert await practice.texts("secretary", begun) == ["Le labo a rappelé", "Merci\nje regarde"]
    assert [each["n"] for each in (await practice.shown("practitioner", begun))["messages"].values()] == [1, 2]
    assert (await practice.lines("practitioner"))[begun]["people"][0]["name"] == "Sonia Petit"


async def test_nobody_is_shown_a_conversation_in_which_nothing_was_said(practice: Practice) -> None:
    begun = await practice.begin("secretary", "practitioner")
    assert begun not in await practice.lines("practitioner")
    await practice.say("secretary", begun)
    assert begun in await practice.lines("practitioner")


async def test_sent_again_it_is_said_once_and_nobody_takes_anothers_id(practice: Practice) -> None:
    message = new_id()
    first = await practice.try_to_say("secretary", practice.team, "Une fois", id=message)
    again = await practice.try_to_say("secretary", practice.team, "Une fois", id=message)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    taken = await practice.try_to_say("practitioner", practice.team, "Autre", id=message)
    assert (taken.status_code, code_of(taken)) == (422, "invalid")
    assert await practice.texts("practitioner", practice.team) == ["Une fois"]


async def test_what_is_too_long_blank_or_answers_nothing_is_refused_and_nothing_is_said(practice: Practice) -> None:
    for text in ("x" * 4_001, "x" * 100_000):
        assert code_of(await practice.try_to_say("secretary", practice.team, text)) == "malformed"
    for text in (" \n\t ", "\u200b\u2060", "\u202e\u2066 \ufeff"):
        assert code_of(await practice.try_to_say("secretary", practice.team, text)) == "invalid"
    assert code_of(await practice.try_to_say("secretary", practice.team, "ok", reply_to=7)) == "invalid"
    assert await practice.try_to_say("secretary", practice.team, "é" * 4_000)
    assert len(await practice.texts("secretary", practice.team)) == 1


async def test_a_message_is_kept_as_it_was_typed(practice: Practice) -> None:
    typed = '<img src=x onerror=alert(1)> <b>gras</b> & "guillemets" \u202e 🙂'
    await practice.say("secretary", practice.team, typed)
    assert await practice.texts("practitioner", practice.team) == [typed]


async def test_a_secretary_writes_in_the_name_of_a_practitioner_and_both_are_kept(practice: Practice) -> None:
    doctor = practice.cabinet.doctor.id
    sent = await practice.say("secretary", practice.team, "Je serai en retard", speaking_as=doctor)
    (view,) = (await practice.shown("practitioner", practice.team))["messages"].values()
    assert (view["author"]["name"], view["speaking_as"], view["speaking_name"]) == ("Sonia Petit", doctor, "Dr Claire Lefèvre")
    async with practice.core.db.read(EVERY_PRACTICE) as session:
        wrote = (await session.scalars(select(AuditLine).where(AuditLine.act == "chat:wrote"))).one()
    assert (wrote.person_id, wrote.speaking_as) == (practice.person("secretary"), "Dr Claire Lefèvre")
    assert sent["n"] == 1


async def test_only_the_secretariat_speaks_for_a_practitioner_and_for_none_of_another_practice(practice: Practice) -> None:
    doctor = practice.cabinet.doctor.id
    for role in ("practitioner", "administrator"):
        assert (await practice.try_to_say(role, practice.team, speaking_as=doctor)).status_code == 404
    other = await small_practice(practice.core, "Cabinet du Port")
    theirs = await practice.try_to_say("secretary", practice.team, speaking_as=other.doctor.id)
    unknown = await practice.try_to_say("secretary", practice.team, speaking_as=new_id())
    assert (theirs.status_code, theirs.json()) == (unknown.status_code, unknown.json())
    assert await practice.texts("practitioner", practice.team) == []
    company = (await (await practice.who("secretary")).get(f"/api/conversations/{practice.team}/people")).json()
    assert [each["name"] for each in company["principals"]] == ["Dr Claire Lefèvre", "Ana Roux"]


async def test_its_author_says_it_otherwise_and_the_message_bears_the_trace(practice: Practice) -> None:
    sent = await practice.say("secretary", practice.team, "À 15 h")
    path = f"/api/conversations/{practice.team}/messages/{sent['id']}"
    secretary, doctor = await practice.who("secretary"), await practice.who("practitioner")
    assert (await doctor.send("PATCH", path, {"version": 1, "text": "Non"})).status_code == 404
    practice.clock.pass_by(minutes=1)
    changed = await secretary.send("PATCH", path, {"version": 1, "text": "À 16 h"})
    assert (changed.json()["text"], changed.json()["version"]) == ("À 16 h", 2)
    assert changed.json()["edited_at"] is not None
    assert code_of(await secretary.send("PATCH", path, {"version": 1, "text": "À 17 h"})) == "stale"
    assert await practice.texts("practitioner", practice.team) == ["À 16 h"]


@ON_SQLITE
async def test_what_is_taken_back_leaves_its_place_and_no_copy(practice: Practice) -> None:
    sent = await practice.say("secretary", practice.team, "Erreur de destinataire")
    await practice.say("practitioner", practice.team, "Ah ?", reply_to=sent["n"])
    path = f"/api/conversations/{practice.team}/messages/{sent['id']}"
    secretary, doctor = await practice.who("secretary"), await practice.who("practitioner")
    assert (await doctor.send("DELETE", path)).status_code == 404
    for _ in range(2):
        assert (await secretary.send("DELETE", path)).status_code == 204
    gone, answer = (await practice.shown("practitioner", practice.team))["messages"].values()
    assert (gone["text"], gone["n"], answer["reply_to"]) == ("", 1, 1)
    assert gone["deleted_at"] is not None
    assert code_of(await secretary.send("PATCH", path, {"version": 2, "text": "x"})) == "chat_message_gone"
    ring = practice.core.keyring
    async with practice.core.db.read(EVERY_PRACTICE) as session:
        events = (await session.scalars(select(LoggedEvent))).all()
        answers = (await session.scalars(select(IdempotentAnswer))).all()
        said = (await session.scalars(select(Message.said))).all()
    opened = [ring.open(f"event|{each.topic}|{each.seq}", each.payload) for each in events]
    opened += [ring.open(f"answer|{each.person_id}|{each.key}", each.answer) for each in answers]
    assert len(said) == 2
    assert not any(b"destinataire" in each for each in opened)
    assert not any(b"destinataire" in each for each in said)


async def test_what_is_said_is_sealed_in_the_database(practice: Practice) -> None:
    await practice.say("secretary", practice.team, "canari-genou")
    await practice.begin("secretary", "practitioner", "administrator", name="canari-groupe")
    async with practice.core.db.read(EVERY_PRACTICE) as session:
        rows = (await session.scalars(select(Message.said))).all()
    assert not any(b"canari" in each for each in rows)


async def test_a_flood_from_one_person_is_slowed_down_and_the_others_still_talk(practice: Practice) -> None:
    for _ in range(AT_ONCE):
        await practice.say("secretary", practice.team)
    flooded = await practice.try_to_say("secretary", practice.team)
    assert (flooded.status_code, code_of(flooded), flooded.json()["data"]["retry_after"]) == (429, "too_many", 10)
    await practice.say("practitioner", practice.team, "Doucement")
    practice.clock.pass_by(seconds=11)
    await practice.say("secretary", practice.team)


async def test_older_messages_come_by_pages_in_their_order(practice: Practice) -> None:
    for number in range(1, 8):
        practice.clock.at += timedelta(seconds=2)
        await practice.say("secretary", practice.team, str(number))
    doctor = await practice.who("practitioner")
    page = (await doctor.get(f"/api/conversations/{practice.team}/messages", before="6", limit="3")).json()["messages"]
    assert [each["text"] for each in page] == ["3", "4", "5"]
    assert (await doctor.get(f"/api/conversations/{practice.team}/messages", before="1")).json()["messages"] == []
    for wrong in ({}, {"before": "0"}, {"before": "x"}, {"before": "5", "limit": "9999"}):
        assert (await doctor.get(f"/api/conversations/{practice.team}/messages", **wrong)).status_code == 422


async def test_the_last_messages_are_given_of_ones_own_conversations_alone(practice: Practice) -> None:
    mine, theirs = await practice.begin("secretary", "practitioner"), await practice.begin("administrator", "practitioner")
    await practice.say("secretary", mine, "à moi")
    await practice.say("administrator", theirs, "pas à moi")
    asked = {"conversations": [mine, theirs, new_id(), mine]}
    latest = (await (await practice.who("secretary")).post("/api/conversations/latest", asked)).json()["latest"]
    assert [(each["conversation_id"], each["message"]["text"]) for each in latest] == [(mine, "à moi")]


async def test_a_conversation_of_two_is_nobody_elses(practice: Practice) -> None:
    begun = await practice.begin("secretary", "practitioner")
    await practice.say("secretary", begun)
    administrator = await practice.who("administrator")
    for answer in (
        await practice.try_to_say("administrator", begun),
        await administrator.get(f"/api/conversations/{begun}/messages", before="9"),
        await administrator.get(f"/api/conversations/{begun}/people"),
        await administrator.post(f"/api/conversations/{begun}/marks", {"read": 1}),
        await administrator.post(f"/api/conversations/{begun}/people", {"people": [practice.person("administrator")]}),
    ):
        assert (answer.status_code, code_of(answer)) == (404, "not_found")


async def test_whoever_is_of_another_house_or_nobody_cannot_be_written_to(practice: Practice) -> None:
    stranger = await factories.person(practice.core, "Inconnu")
    secretary = await practice.who("secretary")
    answers = [
        await secretary.post("/api/conversations", {"practice_id": practice.cabinet.practice.id, "people": [person], "name": None})
        for person in (stranger.id, new_id(), practice.person("outside_colleague"))
    ]
    assert [(each.status_code, code_of(each)) for each in answers] == [(409, "chat_not_reached")] * 3
    for people in ([practice.person("secretary")], [practice.person("practitioner"), practice.person("administrator")]):
        wrong = await secretary.post("/api/conversations", {"practice_id": practice.cabinet.practice.id, "people": people})
        assert (wrong.status_code, code_of(wrong)) == (422, "invalid")


@ON_SQLITE
async def test_what_it_said_before_is_kept_as_a_trace_and_goes_with_it(practice: Practice) -> None:
    sent = await practice.say("secretary", practice.team, "À 15 h")
    path = f"/api/conversations/{practice.team}/messages/{sent['id']}"
    secretary, doctor = await practice.who("secretary"), await practice.who("practitioner")
    assert (await doctor.get(f"{path}/edits")).json() == {"edits": []}
    for version, text in enumerate(("À 16 h", "À 16 h", "À 17 h"), 1):
        practice.clock.pass_by(minutes=1)
        await secretary.send("PATCH", path, {"version": min(version, 2), "text": text})
    edits = (await doctor.get(f"{path}/edits")).json()["edits"]
    assert [each["text"] for each in edits] == ["À 15 h", "À 16 h"]
    assert edits[0]["at"] == sent["at"] < edits[1]["at"]
    assert (await secretary.send("DELETE", path)).status_code == 204
    assert (await doctor.get(f"{path}/edits")).json() == {"edits": []}
    begun = await practice.begin("secretary", "practitioner")
    private = await practice.say("secretary", begun, "À nous deux")
    stranger = await practice.who("administrator")
    assert (await stranger.get(f"/api/conversations/{begun}/messages/{private['id']}/edits")).status_code == 404
    assert (await secretary.get(f"/api/conversations/{begun}/messages/{new_id()}/edits")).status_code == 404
