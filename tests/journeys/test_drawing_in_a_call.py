"""The sheet within the call: whoever begins to draw opens it for both, and both draw on it (F170)."""

from playwright.async_api import Page, expect

from tests.journeys.consulting import Consultation, sees
from tests.journeys.desk import PATIENCE
from tests.journeys.test_drawing import INK


async def _draws(page: Page, *, y: float) -> None:
    box = await page.locator(".paper").bounding_box()
    assert box is not None
    top = box["y"] + y * box["height"]
    await page.mouse.move(box["x"] + 0.2 * box["width"], top)
    await page.mouse.down()
    await page.mouse.move(box["x"] + 0.6 * box["width"], top, steps=10)
    await page.mouse.up()


async def _sees_ink(page: Page, y: float) -> None:
    await page.wait_for_function(f"args => ({INK})(args)", arg=[0, 0.4, y], timeout=PATIENCE)


async def test_practitioner_and_patient_draw_on_one_sheet_while_they_talk_and_a_reload_keeps_it(consultation: Consultation) -> None:
    patient, doctor = await consultation.talking()
    await doctor.get_by_role("button", name="Dessiner ensemble").click()
    for page in (patient, doctor):
        await expect(page.locator(".paper")).to_be_visible()
        await expect(page.locator(".sheet").get_by_text("Enregistré", exact=True)).to_be_visible()
    await _draws(doctor, y=0.3)
    await _sees_ink(patient, 0.3)
    await _draws(patient, y=0.6)
    await _sees_ink(doctor, 0.6)
    await expect(patient.locator(".sheet").get_by_text("Enregistré", exact=True)).to_be_visible()
    await expect(patient.get_by_role("link", name="Télécharger en PDF")).to_have_count(0)
    await sees(patient)
    await sees(doctor)
    await patient.reload()
    await sees(patient)
    await _sees_ink(patient, 0.3)
    await _sees_ink(patient, 0.6)
    await patient.get_by_role("button", name="Fermer le dessin").click()
    await expect(patient.locator(".paper")).to_have_count(0)
    await expect(doctor.locator(".paper")).to_be_visible()
