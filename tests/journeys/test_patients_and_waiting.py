"""Files of patients and the waiting list."""

import re

from playwright.async_api import Locator, expect

from tests.journeys.conftest import OpenDesk
from tests.journeys.desk import Desk


async def test_two_who_write_in_one_file_overwrite_nothing_in_silence(sit: OpenDesk) -> None:
    sonia, alice = await sit("secretary"), await sit("administrator")
    files = [await _file(desk, "dupont") for desk in (sonia, alice)]
    for file in files:
        await file.get_by_role("button", name="Modifier", exact=True).click()
    await files[0].get_by_label("Prénom").fill("Marie-Lou")
    await files[0].get_by_role("button", name="Enregistrer").click()
    await expect(sonia.page.get_by_text("Fiche de DUPONT Marie-Lou enregistrée")).to_be_visible()
    await files[1].get_by_label("Date de naissance").fill("12/03/1985")
    await files[1].get_by_role("button", name="Enregistrer").click()
    await expect(files[1].get_by_text("Modifié entre-temps : Prénom.")).to_be_visible()
    await files[1].get_by_role("button", name="Enregistrer la mienne").click()
    await expect(alice.page.get_by_text("Fiche de DUPONT Marie-Lou enregistrée")).to_be_visible()


async def test_a_duplicate_is_merged_and_given_back(sit: OpenDesk) -> None:
    sonia = await sit("secretary")
    await sonia.book("09:30", "Martin")
    file = await _file(sonia, "dupont")
    await file.get_by_role("button", name="Plus").click()
    await sonia.page.get_by_role("menuitem", name="Fusionner avec un doublon").click()
    merge = sonia.page.get_by_role("dialog", name="Fusionner avec un doublon")
    await merge.get_by_role("combobox", name="Rechercher le doublon").fill("martin")
    await sonia.page.get_by_role("option", name=re.compile("MARTIN Paul")).click()
    await expect(merge.get_by_role("columnheader", name="Après")).to_contain_text("DUPONT Marie")
    await merge.get_by_role("button", name="Fusionner", exact=True).click()
    await expect(file.get_by_role("button", name=re.compile("09:30"))).to_be_visible()
    await file.get_by_role("button", name="Défaire la fusion").click()
    await sonia.page.get_by_role("dialog").get_by_role("button", name="Défaire la fusion").click()
    await expect(file.get_by_text("Aucun rendez-vous à venir.")).to_be_visible()


async def test_who_waits_is_booked_and_leaves_the_list_on_every_screen(sit: OpenDesk) -> None:
    sonia, claire = await sit("secretary"), await sit("practitioner")
    for desk in (sonia, claire):
        await desk.page.get_by_role("link", name="Liste d’attente").click()
        await expect(desk.page.get_by_text("Personne n’attend")).to_be_visible()
    await sonia.page.get_by_role("main").get_by_role("button", name="Ajouter").first.click()
    await sonia.window.get_by_role("combobox", name="Rechercher un patient").fill("nguyen")
    await sonia.page.get_by_role("option", name=re.compile("NGUYEN")).click()
    await sonia.window.get_by_label("Note").fill("Après 17 h")
    await sonia.window.get_by_label("Urgent").check()
    await sonia.window.get_by_role("button", name=re.compile("^Ajouter")).click()
    for desk in (sonia, claire):
        await expect(desk.page.get_by_text("Après 17 h")).to_be_visible()
        await expect(desk.page.get_by_text("Urgent")).to_be_visible()
    await claire.page.get_by_role("button", name="Donner un RDV").click()
    await expect(claire.window.get_by_label("Retirer de la liste d’attente")).to_be_checked()
    await expect(claire.window.get_by_text("Vous avez la main")).to_be_visible()
    await claire.confirm()
    for desk in (sonia, claire):
        await expect(desk.page.get_by_text("Personne n’attend")).to_be_visible()


async def _file(desk: Desk, name: str) -> Locator:
    await desk.page.get_by_role("link", name="Patients").click()
    await desk.page.get_by_role("searchbox", name="Rechercher un patient").fill(name)
    await desk.page.get_by_role("main").get_by_role("button", name=re.compile(name, re.IGNORECASE)).first.click()
    file = desk.page.get_by_role("main")
    await expect(file.get_by_role("heading", name="Coordonnées")).to_be_visible()
    return file
