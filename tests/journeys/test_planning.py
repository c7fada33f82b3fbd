"""The agenda's set-up: what one person changes there, another sees on the agenda."""

import re
from datetime import date, timedelta

from playwright.async_api import Locator, expect

from tests.journeys.conftest import OpenDesk
from tests.journeys.desk import Clinic, Desk


async def test_a_schedule_that_becomes_visible_gives_its_slots_to_the_other_screen(sit: OpenDesk) -> None:
    alice, sonia = await sit("administrator"), await sit("secretary")
    await expect(sonia.slot("19:00")).to_have_count(0)
    await _part(alice, "Emplois du temps")
    await alice.page.get_by_role("button", name="Créer un emploi du temps").click()
    await alice.window.get_by_label("Nom").fill("Soirées")
    await alice.window.get_by_role("button", name="Créer et remplir la grille").click()
    await alice.page.get_by_role("button", name="Consultation, lundi : vide").click()
    await alice.window.get_by_label("Début").fill("18h30")
    await alice.window.get_by_label("Fin").fill("20h")
    await expect(alice.window.get_by_text("3 sur 3 créneaux cochés")).to_be_visible()
    await alice.window.get_by_role("checkbox", name="Créneau de 18:30", exact=True).uncheck(force=True)
    await _save(alice)
    await expect(alice.page.get_by_role("button", name="Consultation, lundi : 18:30–20:00")).to_be_visible()
    await alice.page.get_by_role("button", name="Copier vers d’autres jours ou types: Consultation, lundi").click(force=True)
    await alice.window.get_by_role("checkbox", name="Consultation", exact=True).check()
    await alice.window.get_by_role("button", name="Copier dans 6 cases").click()
    await expect(alice.page.get_by_role("button", name="Consultation, dimanche : 18:30–20:00")).to_be_visible()
    await alice.page.get_by_role("link", name="Choisir une période").click()
    await alice.page.get_by_role("button", name="Ajouter une période").click()
    await alice.window.get_by_label("Emploi du temps").select_option(label="Soirées")
    await alice.window.get_by_label("Sans date de fin").check()
    await expect(alice.window.get_by_text("« Semaine » est aussi visible à ce lieu")).to_be_visible()
    await _save(alice)
    await expect(sonia.slot("19:00")).to_be_visible()
    await expect(sonia.slot("18:30")).to_have_count(0)


async def test_the_grid_is_filled_by_the_keyboard_and_undone(sit: OpenDesk) -> None:
    alice = await sit("administrator")
    await _part(alice, "Emplois du temps")
    await alice.page.get_by_role("link", name="Semaine", exact=True).click()
    box = alice.page.get_by_role("button", name=re.compile("^Consultation, lundi"))
    await box.focus()
    await alice.page.keyboard.press("Delete")
    await expect(box).to_have_accessible_name(re.compile("vide$"))
    await alice.page.keyboard.press("ArrowRight")
    await alice.page.keyboard.press("Control+c")
    await alice.page.keyboard.press("ArrowLeft")
    await alice.page.keyboard.press("Control+v")
    await expect(box).to_have_accessible_name(re.compile("09:00–18:00$"))
    await expect(alice.page.get_by_text("Consultation · lundi : collé")).to_be_visible()
    await alice.page.get_by_role("button", name=re.compile("^Annuler")).last.click()
    await expect(box).to_have_accessible_name(re.compile("vide$"))


async def test_leave_lists_what_is_booked_and_a_day_of_it_is_reopened(sit: OpenDesk) -> None:
    sonia, claire = await sit("secretary"), await sit("practitioner")
    await sonia.book("09:30", "Dupont")
    await _part(claire, "Congés")
    today = date.fromisoformat(str(await claire.page.locator("[aria-current=date]").get_attribute("data-day")))
    tomorrow, later = today + timedelta(days=1), today + timedelta(days=3)
    await claire.page.get_by_role("button", name="Poser un congé").click()
    await claire.window.get_by_label("Du").fill(tomorrow.isoformat())
    await claire.window.get_by_label("Au").fill(later.isoformat())
    await expect(claire.window.get_by_text("Un rendez-vous est pris ces jours-là")).to_be_visible()
    await claire.window.get_by_role("button", name="Poser le congé").click()
    inside = claire.page.get_by_role("dialog", name="Rendez-vous pendant le congé")
    await expect(inside.get_by_text("Dupont Marie")).to_be_visible()
    await inside.get_by_role("button", name="Fermer").last.click()
    await expect(sonia.slot("10:00")).to_have_count(0)
    await expect(sonia.appointment("Dupont", "09:30")).to_be_visible()
    if tomorrow.year > today.year:
        await claire.page.get_by_role("button", name=f"Année {tomorrow.year}").click()
    await claire.page.locator(f'[data-day="{tomorrow}"]').focus()
    await claire.page.keyboard.press("Space")
    await claire.page.get_by_role("button", name="Rouvrir").first.click()
    await claire.window.get_by_role("button", name="Rouvrir").click()
    await expect(sonia.slot("10:00")).to_be_visible()
    await expect(claire.page.get_by_role("button", name=re.compile("2 jours"))).to_be_visible()


async def test_hours_are_blocked_and_reopened_and_both_screens_list_them(sit: OpenDesk, clinic: Clinic) -> None:
    claire, alice = await sit("practitioner"), await sit("administrator")
    for desk in (claire, alice):
        await _part(desk, "Créneaux bloqués", clinic.cabinet.doctor.id)
    await claire.page.get_by_role("button", name="Bloquer selon type de RDV", exact=True).first.click()
    await claire.window.get_by_label("Début").fill("14")
    await claire.window.get_by_label("Fin").fill("16")
    await claire.window.get_by_label("Note").fill("Réunion")
    await claire.window.get_by_role("button", name="Bloquer ce créneau").click()
    line = alice.page.get_by_role("article").filter(has_text="14:00–16:00")
    await expect(line).to_contain_text("Réunion")
    await line.get_by_role("button", name="Débloquer").click()
    await alice.window.get_by_role("button", name="Débloquer").click()
    await expect(claire.page.get_by_text("Aucune heure bloquée à venir")).to_be_visible()


async def test_types_are_made_and_put_in_order_by_the_keyboard(sit: OpenDesk) -> None:
    claire = await sit("practitioner")
    await _part(claire, "Types de rendez-vous")
    await claire.page.get_by_role("button", name="Créer un type").click()
    await claire.window.get_by_role("textbox", name="Nom").fill("Vaccination")
    await claire.window.get_by_role("spinbutton", name="Durée").fill("10")
    await claire.page.keyboard.press("Escape")
    await claire.page.get_by_role("button", name="Continuer la saisie").click()
    await _save(claire)
    lines = claire.page.get_by_role("main").get_by_role("button", name=re.compile("min · Fixe"))
    await expect(lines).to_have_text([re.compile("Consultation"), re.compile("Vaccination")])
    await claire.page.get_by_role("button", name="Déplacer Vaccination").focus()
    for key in ("Space", "ArrowUp", "Space"):
        await expect(claire.page.get_by_role("button", name="Déplacer Vaccination")).to_be_focused()
        await claire.page.keyboard.press(key)
    await expect(claire.page.get_by_text("Ordre enregistré")).to_be_visible()
    await claire.page.reload()
    await expect(lines).to_have_text([re.compile("Vaccination"), re.compile("Consultation")])


async def test_a_secretary_without_the_right_reads_and_is_told_whom_to_ask(sit: OpenDesk) -> None:
    sonia = await sit("secretary")
    await _part(sonia, "Emplois du temps")
    await expect(sonia.page.get_by_text("Peuvent le faire : Dr Claire Lefèvre, Alice Morel")).to_be_visible()
    await expect(sonia.page.get_by_role("button", name="Créer un emploi du temps")).to_have_count(0)
    await _part(sonia, "Congés")
    await expect(sonia.page.get_by_role("button", name="Poser un congé")).to_be_visible()


async def _part(desk: Desk, name: str, practitioner_id: str | None = None) -> None:
    """Open a part of "Gestion de l'agenda", of the first practitioner unless told."""
    await _menu(desk).get_by_role("link", name="Gestion de l’agenda").click()
    if practitioner_id:
        await desk.page.goto(f"{desk.clinic.server.url}/planning/schedules/{practitioner_id}")
    await desk.page.get_by_role("navigation", name="Parties de la gestion").get_by_role("link", name=name).click()
    await expect(desk.page.get_by_role("heading", name=name, level=2)).to_be_visible()


def _menu(desk: Desk) -> Locator:
    return desk.page.get_by_role("navigation", name="Menu principal")


async def _save(desk: Desk) -> None:
    await desk.window.get_by_role("button", name="Enregistrer").click()
    await expect(desk.window).to_have_count(0)
