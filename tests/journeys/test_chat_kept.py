"""What one wrote and did not send: it waits for its author, whatever ends his session or takes him elsewhere."""

import asyncio
import re

from playwright.async_api import expect

from server.core.unit import Core
from tests.journeys.conftest import OpenDesk
from tests.journeys.desk import Clinic, Desk
from tests.journeys.test_chat import _go, _said, _talk, _write
from tests.journeys.test_way_in import end_sessions
from tests.support.factories import PASSWORD

TEAM = "Toute l’équipe"


async def _sign_in_again(desk: Desk, role: str) -> None:
    """From the log-in that stands where one was."""
    await desk.page.get_by_label("E-mail").fill(desk.clinic.email(role))
    await desk.page.get_by_role("textbox", name="Mot de passe").fill(PASSWORD)
    await desk.page.get_by_role("button", name="Se connecter").click()


async def _leave(desk: Desk) -> None:
    await desk.page.get_by_role("button", name=re.compile("Compte")).click()
    await desk.page.get_by_role("button", name="Se déconnecter").click()
    await expect(desk.page.get_by_label("E-mail")).to_be_visible()


async def test_a_session_that_ends_by_itself_loses_no_word_and_keeps_it_for_its_author(sit: OpenDesk, clinic: Clinic, core: Core) -> None:
    sonia = await sit("secretary", still=True)
    field = sonia.page.get_by_label("Écrire un message")
    await _go(sonia)
    await _talk(sonia, TEAM)
    # The network goes while she writes, and her session meanwhile.
    await asyncio.to_thread(clinic.server.kill)
    await _write(sonia, "Dit sans réseau")
    await field.fill("Pas encore fini")
    await expect(_said(sonia, "En attente du réseau")).to_be_visible()
    await end_sessions(core)
    await asyncio.to_thread(clinic.server.start)
    await expect(sonia.page.get_by_label("E-mail")).to_be_visible()
    assert await sonia.page.evaluate("Object.values(sessionStorage).join()") == ""
    # She signs in where she was: what waited leaves, what was begun is there.
    await _sign_in_again(sonia, "secretary")
    said = sonia.page.get_by_role("log").locator("[data-n]", has_text="Dit sans réseau")
    await expect(said).to_be_visible()
    await expect(field).to_have_value("Pas encore fini")
    # Somebody else finds nothing of it, neither then nor she herself after him; nor after she signed out.
    await end_sessions(core)
    await expect(sonia.page.get_by_label("E-mail")).to_be_visible()
    for role in ("practitioner", "secretary"):
        await _sign_in_again(sonia, role)
        await _go(sonia)
        await _talk(sonia, TEAM)
        await expect(said).to_be_visible()
        await expect(field).to_have_value("")
        await field.fill("Encore un brouillon")
        await _leave(sonia)
    await _sign_in_again(sonia, "secretary")
    await _go(sonia)
    await _talk(sonia, TEAM)
    await expect(said).to_be_visible()
    await expect(field).to_have_value("")
