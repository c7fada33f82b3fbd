"""The card of an appointment: marks, notes, another time, the story, and the end."""

import re

from playwright.async_api import expect

from tests.journeys.conftest import OpenDesk


async def test_marks_and_notes_are_seen_by_the_practitioner_who_has_the_card_open(sit: OpenDesk) -> None:
    sonia, doctor = await sit("secretary"), await sit("practitioner")
    await sonia.book("09:30", "Dupont")
    for desk in (sonia, doctor):
        await desk.appointment("Dupont", "09:30").click()
    await sonia.window.get_by_role("button", name="En salle").click()
    for desk in (sonia, doctor):
        await expect(desk.window.get_by_role("button", name="En salle")).to_have_attribute("aria-pressed", "true")
    await sonia.window.get_by_role("button", name="+ Notes").click()
    await sonia.window.get_by_label("Notes").fill("À jeun")
    await sonia.window.get_by_role("button", name="Enregistrer").click()
    await expect(doctor.window.get_by_text("À jeun")).to_be_visible()


async def test_what_was_changed_is_told_and_undone_from_the_story(sit: OpenDesk) -> None:
    sonia, alice = await sit("secretary"), await sit("administrator")
    await sonia.book("09:30", "Dupont")
    await sonia.move("Dupont", "09:30", "10:00")
    await alice.appointment("Dupont", "10:00").click()
    await alice.window.get_by_role("button", name="Historique", exact=True).click()
    moved = alice.window.get_by_role("listitem").filter(has_text="a déplacé le rendez-vous")
    await expect(moved).to_contain_text("Sonia Petit")
    await expect(moved).to_contain_text("09:30 →")
    await moved.get_by_role("button", name="Annuler").click()
    await expect(alice.window.get_by_text("09:30 – ")).to_be_visible()
    await expect(sonia.appointment("Dupont", "09:30")).to_be_visible()


async def test_the_same_again_in_two_weeks(sit: OpenDesk) -> None:
    sonia = await sit("secretary")
    await sonia.book("09:30", "Dupont")
    await sonia.appointment("Dupont", "09:30").click()
    await sonia.window.get_by_role("button", name="Dupliquer").click()
    again = sonia.page.get_by_role("dialog", name="Dupliquer le rendez-vous de DUPONT Marie")
    await again.get_by_role("button", name="dans 2 semaines").click()
    await expect(again.get_by_text("Vous avez la main")).to_be_visible()
    await again.get_by_role("button", name="Dupliquer").click()
    await expect(again).to_have_count(0)
    await sonia.appointment("Dupont", "09:30").click()
    await sonia.window.get_by_role("button", name="Fiche patient").click()
    file = sonia.page.get_by_role("dialog", name="DUPONT Marie").last
    await expect(file.get_by_role("button", name=re.compile("09:30"))).to_have_count(2)


async def test_deleting_says_what_is_lost_and_is_not_for_secretaries(sit: OpenDesk) -> None:
    sonia, doctor = await sit("secretary"), await sit("practitioner")
    await sonia.book("09:30", "Dupont")
    await sonia.appointment("Dupont", "09:30").click()
    await expect(sonia.window.get_by_role("button", name="Annuler le RDV")).to_be_visible()
    await expect(sonia.window.get_by_role("button", name="Supprimer définitivement")).to_have_count(0)
    await doctor.appointment("Dupont", "09:30").click()
    await doctor.window.get_by_role("button", name="Supprimer définitivement").click()
    question = doctor.page.get_by_role("dialog", name="Supprimer le rendez-vous de DUPONT Marie ?")
    await expect(question.get_by_text("son motif et ses notes")).to_be_visible()
    await question.get_by_role("button", name="Supprimer").click()
    await expect(doctor.appointment("Dupont", "09:30")).to_have_count(0)
    await expect(sonia.window.get_by_text("a été supprimé")).to_be_visible()


async def test_another_practitioner_and_type_in_the_same_window(sit: OpenDesk) -> None:
    sonia = await sit("secretary")
    await sonia.book("09:30", "Dupont")
    await sonia.appointment("Dupont", "09:30").click()
    await sonia.window.get_by_role("button", name="Modifier", exact=True).last.click()
    await expect(sonia.window).to_have_accessible_name("Modifier le rendez-vous")
    await sonia.window.get_by_label("Praticien").select_option(label="Ana Roux")
    await expect(sonia.window.get_by_text("Vous avez la main")).to_be_visible()
    await sonia.window.get_by_role("button", name="Enregistrer").click()
    await expect(sonia.appointment("Dupont", "09:30", "Ana Roux")).to_be_visible()
    await expect(sonia.appointment("Dupont", "09:30")).to_have_count(0)


async def test_a_card_whose_code_is_out_of_reach_says_so(sit: OpenDesk) -> None:
    sonia = await sit("secretary", signed_in=False)
    await sonia.page.route("**/assets/AppointmentWindow-*.js", lambda route: route.abort())
    await sonia.sign_in()
    await sonia.tomorrow()
    await sonia.book("09:30", "Dupont")
    await sonia.appointment("Dupont", "09:30").click()
    await expect(sonia.page.get_by_text("L’application a été mise à jour.")).to_be_visible()
