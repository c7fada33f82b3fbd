"""A patient is referred to somebody outside: an e-mail that names nobody, a code said on the telephone, an answer seen at once."""

import asyncio
import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, expect

from tests.journeys.conftest import PHONE, OpenDesk
from tests.journeys.desk import PATIENCE, Clinic
from tests.journeys.test_accessible import AXE, RUN


@pytest.fixture
async def colleague(browser: Browser) -> AsyncIterator[Page]:
    """The telephone of somebody who has no account here."""
    context = await browser.new_context(viewport=PHONE, locale="fr-FR", timezone_id="Europe/Paris")
    yield await context.new_page()
    await context.close()


async def _link(page: Page, clinic: Clinic) -> None:
    """Open the link of the newest message, which names no patient."""
    link = page.get_by_role("link", name="/referral#")

    async def delivered() -> bool:
        await page.goto(f"{clinic.server.url}/dev/mailbox?q=luc")
        return await link.count() > 0

    async with asyncio.timeout(PATIENCE / 1000):
        while not await delivered():
            pass
    await expect(page.get_by_text(re.compile("Dupont", re.IGNORECASE))).to_have_count(0)
    await link.first.click()


async def test_a_stranger_opens_the_request_with_link_and_code_and_answers(sit: OpenDesk, clinic: Clinic, colleague: Page) -> None:
    sonia = await sit("secretary", still=True)
    await sonia.page.get_by_role("navigation", name="Menu principal").get_by_role("link", name="Confrères").click()
    await sonia.page.get_by_role("button", name="Adresser un patient").first.click()
    await sonia.choose("Dupont")
    await sonia.window.get_by_label("De la part de").select_option(label="Dr Claire Lefèvre")
    await sonia.window.get_by_role("combobox", name="À quel confrère").fill("Luc Petit")
    await sonia.page.get_by_role("option", name=re.compile("Ajouter")).click()
    await sonia.window.get_by_label("E-mail").fill("luc@example.org")
    await sonia.window.get_by_role("button", name="Enregistrer le confrère").click()
    await sonia.window.get_by_label("Motif").fill("Avis pour un souffle cardiaque")
    await sonia.window.get_by_role("button", name="Adresser", exact=True).click()
    await sonia.window.get_by_role("button", name="Montrer le code").click()
    spoken = await sonia.window.get_by_text(re.compile(r"^\d{4} \d{4}$")).inner_text()
    await sonia.window.get_by_role("button", name="Fermer").last.click()
    await expect(sonia.page.get_by_text("Envoyé")).to_be_visible()
    # The link alone opens nothing; the code does.
    await _link(colleague, clinic)
    await expect(colleague.get_by_text(re.compile("Dupont", re.IGNORECASE))).to_have_count(0)
    await colleague.get_by_label("Code donné par le cabinet").fill("0000")
    await colleague.get_by_role("button", name="Ouvrir la demande").click()
    await expect(colleague.get_by_text("Ce n’est pas le code donné par le cabinet.")).to_be_visible()
    await colleague.get_by_label("Code donné par le cabinet").fill(spoken)
    await colleague.get_by_role("button", name="Ouvrir la demande").click()
    await expect(colleague.get_by_text("DUPONT Marie")).to_be_visible()
    await expect(colleague.get_by_text("Avis pour un souffle cardiaque")).to_be_visible()
    await expect(sonia.page.get_by_text("Vu", exact=True)).to_be_visible()
    await colleague.evaluate(AXE.read_text(encoding="utf-8"))
    assert await colleague.evaluate(RUN) == []
    await colleague.get_by_label("Un mot pour votre confrère").fill("Mardi à 9 h")
    await colleague.get_by_role("button", name="J’accepte").click()
    await expect(colleague.get_by_text("Votre réponse est transmise au cabinet.")).to_be_visible()
    await expect(sonia.page.get_by_text("Accepté")).to_be_visible()
    await expect(sonia.page.get_by_text("Mardi à 9 h")).to_be_visible()
