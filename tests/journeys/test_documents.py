"""A document from a desk to the patient's telephone: it appears on a second screen, is shared, read, and answered."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect
from sqlalchemy import update

from server.accounts.models import Practitioner
from server.core.db import EVERY_PRACTICE
from server.core.unit import Core
from tests.journeys.conftest import PHONE, OpenDesk
from tests.journeys.desk import Clinic
from tests.journeys.test_accessible import AXE, RUN
from tests.support import files


async def _faults(page: Page) -> list[object]:
    await page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[object] = await page.evaluate(RUN)
    return found


def _content(path: Path) -> bytes:
    return path.read_bytes()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_a_document_reaches_a_second_screen_and_the_patient_who_sends_one_back(
    sit: OpenDesk, browser: Browser, clinic: Clinic, tmp_path: Path, dark: bool
) -> None:
    (result := tmp_path / "Prise de sang.pdf").write_bytes(files.pdf(2))
    (photo := tmp_path / "Ma main.jpg").write_bytes(files.image("JPEG", (640, 480)))
    (program := tmp_path / "facture.pdf").write_bytes(b"MZ\x90\0" + bytes(500))
    doctor = await sit("practitioner", dark=dark, still=True)
    secretary = await sit("secretary", dark=dark, still=True)
    address = f"{clinic.server.url}/patients/{clinic.patients[0].id}"
    for desk in (doctor, secretary):
        await desk.page.goto(address)
        await expect(desk.page.get_by_text("Aucun document pour l’instant.")).to_be_visible()

    # It appears on the second screen, and a program in disguise does not.
    await doctor.page.get_by_role("group", name="Documents").locator("input[type=file]").set_input_files([result, program])
    for desk in (doctor, secretary):
        await expect(desk.page.get_by_role("button", name=re.compile("^Prise de sang"))).to_be_visible()
    await expect(doctor.page.get_by_text("Ce fichier est un programme ; il n’est pas accepté.")).to_be_visible()
    await expect(secretary.page.get_by_text("Non analysé")).to_be_visible()
    assert await _faults(doctor.page) == []

    # It is read in the page itself.
    await secretary.page.get_by_role("button", name=re.compile("^Prise de sang")).click()
    await expect(secretary.window.get_by_role("img", name="Page 2 sur 2")).to_be_visible()
    assert await _faults(secretary.page) == []
    await secretary.page.keyboard.press("Escape")

    # It is shared; the link is the patient's alone.
    await secretary.page.get_by_role("button", name="Actions sur Prise de sang").click()
    await secretary.page.get_by_role("menuitem", name="Partager avec le patient").click()
    await secretary.window.get_by_role("button", name="Partager", exact=True).click()
    link = await secretary.window.get_by_label("Lien du patient").input_value()
    assert await _faults(secretary.page) == []
    await secretary.window.get_by_role("button", name="Fermer").last.click()
    await expect(doctor.page.get_by_text("Partagé", exact=True)).to_be_visible()

    # The patient opens it on a telephone, saves it, and sends a photo back.
    context = await browser.new_context(
        viewport=PHONE,
        has_touch=True,
        is_mobile=True,
        locale="fr-FR",
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
        accept_downloads=True,
    )
    patient = await context.new_page()
    await patient.goto(link)
    await expect(patient.get_by_role("heading", name="Prise de sang")).to_be_visible()
    assert "#" not in patient.url
    assert await _faults(patient) == []
    async with patient.expect_download() as downloading:
        await patient.get_by_role("button", name="Enregistrer").click()
    saved = await downloading.value
    assert saved.suggested_filename == "Prise de sang.pdf"
    assert _content(await saved.path()) == _content(result)
    await expect(doctor.page.get_by_text("Lu par le patient")).to_be_visible()
    await patient.locator("input[type=file]").set_input_files(photo)
    await expect(patient.get_by_text("« Ma main.jpg » est bien arrivé au cabinet.")).to_be_visible()
    await expect(doctor.page.get_by_role("button", name=re.compile("^Ma main"))).to_be_visible()

    # A reload keeps him in; leaving closes the page; a closed link says so.
    await patient.reload()
    await expect(patient.get_by_role("heading", name="Ma main")).to_be_visible()
    await patient.get_by_role("button", name="Fermer sur cet appareil").click()
    await expect(patient.get_by_text("La page est fermée sur cet appareil.")).to_be_visible()
    await patient.reload()
    await expect(patient.get_by_text("Ouvrez de nouveau le lien reçu par e-mail.", exact=False).last).to_be_visible()
    assert await _faults(patient) == []
    await context.close()

    # Deleted, it leaves both screens; the history remembers.
    await doctor.page.get_by_role("button", name="Actions sur Prise de sang").click()
    await doctor.page.get_by_role("menuitem", name="Supprimer").click()
    await doctor.window.get_by_role("button", name="Supprimer").click()
    await expect(secretary.page.get_by_role("button", name=re.compile("^Prise de sang"))).to_have_count(0)
    await secretary.page.get_by_role("button", name="Historique des documents").click()
    await expect(secretary.page.get_by_text(re.compile("a supprimé « Prise de sang »"))).to_be_visible()


async def test_a_prescription_is_written_looked_at_and_signed_from_the_appointment(sit: OpenDesk, clinic: Clinic, core: Core) -> None:
    async with core.db.write(EVERY_PRACTICE) as session:
        await session.execute(update(Practitioner).values(register_number="10001234567"))
        await session.commit()
    secretary = await sit("secretary", still=True)
    doctor = await sit("practitioner", still=True)
    await secretary.book("09:00", "Dupont")
    for desk in (secretary, doctor):
        await desk.appointment("Dupont", "09:00").click()
        await expect(desk.page.get_by_text("Aucun document pour ce rendez-vous.")).to_be_visible()
    await expect(secretary.page.get_by_role("button", name="Rédiger")).to_have_count(0)
    await doctor.page.get_by_role("button", name="Rédiger").click()
    writing = doctor.page.get_by_role("dialog", name="Rédiger")
    await writing.get_by_label("Texte").fill("Paracétamol 1 g : 1 comprimé trois fois par jour, 5 jours.")
    assert await _faults(doctor.page) == []
    await writing.get_by_role("button", name="Aperçu").click()
    await expect(doctor.page.get_by_role("img", name="Page 1 sur 1")).to_be_visible()
    await doctor.page.keyboard.press("Escape")
    await writing.get_by_role("button", name="Signer et classer").click()
    await doctor.page.get_by_role("dialog", name="Signer ce document ?").get_by_role("button", name="Signer et classer").click()
    for desk in (secretary, doctor):
        await expect(desk.page.get_by_role("button", name=re.compile("^Ordonnance.*n° 20"))).to_be_visible()
        await expect(desk.page.get_by_text("Signé", exact=True)).to_be_visible()
    assert await _faults(secretary.page) == []
