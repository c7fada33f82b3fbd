"""R3 for what is urgent: the events applied to an old screen make the fresh one; and no event holds what it says."""

from chat.escalation.topics import EVENTS
from server.core.db import EVERY_PRACTICE
from server.core.events import heads_of
from tests.chat.escalation.conftest import Ward
from tests.server.accounts.live import events
from tests.support.reducer import applied


async def test_an_old_screen_that_hears_everything_shows_what_a_fresh_one_shows(ward: Ward) -> None:
    practice, cabinet = ward.practice, ward.practice.cabinet
    topic, heard, state = f"urgent/{cabinet.practice.id}", set[str](), await ward.shown()
    async with practice.core.db.read(EVERY_PRACTICE) as session:
        head = (await heads_of(session, [topic]))[topic]
    assert head == 0

    async def hear() -> None:
        nonlocal state, head
        for event in await events(practice.core, topic, head):
            heard.add(event.name)
            state = applied(state, {"put": event.body.put, "drop": event.body.drop})
            head += 1
        for role in ("secretary", "replacement", "practitioner"):
            assert state == await ward.shown(role)

    doctor = await practice.who("practitioner")
    body = {"practice_id": cabinet.practice.id, "practitioner_id": cabinet.midwife.id, "weekdays": [0, 1], "start": 0, "end": 1440}
    first, second = (await doctor.post("/api/duty", body)).json()["duty"]
    change = {"version": 1, "practitioner_id": cabinet.midwife.id, "weekday": 2, "start": 0, "end": 60}
    assert (await doctor.patch(f"/api/duty/{second['id']}", change)).status_code == 200
    await hear()
    assert (await doctor.delete(f"/api/duty/{second['id']}")).status_code == 204
    taken, withdrawn, over = [await ward.say(minutes=5) for _ in range(3)]
    await hear()
    await ward.passes(minutes=5)
    assert await ward.rungs(taken) == ["practitioner", "duty"]
    await hear()
    await ward.act("practitioner", taken)
    await ward.act("secretary", withdrawn, "withdraw")
    await (await practice.who("secretary")).delete(f"/api/conversations/{practice.team}/messages/{over['said_id']}")
    await ward.look()
    await hear()
    assert heard == set(EVENTS)
    assert "potassium" not in str(await events(practice.core, topic))
    assert first["id"] in state["duty"]
