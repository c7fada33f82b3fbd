"""What screens hear of a patient's documents: events on an old snapshot give the fresh one."""

import msgspec

from server.core.unit import reading
from server.documents.queries import patient_snapshot
from server.documents.topics import PATIENT_EVENTS, patient_topic
from tests.server.accounts.live import events
from tests.server.documents.conftest import Desk
from tests.support import factories, files
from tests.support.application import caller
from tests.support.reducer import State, applied, opened


async def _fresh(desk: Desk, patient_id: str) -> State:
    async with reading(desk.core, desk.cabinet.actors["practitioner"]) as uow:
        body = await patient_snapshot(uow, patient_id, msgspec.Raw())
    return opened(msgspec.to_builtins(body))


async def test_whatever_becomes_of_documents_an_open_screen_shows_what_a_fresh_one_shows(desk: Desk) -> None:
    other = await factories.patient(desk.core, desk.cabinet.practice, "Moulin", "Odile")
    people = (desk.patient.id, other.id)
    before = {one: await _fresh(desk, one) for one in people}
    seen: set[str] = set()

    async def check() -> None:
        for one in people:
            state = before[one]
            for event in await events(desk.core, patient_topic(one)):
                seen.add(event.name)
                state = applied(state, {"put": msgspec.to_builtins(event.body.put), "drop": event.body.drop})
            assert state == await _fresh(desk, one), seen

    kept, gone = await desk.filed(), await desk.filed(files.image("GIF"), "autre.gif")
    await check()
    await desk.doctor.patch(f"/api/documents/{gone['id']}", {"version": 1, "title": "Compte rendu"})
    await check()
    shared = await desk.doctor.post(f"/api/documents/{kept['id']}/share", {"tell": False})
    await check()
    async with caller(desk.transport) as patient:
        await patient.post("/api/shared/open", {"token": shared.json()["link"].partition("#")[2]})
        assert (await patient.get(f"/api/shared/{kept['id']}/content")).status_code == 200
    await check()
    await desk.doctor.post(f"/api/documents/{kept['id']}/unshare")
    await check()
    await desk.doctor.delete(f"/api/documents/{gone['id']}")
    await check()
    merged = await desk.doctor.post(f"/api/patients/{other.id}/merge", {"other_id": desk.patient.id})
    assert merged.status_code == 200, merged.text
    await desk.doctor.post(f"/api/merges/{merged.json()['merges'][0]['id']}/undo")
    await check()
    assert seen == set(PATIENT_EVENTS)
