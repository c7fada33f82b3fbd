"""What is said before a consultation: the patient's device check on the agenda, and how late the practitioner runs to both sides."""

import re
from datetime import UTC, datetime, timedelta

from playwright.async_api import Page, expect

from tests.journeys.consulting import Consultation
from tests.journeys.desk import PATIENCE, Desk
from tests.journeys.test_accessible import report, violations
from tests.support import factories


async def _agenda(consultation: Consultation) -> Page:
    page = await consultation.open_page()
    await Desk(page, consultation.clinic, "secretary").sign_in()
    await consultation.look(page)
    return page


async def test_a_device_check_colours_the_appointment_on_the_agenda_and_its_card(consultation: Consultation) -> None:
    page = await _agenda(consultation)
    block = page.locator(f'[data-appointment="{consultation.appointment.id}"]')
    patient = await consultation.patient(phone=True)
    await expect(block).to_have_attribute("aria-label", re.compile("Essai du patient à compléter.*connexion pas encore essayée"))
    await expect(patient.get_by_text("Micro entendu")).to_be_visible()
    await patient.get_by_role("button", name="Tester").click()
    await expect(patient.get_by_text("Bonne : l’image est revenue du serveur.")).to_be_visible()
    await expect(block).to_have_attribute("aria-label", re.compile("Essai du patient réussi"))
    await page.get_by_role("button", name="1 patient attend").click()
    await page.get_by_role("button", name="Voir", exact=True).click()
    card = page.get_by_role("region", name="Téléconsultation")
    await expect(card.get_by_text("Essai du patient réussi : caméra, micro et connexion")).to_be_visible()


async def test_a_camera_that_was_refused_shows_red_hours_before(consultation: Consultation) -> None:
    page = await _agenda(consultation)
    patient = await consultation.open_page(phone=True)
    await patient.add_init_script("navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError'))")
    await patient.goto(consultation.link)
    await patient.get_by_role("button", name="Activer la caméra et le micro").click()
    await expect(patient.get_by_text("Caméra et micro refusés")).to_be_visible()
    block = page.locator(f'[data-appointment="{consultation.appointment.id}"]')
    await expect(block).to_have_attribute("aria-label", re.compile("Essai du patient raté, à appeler avant.*refusés"))


async def test_who_waits_is_told_how_late_the_practitioner_runs_and_so_is_the_desk(consultation: Consultation) -> None:
    page = await _agenda(consultation)
    patient = await consultation.open_page(phone=True)
    await patient.goto(consultation.link)
    await expect(patient.get_by_text("Le cabinet sait que vous êtes là")).to_be_visible()
    await expect(patient.get_by_text("minutes de retard")).to_have_count(0)
    doctor, now = consultation.clinic.cabinet.doctor, datetime.now(UTC)
    before = await factories.appointment(
        consultation.core, doctor, consultation.clinic.patients[1], now, minutes=40, status="in_consultation", status_at=now
    )
    await expect(patient.get_by_text(re.compile(r"Environ\s(30|35)\sminutes de retard"))).to_be_visible(timeout=PATIENCE)
    await expect(patient.get_by_text(re.compile(r"vers \d\d\sh\s\d\d"))).to_be_visible()
    block = page.locator(f'[data-appointment="{consultation.appointment.id}"]')
    await expect(block).to_have_attribute("aria-label", re.compile(r"min de retard, vers"))
    await expect(page.get_by_text(re.compile(r"≈\s(30|35)\smin de retard")).first).to_be_visible()
    found = await violations(page, "agenda") | await violations(patient, "waiting room")
    assert found == {}, report(found)
    async with consultation.core.db.write(frozenset({doctor.practice_id})) as session:
        row = await session.get(type(before), before.id)
        assert row is not None
        row.status, row.status_at = "seen", datetime.now(UTC) - timedelta(seconds=1)
        await session.commit()
    await expect(patient.get_by_text("minutes de retard")).to_have_count(0, timeout=PATIENCE)
    await expect(page.get_by_text("min de retard")).to_have_count(0)


async def test_the_journal_of_a_call_is_read_on_the_card(consultation: Consultation) -> None:
    _, doctor = await consultation.talking()
    page = await _agenda(consultation)
    await page.locator(f'[data-appointment="{consultation.appointment.id}"]').click()
    card = page.get_by_role("region", name="Téléconsultation")
    await card.get_by_role("button", name="Journal de l’appel").click()
    await expect(card.get_by_text(re.compile(r"Patient\s: accepté"))).to_be_visible()
    await expect(card.get_by_text(re.compile(r"Patient\s: image et son établis")).first).to_be_visible()
    await doctor.get_by_role("button", name="Terminer").click()
    await doctor.get_by_role("button", name="Terminer la consultation").click()
    await expect(card.get_by_text(re.compile(r"Praticien\s: consultation terminée"))).to_be_visible()
    async with page.expect_download() as started:
        await card.get_by_role("link", name="CSV").click()
    download = await started.value
    assert download.suggested_filename.endswith(".csv")
    found = await violations(page, "card")
    assert found == {}, report(found)
