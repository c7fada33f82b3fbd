"""Ctrl-K: a name, a day, a sentence, and the agenda has done it."""

import re

from playwright.async_api import Locator, expect

from tests.journeys.conftest import OpenDesk
from tests.journeys.desk import Desk


async def test_booked_moved_marked_and_cancelled_in_words(sit: OpenDesk) -> None:
    sonia, doctor = await sit("secretary"), await sit("practitioner")
    line = await _open(sonia)
    await line.fill("dupont demain 10h avec lefèvre")
    slot = sonia.page.get_by_role("option", name=re.compile("10:00"))
    await expect(slot).to_have_attribute("aria-selected", "true")
    await expect(doctor.column().get_by_text("SP", exact=True)).to_be_visible()
    await expect(sonia.page.get_by_text("Donner le RDV à DUPONT Marie")).to_be_visible()
    await _enter(sonia)
    await expect(doctor.appointment("Dupont", "10:00")).to_be_visible()
    line = await _open(sonia)
    await line.fill("déplace dupont demain 15h")
    await expect(sonia.page.get_by_role("option", name=re.compile("15:00"))).to_have_attribute("aria-selected", "true")
    await _enter(sonia)
    await expect(doctor.appointment("Dupont", "15:00")).to_be_visible()
    line = await _open(sonia)
    await line.fill("annule dupont")
    await expect(sonia.page.get_by_role("option", name=re.compile("DUPONT Marie"))).to_be_visible()
    await _enter(sonia)
    await sonia.page.get_by_role("button", name="Annuler le rendez-vous").click()
    await expect(doctor.appointment("Dupont")).to_have_count(0)


async def test_the_hand_follows_the_arrows_and_leaves_with_escape(sit: OpenDesk) -> None:
    sonia, doctor = await sit("secretary"), await sit("practitioner")
    line = await _open(sonia)
    await line.fill("dupont demain avec lefèvre")
    held = doctor.column().get_by_role("button", name=re.compile("Sonia Petit a la main"))
    await expect(held).to_have_accessible_name(re.compile("09:00"))
    await sonia.page.keyboard.press("ArrowDown")
    await expect(held).to_have_accessible_name(re.compile("09:30"))
    await sonia.page.keyboard.press("Escape")
    await expect(held).to_have_count(0)


async def test_hours_are_blocked_and_a_date_is_gone_to(sit: OpenDesk) -> None:
    sonia, doctor = await sit("secretary"), await sit("practitioner")
    line = await _open(sonia)
    await line.fill("bloque 14-16 demain avec lefèvre réunion")
    await expect(sonia.page.get_by_role("option", name=re.compile("14:00 – 16:00.*réunion"))).to_be_visible()
    await _enter(sonia)
    await expect(doctor.column().get_by_text("Bloqué · réunion")).to_be_visible()
    line = await _open(sonia)
    await line.fill("semaine du 12 mars")
    await expect(sonia.page.get_by_role("option", name=re.compile("mars"))).to_be_visible()
    await _enter(sonia)
    await expect(sonia.page.get_by_role("heading", level=1)).to_contain_text("mars")


async def test_among_several_of_a_name_nobody_is_guessed(sit: OpenDesk) -> None:
    sonia = await sit("secretary")
    line = await _open(sonia)
    await line.fill("nouveau patient")
    await sonia.page.keyboard.press("Enter")
    form = sonia.page.get_by_role("dialog", name="Nouveau patient")
    await form.get_by_label("Nom", exact=False).first.fill("Dupont")
    await form.get_by_label("Prénom").fill("Jules")
    await form.get_by_role("button", name="Créer la fiche").click()
    await expect(sonia.page.get_by_role("dialog", name="DUPONT Jules")).to_be_visible()
    await sonia.page.keyboard.press("Escape")
    line = await _open(sonia)
    await line.fill("dupont demain")
    await expect(sonia.page.get_by_role("option", name=re.compile("DUPONT"))).to_have_count(2)
    await sonia.page.get_by_role("option", name=re.compile("DUPONT Jules")).click()
    await expect(sonia.page.get_by_role("option", name=re.compile("09:00")).first).to_be_visible()
    await _enter(sonia)
    await expect(sonia.appointment("Dupont Jules", "09:00").or_(sonia.appointment("Dupont Jules", "09:00", "Ana Roux"))).to_be_visible()


async def _open(desk: Desk) -> Locator:
    """The line, empty: the one before has been answered and is put away."""
    await expect(desk.window).to_have_count(0)
    await desk.page.keyboard.press("Control+k")
    line = desk.page.get_by_role("combobox", name="Ligne de commande")
    await expect(line).to_be_focused()
    return line


async def _enter(desk: Desk) -> None:
    """Press Enter, once the line has been looked up."""
    await expect(desk.window.get_by_role("listbox")).not_to_have_attribute("aria-busy", "true")
    await desk.page.keyboard.press("Enter")
