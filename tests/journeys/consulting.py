"""A patient before his telephone and a practitioner at his desk, each with a camera."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from server.accounts.models import Practice
from server.agenda.models import Appointment
from server.core.db import EVERY_PRACTICE
from server.core.links import room_code, room_secret
from server.core.unit import Core
from tests.journeys.conftest import DESKTOP, FLAGS, PHONE, chromium_program
from tests.journeys.desk import PATIENCE, Clinic, Desk
from tests.support import factories

CAMERAS = [
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    "--allow-loopback-in-peer-connection",
]
RECORDED = "Image et son enregistrés par le praticien"
"""What every page says while it is so."""
FRAMES = "(at) => document.querySelector(at)?.getVideoPlaybackQuality().totalVideoFrames ?? 0"
GROWING = "([at, before]) => (document.querySelector(at)?.getVideoPlaybackQuality().totalVideoFrames ?? 0) > before + 15"


OpenPage = Callable[..., Awaitable[Page]]


@dataclass
class Consultation:
    """One teleconsultation, and browsers for it."""

    core: Core
    clinic: Clinic
    appointment: Appointment
    open_page: OpenPage

    @property
    def link(self) -> str:
        """The patient's link."""
        return f"{self.clinic.server.url}/room#{self.appointment.id}.{room_secret(self.core.keyring, self.appointment.id, 1)}"

    @property
    def code(self) -> str:
        """The code typed by hand."""
        return room_code(self.core.keyring, self.appointment.id, 1)

    async def look(self, page: Page) -> None:
        """Have its day on the agenda, which opens on today: late in the evening it is the next one."""
        paris = ZoneInfo("Europe/Paris")
        if self.appointment.starts_at.astimezone(paris).date() != datetime.now(paris).date():
            await page.get_by_role("button", name="Suivant", exact=True).click()

    async def patient(self, **how: Any) -> Page:
        """Somebody who opens his link and turns his camera on."""
        page = await self.open_page(**how)
        await page.goto(self.link)
        await page.get_by_role("button", name="Activer la caméra et le micro").click()
        await expect(page.get_by_label("Votre image")).to_be_visible()
        return page

    async def doctor(self, *, address: str = "", **how: Any) -> Page:
        """The practitioner, who opens the consultation in a tab of its own. `address`: another process than the patient's."""
        page = await self.open_page(**how)
        desk = Desk(page, self.clinic, "practitioner", address)
        await desk.sign_in()
        await page.goto(f"{address or self.clinic.server.url}/consultation/{self.appointment.id}")
        return page

    async def talking(self, **how: Any) -> tuple[Page, Page]:
        """Both in the call, each seeing the other."""
        patient, doctor = await self.patient(**how), await self.doctor()
        await self.lets_in(patient, doctor)
        return patient, doctor

    async def lets_in(self, patient: Page, doctor: Page) -> None:
        """The practitioner lets the patient in, and each sees the other."""
        await doctor.get_by_role("button", name="Accepter").click()
        await sees(patient)
        await sees(doctor)


async def sees(page: Page) -> None:
    """Wait until the other's picture is decoded, frame after frame."""
    await expect(page.locator("video.theirs.shown")).to_be_attached(timeout=PATIENCE)
    await decodes(page, "video.theirs")


async def decodes(page: Page, video: str) -> None:
    """Wait until that video shows frame after frame."""
    await expect(page.locator(video)).to_be_attached(timeout=PATIENCE)
    before = await page.evaluate(FRAMES, video)
    await page.wait_for_function(GROWING, arg=[video, before], timeout=PATIENCE)


async def allow_recording(consultation: Consultation) -> None:
    """The practice lets its practitioners record."""
    async with consultation.core.db.write(EVERY_PRACTICE) as session:
        practice = await session.get_one(Practice, consultation.clinic.cabinet.practice.id)
        practice.settings = {**practice.settings, "teleconsultation_recording": True}
        await session.commit()


async def ask_to_record(doctor: Page) -> None:
    """The practitioner asks everybody there to be recorded."""
    await doctor.get_by_role("button", name="Enregistrer, avec l’accord du patient").click()
    await doctor.get_by_role("button", name="Demander l’image et le son").click()


@pytest.fixture
async def cameras() -> AsyncIterator[Browser]:
    """A Chromium with a fake camera and microphone."""
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=chromium_program(), args=[*FLAGS, *CAMERAS])
        yield chromium
        await chromium.close()


@pytest.fixture
async def open_page(cameras: Browser) -> AsyncIterator[OpenPage]:
    """Opens a page of a browser with a camera; at the end none of them met an error."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    async def opened(*, phone: bool = False, dark: bool = False, allowed: bool = True) -> Page:
        context = await cameras.new_context(
            viewport=PHONE if phone else DESKTOP,
            has_touch=phone,
            is_mobile=phone,
            locale="fr-FR",
            timezone_id="Europe/Paris",
            color_scheme="dark" if dark else "light",
            permissions=["camera", "microphone"] if allowed else [],
        )
        contexts.append(context)
        page = await context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    yield opened
    for context in contexts:
        await context.close()
    assert errors == []


@pytest.fixture
async def consultation(core: Core, clinic: Clinic, open_page: OpenPage) -> Consultation:
    """Marie Dupont's teleconsultation with the doctor, in ten minutes."""
    at = datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(minutes=10)
    kind = await factories.appointment_type(core, clinic.cabinet.doctor, "Téléconsultation", teleconsultation=True)
    row = await factories.appointment(core, clinic.cabinet.doctor, clinic.patients[0], at, kind=kind, teleconsultation=True)
    return Consultation(core, clinic, row, open_page)
