"""Something urgent climbs from whoever does not answer to the next one, who takes it in hand; whoever asked sees where it stands."""

import asyncio
import re
from datetime import UTC, datetime, timedelta

from playwright.async_api import Locator, expect
from sqlalchemy import update

from chat.conversations.rules import standing_id
from chat.escalation.models import Escalation
from chat.escalation.rules import MOST_OPEN
from server.core.db import EVERY_PRACTICE
from server.core.ids import new_id
from server.core.unit import Core
from tests.journeys.conftest import OpenDesk
from tests.journeys.desk import Clinic, Desk
from tests.journeys.test_accessible import report, violations
from tests.journeys.test_chat_kept import _tab
from tests.support import factories


def strip(desk: Desk) -> Locator:
    """What is to be taken in hand, at the top of every screen."""
    return desk.page.get_by_role("region", name="Urgent, à prendre en charge")


async def say_urgently(desk: Desk, text: str, minutes: str) -> Locator:
    """Say something urgent for the doctor to the whole team; gives the message."""
    await desk.page.get_by_role("link", name=re.compile("^Discussions")).click()
    await desk.page.get_by_role("navigation", name="Vos discussions").get_by_role("link", name=re.compile("Toute l’équipe")).click()
    await desk.page.get_by_role("button", name="Urgent, à prendre en charge").click()
    await desk.page.get_by_label("Urgent pour").select_option(label="Dr Claire Lefèvre")
    await desk.page.get_by_label("Sans réponse après").select_option(label=minutes)
    await desk.page.get_by_label("Écrire un message").fill(text)
    await expect(desk.page.get_by_text("secrétariat (1)")).to_be_visible()
    await desk.page.get_by_label("Écrire un message").press("Enter")
    return desk.page.get_by_role("log").locator("[data-n]", has_text=text)


async def _nobody_answers(core: Core) -> None:
    """Whoever has it has had it long enough: the time that this takes is not waited for."""
    async with core.db.write(EVERY_PRACTICE) as session:
        await session.execute(update(Escalation).values(climbs_at=datetime.now(UTC) - timedelta(seconds=1)))
        await session.commit()


async def test_what_nobody_answers_climbs_to_the_colleague_on_duty_who_takes_it_in_hand(sit: OpenDesk, clinic: Clinic, core: Core) -> None:
    people, practice = clinic.cabinet.people, clinic.cabinet.practice
    await factories.membership(core, people["administrator"], practice, "practitioner", own_agenda=clinic.cabinet.midwife)
    sonia, claire = await sit("secretary", still=True), await sit("practitioner", still=True)
    alice = await sit("administrator", still=True, signed_in=False)
    await alice.sign_in()
    # Who is on duty, all week and all day.
    await alice.settings("Gardes")
    await expect(alice.page.get_by_text("Personne n’est de garde", exact=True)).to_be_visible()
    await alice.page.get_by_role("button", name="Ajouter une garde", exact=True).click()
    await alice.window.get_by_label("Praticien").select_option(label="Ana Roux")
    for day in ("samedi", "dimanche"):
        await alice.window.get_by_label(day).press(" ")
        await expect(alice.window.get_by_label(day)).to_be_checked()
    await alice.window.get_by_label("De", exact=True).fill("0")
    await alice.window.get_by_label("À", exact=True).fill("24")
    await alice.window.get_by_role("button", name="Enregistrer").click()
    await expect(alice.window).to_have_count(0)
    await expect(alice.page.get_by_text("De garde en ce moment")).to_contain_text("Ana Roux")
    # It reaches the practitioner, and her alone.
    said = await say_urgently(sonia, "Le labo : potassium à 6,8", "5 min")
    await expect(said).to_contain_text("chez Dr Claire Lefèvre depuis")
    await expect(said).to_contain_text("passe au suivant à")
    await expect(strip(claire)).to_contain_text("Le labo : potassium à 6,8")
    await expect(strip(alice)).to_have_count(0)
    # She does not answer: the colleague on duty has it, on whatever page she looks at, and it stays with both. Whoever asked is told.
    climbed = expect(sonia.page.get_by_text("Sans réponse : votre urgence passe à Ana Roux")).to_be_visible()
    await asyncio.gather(climbed, _nobody_answers(core))
    await expect(strip(alice)).to_contain_text("Le labo : potassium à 6,8")
    await expect(strip(claire)).to_be_visible()
    await expect(said).to_contain_text("chez Ana Roux depuis")
    await expect(sonia.page.get_by_role("button", name="1 urgence attend")).to_be_visible()
    # Two keys take it in hand.
    await alice.page.keyboard.press("u")
    await expect(strip(alice).get_by_role("button", name="Pris en charge")).to_be_focused()
    taken = expect(claire.page.get_by_text("Alice Morel l’a pris en charge")).to_be_visible()
    await asyncio.gather(taken, alice.page.keyboard.press("Enter"))
    await expect(said).to_contain_text("Pris en charge par Alice Morel à")
    for desk in (alice, claire):
        await expect(strip(desk)).to_have_count(0)
    await expect(sonia.page.get_by_role("button", name="1 urgence attend")).to_have_count(0)
    await sonia.page.reload()
    await expect(said).to_contain_text("Pris en charge par Alice Morel à")


async def test_a_mission_is_marked_urgent_and_taken_with_a_thumb_or_withdrawn(sit: OpenDesk, clinic: Clinic) -> None:
    sonia, claire = await sit("secretary", still=True), await sit("practitioner", phone=True, dark=True, still=True)
    await sonia.page.get_by_role("link", name=re.compile("^Missions")).click()
    await sonia.page.get_by_role("button", name="Nouvelle mission", exact=True).click()
    await sonia.window.get_by_label("Intitulé").fill("Rappeler Mme Dupont")
    await sonia.window.get_by_role("button", name="Ajouter la mission").click()
    await expect(sonia.window).to_have_count(0)
    await sonia.page.locator("[data-card]", has_text="Rappeler Mme Dupont").click()
    for is_meant in (False, True):
        await sonia.window.get_by_role("button", name="Marquer urgent…").click()
        asked = sonia.page.get_by_role("dialog", name="Faire prendre en charge d’urgence")
        await asked.get_by_label("Urgent pour").select_option(label="Dr Claire Lefèvre")
        await asked.get_by_role("button", name="Prévenir maintenant").click()
        await expect(asked).to_have_count(0)
        await expect(strip(claire)).to_contain_text("Rappeler Mme Dupont")
        await expect(sonia.window).to_contain_text("chez Dr Claire Lefèvre depuis")
        if not is_meant:
            await sonia.window.get_by_role("button", name="Retirer l’urgence").click()
            await sonia.page.get_by_role("dialog", name="Retirer l’urgence ?").get_by_role("button", name="Retirer l’urgence").click()
            await expect(strip(claire)).to_have_count(0)
            await expect(sonia.window).to_contain_text("Urgence retirée à")
    assert await violations(claire.page, "strip on a telephone, dark") == {}
    # It is taken from within a window too.
    await claire.open_slot("09:00")
    within = claire.window.get_by_role("region", name="Urgent, à prendre en charge")
    await expect(within).to_contain_text("Rappeler Mme Dupont")
    assert await _is_under(within, claire.window.get_by_role("heading", level=2))
    assert await violations(claire.page, "strip above a window, on a telephone, dark") == {}
    await within.get_by_role("button", name="Pris en charge").tap()
    await expect(sonia.window).to_contain_text("Pris en charge par Claire Lefèvre à")
    await expect(strip(claire)).to_have_count(0)


async def _is_under(upper: Locator, lower: Locator) -> bool:
    """Whether a part begins where another has ended, so that neither covers the other."""
    above, below = await upper.bounding_box(), await lower.bounding_box()
    return above is not None and below is not None and above["y"] + above["height"] <= below["y"]


async def test_above_an_open_window_it_is_read_and_taken_in_hand_and_one_goes_on_where_one_was(sit: OpenDesk, clinic: Clinic) -> None:
    sonia, claire = await sit("secretary", still=True), await sit("practitioner", still=True)
    await claire.open_slot("09:00")
    search = claire.window.get_by_role("combobox", name="Rechercher un patient")
    await search.fill("Dup")
    said = await say_urgently(sonia, "Le labo : potassium à 6,8", "15 min")
    # It comes over the window, at its own place, and takes neither the focus nor the room of anything.
    within = claire.window.get_by_role("region", name="Urgent, à prendre en charge")
    await expect(within).to_contain_text("Le labo : potassium à 6,8")
    await expect(search).to_be_focused()
    offers = claire.page.get_by_role("listbox")
    await expect(offers).to_be_visible()
    assert await _is_under(search, offers)
    assert await _is_under(strip(claire), claire.window.get_by_role("heading", level=2))
    found = await violations(claire.page, "urgent above a window")
    assert found == {}, report(found)
    # Escape closes the window, wherever the focus is in it; what is urgent stays on the page, and comes over the next one.
    await _tab(claire, within.get_by_role("button", name="Pris en charge"), key="Shift+Tab")
    await claire.page.keyboard.press("Escape")
    await expect(claire.window).to_have_count(0)
    await expect(strip(claire).get_by_role("link", name="Ouvrir")).to_be_visible()
    await claire.page.keyboard.press("Control+k")
    line = claire.window.get_by_role("combobox")
    await line.fill("dupont demain")
    assert await _is_under(strip(claire), line)
    # The window on top has it, and gives it back.
    await claire.page.keyboard.press("Escape")
    await claire.open_slot("09:00")
    await search.fill("Dup")
    await within.get_by_role("button", name="Pris en charge").click()
    await expect(said).to_contain_text("Pris en charge par Claire Lefèvre à")
    await expect(strip(claire)).to_have_count(0)
    await expect(search).to_be_focused()
    await expect(search).to_have_value("Dup")
    assert claire.errors == []


async def test_whom_a_conversation_is_with_is_proposed_for_what_is_urgent_in_it(sit: OpenDesk, clinic: Clinic) -> None:
    sonia, claire = await sit("secretary", still=True), await sit("practitioner", still=True)
    await sonia.page.get_by_role("link", name=re.compile("^Discussions")).click()
    await sonia.page.get_by_role("button", name="Nouvelle discussion").click()
    await sonia.window.get_by_role("checkbox", name=re.compile("Claire Lefèvre")).check()
    await sonia.window.get_by_role("button", name="Écrire").click()
    await expect(sonia.window).to_have_count(0)
    field, whom = sonia.page.get_by_label("Écrire un message"), sonia.page.get_by_label("Urgent pour")
    proposed = (("Secrétariat · Ana Roux", "Ana Roux"), ("Toute l’équipe", "Choisir un praticien"), ("Claire Lefèvre", "Dr Claire Lefèvre"))
    for conversation, practitioner in proposed:
        await sonia.page.get_by_role("navigation", name="Vos discussions").get_by_role("link", name=re.compile(f"^{conversation}")).click()
        await expect(sonia.page.get_by_role("region", name=conversation)).to_be_visible()
        await sonia.page.get_by_role("button", name="Urgent, à prendre en charge", exact=True).click()
        await expect(whom.locator("option:checked")).to_have_text(practitioner)
    await field.fill("Le labo : potassium à 6,8")
    await field.press("Enter")
    await expect(strip(claire)).to_contain_text("Le labo : potassium à 6,8")


async def test_one_urgent_thing_too_many_says_why_and_holds_nothing_up(sit: OpenDesk, clinic: Clinic, core: Core) -> None:
    sonia, claire = await sit("secretary", still=True), await sit("practitioner", still=True)
    team, doctor = standing_id("team", clinic.cabinet.practice.id), clinic.cabinet.doctor
    async with clinic.server.caller() as caller:
        await caller.enter(core, clinic.cabinet.people["secretary"])
        for turn in range(MOST_OPEN):
            say, urgency = {"id": new_id(), "text": f"Urgence {turn}"}, {"practitioner_id": doctor.id, "minutes": 120}
            answer = await caller.post(f"/api/conversations/{team}/urgent", {"say": say, "urgency": urgency})
            assert answer.status_code == 201, answer.text
    await say_urgently(sonia, "Potassium à 6,8", "15 min")
    log, field = sonia.page.get_by_role("log"), sonia.page.get_by_label("Écrire un message")
    refused = log.get_by_role("alert")
    await expect(refused).to_contain_text("Trop de vos urgences attendent déjà d’être prises en charge")
    # What she writes next leaves before it.
    await field.fill("Réunion à midi")
    await field.press("Enter")
    await expect(log.locator("[data-n]", has_text="Réunion à midi")).to_be_visible()
    await expect(refused).to_be_visible()
    # It is said as any other message is, or not at all.
    await refused.get_by_role("button", name="Envoyer sans urgence").click()
    await expect(log.locator("[data-n]", has_text="Potassium à 6,8")).to_be_visible()
    await expect(refused).to_have_count(0)
    await say_urgently(sonia, "Sodium à 120", "15 min")
    await refused.get_by_role("button", name="Supprimer").click()
    await expect(log.get_by_text("Sodium à 120")).to_have_count(0)
    await expect(strip(claire).get_by_text("Potassium à 6,8")).to_have_count(0)


async def test_what_is_urgent_is_told_once_and_what_is_not_stands_under_it(sit: OpenDesk) -> None:
    sonia, claire = await sit("secretary", still=True), await sit("practitioner", phone=True, dark=True, still=True)
    await say_urgently(sonia, "Le labo : potassium à 6,8", "15 min")
    await expect(strip(claire)).to_contain_text("Le labo : potassium à 6,8")
    field = sonia.page.get_by_label("Écrire un message")
    await field.fill("Et le café est prêt")
    await field.press("Enter")
    told = claire.page.get_by_role("region", name="Avis").get_by_role("status")
    await expect(told).to_have_count(1)
    await expect(told).to_contain_text("Et le café est prêt")
    assert await _is_under(strip(claire), told)


async def test_what_is_urgent_is_clean_in_either_theme(sit: OpenDesk, clinic: Clinic) -> None:
    sonia, claire = await sit("secretary", still=True, dark=True), await sit("practitioner", still=True)
    said = await say_urgently(sonia, "Le labo : potassium à 6,8", "15 min")
    await expect(said).to_contain_text("chez Dr Claire Lefèvre depuis")
    await expect(strip(claire)).to_contain_text("potassium")
    await sonia.page.get_by_role("button", name="Urgent, à prendre en charge").click()
    await sonia.page.get_by_role("button", name="1 urgence attend").click()
    await expect(sonia.page.get_by_role("dialog", name="Urgent")).to_contain_text("potassium")
    found = await violations(sonia.page, "asked, in the dark") | await violations(claire.page, "reached")
    assert found == {}, report(found)
