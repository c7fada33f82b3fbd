"""A line that loses too much is left the sound: both are told, and the picture is put back with one press (Part C 8)."""

from playwright.async_api import expect

from tests.journeys.consulting import Consultation, decodes, sees

_PAUSED = "L’image de Marie Dupont est en pause"
_LOSSY = """() => {
  const ask = RTCPeerConnection.prototype.getStats
  RTCPeerConnection.prototype.getStats = async function (...which) {
    const found = new Map(await ask.apply(this, which))
    if (window.lossy) found.set('lossy', { type: 'remote-inbound-rtp', fractionLost: 0.4 })
    return found
  }
  window.lossy = true
}"""
"""No browser loses packets of a call at a page's wish: its figures say that it does."""


async def test_a_picture_that_the_line_does_not_carry_is_paused_and_put_back_by_hand(consultation: Consultation) -> None:
    patient, doctor = await consultation.talking()
    await patient.evaluate(_LOSSY)
    await expect(patient.get_by_text("Votre image est en pause")).to_be_visible()
    await expect(doctor.get_by_text(_PAUSED)).to_be_visible()
    await patient.evaluate("() => { window.lossy = false }")
    await patient.get_by_role("button", name="Remettre l’image").click()
    await expect(doctor.get_by_text(_PAUSED)).to_have_count(0)
    await sees(doctor)
    await decodes(patient, ".self video")
