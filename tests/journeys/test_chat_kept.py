"""What one wrote and did not send: it waits for its author, whatever ends his session or takes him elsewhere."""

import asyncio
import re

from playwright.async_api import Locator, expect

from chat.conversations.rules import standing_id
from server.core.ids import new_id
from server.core.unit import Core
from tests.journeys.conftest import OpenDesk
from tests.journeys.desk import Clinic, Desk
from tests.journeys.test_chat import _act, _go, _said, _talk, _write
from tests.journeys.test_way_in import end_sessions
from tests.support.factories import PASSWORD

TEAM = "Toute l’équipe"


async def sign_in_again(desk: Desk, role: str) -> None:
    """From the log-in that stands where one was."""
    await desk.page.get_by_label("E-mail").fill(desk.clinic.email(role))
    await desk.page.get_by_role("textbox", name="Mot de passe").fill(PASSWORD)
    await desk.page.get_by_role("button", name="Se connecter").click()


async def leave(desk: Desk) -> None:
    """Sign out."""
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
    await sign_in_again(sonia, "secretary")
    said = sonia.page.get_by_role("log").locator("[data-n]", has_text="Dit sans réseau")
    await expect(said).to_be_visible()
    await expect(field).to_have_value("Pas encore fini")
    # Somebody else finds nothing of it, neither then nor she herself after him; nor after she signed out.
    await end_sessions(core)
    await expect(sonia.page.get_by_label("E-mail")).to_be_visible()
    for role in ("practitioner", "secretary"):
        await sign_in_again(sonia, role)
        await _go(sonia)
        await _talk(sonia, TEAM)
        await expect(said).to_be_visible()
        await expect(field).to_have_value("")
        await field.fill("Encore un brouillon")
        await leave(sonia)
    await sign_in_again(sonia, "secretary")
    await _go(sonia)
    await _talk(sonia, TEAM)
    await expect(said).to_be_visible()
    await expect(field).to_have_value("")


async def _all_talk(core: Core, clinic: Clinic, times: int) -> None:
    """Everybody else says something to the team, so many times each."""
    team = standing_id("team", clinic.cabinet.practice.id)
    for role in ("administrator", "practitioner", "tele_secretary"):
        async with clinic.server.caller() as caller:
            await caller.enter(core, clinic.cabinet.people[role])
            for turn in range(times):
                answer = await caller.post(f"/api/conversations/{team}/messages", {"id": new_id(), "text": f"{role} {turn}"})
                assert answer.status_code == 201, answer.text


async def test_a_conversation_opens_where_one_stopped_reading(sit: OpenDesk, clinic: Clinic, core: Core) -> None:
    sonia = await sit("secretary", still=True)
    await _go(sonia)
    await _talk(sonia, TEAM)
    async with sonia.page.expect_response(re.compile("/marks$")):
        await _write(sonia, "Bonjour")
    await _talk(sonia, "Secrétariat · Dr Claire Lefèvre")
    await expect(_said(sonia, "Bonjour")).to_have_count(0)
    await _all_talk(core, clinic, 10)
    await _talk(sonia, TEAM)
    await expect(sonia.page.get_by_text("Nouveaux messages", exact=True)).to_be_in_viewport()
    await expect(_said(sonia, "administrator 0")).to_be_in_viewport()
    await expect(_said(sonia, "tele_secretary 9")).not_to_be_in_viewport()
    await sonia.page.get_by_role("button", name=re.compile("Aller à la fin|30 nouveaux")).click()
    await expect(_said(sonia, "tele_secretary 9")).to_be_in_viewport()


async def test_a_draft_keeps_its_name_what_it_answers_and_that_it_is_urgent(sit: OpenDesk, clinic: Clinic, core: Core) -> None:
    sonia, claire = await sit("secretary", still=True), await sit("practitioner", still=True)
    for desk in (sonia, claire):
        await _go(desk)
        await _talk(desk, TEAM)
    await _write(claire, "Rappeler le labo")
    await expect(_said(sonia, "Rappeler le labo")).to_be_visible()
    # Without the network: one message waits, another one is begun, then she looks elsewhere.
    await asyncio.to_thread(clinic.server.kill)
    await _write(sonia, "Parti plus tard")
    await expect(_said(sonia, "En attente du réseau")).to_be_visible()
    await _act(sonia, "Rappeler le labo", "Répondre")
    field, name = sonia.page.get_by_label("Écrire un message"), sonia.page.get_by_label("Écrire au nom de")
    siren = sonia.page.get_by_role("button", name="Urgent, à prendre en charge", exact=True).last
    await name.select_option(label="pour Dr Claire Lefèvre")
    await siren.click()
    await field.fill("C’est fait")
    await _talk(sonia, "Secrétariat · Dr Claire Lefèvre")
    await expect(field).to_have_value("")
    await asyncio.to_thread(clinic.server.start)
    await expect(_said(claire, "Parti plus tard")).to_be_visible()
    await _all_talk(core, clinic, 17)
    # What was said is on its way no more, however much was said since; what was begun is as she left it.
    for comes_back in (lambda: _talk(sonia, TEAM), sonia.page.reload):
        await comes_back()
        await expect(_said(sonia, "tele_secretary 16")).to_be_visible()
        await expect(sonia.page.get_by_role("log").get_by_label("Envoi en cours")).to_have_count(0)
        await expect(field).to_have_value("C’est fait")
        await expect(name.locator("option:checked")).to_have_text("pour Dr Claire Lefèvre")
        await expect(siren).to_have_attribute("aria-pressed", "true")
        await expect(sonia.page.get_by_text("Réponse à Claire Lefèvre")).to_be_visible()
    # It does not leave before it is said for whom it is urgent: one is taken there.
    await field.press("Enter")
    await expect(sonia.page.get_by_label("Urgent pour")).to_be_focused()
    await siren.click()
    await expect(siren).to_have_attribute("aria-pressed", "false")
    await field.press("Enter")
    await expect(_said(claire, "C’est fait")).to_be_visible()
    await expect(_said(claire, "Sonia Petit pour Dr Claire Lefèvre")).to_be_visible()
    await expect(claire.page.get_by_role("button", name=re.compile("Vous Rappeler le labo"))).to_be_visible()


async def test_what_another_device_changed_is_told_and_the_correction_goes_at_the_second_press(sit: OpenDesk, clinic: Clinic) -> None:
    office, phone = await sit("secretary", still=True), await sit("secretary", still=True, phone=True)
    for desk in (office, phone):
        await _go(desk)
        await desk.page.get_by_role("link", name=re.compile(TEAM)).click()
        await expect(desk.page.get_by_role("region", name=TEAM)).to_be_visible()
    await _write(office, "Salle deux")
    await phone.page.get_by_role("log").locator("[data-n]", has_text="Salle deux").tap()
    await phone.page.get_by_role("log").get_by_role("button", name="Modifier").tap()
    field, send = phone.page.get_by_label("Écrire un message"), phone.page.get_by_role("button", name="Envoyer")
    await expect(field).to_have_value("Salle deux")
    await _act(office, "Salle deux", "Modifier")
    await expect(office.page.get_by_label("Écrire un message")).to_have_value("Salle deux")
    await _write(office, "Salle trois")
    await expect(_said(phone, "Salle trois")).to_be_visible()
    await field.fill("Salle quatre")
    await send.tap()
    await expect(phone.page.get_by_text("Le message n’est pas modifié")).to_be_visible()
    await expect(field).to_have_value("Salle quatre")
    await send.tap()
    await expect(_said(office, "Salle quatre")).to_be_visible()


async def test_a_conversation_is_held_with_the_keys_alone(sit: OpenDesk) -> None:
    sonia, claire = await sit("secretary", still=True), await sit("practitioner", still=True)
    await _go(claire)
    await _talk(claire, TEAM)
    keys = sonia.page.keyboard
    await sonia.tab_to("Discussions")
    await keys.press("Enter")
    await expect(sonia.page.get_by_role("heading", name="Discussions", level=1)).to_be_visible()
    team = sonia.page.get_by_role("navigation", name="Vos discussions").get_by_role("link", name=re.compile(TEAM))
    await expect(team).to_be_visible()
    await _tab(sonia, team)
    await keys.press("Enter")
    # One is where one writes: two lines, then off.
    await expect(sonia.page.get_by_label("Écrire un message")).to_be_focused()
    await keys.type("Première ligne")
    await keys.press("Shift+Enter")
    await keys.type("deuxième")
    await keys.press("Enter")
    await expect(_said(claire, re.compile("Première ligne"))).to_be_visible()
    await _write(claire, "Vu")
    answered = sonia.page.get_by_role("log").locator("[data-n]", has_text="Vu")
    await expect(answered).to_be_visible()
    # Back to what was said, up to the message, its tools, an answer to it.
    await _tab(sonia, sonia.page.get_by_role("log"), key="Shift+Tab")
    await keys.press("ArrowUp")
    await expect(answered).to_be_focused()
    await _tab(sonia, answered.get_by_role("button", name="Répondre"))
    await keys.press("Enter")
    await expect(sonia.page.get_by_label("Écrire un message")).to_be_focused()
    await expect(sonia.page.get_by_text("Réponse à Claire Lefèvre")).to_be_visible()
    await keys.type("Merci")
    await keys.press("Enter")
    await expect(_said(claire, "Merci")).to_be_visible()
    await expect(claire.page.get_by_role("button", name=re.compile("Vous Vu"))).to_be_visible()
    # When to see it again: the hours are at hand, and one is back where one was. Deleted, it keeps one's place.
    thanked = sonia.page.get_by_role("log").locator("[data-n]", has_text="Merci")
    await expect(thanked).to_be_visible()
    await _tab(sonia, sonia.page.get_by_role("log"), key="Shift+Tab")
    await keys.press("ArrowUp")
    again = thanked.get_by_role("button", name="Me le rappeler")
    await _tab(sonia, again)
    await keys.press("Enter")
    hours = sonia.page.get_by_role("dialog", name="Me le rappeler")
    await expect(hours.get_by_role("button").first).to_be_focused()
    await keys.press("Enter")
    await expect(sonia.page.get_by_text(re.compile("^Rappel noté"))).to_be_visible()
    await expect(again).to_be_focused()
    await _tab(sonia, thanked.get_by_role("button", name="Supprimer"))
    await keys.press("Enter")
    asked = sonia.page.get_by_role("dialog", name="Supprimer ce message ?")
    await expect(asked.get_by_role("button", name="Supprimer")).to_be_focused()
    await keys.press("Enter")
    deleted = sonia.page.get_by_role("log").locator("[data-n]", has_text="Message supprimé")
    await expect(deleted).to_be_focused()


async def _tab(desk: Desk, to: Locator, key: str = "Tab") -> None:
    """Go there with the key of the keyboard that goes from one thing to the next."""
    for _ in range(60):
        if await to.evaluate("element => element === document.activeElement"):
            return
        await desk.page.keyboard.press(key)
    raise AssertionError(f"{key} never reached it")
