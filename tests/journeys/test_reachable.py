"""Who can be reached, and who does not want to be disturbed: said on the screens of those who may know."""

import os
import re
from datetime import UTC, datetime, timedelta

from playwright.async_api import expect
from sqlalchemy import update

from chat.conversations.models import Reminder
from server.accounts.models import MembershipRow
from server.core.db import EVERY_PRACTICE
from server.core.unit import Core
from tests.journeys.conftest import OpenDesk
from tests.journeys.desk import Clinic, Desk
from tests.journeys.test_accessible import AXE, RUN
from tests.support import factories


async def _axe(desk: Desk) -> None:
    await desk.page.evaluate(AXE.read_text(encoding="utf-8"))
    assert await desk.page.evaluate(RUN) == []


async def _shoot(desk: Desk, name: str) -> None:
    folder = os.environ.get("SHOTS")
    if folder:
        await desk.page.screenshot(path=f"{folder}/{name}.png")


async def _write_to(desk: Desk, name: str) -> None:
    await desk.page.get_by_role("link", name=re.compile("^Discussions")).click()
    await desk.page.get_by_role("button", name="Nouvelle discussion").click()
    await desk.window.get_by_role("checkbox", name=re.compile(name)).check()
    await _shoot(desk, "new")
    await desk.window.get_by_role("button", name="Écrire").click()


async def test_a_consultation_under_way_is_seen_at_a_colleague_s_line(sit: OpenDesk, clinic: Clinic, core: Core) -> None:
    sonia, alice = await sit("secretary", still=True), await sit("administrator", still=True)
    await alice.page.get_by_role("link", name=re.compile("^Discussions")).click()
    await _write_to(sonia, "Alice Morel")
    await expect(sonia.page.get_by_role("region", name="Alice Morel").get_by_text("Disponible")).to_be_visible()
    async with core.db.write(EVERY_PRACTICE) as session:  # nobody stands in for her
        await session.execute(update(MembershipRow).where(MembershipRow.role == "replacement").values(days=[]))
        await session.commit()
    began = datetime.now(UTC) - timedelta(minutes=5)
    await factories.appointment(core, clinic.cabinet.doctor, clinic.patients[0], began, minutes=600)
    await sonia.page.get_by_role("button", name="Nouvelle discussion").click()
    line = sonia.window.get_by_role("listitem").filter(has_text="Claire Lefèvre")
    await expect(line.get_by_text(re.compile("^En consultation jusqu’à"))).to_be_visible()
    await expect(sonia.window.get_by_role("listitem").filter(has_text="Karim Haddad").get_by_text("Absent")).to_be_visible()
    await _shoot(sonia, "consulting")
    await sonia.page.keyboard.press("Escape")
    # Alice wants quiet: Sonia sees it, and what she writes is counted and not shown over Alice's page.
    await alice.page.get_by_role("button", name="Compte d’Alice Morel").click()
    await alice.page.get_by_role("group", name="Ne pas déranger").get_by_role("button", name="1 h").click()
    await expect(alice.page.get_by_role("link", name="Discussions, ne pas déranger")).to_be_visible()
    await expect(sonia.page.get_by_role("region", name="Alice Morel").get_by_text(re.compile("^Ne pas déranger jusqu’à"))).to_be_visible()
    await _shoot(sonia, "quiet")
    await alice.page.get_by_role("link", name="Agenda", exact=True).click()
    await sonia.page.get_by_label("Écrire un message").fill("Sans urgence")
    await sonia.page.keyboard.press("Enter")
    await expect(alice.page.get_by_role("link", name="Discussions, 1 message non lu, ne pas déranger")).to_be_visible()
    await _shoot(alice, "hushed")
    assert await alice.page.get_by_text("Sans urgence").count() == 0
    await _axe(sonia)
    # By her account page she says the hours of her weeks, and that what is urgent passes.
    await alice.page.get_by_role("button", name="Compte d’Alice Morel").click()
    await _shoot(alice, "panel")
    await alice.page.get_by_role("link", name="Régler les heures calmes").click()
    await alice.page.get_by_role("button", name="Me déranger à nouveau").click()
    await expect(alice.page.get_by_label("Jusqu’à")).to_be_visible()
    await alice.page.get_by_role("button", name="Ajouter des heures").click()
    spell = alice.page.get_by_role("group", name="Heures calmes 1")
    await spell.get_by_label("De", exact=True).fill("19h")
    await alice.page.get_by_role("button", name="Enregistrer").last.click()
    await expect(alice.page.get_by_text("C’est noté")).to_be_visible()
    await alice.page.get_by_label("Laisser passer ce qui est urgent").check()
    await _axe(alice)
    await _shoot(alice, "account")
    await alice.page.reload()
    await expect(spell.get_by_label("De", exact=True)).to_have_value("19:00")
    await expect(alice.page.get_by_label("Laisser passer ce qui est urgent")).to_be_checked()


async def test_a_message_is_seen_again_at_its_hour(sit: OpenDesk, clinic: Clinic, core: Core) -> None:
    sonia, alice = await sit("secretary", still=True), await sit("administrator", still=True)
    await _write_to(sonia, "Alice Morel")
    await sonia.page.get_by_label("Écrire un message").fill("Rappeler le laboratoire")
    await sonia.page.keyboard.press("Enter")
    message = sonia.page.get_by_role("log").locator("[data-n]", has_text="Rappeler le laboratoire")
    await message.hover()
    await message.get_by_role("button", name="Me le rappeler").click()
    await _shoot(sonia, "remind")
    await sonia.page.get_by_role("button", name=re.compile("^Demain matin")).click()
    await expect(sonia.page.get_by_text(re.compile("^Rappel noté\u00a0: demain"))).to_be_visible()
    await sonia.page.get_by_role("button", name=re.compile("^Rappels")).click()
    region = sonia.page.get_by_role("region", name="Rappels")
    await expect(region.get_by_text("Rappeler le laboratoire")).to_be_visible()
    await _axe(sonia)
    await _shoot(sonia, "reminders")
    await sonia.page.get_by_role("link", name="Agenda", exact=True).click()
    # The night passes.
    async with core.db.write(EVERY_PRACTICE) as session:
        await session.execute(update(Reminder).values(due_at=datetime.now(UTC)))
        await session.commit()
    notice = sonia.page.get_by_text("Rappel\u00a0: Alice Morel")
    await expect(notice).to_be_visible()
    await sonia.page.get_by_role("button", name="Ouvrir", exact=True).click()
    await expect(sonia.page.get_by_role("log").locator("[data-n].flash, [data-n]", has_text="Rappeler le laboratoire")).to_be_visible()
    await expect(sonia.page.get_by_role("button", name=re.compile("^Rappels 1 à revoir"))).to_be_visible()
    assert await alice.page.get_by_text("Rappel\u00a0:").count() == 0
    await sonia.page.set_viewport_size({"width": 390, "height": 844})
    await sonia.page.get_by_role("link", name="Toutes les discussions").click()
    await sonia.page.get_by_role("button", name=re.compile("^Rappels")).click()
    await _shoot(sonia, "reminders-phone")
    await sonia.page.get_by_role("button", name="Ne plus me le rappeler").click()
    await expect(sonia.page.get_by_role("region", name="Rappels")).to_have_count(0)
