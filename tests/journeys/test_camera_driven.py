"""The practitioner looks closer, and drives the patient's camera once he agreed, until he takes it back (F175, F176, Q20)."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect

from tests.journeys.conftest import FLAGS, chromium_program
from tests.journeys.consulting import CAMERAS, Consultation, sees

_IN_USE = "() => document.querySelector('.self video').srcObject.getVideoTracks()[0].getSettings().deviceId"
_OTHER = f"before => ({_IN_USE})() !== before"
_TWICE = "() => getComputedStyle(document.querySelector('video.theirs')).scale === '2'"


@pytest.fixture
async def cameras() -> AsyncIterator[Browser]:
    """A Chromium with three fake cameras, as a telephone has; the second gives depth alone, which no call carries."""
    three = ["--use-fake-device-for-media-stream=device-count=3" if "fake-device" in flag else flag for flag in CAMERAS]
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=chromium_program(), args=[*FLAGS, *three])
        yield chromium
        await chromium.close()


async def _asked(consultation: Consultation) -> tuple[Page, Page]:
    patient, doctor = await consultation.talking()
    await doctor.get_by_role("button", name="Cadrer l’image du patient").click()
    await doctor.get_by_role("button", name="Demander à diriger sa caméra").click()
    await expect(doctor.get_by_text("Le patient doit accepter.")).to_be_visible()
    return patient, doctor


async def test_the_camera_changes_once_the_patient_agreed_and_not_after_he_took_it_back(consultation: Consultation) -> None:
    patient, doctor = await _asked(consultation)
    await patient.get_by_role("button", name="Accepter").click()
    for _ in range(2):
        before = await patient.evaluate(_IN_USE)
        await doctor.get_by_role("button", name="Changer de caméra").click()
        await patient.wait_for_function(_OTHER, arg=before)
    await sees(doctor)
    await patient.get_by_role("button", name="Reprendre la main").click()
    await expect(doctor.get_by_role("button", name="Changer de caméra")).to_have_count(0)
    await expect(doctor.get_by_role("button", name="Demander à diriger sa caméra")).to_be_visible()


async def test_who_refuses_keeps_his_camera(consultation: Consultation) -> None:
    patient, doctor = await _asked(consultation)
    await patient.get_by_role("button", name="Refuser").click()
    await expect(doctor.get_by_text("Le patient n’a pas accepté.")).to_be_visible()
    await expect(doctor.get_by_role("button", name="Changer de caméra")).to_have_count(0)


async def test_looking_closer_asks_nobody(consultation: Consultation) -> None:
    patient, doctor = await consultation.talking()
    await doctor.get_by_role("button", name="Cadrer l’image du patient").click()
    await doctor.get_by_label("Agrandir sur mon écran").fill("2")
    await doctor.wait_for_function(_TWICE)
    await expect(patient.get_by_role("button", name="Accepter")).to_have_count(0)
