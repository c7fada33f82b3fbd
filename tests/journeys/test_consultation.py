"""A teleconsultation from the link to the end, in real Chromiums with fake cameras, through the real media."""

import asyncio
import re

import pytest
from playwright.async_api import Page, expect

from tests.journeys.consulting import Consultation, sees
from tests.journeys.desk import Desk
from tests.journeys.test_accessible import report, violations


async def test_a_patient_comes_by_his_link_waits_is_let_in_talks_and_it_ends_for_both(consultation: Consultation) -> None:
    patient = await consultation.open_page(phone=True)
    await patient.goto(consultation.link)
    assert "#" not in patient.url
    await expect(patient.get_by_text("Le cabinet sait que vous êtes là")).to_be_visible()
    await patient.get_by_role("button", name="Activer la caméra et le micro").click()
    await expect(patient.get_by_text("Micro entendu")).to_be_visible()
    await patient.get_by_role("button", name="Tester").click()
    await expect(patient.get_by_text("Bonne : l’image est revenue du serveur.")).to_be_visible()
    doctor = await consultation.doctor()
    await expect(patient.get_by_text("est en ligne et vous voit attendre")).to_be_visible()
    await expect(doctor.get_by_role("heading", name=re.compile("Marie Dupont attend depuis"))).to_be_visible()
    await doctor.get_by_role("button", name="Accepter").click()
    await sees(patient)
    await sees(doctor)
    await doctor.get_by_label("Notes de consultation").fill("Toux depuis trois jours")
    await expect(doctor.get_by_text("Enregistré", exact=True)).to_be_visible()
    await doctor.get_by_role("button", name="Terminer").click()
    await expect(doctor.get_by_text("Marie Dupont vous voit et vous entend encore.")).to_be_visible()
    await doctor.get_by_role("button", name="Continuer la consultation").click()
    await sees(patient)
    await doctor.get_by_role("button", name="Terminer").click()
    await expect(doctor.get_by_role("button", name="Terminer la consultation")).to_be_focused()
    await doctor.keyboard.press("Enter")
    await expect(patient.get_by_role("heading", name="La consultation est terminée")).to_be_visible()
    await expect(doctor.get_by_role("heading", name="La consultation est terminée")).to_be_visible()
    await doctor.reload()
    await expect(doctor.get_by_label("Notes de consultation")).to_have_value("Toux depuis trois jours")


async def test_silencing_and_hiding_stop_what_passes_and_the_patient_is_told(consultation: Consultation) -> None:
    patient, doctor = await consultation.talking()
    await doctor.get_by_role("button", name="Couper le micro du patient").click()
    await doctor.get_by_role("button", name="Masquer l’image du patient").click()
    await expect(patient.get_by_text("Le praticien ne vous entend pas pour le moment.")).to_be_visible()
    await expect(patient.get_by_text("Le praticien ne voit pas votre image pour le moment.")).to_be_visible()
    await expect(doctor.get_by_text("Vous avez masqué son image")).to_be_visible()
    await sees(patient)
    await doctor.get_by_role("button", name="Voir de nouveau le patient").click()
    await sees(doctor)
    await patient.get_by_role("button", name="Micro activé : le couper").click()
    await expect(doctor.get_by_text("Marie Dupont a coupé son micro")).to_be_visible()


async def test_a_reload_returns_to_the_call_without_a_second_admission(consultation: Consultation) -> None:
    patient, doctor = await consultation.talking(phone=True)
    await patient.reload()
    await sees(patient)
    await sees(doctor)
    await doctor.reload()
    await sees(doctor)
    await sees(patient)
    await expect(doctor.get_by_role("button", name="Accepter")).to_have_count(0)


async def test_both_come_back_by_themselves_after_the_server_was_killed(consultation: Consultation) -> None:
    patient, doctor = await consultation.talking()
    server = consultation.clinic.server
    await asyncio.to_thread(server.kill)
    await expect(patient.get_by_text("La connexion revient…")).to_be_visible()
    await asyncio.to_thread(server.restart)
    await sees(patient)
    await sees(doctor)


async def test_hanging_up_ends_nothing_and_one_may_come_back(consultation: Consultation) -> None:
    patient, doctor = await consultation.talking()
    await patient.get_by_role("button", name="Raccrocher").click()
    await expect(patient.get_by_text("La consultation reste ouverte tant que")).to_be_visible()
    await expect(doctor.get_by_text("n’est pas connecté pour le moment")).to_be_visible()
    await patient.get_by_role("button", name="Revenir").click()
    await sees(patient)
    await sees(doctor)


async def test_the_desk_sees_who_waits_and_the_practitioner_opens_from_there(consultation: Consultation) -> None:
    page = await consultation.open_page()
    sonia = Desk(page, consultation.clinic, "secretary")
    await sonia.sign_in()
    patient = await consultation.open_page(phone=True)
    await patient.goto(consultation.link)
    badge = page.get_by_role("button", name="1 patient attend")
    await badge.click()
    await expect(page.get_by_text("attend depuis moins d’une minute")).to_be_visible()
    await page.get_by_role("button", name="Voir", exact=True).click()
    card = page.get_by_role("region", name="Téléconsultation")
    await expect(card.get_by_role("status")).to_have_text("attend depuis moins d’une minute")
    await expect(card.get_by_role("button", name="Copier le lien du patient")).to_be_visible()
    await expect(card.get_by_role("link")).to_have_count(0)
    await patient.close()
    await expect(card.get_by_role("status")).to_have_text("est venu, puis s’est éloigné")
    await expect(badge).to_have_count(0)


@pytest.mark.parametrize(
    ("after", "says"),
    [
        ("", "Votre téléconsultation"),
        ("#abc.def", "Ce lien n’ouvre aucune consultation"),
        ("#" + "0" * 32 + ".x", "Ce lien n’ouvre aucune"),
    ],
)
async def test_a_link_that_opens_nothing_says_so_and_offers_the_code(consultation: Consultation, after: str, says: str) -> None:
    page = await consultation.open_page(phone=True)
    await page.goto(f"{consultation.clinic.server.url}/room{after}")
    await expect(page.get_by_role("heading", level=1)).to_contain_text(says)
    await page.get_by_label("Code").fill(consultation.code)
    await page.get_by_role("button", name="Entrer").click()
    await expect(page.get_by_text("Bonjour Marie")).to_be_visible()


async def test_a_second_device_replaces_the_first_which_is_told(consultation: Consultation) -> None:
    telephone = await consultation.open_page(phone=True)
    await telephone.goto(consultation.link)
    await expect(telephone.get_by_text("Le cabinet sait que vous êtes là")).to_be_visible()
    computer = await consultation.open_page()
    await computer.goto(consultation.link)
    await expect(telephone.get_by_role("heading", name="Ouverte sur un autre appareil")).to_be_visible()
    await expect(computer.get_by_text("Le cabinet sait que vous êtes là")).to_be_visible()


@pytest.mark.parametrize("dark", [False, True])
async def test_every_screen_of_a_consultation_is_clean(consultation: Consultation, dark: bool) -> None:
    found: dict[str, list[str]] = {}

    async def look(page: Page, name: str) -> None:
        nonlocal found
        found |= await violations(page, name)

    door = await consultation.open_page(dark=dark, phone=True)
    await door.goto(f"{consultation.clinic.server.url}/room")
    await look(door, "door")
    patient, doctor = await consultation.patient(dark=dark, phone=True), await consultation.doctor(dark=dark)
    await look(patient, "waiting room")
    await look(doctor, "admission")
    await doctor.get_by_role("button", name="Accepter").click()
    await sees(patient)
    await sees(doctor)
    await look(patient, "call of the patient")
    await look(doctor, "call of the practitioner")
    await doctor.get_by_role("button", name="Terminer").click()
    await expect(doctor.get_by_role("button", name="Terminer la consultation")).to_be_focused()
    await look(doctor, "closing panel")
    await doctor.get_by_label("Montant en euros").fill("25")
    await doctor.get_by_role("button", name="Demander ce montant").click()
    await expect(doctor.get_by_text("25,00 € demandés")).to_be_visible()
    await look(doctor, "closing panel, payment asked for")
    await doctor.get_by_role("button", name="Terminer la consultation").click()
    await expect(patient.get_by_role("heading", name="La consultation est terminée")).to_be_visible()
    await expect(patient.get_by_role("heading", name="À régler : 25,00 €")).to_be_visible()
    await look(patient, "end")
    await expect(doctor.get_by_role("heading", name="La consultation est terminée")).to_be_visible()
    await look(doctor, "end of the practitioner")
    assert found == {}, report(found)
