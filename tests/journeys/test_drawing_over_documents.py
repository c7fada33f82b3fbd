"""A document of the exchange under the drawing, on both screens and after a reload; what is only looked at, and what is sent again."""

from pathlib import Path

from playwright.async_api import Page, expect

from tests.journeys.consulting import Consultation, sees
from tests.journeys.desk import PATIENCE
from tests.journeys.test_accessible import report, violations
from tests.journeys.test_drawing import INK
from tests.support.files import image, pdf


async def shows(page: Page, layer: int) -> None:
    """Wait until the middle of that layer of the sheet is painted: 0 is the document, 1 what is drawn."""
    await page.wait_for_function(f"args => ({INK})(args) === true", arg=[layer, 0.5, 0.5], timeout=PATIENCE)


async def _write_messages(doctor: Page) -> None:
    await doctor.get_by_role("group", name="Notes et messages").get_by_role("button", name="Messages").click()


async def test_both_draw_over_a_document_and_a_reload_keeps_it(consultation: Consultation, tmp_path: Path) -> None:
    patient, doctor = await consultation.talking()
    await _write_messages(doctor)
    advice = tmp_path / "conseils.pdf"
    advice.write_bytes(pdf(2))
    await doctor.locator("input[type=file]").set_input_files(advice)
    await doctor.get_by_role("button", name="Dessiner dessus conseils").click()
    for page in (doctor, patient):
        await expect(page.get_by_text("Page 2 sur 3")).to_be_visible()
        await shows(page, 0)
    paper = await doctor.locator(".paper").bounding_box()
    assert paper is not None
    across, down = paper["x"] + paper["width"] / 2, paper["y"] + paper["height"] / 2
    await doctor.mouse.move(across - 40, down)
    await doctor.mouse.down()
    await doctor.mouse.move(across + 40, down, steps=8)
    await doctor.mouse.up()
    await shows(patient, 1)
    await expect(doctor.get_by_text("Enregistré", exact=True)).to_be_visible()
    found = await violations(patient, "drawing over a document") | await violations(doctor, "drawing over a document, practitioner")
    assert found == {}, report(found)

    await patient.reload()
    await sees(patient)
    await expect(patient.get_by_text("Page 2 sur 3")).to_be_visible()
    await shows(patient, 0)
    await shows(patient, 1)
    await doctor.get_by_role("button", name="Ajouter au dossier du patient").click()
    await expect(doctor.get_by_text("Dessin ajouté au dossier")).to_be_visible()
    await doctor.get_by_role("button", name="Partager avec le patient").click()
    await expect(doctor.get_by_text("Dessin partagé avec le patient")).to_be_visible()


async def test_a_file_is_looked_at_without_being_sent_and_one_of_the_file_is_sent_again(consultation: Consultation, tmp_path: Path) -> None:
    patient, doctor = await consultation.talking()
    await _write_messages(doctor)
    photo = tmp_path / "radio.png"
    photo.write_bytes(image(size=(64, 64)))
    await doctor.get_by_role("button", name="Plus de commandes").click()
    async with doctor.expect_file_chooser() as chooser:
        await doctor.get_by_role("button", name="Fichier, Afficher un fichier sur mon écran, sans l’envoyer").click()
    await (await chooser.value).set_files(photo)
    shown = doctor.get_by_role("dialog", name="radio.png")
    await expect(shown.get_by_role("img", name="radio.png")).to_be_visible()
    await shown.get_by_role("button", name="Fermer").click()

    await patient.get_by_role("button", name="Messages, Ouvrir les messages").click()
    await patient.locator("input[type=file]").set_input_files(photo)
    await expect(doctor.get_by_role("log").get_by_text("radio")).to_have_count(1)
    await doctor.get_by_role("button", name="Envoyer un document du dossier").click()
    picker = doctor.get_by_role("dialog", name="Envoyer un document du dossier")
    await picker.get_by_role("button", name="radio").click()
    await expect(doctor.get_by_role("log").get_by_text("radio")).to_have_count(2)
    await expect(patient.get_by_role("log").get_by_text("radio")).to_have_count(2)
