"""A patient and the link of his message: booked at the desk, read in the mailbox, moved by himself, seen at the desk."""

import re

import pytest
from playwright.async_api import Browser, Page, expect

from server.core.unit import Core
from server.notices.models import MessageChoices
from tests.journeys.conftest import DESKTOP, PHONE, OpenDesk
from tests.journeys.desk import PATIENCE, Clinic, Desk
from tests.support import factories

LEA = "lea.bonnet@example.org"


@pytest.fixture
async def lea(core: Core, clinic: Clinic) -> None:
    """A patient who has an e-mail, in a practice that tells at once and lets one change until an hour before."""
    practice = clinic.cabinet.practice
    await factories.patient(core, practice, "Bonnet", "Léa", email=LEA)
    choices = {"regret_minutes": 0, "change_hours": 1, "practitioner": False}
    await factories.keep(core, MessageChoices(practice_id=practice.id, version=1, fields=choices))


async def told(desk: Desk, time: str, about: str, *, close: bool = True) -> None:
    """Open the card and wait, live, until it says that the message has left."""
    await desk.appointment("Bonnet", time).click()
    messages = desk.window.get_by_role("region", name="Messages")
    await expect(messages.locator("li", has_text=about).first).to_contain_text("Envoyé le")
    if close:
        await desk.page.keyboard.press("Escape")
        await expect(desk.window).to_have_count(0)


async def mail(page: Page, desk: Desk, subject: str) -> None:
    """Open the mailbox, where the message is."""
    await page.goto(f"{desk.address}/dev/mailbox?q=lea")
    await expect(page.locator("article", has_text=re.compile(subject)).first).to_be_visible()


async def test_a_patient_moves_and_cancels_by_the_link_of_his_message(sit: OpenDesk, browser: Browser, clinic: Clinic, lea: None) -> None:
    sonia = await sit("secretary")
    await sonia.book("09:00", "Bonnet")
    await told(sonia, "09:00", "Confirmation")
    context = await browser.new_context(viewport=PHONE, locale="fr-FR", is_mobile=True, has_touch=True)
    page = await context.new_page()
    page.set_default_timeout(PATIENCE)
    await mail(page, sonia, "Rendez-vous confirmé")
    await page.locator("a[href*='/rdv#']").first.click()
    await expect(page.get_by_role("heading", name="Rendez-vous de Léa")).to_be_visible()
    await expect(page).to_have_url(re.compile("/rdv$"))
    await page.reload()
    await page.get_by_role("button", name="Déplacer").click()
    day = await page.locator(".day").inner_text()
    await page.get_by_role("button", name=re.compile(f"^{day}, 10:00$", re.IGNORECASE)).click()
    await page.get_by_role("button", name=re.compile("^Prendre ")).click()
    await expect(page.get_by_text("Votre rendez-vous est déplacé.")).to_be_visible()
    await expect(sonia.appointment("Bonnet", "10:00")).to_be_visible()
    await told(sonia, "10:00", "Déplacement", close=False)
    await sonia.window.get_by_role("button", name="Historique", exact=True).click()
    await expect(sonia.window.get_by_text("par le lien du patient")).to_be_visible()
    await page.get_by_role("button", name="Annuler le rendez-vous").click()
    await page.get_by_role("button", name="Oui, annuler").click()
    await expect(page.get_by_text("Votre rendez-vous est annulé.")).to_be_visible()
    await expect(sonia.appointment("Bonnet")).to_have_count(0)
    await sonia.page.keyboard.press("Escape")
    await sonia.page.get_by_role("navigation", name="Menu principal").get_by_role("link", name="Messages").click()
    await sonia.page.get_by_text("Envoyés", exact=True).click()
    await expect(sonia.page.locator("li", has_text="Annulation").first).to_contain_text("Envoyé le")
    await mail(page, sonia, "Rendez-vous annulé")
    await context.close()


async def test_a_link_that_opens_nothing_says_so(sit: OpenDesk, browser: Browser, clinic: Clinic) -> None:
    context = await browser.new_context(viewport=DESKTOP, locale="fr-FR")
    page = await context.new_page()
    await page.goto(f"{clinic.server.url}/rdv#n-est-pas-un-lien")
    await expect(page.get_by_text("Ce lien n’ouvre aucun rendez-vous.")).to_be_visible()
    await context.close()
