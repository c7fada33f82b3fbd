"""Markup in instructions, calls and referrals is text on every screen that shows it."""

from playwright.async_api import expect

from server.core.ids import new_id
from server.core.unit import Core
from tests.journeys.conftest import OpenDesk
from tests.journeys.desk import Clinic, Desk
from tests.support.caller import Caller
from tests.support.markup import SOWN, VECTORS

MOST = 40
"""Instructions of a practitioner."""


async def _sow(clinic: Clinic, core: Core) -> None:
    """Write every vector wherever text is asked for."""
    here = clinic.cabinet
    async with Caller(clinic.server.url) as secretary, Caller(clinic.server.url) as doctor:
        await secretary.enter(core, here.people["secretary"])
        await doctor.enter(core, here.people["practitioner"])
        for number, text in enumerate(VECTORS.values()):
            name = " ".join(text[:110].split())
            book = {"practice_id": here.practice.id, "name": name, "specialty": name, "email": f"c{number}@example.org"}
            colleague = (await secretary.post("/api/colleagues", book)).json()["id"]
            whom = {"practitioner_id": here.doctor.id, "patient_id": clinic.patients[0].id, "colleague_id": colleague}
            asked = [
                await secretary.post("/api/referrals", {**whom, "reason": text}),
                await secretary.post("/api/phone/calls", {"id": new_id(), "practice_id": here.practice.id, "reason": text}),
            ]
            if number < MOST:
                fields = {"text": text, "scope": {}}
                asked.append(await doctor.post("/api/instructions", {"practitioner_id": here.doctor.id, "fields": fields}))
            assert {answer.status_code for answer in asked} == {201}


async def _is_clean(desk: Desk, text: str) -> None:
    """The text is there, as text, and nothing grew out of it."""
    await expect(desk.page.get_by_text(text).first).to_be_visible()
    assert await desk.page.evaluate(SOWN) == []


async def test_what_was_sown_grows_on_no_screen(sit: OpenDesk, clinic: Clinic, core: Core) -> None:
    text = VECTORS["picture that fails"]
    sonia = await sit("secretary", still=True)
    asked: list[str] = []
    sonia.page.on("dialog", lambda dialog: asked.append(dialog.message))
    await _sow(clinic, core)
    await sonia.page.get_by_role("navigation", name="Menu principal").get_by_role("link", name="Confrères").click()
    for tab in ("Patients adressés", "Mes confrères"):
        await sonia.page.get_by_role("tab", name=tab).click()
        await _is_clean(sonia, text)
    await sonia.page.get_by_role("link", name="Appels", exact=True).click()
    await _is_clean(sonia, text)
    await sonia.settings("Consignes")
    await _is_clean(sonia, text)
    await sonia.page.get_by_role("navigation", name="Menu principal").get_by_role("link", name="Agenda", exact=True).click()
    await sonia.open_slot("10:00")
    await _is_clean(sonia, text)
    assert asked == []
