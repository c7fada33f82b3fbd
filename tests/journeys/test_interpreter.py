"""A third person in a teleconsultation: invited, let in by the practitioner, seen and heard by all, sent out."""

import re

from playwright.async_api import Page, expect
from sqlalchemy import select

from rtc.consultation.models import SeatRow
from server.core.db import EVERY_PRACTICE
from server.core.links import room_secret
from tests.journeys.consulting import Consultation, decodes, sees
from tests.journeys.desk import Desk
from tests.journeys.test_accessible import report, violations

SOUND = """(at) => {
    const { muted, paused, srcObject } = document.querySelector(at)
    return { muted, paused, tracks: srcObject.getAudioTracks().length }
}"""
INTERPRETER = "figure[data-role=interpreter] video"
PATIENT = "figure[data-role=patient] video"


async def _link(consultation: Consultation) -> str:
    """The link of whoever was invited."""
    core = consultation.core
    async with core.db.read(EVERY_PRACTICE) as session:
        seat = (await session.execute(select(SeatRow.id).where(SeatRow.name == "Samira Benali"))).scalar_one()
    return f"{consultation.clinic.server.url}/room#{consultation.appointment.id}.{room_secret(core.keyring, seat, 1)}.{seat}"


async def _invites(doctor: Page) -> None:
    await doctor.get_by_role("button", name="Inviter", exact=True).click()
    window = doctor.get_by_role("dialog", name="Inviter quelqu’un")
    await window.get_by_label("Nom").fill("Samira Benali")
    await window.get_by_role("button", name="Inviter", exact=True).click()
    await expect(window.get_by_role("button", name="Copier le lien de Samira Benali")).to_be_visible()
    await expect(window.get_by_text(re.compile(r"\d{4}\s\d{4}"))).to_be_visible()


async def test_an_interpreter_is_let_in_seen_and_heard_by_both_and_sent_out_alone(consultation: Consultation) -> None:
    patient, doctor = await consultation.talking()
    await _invites(doctor)
    found = await violations(doctor, "invitations")
    assert found == {}, report(found)
    await doctor.get_by_role("button", name="Fermer les invitations").click()
    samira = await consultation.open_page()
    await samira.goto(await _link(consultation))
    assert "#" not in samira.url
    await expect(samira.get_by_text("Vous êtes attendu comme interprète par Dr Claire Lefèvre.")).to_be_visible()
    await expect(samira.get_by_text("Carte Vitale")).to_have_count(0)
    await samira.get_by_role("button", name="Activer la caméra et le micro").click()
    await expect(samira.get_by_label("Votre image")).to_be_visible()
    await expect(doctor.get_by_text("Samira Benali (interprète) attend")).to_be_visible()
    await expect(patient.locator(INTERPRETER)).to_have_count(0)
    await doctor.get_by_role("button", name="Faire entrer Samira Benali").click()
    await sees(samira)
    for page, face in ((samira, PATIENT), (doctor, INTERPRETER), (patient, INTERPRETER)):
        await decodes(page, face)
        assert await page.evaluate(SOUND, face) == {"muted": False, "paused": False, "tracks": 1}
    await expect(samira.get_by_role("button", name="Messages")).to_have_count(0)
    await doctor.get_by_role("button", name="Retirer la parole à Samira Benali").click()
    await expect(samira.get_by_text("Le praticien ne vous entend pas pour le moment.")).to_be_visible()
    await expect(patient.get_by_label("N’a pas la parole")).to_be_visible()
    await doctor.get_by_role("button", name="Masquer l’image de Samira Benali").click()
    await expect(patient.get_by_text("Image masquée")).to_be_visible()
    await doctor.get_by_role("button", name="Faire sortir Samira Benali").click()
    await doctor.get_by_role("button", name="Faire sortir", exact=True).click()
    await expect(samira.get_by_role("heading", name="Cette invitation a été retirée")).to_be_visible()
    await expect(doctor.locator(INTERPRETER)).to_have_count(0)
    await expect(patient.locator(INTERPRETER)).to_have_count(0)
    await sees(patient)
    await sees(doctor)


async def test_the_secretary_invites_from_the_appointment(consultation: Consultation) -> None:
    page = await consultation.open_page()
    sonia = Desk(page, consultation.clinic, "secretary")
    await sonia.sign_in()
    patient = await consultation.open_page(phone=True)
    await patient.goto(consultation.link)
    await page.get_by_role("button", name="1 patient attend").click()
    await page.get_by_role("button", name="Voir", exact=True).click()
    card = page.get_by_role("region", name="Téléconsultation")
    await card.get_by_role("button", name="Interprète, aidant, stagiaire").click()
    await card.get_by_label("Nom").fill("Louis Petit")
    await card.get_by_label("En tant que").select_option("trainee")
    await card.get_by_role("button", name="Inviter", exact=True).click()
    await expect(card.get_by_role("button", name="Copier le lien de Louis Petit")).to_be_visible()
    await card.get_by_role("button", name="Retirer l’invitation de Louis Petit").click()
    await (
        page.get_by_role("dialog", name="Retirer l’invitation de Louis Petit")
        .get_by_role("button", name="Retirer l’invitation", exact=True)
        .click()
    )
    await expect(card.get_by_text("Louis Petit")).to_have_count(0)
