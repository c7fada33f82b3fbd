"""A third person in a teleconsultation: invited, let in by the practitioner, seen and heard by all, sent out."""

import re
from contextlib import AsyncExitStack

from playwright.async_api import Page, expect
from sqlalchemy import select

from rtc.consultation.models import SeatRow
from server.core.db import EVERY_PRACTICE
from server.core.links import room_secret
from tests.journeys.consulting import RECORDED, Consultation, allow_recording, ask_to_record, decodes, sees
from tests.journeys.desk import Desk
from tests.journeys.test_accessible import report, violations
from tests.support.media.filmed import filmed

SOUNDS = """(at) => {
    const { muted, paused, srcObject } = document.querySelector(at)
    return !muted && !paused && srcObject.getAudioTracks().length === 1
}"""
"""That picture comes with its sound."""
INTERPRETER = "figure[data-role=interpreter] video"
COMPANY = (("Samira Benali", "interpreter"), ("Awa Diop", "carer"), ("Louis Petit", "trainee"), ("Ana Costa", "trainee"))
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


async def test_an_interpreter_is_let_in_seen_and_heard_asked_before_a_recording_and_sent_out_alone(
    consultation: Consultation,
) -> None:
    await allow_recording(consultation)
    patient, doctor = await consultation.talking()
    await ask_to_record(doctor)
    await patient.get_by_role("button", name="J’accepte").click()
    await expect(doctor.get_by_text(RECORDED)).to_be_visible()
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
    await expect(samira.get_by_text("Dupont")).to_have_count(0)
    async with doctor.expect_download():  # what was agreed to was agreed to without her
        await doctor.get_by_role("button", name="Faire entrer Samira Benali").click()
    await sees(samira)
    await expect(samira.get_by_role("button", name="Voir Marie Dupont en grand")).to_be_visible()
    await patient.get_by_role("button", name="J’accepte").click()
    await expect(doctor.get_by_text("Samira Benali doit accepter")).to_be_visible()
    await expect(patient.get_by_text(RECORDED)).to_have_count(0)
    await samira.get_by_role("button", name="J’accepte").click()
    for page in (doctor, patient, samira):
        await expect(page.get_by_text(RECORDED)).to_be_visible()
    async with doctor.expect_download():
        await samira.get_by_role("button", name="Arrêter l’enregistrement").click()
    for page in (doctor, patient, samira):
        await expect(page.get_by_text(RECORDED)).to_have_count(0)
    for page, face in ((samira, PATIENT), (doctor, INTERPRETER), (patient, INTERPRETER)):
        await decodes(page, face)
        await page.wait_for_function(SOUNDS, arg=face)
    await expect(samira.get_by_role("button", name="Messages")).to_have_count(0)
    await doctor.get_by_role("button", name="Voir Samira Benali en grand").press("Enter")
    await expect(doctor.locator("video.theirs.shown")).to_have_attribute("aria-label", "Image de Samira Benali")
    await decodes(doctor, PATIENT)
    await doctor.get_by_role("button", name="Voir Marie Dupont en grand").click()
    await expect(doctor.locator("video.theirs.shown")).to_have_attribute("aria-label", "Image de Marie Dupont")
    await patient.get_by_role("button", name="Dessin").click()
    sheet = samira.get_by_role("img", name="Feuille de dessin", exact=True)
    await expect(sheet).to_be_visible()
    await expect(samira.get_by_role("button", name="Crayon")).to_have_count(0)
    await samira.get_by_role("button", name="Dessin").click()
    await expect(sheet).to_have_count(0)
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


async def test_six_people_are_in_one_call_and_each_picture_is_decoded(consultation: Consultation) -> None:
    patient, doctor = await consultation.talking(phone=True)
    server, core, room = consultation.clinic.server, consultation.core, consultation.appointment.id
    async with AsyncExitStack() as stack:
        host = await stack.enter_async_context(server.caller())
        await host.enter(core, consultation.clinic.cabinet.people["practitioner"])
        for name, role in COMPANY:
            seat = (await host.post(f"/api/rooms/{room}/people", {"name": name, "role": role})).json()["id"]
            one = await stack.enter_async_context(server.caller())
            link = {"appointment_id": room, "secret": room_secret(core.keyring, seat, 1), "seat_id": seat}
            assert (await one.post("/api/room/enter", link)).status_code == 200
            assert (await one.post("/api/room/here", {"socket": f"socket-{seat}"})).status_code == 200
            assert (await host.post(f"/api/rooms/{room}/people/{seat}/admit")).status_code == 200
            assert (await host.post(f"/api/rooms/{room}/people/{seat}/rule", {"heard": True, "seen": True})).status_code == 204
            stack.push_async_callback((await filmed(one, f"c-{seat}")).close)
        for page in (doctor, patient):
            await sees(page)
            for number in range(1, len(COMPANY) + 1):
                await decodes(page, f"ul[aria-label='Aussi présents'] li:nth-child({number}) video")
        found = {**await violations(doctor, "six"), **await violations(patient, "six on a telephone")}
        assert found == {}, report(found)


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
