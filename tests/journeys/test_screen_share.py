"""Showing one's screen in a call (F164), keeping a face large beside it, and seeing oneself as large (F155)."""

from playwright.async_api import Page, expect

from tests.journeys.consulting import Consultation, decodes, sees
from tests.journeys.test_drawing_over_documents import shows

_KEEP = """() => {
  const ask = MediaDevices.prototype.getDisplayMedia
  MediaDevices.prototype.getDisplayMedia = async function (wanted) {
    const stream = await ask.call(this, wanted)
    window.shown = stream.getVideoTracks()[0]
    return stream
  }
}"""
"""So that the browser's own "stop sharing", which no page can press, can be played."""
_STOPS = "() => { window.shown.stop(); window.shown.dispatchEvent(new Event('ended')) }"
SCREEN = "video.screen"


_WIDER = """([one, other, times]) => {
  const [wide, narrow] = [one, other].map((each) => document.querySelector(each)?.getBoundingClientRect().width ?? 0)
  return narrow > 0 && wide > times * narrow
}"""


async def _wider(page: Page, one: str, other: str, times: float) -> None:
    """Wait until one is so many times as wide as the other."""
    await page.wait_for_function(_WIDER, arg=[one, other, times])


async def test_the_patient_sees_the_practitioners_screen_large_until_the_browser_stops_it(consultation: Consultation) -> None:
    patient, doctor = await consultation.patient(), await consultation.doctor()
    await doctor.evaluate(_KEEP)
    await consultation.lets_in(patient, doctor)
    await doctor.get_by_role("button", name="Partager mon écran").click()
    await expect(doctor.get_by_text("Vous montrez votre écran à Marie Dupont")).to_be_visible()
    await decodes(patient, SCREEN)
    await decodes(patient, "video.theirs")
    await _wider(patient, SCREEN, "video.theirs", 3)
    await patient.get_by_role("button", name="Garder l’image de").click()
    await _wider(patient, "video.theirs", SCREEN, 3)
    await doctor.evaluate(_STOPS)
    await expect(patient.locator(SCREEN)).to_have_count(0)
    await expect(doctor.get_by_role("button", name="Partager mon écran")).to_be_visible()
    await sees(patient)
    await sees(doctor)


async def test_the_patient_shows_his_screen_too_and_a_reload_on_the_other_side_finds_it(consultation: Consultation) -> None:
    patient, doctor = await consultation.talking()
    await patient.get_by_role("button", name="Partager mon écran").click()
    await decodes(doctor, SCREEN)
    await doctor.reload()
    await decodes(doctor, SCREEN)
    await sees(doctor)
    await patient.get_by_role("button", name="Arrêter de partager mon écran").click()
    await expect(doctor.locator(SCREEN)).to_have_count(0)


async def test_one_may_see_oneself_as_large_as_the_other(consultation: Consultation) -> None:
    patient, doctor = await consultation.talking()
    await doctor.get_by_role("button", name="Plus de commandes").click()
    await doctor.get_by_role("button", name="Me voir aussi grand").click()
    await _wider(doctor, ".self", "video.theirs", 0.9)
    await doctor.get_by_role("button", name="Plus de commandes").click()
    await doctor.get_by_role("button", name="Revoir Marie Dupont en grand").click()
    await _wider(doctor, "video.theirs", ".self", 3)
    await sees(patient)


async def test_both_draw_over_the_screen_that_is_shown(consultation: Consultation) -> None:
    patient, doctor = await consultation.talking()
    await doctor.get_by_role("button", name="Partager mon écran").click()
    await decodes(patient, SCREEN)
    await patient.get_by_role("button", name="Dessiner dessus").click()
    for page in (patient, doctor):
        await expect(page.get_by_text("Page 2 sur 2")).to_be_visible()
        await shows(page, 0)
    await doctor.get_by_role("button", name="Fermer le dessin").click()
    await doctor.get_by_role("button", name="Dessiner dessus").click()
    for page in (patient, doctor):
        await expect(page.get_by_text("Page 3 sur 3")).to_be_visible()
        await shows(page, 0)
