"""What a telephone does to a call, as far as a desk's browser can play it: devices taken away, a picture paused (Part C 8)."""

from collections.abc import Awaitable

from playwright.async_api import Page, expect

from tests.journeys.consulting import Consultation, decodes, sees

_TRACK = "document.querySelector('.self video').srcObject"
_MUTED = f"() => {_TRACK}.getAudioTracks()[0].dispatchEvent(new Event('mute'))"
_UNMUTED = f"() => {_TRACK}.getAudioTracks()[0].dispatchEvent(new Event('unmute'))"
_ENDED = f"() => {_TRACK}.getVideoTracks()[0].dispatchEvent(new Event('ended'))"
_BUSY = """() => {
  const devices = navigator.mediaDevices
  window.ask = devices.getUserMedia.bind(devices)
  devices.getUserMedia = () => Promise.reject(new DOMException('in use', 'NotReadableError'))
}"""
_FREE = "() => { navigator.mediaDevices.getUserMedia = window.ask }"
_PAUSED = "() => document.querySelector('video.theirs').pause()"
_IN_USE = f"() => {_TRACK}.getVideoTracks()[0].id"
_OTHER = f"(before) => {{ const stream = {_TRACK}; return stream !== null && stream.getVideoTracks()[0].id !== before }}"
_SAID = "Votre micro ou votre caméra a été interrompu"


async def _takes_again(page: Page, what: Awaitable[None]) -> None:
    """After that the page takes the camera again: wait until it shows what comes from it."""
    before = await page.evaluate(_IN_USE)
    await what
    await page.wait_for_function(_OTHER, arg=before)


async def test_a_call_interrupted_by_the_telephone_goes_on_by_itself_or_after_one_tap(consultation: Consultation) -> None:
    patient, doctor = await consultation.talking(phone=True)
    said, tap = patient.get_by_text(_SAID), patient.get_by_role("button", name="Reprendre")
    await patient.evaluate(_MUTED)
    await expect(said).to_be_visible()
    await patient.evaluate(_UNMUTED)
    await expect(said).to_have_count(0)
    await patient.evaluate(_MUTED)
    await expect(said).to_be_visible()
    await _takes_again(patient, tap.click())
    await expect(said).to_have_count(0)
    await _takes_again(patient, patient.evaluate(_ENDED))
    await expect(said).to_have_count(0)
    await sees(doctor)
    await patient.evaluate(_BUSY)
    await patient.evaluate(_ENDED)
    await expect(said).to_be_visible()
    await patient.evaluate(_FREE)
    await tap.click()
    await expect(said).to_have_count(0)
    await decodes(patient, ".self video")
    await sees(doctor)
    await patient.evaluate(_PAUSED)
    await decodes(patient, "video.theirs")
