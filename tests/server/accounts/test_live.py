"""For every event and every lens, the events applied to an old snapshot give the fresh one (R3)."""

from typing import Any

from server.accounts.service.first_start import setup_path
from server.accounts.topics import PERSON_EVENTS, PRACTICE_EVENTS
from server.core.unit import Core
from tests.server.accounts.conftest import Desk
from tests.server.accounts.letters import delivered, token_in
from tests.server.accounts.live import LENSES, Watched, events, fresh, replayed

PASSWORD = "tournesol bleu marine 7"


async def test_a_whole_life_of_a_practice_replays_from_its_first_event_for_every_lens(desk: Desk, core: Core) -> None:
    alice = desk.caller()
    path = await setup_path(core)
    assert path is not None
    await alice.post(
        "/api/setup",
        {
            "token": path.partition("#")[2],
            "practice": {"name": "Cabinet des Tilleuls"},
            "location": {"name": "Rue des Tilleuls"},
            "administrator": {
                "name": "Alice Morel",
                "email": "alice@example.org",
                "password": PASSWORD,
                "practitioner": True,
                "profession": "Médecin",
            },
        },
    )
    secret = (await alice.post("/api/second-factor/start")).json()["secret"]
    await alice.post("/api/second-factor/confirm", {"code": desk.code(secret)})
    me = (await alice.get("/api/me")).json()
    practice_id, own_agenda = me["practices"][0]["id"], me["practices"][0]["practitioner_id"]
    topic = f"practice/{practice_id}"

    async def check() -> None:
        happened = await events(core, topic)
        for lens in LENSES["practice"]:
            now = {name: views for name, views in (await fresh(core, topic, lens)).items() if views}
            assert replayed(topic, lens, {}, happened) == now, lens

    async def done(answer: Any) -> dict[str, Any]:
        assert answer.status_code in {200, 201, 204}, answer.text
        await check()
        found: dict[str, Any] = answer.json() if answer.content else {}
        return found

    await check()
    await done(await alice.post(f"/api/practices/{practice_id}", {"version": 1, "phone": "01 99 00 12 34"}))
    place = await done(await alice.post("/api/locations", {"practice_id": practice_id, "name": "Annexe"}))
    await done(await alice.patch(f"/api/locations/{place['id']}", {"version": 1, "archived": True}))
    agenda = await done(
        await alice.post("/api/practitioners", {"practice_id": practice_id, "name": "Ana Roux", "profession": "Sage-femme"})
    )
    await done(await alice.patch(f"/api/practitioners/{agenda['id']}", {"version": 1, "hue": 20}))
    body = {"practice_id": practice_id, "email": "zoe@example.org", "role": "secretary"}
    invitation = await done(await alice.post("/api/invitations", body))
    await done(await alice.delete(f"/api/invitations/{invitation['id']}"))
    await done(await alice.post("/api/invitations", body))
    token = token_in((await delivered(desk, "zoe@example.org"))[-1])
    await done(await desk.caller().post("/api/invitations/accept", {"token": token, "name": "Zoé Roux", "password": PASSWORD}))
    zoe = next(member for member in (await fresh(core, topic, "manager"))["members"].values() if member["name"] == "Zoé Roux")
    screens = await Watched(core, f"person/{zoe['person_id']}").open()
    await done(await alice.put(f"/api/members/{zoe['id']}/rights", {"practitioner_id": own_agenda, "rights": ["view"]}))
    await done(await alice.patch(f"/api/members/{zoe['id']}", {"role": "tele_secretary"}))
    await done(await alice.delete(f"/api/members/{zoe['id']}"))
    grant = await done(await alice.post("/api/grants", {"practitioner_id": own_agenda, "email": "zoe@example.org", "function": "details"}))
    await done(await alice.delete(f"/api/grants/{grant['grant']['id']}"))
    assert await screens.check() == {*PERSON_EVENTS} - {"quiet_changed"}, "nobody but oneself: test_quiet.py"
    assert {event.name for event in await events(core, topic)} == set(PRACTICE_EVENTS)
