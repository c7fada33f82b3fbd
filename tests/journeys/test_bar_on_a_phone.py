"""On a telephone the bar of the call is one row; what is rarer folds behind “Plus”, for the patient and the practitioner."""

from playwright.async_api import Page, expect

from tests.journeys.conftest import PHONE
from tests.journeys.consulting import Consultation
from tests.journeys.test_accessible import report, violations

_ROW = "() => document.querySelector('.bar').getBoundingClientRect().height"
_WIDTH = "() => document.documentElement.scrollWidth"


async def _folded(page: Page, rare: str) -> None:
    """One row, nothing beside the screen; what is rare is one tap away, and folds back once chosen or let go."""
    more = page.get_by_role("button", name="Plus de commandes")
    await expect(more).to_be_visible()
    await expect(page.get_by_role("button", name=rare)).to_be_hidden()
    assert await page.evaluate(_ROW) < 110
    assert await page.evaluate(_WIDTH) == PHONE["width"]
    await more.click()
    await expect(page.get_by_role("button", name=rare)).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name=rare)).to_be_hidden()
    await more.click()
    await page.get_by_role("button", name="Réglages").click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name=rare)).to_be_hidden()
    await expect(more).to_be_focused()


async def test_the_rarer_controls_are_behind_plus(consultation: Consultation) -> None:
    patient = await consultation.patient(phone=True)
    doctor = await consultation.doctor(phone=True)
    await consultation.lets_in(patient, doctor)
    await _folded(patient, "Dessiner ensemble")
    await _folded(doctor, "Couper le micro du patient")
    await doctor.get_by_role("button", name="Plus de commandes").click()
    found = await violations(doctor, "all the controls of the practitioner")
    assert found == {}, report(found)
    await doctor.get_by_role("button", name="Cadrer l’image du patient").click()
    await expect(doctor.get_by_label("Agrandir sur mon écran")).to_be_in_viewport(ratio=1)
