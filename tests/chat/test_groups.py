"""Groups: who is brought in, who leaves, what they are called, and what the conversation says of it."""

from tests.chat.conftest import Practice, code_of
from tests.server.accounts.live import events


async def test_a_group_has_a_name_and_tells_who_made_it(practice: Practice) -> None:
    group = await practice.begin("secretary", "practitioner", "administrator", name="  Accueil  du matin ")
    (note,) = (await practice.shown("practitioner", group))["messages"].values()
    assert (note["note"], note["text"]) == ({"kind": "created", "names": ["Accueil du matin"]}, "")
    line = (await practice.lines("practitioner"))[group]
    assert (line["name"], line["unread"], len(line["people"])) == ("Accueil du matin", 0, 2)


async def test_whoever_is_added_reads_what_was_said_and_whoever_leaves_reads_no_more(practice: Practice) -> None:
    group = await practice.begin("secretary", "practitioner", name="Labo")
    await practice.say("secretary", group, "Résultats arrivés")
    secretary, late = await practice.who("secretary"), practice.person("tele_secretary")
    added = await secretary.post(f"/api/conversations/{group}/people", {"people": [late, late]})
    assert added.status_code == 200, added.text
    assert "Résultats arrivés" in await practice.texts("tele_secretary", group)
    assert (await secretary.send("DELETE", f"/api/conversations/{group}/people/{late}")).status_code == 204
    assert (await practice.try_to_say("tele_secretary", group)).status_code == 404
    assert group not in await practice.lines("tele_secretary")
    heard = await events(practice.core, f"chats/{late}")
    assert [event.name for event in heard][-1] == "chats_left"
    assert heard[-1].body.drop == {"lines": [group]}
    doctor = await practice.who("practitioner")
    assert (await doctor.send("DELETE", f"/api/conversations/{group}/people/{practice.person('practitioner')}")).status_code == 204
    kinds = [each["note"]["kind"] for each in (await practice.shown("secretary", group))["messages"].values() if each["note"]]
    assert kinds == ["created", "added", "removed", "left"]


async def test_a_new_name_is_seen_by_all_and_the_older_version_is_refused(practice: Practice) -> None:
    group = await practice.begin("secretary", "practitioner", name="Labo")
    secretary = await practice.who("secretary")
    assert (await secretary.send("PATCH", f"/api/conversations/{group}", {"version": 1, "name": "Laboratoire"})).status_code == 200
    late = await (await practice.who("practitioner")).send("PATCH", f"/api/conversations/{group}", {"version": 1, "name": "Autre"})
    assert (late.status_code, code_of(late)) == (409, "stale")
    assert (await practice.lines("practitioner"))[group]["name"] == "Laboratoire"
    assert "chat_changed" in {event.name for event in await events(practice.core, f"conversation/{group}")}


async def test_what_is_no_group_is_neither_renamed_nor_left(practice: Practice) -> None:
    begun = await practice.begin("secretary", "practitioner")
    secretary = await practice.who("secretary")
    for conversation in (begun, practice.team):
        assert (await secretary.send("PATCH", f"/api/conversations/{conversation}", {"version": 1, "name": "X"})).status_code == 404
        gone = f"/api/conversations/{conversation}/people/{practice.person('secretary')}"
        assert (await secretary.send("DELETE", gone)).status_code == 404


async def test_a_group_is_given_a_name_that_can_be_read(practice: Practice) -> None:
    body = {"practice_id": practice.cabinet.practice.id, "people": [practice.person("practitioner")]}
    secretary = await practice.who("secretary")
    for name in ("   ", "x" * 81):
        assert (await secretary.post("/api/conversations", {**body, "name": name})).status_code == 422, name
    for name in ("a\u0007b", "La\u200bbo", "Labo\u202e"):
        answer = await secretary.post("/api/conversations", {**body, "name": name})
        assert (answer.status_code, answer.json()["data"]) == (422, {"field": "name", "reason": "unprintable"})
