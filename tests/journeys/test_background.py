"""Another background behind oneself (F157): what the other decodes is blurred, also after a reload, and no longer once it is not wanted."""

from playwright.async_api import Page, expect

from tests.journeys.consulting import Consultation, sees

_SHARPEST = """() => {
  const video = document.querySelector('video.theirs')
  const pen = new OffscreenCanvas(320, 240).getContext('2d')
  pen.drawImage(video, 0, 0, 320, 240)
  const { data } = pen.getImageData(0, 0, 320, 240)
  let most = 0
  for (let at = 4; at < data.length; at += 4) if (at % 1280) most = Math.max(most, Math.abs(data[at + 1] - data[at - 3]))
  return most
}"""
"""The greatest step of green between two neighbours: the edges of the fake camera's figures, where they are not blurred."""
_BLURRED = f"() => document.querySelector('video.theirs.shown') && ({_SHARPEST})() < 30"
_SHARP = f"() => document.querySelector('video.theirs.shown') && ({_SHARPEST})() > 50"


async def _choose(page: Page, wanted: str) -> None:
    await page.get_by_role("button", name="Réglages").click()
    await page.get_by_label("Arrière-plan").select_option(wanted)
    await page.get_by_role("dialog").get_by_role("button", name="OK").click()


async def test_the_other_decodes_a_blurred_background_until_it_is_not_wanted(consultation: Consultation) -> None:
    patient, doctor = await consultation.talking()
    await patient.wait_for_function(_SHARP)
    await _choose(doctor, "Flou")
    await patient.wait_for_function(_BLURRED)
    await sees(patient)
    await doctor.reload()
    await sees(patient)
    await patient.wait_for_function(_BLURRED)
    await _choose(doctor, "Aucun")
    await patient.wait_for_function(_SHARP)
    await sees(patient)


async def test_a_browser_that_cannot_says_so_and_shows_what_is_there(consultation: Consultation) -> None:
    patient = await consultation.open_page(phone=True)
    await patient.route("**/*.tflite", lambda route: route.abort())
    await patient.goto(consultation.link)
    await patient.get_by_role("button", name="Activer la caméra et le micro").click()
    await patient.get_by_label("Arrière-plan").select_option("Bibliothèque")
    await expect(patient.get_by_text("Ce navigateur n’a pas pu changer l’arrière-plan")).to_be_visible()
    await expect(patient.get_by_label("Arrière-plan")).to_have_value("none")
    await expect(patient.get_by_label("Votre image")).to_be_visible()
