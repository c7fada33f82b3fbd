"""What a patient and those who receive him write and send each other, from the waiting room to the end of the call."""

import asyncio
import re
from pathlib import Path

from playwright.async_api import Page, expect

from tests.journeys.consulting import Consultation, sees
from tests.journeys.desk import Desk
from tests.journeys.test_accessible import report, violations
from tests.journeys.test_chat_kept import leave, sign_in_again
from tests.journeys.test_way_in import end_sessions
from tests.support.files import image, pdf

NOTHING_KEPT = "() => !Object.keys(sessionStorage).some((name) => name.startsWith('ardoise.draft.'))"
"""This tab would give nothing back after a reload."""


async def _write(page: Page, text: str) -> None:
    await page.get_by_label("Votre message").fill(text)
    await page.get_by_role("button", name="Envoyer", exact=True).click()


async def _reads(page: Page, text: str) -> None:
    await expect(page.get_by_role("log").get_by_text(text)).to_be_visible()


async def test_a_patient_who_waits_and_the_desk_write_to_each_other(consultation: Consultation) -> None:
    page = await consultation.open_page()
    await Desk(page, consultation.clinic, "secretary").sign_in()
    patient = await consultation.open_page(phone=True)
    await patient.goto(consultation.link)
    await _write(patient, "Faut-il ma carte Vitale ?")
    await page.get_by_role("button", name=re.compile("1 message non lu")).click()
    await page.get_by_role("button", name=re.compile("^Écrire")).click()
    await _reads(page, "Faut-il ma carte Vitale ?")
    await _write(page, "Oui, gardez-la près de vous.")
    await _reads(patient, "Oui, gardez-la près de vous.")
    await expect(patient.get_by_role("log").get_by_text("Secrétariat")).to_be_visible()
    await expect(patient.get_by_role("log").get_by_text("Lu", exact=True)).to_be_visible()
    assert await violations(page, "desk") == {}, report(await violations(page, "desk"))


async def test_what_the_desk_types_stays_when_the_last_who_waited_is_let_in_and_when_it_looks_at_another_page(
    consultation: Consultation,
) -> None:
    page = await consultation.open_page()
    await Desk(page, consultation.clinic, "secretary").sign_in()
    patient, doctor = await consultation.patient(), await consultation.doctor()
    await page.get_by_role("button", name=re.compile("^1 patient attend")).click()
    await page.get_by_role("button", name=re.compile("^Écrire")).click()
    window = page.get_by_role("dialog", name=re.compile("^Messages avec"))
    await window.get_by_label("Votre message").fill("Le docteur a dix minutes de")
    await window.get_by_role("button", name="Fermer").click()
    await page.get_by_role("link", name="Patients", exact=True).click()
    await expect(page.get_by_role("heading", name="Patients", level=1)).to_be_visible()
    await page.get_by_role("button", name=re.compile("^1 patient attend")).click()
    await page.get_by_role("button", name=re.compile("^Écrire")).click()
    await expect(window.get_by_label("Votre message")).to_have_value("Le docteur a dix minutes de")
    await page.reload()
    await page.get_by_role("button", name=re.compile("^1 patient attend")).click()
    await page.get_by_role("button", name=re.compile("^Écrire")).click()
    await expect(window.get_by_label("Votre message")).to_have_value("Le docteur a dix minutes de")
    await consultation.lets_in(patient, doctor)
    await expect(window.get_by_text("Le patient est avec le praticien", exact=False)).to_be_visible()
    await expect(window.get_by_text("Le docteur a dix minutes de")).to_be_visible()
    await window.get_by_role("button", name="Effacer").click()
    await expect(window.get_by_text("Le docteur a dix minutes de")).to_have_count(0)


async def test_what_the_desk_types_waits_for_its_author_alone_when_her_session_ends_by_itself(consultation: Consultation) -> None:
    page = await consultation.open_page()
    sonia = Desk(page, consultation.clinic, "secretary")
    await sonia.sign_in()
    patient = await consultation.patient()
    field = page.get_by_role("dialog", name=re.compile("^Messages avec")).get_by_label("Votre message")

    async def writes_to_her_patient() -> None:
        await page.get_by_role("button", name=re.compile("^1 patient attend")).click()
        await page.get_by_role("button", name=re.compile("^Écrire")).click()

    await writes_to_her_patient()
    await field.fill("Le docteur a dix minutes de")
    await end_sessions(consultation.core)
    await expect(page.get_by_label("E-mail")).to_be_visible()
    await page.wait_for_function(NOTHING_KEPT)
    await sign_in_again(sonia, "secretary")
    await writes_to_her_patient()
    await expect(field).to_have_value("Le docteur a dix minutes de")
    # Somebody else finds nothing of it, neither then nor she herself after him; nor after she signed out.
    await end_sessions(consultation.core)
    await expect(page.get_by_label("E-mail")).to_be_visible()
    for role in ("practitioner", "secretary", "secretary"):
        await sign_in_again(sonia, role)
        await writes_to_her_patient()
        await expect(field).to_have_value("")
        await field.fill("Encore un brouillon")
        await page.keyboard.press("Escape")
        await leave(sonia)
        await page.wait_for_function(NOTHING_KEPT)
    await expect(patient.get_by_text("brouillon")).to_have_count(0)


async def test_what_is_noted_in_a_consultation_outlives_a_session_that_ends_by_itself(consultation: Consultation) -> None:
    doctor, server = await consultation.doctor(), consultation.clinic.server
    notes = doctor.get_by_label("Notes de consultation")
    parts = doctor.get_by_role("group", name="Notes et messages")
    await parts.get_by_role("button", name="Messages").click()
    await expect(doctor.get_by_label("Votre message")).to_have_value("")
    # The network goes while she writes, and her session meanwhile.
    await asyncio.to_thread(server.kill)
    await doctor.get_by_label("Votre message").fill("Je vous envoie")
    await parts.get_by_role("button", name="Notes").click()
    await notes.fill("Toux depuis trois jours")
    await end_sessions(consultation.core)
    await asyncio.to_thread(server.start)
    await expect(doctor.get_by_role("heading", name=re.compile("^Votre session est finie"))).to_be_visible()
    await doctor.wait_for_function(NOTHING_KEPT)
    await doctor.get_by_role("button", name="Rouvrir la consultation").click()
    await expect(doctor.get_by_text("Vous n’êtes pas encore reconnecté")).to_be_visible()
    assert await violations(doctor, "session over") == {}
    # She signs in beside it, and goes on with her sentence.
    async with doctor.context.expect_page() as opened:
        await doctor.get_by_role("link", name="Se connecter").click()
    door = Desk(await opened.value, consultation.clinic, "practitioner")
    await sign_in_again(door, "practitioner")
    await expect(door.page.get_by_role("button", name="Aujourd’hui")).to_be_visible()
    await doctor.get_by_role("button", name="Rouvrir la consultation").click()
    await expect(notes).to_have_value("Toux depuis trois jours")
    await expect(doctor.get_by_text("Enregistré", exact=True)).to_be_visible()
    await parts.get_by_role("button", name="Messages").click()
    await expect(doctor.get_by_label("Votre message")).to_have_value("Je vous envoie")


async def test_words_and_files_pass_both_ways_in_the_call_and_are_there_after_a_reload_and_after_the_end(
    consultation: Consultation, tmp_path: Path
) -> None:
    patient, doctor = await consultation.talking(phone=True)
    await doctor.get_by_role("group", name="Notes et messages").get_by_role("button", name="Messages").click()
    await _write(doctor, "Montrez-moi votre bras.")
    await expect(patient.get_by_text("1 message non lu").first).to_be_attached()
    await patient.get_by_role("button", name="Messages, Ouvrir les messages").click()
    await _reads(patient, "Montrez-moi votre bras.")
    await expect(patient.get_by_text("1 message non lu")).to_have_count(0)

    photo, advice, program = tmp_path / "bras.png", tmp_path / "conseils.pdf", tmp_path / "resultat.pdf"
    photo.write_bytes(image(size=(64, 64)))
    advice.write_bytes(pdf(2))
    program.write_bytes(b"MZ" + bytes(9_000))
    await patient.locator("input[type=file]").set_input_files(photo)
    await doctor.get_by_role("button", name="Afficher bras").click()
    shown = doctor.get_by_role("dialog", name="bras")
    await expect(shown.get_by_role("img", name="bras")).to_be_visible()
    await shown.get_by_role("button", name="Fermer").click()
    await patient.locator("input[type=file]").set_input_files(program)
    await expect(patient.get_by_text("Ce fichier est un programme ; il n’est pas accepté.")).to_be_visible()

    await patient.get_by_label("Votre message").fill("Voilà, je")
    await patient.reload()
    await sees(patient)
    await patient.get_by_role("button", name="Messages, Ouvrir les messages").click()
    await _reads(patient, "Montrez-moi votre bras.")
    await expect(patient.get_by_label("Votre message")).to_have_value("Voilà, je")
    await _write(patient, "Voilà, je reviens.")
    await _reads(doctor, "Voilà, je reviens.")
    await doctor.get_by_label("Votre message").fill("Mettez-y une")
    side = doctor.get_by_role("group", name="Notes et messages")
    await side.get_by_role("button", name="Notes").click()
    await doctor.get_by_label("Notes de consultation").fill("Plaie du bras")
    await doctor.reload()
    await expect(doctor.get_by_label("Notes de consultation")).to_have_value("Plaie du bras")
    await sees(doctor)
    await side.get_by_role("button", name="Messages").click()
    await expect(doctor.get_by_label("Votre message")).to_have_value("Mettez-y une")
    await doctor.locator("input[type=file]").set_input_files(advice)
    await patient.get_by_role("button", name="Afficher conseils").click()
    await expect(patient.get_by_role("dialog", name="conseils").get_by_role("img", name=re.compile("1"))).to_be_visible()
    await patient.get_by_role("dialog", name="conseils").get_by_role("button", name="Fermer").click()
    found = await violations(patient, "messages of the patient") | await violations(doctor, "messages of the practitioner")
    assert found == {}, report(found)

    await doctor.get_by_role("button", name="Terminer").click()
    await doctor.get_by_role("button", name="Terminer la consultation").click()
    await expect(patient.get_by_role("heading", name="La consultation est terminée")).to_be_visible()
    await _reads(patient, "Montrez-moi votre bras.")
    await expect(patient.get_by_label("Votre message")).to_have_count(0)
    await _reads(doctor, "Voilà, je reviens.")
    await expect(doctor.get_by_text("Mettez-y une")).to_be_visible()
    for page in (patient, doctor):
        await page.wait_for_function(NOTHING_KEPT)
