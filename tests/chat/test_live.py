"""R3 for conversations: the events applied to an old screen make the fresh one; and who hears what."""

from dataclasses import dataclass, field
from datetime import timedelta

from chat.conversations.service.forgetting import forget_chats
from chat.conversations.tending import tend
from chat.conversations.topics import CONVERSATION_EVENTS, KIND, LIST, LIST_EVENTS
from server.core.actors import Role
from server.core.db import EVERY_PRACTICE
from server.core.events import heads_of
from tests.chat.conftest import Practice, keep_for
from tests.server.accounts.live import events
from tests.support.reducer import State, applied

ROLES: tuple[Role, ...] = ("secretary", "practitioner", "administrator", "tele_secretary")


@dataclass
class Screens:
    """A conversation and everybody's list, as screens show them that only hear events."""

    practice: Practice
    group: str
    state: dict[str, State] = field(default_factory=dict)
    heads: dict[str, int] = field(default_factory=dict)
    heard: set[str] = field(default_factory=set)

    async def open(self) -> None:
        """Show what is so now."""
        self.state = await self._fresh()
        async with self.practice.core.db.read(EVERY_PRACTICE) as session:
            self.heads = await heads_of(session, self.state)

    async def hear(self) -> None:
        """Apply what happened since, and compare with fresh screens."""
        for topic, state in self.state.items():
            shown = state
            for event in await events(self.practice.core, topic, self.heads[topic]):
                self.heard.add(event.name)
                shown = applied(shown, {"put": event.body.put, "drop": event.body.drop})
                self.heads[topic] += 1
            self.state[topic] = shown
        assert self.state == await self._fresh()

    async def _fresh(self) -> dict[str, State]:
        lists = {f"{LIST}/{self.practice.person(role)}": await self.practice.listed(role) for role in ROLES}
        return {f"{KIND}/{self.group}": await self.practice.shown("secretary", self.group), **lists}


async def test_an_old_screen_that_hears_everything_shows_what_a_fresh_one_shows(practice: Practice) -> None:
    group = await practice.begin("secretary", "practitioner", "administrator", name="Accueil")
    screens = Screens(practice, group)
    await screens.open()
    secretary, doctor = await practice.who("secretary"), await practice.who("practitioner")
    first = await practice.say("secretary", group, "un", mentions=[practice.person("practitioner")])
    second = await practice.say("practitioner", group, "deux", reply_to=first["n"])
    await practice.read("administrator", group, 2)
    await secretary.send("PATCH", f"/api/conversations/{group}/messages/{first['id']}", {"version": 1, "text": "premier"})
    await secretary.send("PATCH", f"/api/conversations/{group}", {"version": 1, "name": "Autre nom"})
    await secretary.post(f"/api/conversations/{group}/people", {"people": [practice.person("tele_secretary")]})
    await practice.say("tele_secretary", group, "trois")
    await practice.read("secretary", group, 3)
    await screens.hear()
    await secretary.send("DELETE", f"/api/conversations/{group}/people/{practice.person('tele_secretary')}")
    await practice.say("secretary", group, "quatre")
    await screens.hear()
    # What came before goes out of the log with it: who is behind begins anew, who is not hears that it is gone.
    assert (await doctor.send("DELETE", f"/api/conversations/{group}/messages/{second['id']}")).status_code == 204
    await practice.say("secretary", group, "cinq")
    await screens.hear()
    assert (await doctor.post(f"/api/conversations/{group}/messages/{first['id']}/reactions", {"emoji": "👀"})).status_code == 204
    await screens.hear()
    # An hour that one chose comes.
    later = (practice.clock.now() + timedelta(hours=3)).isoformat()
    path = f"/api/conversations/{group}/messages/{first['id']}/reminder"
    assert (await secretary.put(path, {"at": later})).status_code == 200
    await screens.hear()
    practice.clock.pass_by(hours=3)
    await tend(practice.core)
    await screens.hear()
    # What is too old for the practice goes, with what is known of who read it.
    await keep_for(practice, months=1)
    practice.clock.pass_by(days=62)
    while await forget_chats(practice.core):
        pass
    await screens.hear()
    assert screens.heard == {*CONVERSATION_EVENTS, *LIST_EVENTS}


async def test_the_lists_say_nothing_of_what_is_said(practice: Practice) -> None:
    await practice.say("secretary", practice.team, "canari-genou")
    for role in ROLES:
        for event in await events(practice.core, f"{LIST}/{practice.person(role)}"):
            assert "canari" not in str(event.body)
