"""The booking window: whose hand is on the slot, a new patient, a relative, hours off the schedule."""

import asyncio
import re

from playwright.async_api import Route, expect

from server.core.unit import Core
from tests.journeys.conftest import OpenDesk
from tests.journeys.desk import Clinic, Desk
from tests.support import factories


async def test_a_slot_is_asked_for_given_and_taken_over_by_name(sit: OpenDesk) -> None:
    sonia, karim = await sit("secretary"), await sit("tele_secretary")
    await sonia.open_slot("10:00")
    held = karim.column().get_by_role("button", name=re.compile("Sonia Petit a la main"))
    await held.click()
    await expect(karim.window.get_by_text("Sonia Petit a la main sur ce créneau")).to_be_visible()
    await karim.window.get_by_role("button", name="Demander").click()
    await expect(sonia.window.get_by_text("Karim Haddad demande ce créneau")).to_be_visible()
    await sonia.window.get_by_role("button", name="Le lui laisser").click()
    await expect(karim.window.get_by_text("Vous avez la main")).to_be_visible()
    await sonia.column().get_by_role("button", name=re.compile("Karim Haddad a la main")).click()
    await sonia.window.get_by_role("button", name="Prendre la main").click()
    question = sonia.page.get_by_role("dialog", name="Prendre ce créneau à Karim Haddad ?")
    await question.get_by_role("button", name="Prendre la main").click()
    await expect(sonia.window.get_by_text("Vous avez la main")).to_be_visible()
    await expect(karim.window.get_by_text("Sonia Petit a la main sur ce créneau")).to_be_visible()


async def test_enter_never_takes_a_patient_from_the_answer_to_an_older_question(sit: OpenDesk) -> None:
    sonia = await sit("secretary")
    await sonia.open_slot("09:30")
    field = sonia.window.get_by_role("combobox", name="Rechercher un patient")
    await field.fill("dupont")
    await expect(sonia.page.get_by_role("option", name="DUPONT Marie")).to_be_visible()
    go_on = asyncio.Event()

    async def wait(route: Route) -> None:
        await go_on.wait()
        await route.continue_()

    await sonia.page.route("**/api/patients/search", wait)
    await field.fill("martin")
    await field.press("Enter")
    go_on.set()
    await expect(sonia.window.get_by_text("MARTIN Paul", exact=True)).to_be_visible()
    await expect(sonia.window.get_by_text("DUPONT Marie", exact=True)).to_have_count(0)


async def test_a_new_patient_is_created_in_place_and_a_duplicate_is_warned_of(sit: OpenDesk) -> None:
    sonia = await sit("secretary")
    await _open_new(sonia, "09:30", "LEROY Anne 0639980042")
    await expect(sonia.window.get_by_label("Nom", exact=False).first).to_have_value("Leroy")
    await sonia.window.get_by_role("button", name="Créer la fiche").click()
    await sonia.confirm()
    await expect(sonia.appointment("Leroy", "09:30")).to_be_visible()
    await _open_new(sonia, "10:00", "Leroi Ana 0639980042")
    await sonia.window.get_by_role("button", name="Créer la fiche").click()
    await expect(sonia.window.get_by_text("même téléphone")).to_be_visible()
    await sonia.window.get_by_role("button", name="C’est elle").click()
    await expect(sonia.window.get_by_text("LEROY Anne", exact=True)).to_be_visible()
    await expect(sonia.window.get_by_text("Déjà prévu :")).to_be_visible()


async def test_a_mother_books_for_her_child_who_has_no_file_yet(sit: OpenDesk) -> None:
    sonia, doctor = await sit("secretary"), await sit("practitioner")
    await sonia.open_slot("09:30")
    await sonia.choose("Dupont")
    await sonia.window.get_by_label("Pour un proche de DUPONT Marie").check()
    await sonia.window.get_by_role("combobox", name="Rechercher le proche").fill("Dupont Tom")
    await sonia.page.get_by_role("option", name="Créer le patient « Dupont Tom »").click()
    await expect(sonia.window.get_by_label("Ce qu’il ou elle est pour DUPONT Marie")).to_have_value("child")
    await sonia.window.get_by_role("button", name="Créer la fiche").click()
    await expect(sonia.window.get_by_text("DUPONT Tom", exact=True)).to_be_visible()
    await sonia.confirm()
    await doctor.appointment("Dupont Tom", "09:30").click()
    await expect(doctor.window.get_by_text("Demandé par")).to_contain_text("DUPONT Marie")


async def test_free_hours_and_what_they_meet_are_confirmed_by_name(sit: OpenDesk) -> None:
    sonia = await sit("secretary")
    await sonia.book("09:30", "Dupont")
    await sonia.open_slot("10:00")
    await sonia.window.get_by_label("Fixer librement le début et la fin").check()
    await sonia.window.get_by_label(re.compile("^Début")).fill("09:40")
    await sonia.window.get_by_label(re.compile("^Début")).blur()
    await sonia.window.get_by_label(re.compile("^Fin")).fill("10:25")
    await sonia.window.get_by_label(re.compile("^Fin")).blur()
    await sonia.choose("Martin")
    await sonia.window.get_by_role("button", name=re.compile("^Confirmer")).click()
    question = sonia.page.get_by_role("dialog", name="Donner ce rendez-vous quand même ?")
    await expect(question.get_by_text("surnombre")).to_be_visible()
    await question.get_by_role("button", name="Confirmer quand même").click()
    await expect(sonia.appointment("Martin", "09:40")).to_be_visible()
    await sonia.appointment("Martin", "09:40").click()
    await expect(sonia.window.get_by_text("en surnombre")).to_be_visible()
    await expect(sonia.window.get_by_text("09:40 – 10:25")).to_be_visible()


async def test_off_the_schedule_the_practitioners_first_place_is_proposed(core: Core, clinic: Clinic, sit: OpenDesk) -> None:
    await factories.location(core, clinic.cabinet.practice, "Annexe")
    sonia = await sit("secretary")
    await sonia.column().click(position={"x": 60, "y": 20})
    place = sonia.window.get_by_label("Lieu")
    await expect(place.locator("option:checked")).to_have_text("Rue des Tilleuls")
    await sonia.choose("Dupont")
    await sonia.window.get_by_role("button", name=re.compile("^Confirmer")).click()
    await expect(sonia.window).to_have_count(0)
    await expect(sonia.appointment("Dupont", "08:00")).to_be_visible()


async def _open_new(desk: Desk, time: str, typed: str) -> None:
    await desk.open_slot(time)
    await desk.window.get_by_role("combobox", name="Rechercher un patient").fill(typed)
    await desk.page.get_by_role("option", name=f"Créer le patient « {typed} »").click()
