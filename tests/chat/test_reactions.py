"""Answering with a sign."""

from server.core.ids import new_id
from tests.chat.conftest import Practice, code_of


async def test_signs_are_counted_by_person_given_twice_once_and_taken_away(practice: Practice) -> None:
    message = await practice.say("secretary", practice.team)
    path = f"/api/conversations/{practice.team}/messages/{message['id']}/reactions"
    secretary, doctor = await practice.who("secretary"), await practice.who("practitioner")
    for one, emoji in ((doctor, "👍"), (doctor, "👍"), (secretary, "👍"), (doctor, "✅")):
        assert (await one.post(path, {"emoji": emoji})).status_code == 204
    (view,) = (await practice.shown("secretary", practice.team))["messages"].values()
    names = {each["emoji"]: [one["name"] for one in each["people"]] for each in view["reactions"]}
    assert names == {"👍": ["Claire Lefèvre", "Sonia Petit"], "✅": ["Claire Lefèvre"]}
    assert (await doctor.post(path, {"emoji": "👍", "wanted": False})).status_code == 204
    assert (await doctor.post(path, {"emoji": "✅", "wanted": False})).status_code == 204
    (view,) = (await practice.shown("secretary", practice.team))["messages"].values()
    assert [(each["emoji"], len(each["people"])) for each in view["reactions"]] == [("👍", 1)]
    assert view["version"] == 1


async def test_a_sign_makes_nothing_unread_and_goes_with_its_message(practice: Practice) -> None:
    message = await practice.say("secretary", practice.team)
    await practice.read("practitioner", practice.team, 1)
    path = f"/api/conversations/{practice.team}/messages/{message['id']}"
    secretary = await practice.who("secretary")
    assert (await secretary.post(f"{path}/reactions", {"emoji": "🙏"})).status_code == 204
    assert await practice.unread("practitioner", practice.team) == 0
    assert (await secretary.send("DELETE", path)).status_code == 204
    (view,) = (await practice.shown("practitioner", practice.team))["messages"].values()
    assert view["reactions"] == []
    assert code_of(await secretary.post(f"{path}/reactions", {"emoji": "🙏"})) == "chat_message_gone"


async def test_only_known_signs_under_messages_of_ones_own_conversations(practice: Practice) -> None:
    begun = await practice.begin("secretary", "practitioner")
    message = await practice.say("secretary", begun)
    path = f"/api/conversations/{begun}/messages/{message['id']}/reactions"
    assert code_of(await (await practice.who("secretary")).post(path, {"emoji": "<img>"})) == "malformed"
    assert (await (await practice.who("administrator")).post(path, {"emoji": "👍"})).status_code == 404
    unknown = f"/api/conversations/{begun}/messages/{new_id()}/reactions"
    assert (await (await practice.who("secretary")).post(unknown, {"emoji": "👍"})).status_code == 404
