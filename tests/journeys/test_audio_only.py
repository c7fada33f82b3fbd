"""A line that loses too much is left the sound: both are told, and the picture is put back with one press (Part C 8)."""

from playwright.async_api import CDPSession, Page, expect

from tests.journeys.consulting import Consultation, decodes, sees

_PAUSED = "L’image de Marie Dupont est en pause"


async def _losing(page: Page) -> CDPSession:
    """The network of a page whose packets of sound and picture may be lost."""
    network = await page.context.new_cdp_session(page)
    await network.send("Network.enable")
    return network


async def _lose(network: CDPSession, percent: int) -> None:
    every = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    await network.send("Network.emulateNetworkConditions", {**every, "packetLoss": percent})


async def test_a_picture_that_the_line_does_not_carry_is_paused_and_put_back_by_hand(consultation: Consultation) -> None:
    patient, doctor = await consultation.talking()
    network = await _losing(patient)
    await _lose(network, 40)
    await expect(patient.get_by_text("Votre image est en pause")).to_be_visible()
    await expect(doctor.get_by_text(_PAUSED)).to_be_visible()
    await _lose(network, 0)
    await patient.get_by_role("button", name="Remettre l’image").click()
    await expect(doctor.get_by_text(_PAUSED)).to_have_count(0)
    await sees(doctor)
    await decodes(patient, ".self video")
