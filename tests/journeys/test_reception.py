"""The three thresholds of a teleconsultation: welcomed by the secretary, waiting, with the practitioner, seen out."""

import re

from playwright.async_api import Page, expect

from server.accounts.models import Practice
from server.core.db import EVERY_PRACTICE
from tests.journeys.consulting import Consultation, decodes, sees
from tests.journeys.desk import Desk
from tests.journeys.test_accessible import report, violations
from tests.support import factories

FACE = ".faces video.theirs"


async def _wishes(consultation: Consultation, name: str) -> None:
    """The practice turns something on."""
    core = consultation.core
    async with core.db.write(EVERY_PRACTICE) as session:
        practice = await session.get_one(Practice, consultation.clinic.cabinet.practice.id)
        practice.settings = {**practice.settings, name: True}
        practice.phone = "+33199001010"
        await session.commit()


async def _fits(page: Page) -> None:
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_a_patient_is_welcomed_by_the_secretary_seen_by_the_practitioner_and_seen_out(consultation: Consultation) -> None:
    await _wishes(consultation, "teleconsultation_desk")
    desk = await consultation.open_page()
    sonia = Desk(desk, consultation.clinic, "secretary")
    await sonia.sign_in()
    patient = await consultation.patient(phone=True)
    await expect(patient.get_by_text("le secrétariat peut vous accueillir d’abord")).to_be_visible()
    await expect(patient.get_by_role("link", name="01 99 00 10 10")).to_be_visible()

    # The reception: both see each other, and what was seen to is kept.
    await desk.get_by_role("button", name="1 patient attend").click()
    await desk.get_by_role("button", name="Accueillir").click()
    window = desk.get_by_role("dialog", name=re.compile("Accueil de Marie Dupont", re.IGNORECASE))
    await expect(patient.get_by_role("heading", name="Le secrétariat vous accueille")).to_be_visible()
    await decodes(desk, FACE)
    await decodes(patient, FACE)
    await _fits(patient)
    for page, name in ((patient, "received"), (desk, "receiving")):
        found = await violations(page, name)
        assert found == {}, report(found)
    for item in ("Identité", "Carte Vitale", "Consentement"):
        await window.get_by_label(item).focus()
        await desk.keyboard.press("Space")
        await expect(window.get_by_label(item)).to_be_checked()
    await expect(window.get_by_text(re.compile(r"Sonia|, \d\d"))).to_have_count(3)
    await window.get_by_role("button", name="Passer en salle d’attente").click()
    await expect(window).to_have_count(0)
    await expect(patient.get_by_text("Le secrétariat vous a accueilli.")).to_be_visible()
    await expect(patient.locator(FACE)).to_have_count(0)

    # The practitioner reads what was seen to, and lets the patient in.
    doctor = await consultation.doctor()
    await expect(doctor.get_by_role("heading", name="Accueil")).to_be_visible()
    await expect(doctor.get_by_text("Carte Vitale")).to_be_visible()
    found = await violations(doctor, "received by")
    assert found == {}, report(found)
    await doctor.get_by_role("button", name="Accepter").click()
    await sees(patient)
    await sees(doctor)
    await doctor.get_by_role("button", name="Terminer").click()
    await doctor.get_by_role("button", name="Terminer la consultation").click()

    # The way out: seen again, the next appointment booked, goodbye.
    await expect(patient.get_by_role("heading", name="Avant de partir")).to_be_visible()
    await desk.get_by_role("button", name="1 patient à raccompagner").click()
    await desk.get_by_role("button", name="Parler").click()
    window = desk.get_by_role("dialog", name=re.compile("Sortie de Marie Dupont", re.IGNORECASE))
    await expect(window.get_by_text("Aucun paiement demandé")).to_be_visible()
    await patient.get_by_role("button", name="Voir et entendre le secrétariat").click()
    await decodes(desk, FACE)
    await decodes(patient, FACE)
    for page, name in ((patient, "on the way out"), (desk, "seeing out")):
        found = await violations(page, name)
        assert found == {}, report(found)
    await window.get_by_role("button", name="Prochain rendez-vous").click()
    booking = desk.get_by_role("dialog", name="Nouveau rendez-vous")
    await expect(booking.get_by_text("DUPONT Marie", exact=True)).to_be_visible()
    kind = booking.get_by_label("Type de rendez-vous")
    await kind.select_option(await kind.locator("option", has_text=re.compile("^Consultation")).get_attribute("value"))
    await booking.get_by_role("button", name="Premier libre").click()
    await booking.get_by_role("button", name=re.compile("^Confirmer")).click()
    await expect(booking).to_have_count(0)
    await window.get_by_role("button", name="Au revoir").click()
    await expect(window).to_have_count(0)
    await expect(patient.get_by_role("heading", name="Avant de partir")).to_have_count(0)
    await expect(patient.get_by_text("Vous pouvez fermer cette page.")).to_be_visible()
    await expect(desk.get_by_role("button", name="1 patient à raccompagner")).to_have_count(0)


async def test_nothing_waits_for_the_desk_and_the_patient_leaves_when_he_wishes(consultation: Consultation) -> None:
    await _wishes(consultation, "teleconsultation_desk")
    desk = await consultation.open_page(phone=True, dark=True)
    sonia = Desk(desk, consultation.clinic, "secretary")
    await sonia.sign_in()
    patient, doctor = await consultation.patient(), await consultation.doctor()
    await desk.get_by_role("button", name="1 patient attend").click()
    await desk.get_by_role("button", name="Accueillir").click()
    window = desk.get_by_role("dialog")
    await decodes(desk, FACE)
    await _fits(desk)
    found = await violations(desk, "receiving on a telephone, dark")
    assert found == {}, report(found)
    # In the middle of the reception the practitioner lets him in: the desk is out of it at once.
    await expect(doctor.get_by_text("est avec le patient")).to_be_visible()
    await doctor.get_by_role("button", name="Accepter").click()
    await sees(patient)
    await sees(doctor)
    await expect(window.get_by_text("Marie Dupont est avec le praticien.")).to_be_visible()
    await expect(desk.locator(FACE)).to_have_count(0)
    await window.get_by_role("button", name="Fermer", exact=True).last.click()
    await doctor.get_by_role("button", name="Terminer").click()
    await doctor.get_by_role("button", name="Terminer la consultation").click()
    await expect(desk.get_by_role("button", name="1 patient à raccompagner")).to_be_visible()
    await patient.get_by_role("button", name="EN, English").click()
    await expect(patient.get_by_role("heading", name="Before you go")).to_be_visible()
    await patient.get_by_role("button", name="Leave").click()
    await expect(patient.get_by_text("The front desk knows that you left.")).to_be_visible()
    await expect(desk.get_by_role("button", name="1 patient à raccompagner")).to_have_count(0)


async def test_a_practitioner_takes_the_patient_who_waits_for_another_and_he_is_told(consultation: Consultation) -> None:
    core, cabinet = consultation.core, consultation.clinic.cabinet
    await _wishes(consultation, "teleconsultation_shared")
    await factories.appointment_type(core, cabinet.midwife, "Téléconsultation", teleconsultation=True)
    await factories.membership(core, cabinet.people["secretary"], cabinet.practice, "practitioner", own_agenda=cabinet.midwife)
    patient, page = await consultation.open_page(), await consultation.open_page()
    await patient.goto(consultation.link)
    ana = Desk(page, consultation.clinic, "secretary")
    await ana.sign_in()
    await consultation.look(page)
    await page.get_by_role("button", name="1 patient attend").click()
    await page.get_by_role("button", name="Prendre ce patient").click()
    question = page.get_by_role("dialog", name=re.compile("Prendre Marie Dupont"))
    await question.get_by_role("button").last.click()
    await expect(patient.get_by_text("Ana Roux vous recevra.")).to_be_visible()
    await expect(patient.get_by_role("heading", name="Téléconsultation avec Ana Roux")).to_be_visible()
    await expect(ana.appointment("Dupont", name="Ana Roux")).to_be_visible()
    await patient.reload()
    await expect(patient.get_by_role("heading", name="Téléconsultation avec Ana Roux")).to_be_visible()
