"""The ways in: the first start, an invitation, a lost password, a second factor and its recovery codes."""

import asyncio
import re
from collections.abc import AsyncIterator

import pyotp
import pytest
from playwright.async_api import Browser, Page, expect
from sqlalchemy import update

from server.accounts.models import SignedInSession
from server.core.db import EVERY_PRACTICE
from server.core.unit import Core
from tests.journeys.conftest import DESKTOP, OpenDesk
from tests.journeys.desk import PATIENCE, Clinic
from tests.support.factories import PASSWORD
from tests.support.serving import Serve

NEW = "quatre chats sur le toit"


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A browser that nobody has signed in on."""
    context = await browser.new_context(viewport=DESKTOP, locale="fr-FR", timezone_id="Europe/Paris")
    yield await context.new_page()
    await context.close()


async def test_the_first_start_opens_a_practice_and_asks_its_administrator_for_a_second_factor(page: Page, serve: Serve) -> None:
    server = await asyncio.to_thread(serve)
    assert server.child is not None
    link = (await asyncio.to_thread(server.child.wait_for, "setup_link=")).partition("setup_link=")[2].split()[0]
    await page.goto(link)
    await page.get_by_label("Nom du cabinet").fill("Cabinet du Port")
    await page.get_by_label("Votre nom").fill("Inès Delorme")
    await page.get_by_label("E-mail").fill("ines@exemple.fr")
    await page.get_by_label("Profession").fill("Sage-femme")
    await _new_password(page)
    await page.get_by_role("button", name="Créer le cabinet").click()
    await _enrol(page)
    await page.get_by_role("button", name="Ouvrir l’agenda").click()
    await expect(page.get_by_role("region", name=re.compile("Inès Delorme, "))).to_be_visible()


async def test_somebody_invited_chooses_a_password_and_is_at_work(page: Page, sit: OpenDesk, clinic: Clinic) -> None:
    alice = await sit("administrator")
    await alice.settings("Membres et invitations")
    await alice.page.get_by_role("button", name="Inviter quelqu’un").click()
    await alice.window.get_by_label("E-mail").fill("lea@exemple.fr")
    await alice.window.get_by_role("button", name="Envoyer l’invitation").click()
    await _follow(page, clinic, "invitation")
    await expect(page.get_by_text("Cabinet des Tilleuls vous invite comme secrétaire")).to_be_visible()
    await page.get_by_label("Votre nom").fill("Léa Martin")
    await _new_password(page)
    await page.get_by_role("button", name="Rejoindre").click()
    await expect(page.get_by_role("region", name=re.compile("Claire Lefèvre, "))).to_be_visible()
    await expect(alice.page.get_by_role("listitem").filter(has_text="Léa Martin")).to_be_visible()
    await _follow(page, clinic, "invitation")
    await expect(page.get_by_role("heading", name="Ce lien ne fonctionne plus")).to_be_visible()


async def test_a_lost_password_is_replaced_by_mail_and_closes_the_screens_that_were_open(page: Page, sit: OpenDesk, clinic: Clinic) -> None:
    sonia = await sit("secretary")
    await page.goto(clinic.server.url)
    await page.get_by_label("E-mail").fill(clinic.email("secretary"))
    await page.get_by_role("link", name="Mot de passe oublié").click()
    await expect(page.get_by_role("heading", name="Mot de passe oublié")).to_be_visible()
    await expect(page.get_by_label("E-mail")).to_have_value(clinic.email("secretary"))
    await page.get_by_role("button", name="Envoyer le lien").click()
    await expect(page.get_by_role("heading", name="Regardez votre boîte aux lettres")).to_be_visible()
    await _follow(page, clinic, "password")
    await _new_password(page)
    await page.get_by_role("button", name="Enregistrer").click()
    await expect(page.get_by_text("Connectez-vous avec le nouveau")).to_be_visible()
    await expect(sonia.page.get_by_role("button", name="Se connecter")).to_be_visible()
    await _sign_in(page, clinic.email("secretary"), NEW)
    await expect(page.get_by_role("region", name=re.compile("Claire Lefèvre, "))).to_be_visible()


async def test_a_second_factor_is_set_up_and_a_recovery_code_stands_in_for_it_once(page: Page, sit: OpenDesk, clinic: Clinic) -> None:
    claire = await sit("practitioner")
    await claire.page.goto(f"{clinic.server.url}/account")
    await claire.page.get_by_role("button", name="Activer le second facteur").click()
    await claire.page.get_by_role("textbox", name=re.compile(r"^Mot de passe\W*$")).fill(PASSWORD)
    await claire.page.get_by_role("button", name="Continuer").click()
    codes = await _enrol(claire.page)
    await claire.page.get_by_role("button", name="Terminé").click()
    await expect(claire.page.get_by_role("button", name="Changer d’appareil")).to_be_visible()
    for code, opens in ((codes[0], True), (codes[0], False), (codes[1], True)):
        await page.context.clear_cookies()
        await page.goto(clinic.server.url)
        await _sign_in(page, clinic.email("practitioner"), PASSWORD)
        await page.get_by_role("button", name="utiliser un code de secours").click()
        await page.get_by_label("Code de secours").fill(code)
        await page.get_by_role("button", name="Vérifier").click()
        seen = page.get_by_role("button", name="Aujourd’hui") if opens else page.get_by_text("a déjà servi")
        await expect(seen).to_be_visible()


async def _enrol(page: Page) -> list[str]:
    """Set up the application with the secret that is spelled out, and keep the recovery codes."""
    secret = await page.locator("code").inner_text()
    await page.get_by_label("Code à six chiffres").fill("000000")
    await page.get_by_role("button", name="Activer").click()
    await expect(page.get_by_text("Ce code n’est pas bon")).to_be_visible()
    await page.get_by_label("Code à six chiffres").fill(pyotp.TOTP(secret.replace(" ", "")).now())
    await page.get_by_role("button", name="Activer").click()
    await page.get_by_label("Je les ai mis en lieu sûr").check()
    return re.findall(r"\b\w{4}(?:-\w{4}){3}\b", await page.get_by_role("main").inner_text())


async def _new_password(page: Page) -> None:
    await page.get_by_label("Nouveau mot de passe").fill(NEW)
    await page.get_by_label("Le même, encore une fois").fill(NEW)


async def _sign_in(page: Page, email: str, password: str) -> None:
    await page.get_by_label("E-mail").fill(email)
    await page.get_by_role("textbox", name="Mot de passe").fill(password)
    await page.get_by_role("button", name="Se connecter").click()


async def _follow(page: Page, clinic: Clinic, path: str) -> None:
    """Open the link of the newest message."""
    link = page.get_by_role("link", name=f"/{path}#")

    async def delivered() -> bool:
        await page.goto(f"{clinic.server.url}/dev/mailbox")
        return await link.count() > 0

    async with asyncio.timeout(PATIENCE / 1000):
        while not await delivered():
            pass
    await link.first.click()


async def end_sessions(core: Core) -> None:
    """As when nobody has touched anything for half an hour."""
    async with core.db.write(EVERY_PRACTICE) as session:
        await session.execute(update(SignedInSession).values(ended_at=core.clock.now()))
        await session.commit()


async def test_a_session_that_ends_while_the_server_is_away_leads_to_the_log_in(sit: OpenDesk, clinic: Clinic, core: Core) -> None:
    sonia = await sit("secretary")
    await asyncio.to_thread(clinic.server.kill)
    await end_sessions(core)
    await expect(sonia.page.get_by_text("Le serveur ne répond plus.")).to_be_visible()
    await asyncio.to_thread(clinic.server.start)
    await expect(sonia.page.get_by_label("E-mail")).to_be_visible()
