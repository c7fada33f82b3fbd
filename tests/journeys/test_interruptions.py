"""What a telephone does to a call, as far as a desk's browser can play it: devices taken away, a picture paused (Part C 8)."""

from playwright.async_api import expect

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
_SAID = "Votre micro ou votre caméra a été interrompu"


async def test_a_call_interrupted_by_the_telephone_goes_on_by_itself_or_after_one_tap(consultation: Consultation) -> None:
    patient, doctor = await consultation.talking(phone=True)
    said, tap = patient.get_by_text(_SAID), patient.get_by_role("button", name="Reprendre")
    await patient.evaluate(_MUTED)
    await expect(said).to_be_visible()
    await patient.evaluate(_UNMUTED)
    await expect(said).to_have_count(0)
    await patient.evaluate(_MUTED)
    await tap.click()
    await expect(said).to_have_count(0)
    await patient.evaluate(_ENDED)
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
