"""A teleconsultation for now: booked at the desk, its links opened from the mailbox, moved by the patient, talked through."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Page, expect

from server.core.unit import Core
from server.notices.models import MessageChoices
from tests.journeys.consulting import OpenPage, sees
from tests.journeys.desk import Clinic, Desk
from tests.journeys.test_patient_link import mail, told
from tests.support import factories
from tests.support.actors import small_practice
from tests.support.serving import Serve

STEP = timedelta(minutes=10)


@pytest.fixture
async def clinic(core: Core, serve: Serve, clock: object) -> Clinic:
    """A practice whose doctor is there by video at every hour, and lets patients change until the last minute."""
    made = await small_practice(core)
    kind = await factories.appointment_type(core, made.doctor, "Téléconsultation", duration=10, teleconsultation=True)
    await factories.schedule(core, made.doctor, kind, weekdays=range(7), hours=[(0, 24 * 60)])
    lea = await factories.patient(core, made.practice, "Bonnet", "Léa", email="lea.bonnet@example.org")
    await factories.keep(core, MessageChoices(practice_id=made.practice.id, version=1, fields={"change_hours": 0, "practitioner": False}))
    return Clinic(await asyncio.to_thread(serve, demo=True), made, [lea])


async def _letter(page: Page, desk: Desk, time: str, about: str, subject: str, link: str) -> None:
    """Once the desk says that it has left: open a link of the message, from the mailbox that everybody has in a demo."""
    await told(desk, time, about)
    await mail(page, desk, subject)
    await page.locator("article", has_text=subject).first.locator(f"a[href*='{link}#']").first.click()


async def test_a_teleconsultation_booked_for_now_is_moved_and_opened_from_the_mailbox_and_both_talk(
    clinic: Clinic, open_page: OpenPage
) -> None:
    desk = Desk(await open_page(), clinic, "practitioner")
    await desk.sign_in()
    now = datetime.now(UTC)
    first = now.replace(minute=now.minute // 10 * 10, second=0, microsecond=0) + 2 * STEP
    soon, later = (at.astimezone(ZoneInfo("Europe/Paris")) for at in (first, first + STEP))
    if soon.date() != now.astimezone(soon.tzinfo).date():
        await desk.page.get_by_role("button", name="Suivant", exact=True).click()
    await desk.book(f"{soon:%H:%M}", "Bonnet")

    patient = await open_page(phone=True)
    await _letter(patient, desk, f"{soon:%H:%M}", "Confirmation", "Téléconsultation confirmée", "/rdv")
    await expect(patient.get_by_role("heading", name="Rendez-vous de Léa")).to_be_visible()
    await expect(patient.get_by_role("button", name="Annuler le rendez-vous")).to_be_visible()
    await patient.get_by_role("button", name="Déplacer").click()
    await patient.get_by_role("button", name=re.compile(f", {later:%H:%M}$")).first.click()
    await patient.get_by_role("button", name=re.compile("^Prendre ")).click()
    await expect(patient.get_by_text("Votre rendez-vous est déplacé.")).to_be_visible()

    if later.date() != soon.date():
        await desk.page.get_by_role("button", name="Suivant", exact=True).click()
    await _letter(patient, desk, f"{later:%H:%M}", "Déplacement", "Téléconsultation déplacée", "/room")
    await expect(patient.get_by_text("Bonjour Léa")).to_be_visible()
    await patient.get_by_role("button", name="Activer la caméra et le micro").click()
    await expect(patient.get_by_label("Votre image")).to_be_visible()

    await desk.page.get_by_role("button", name="1 patient attend").click()
    async with desk.page.context.expect_page() as opening:
        await desk.page.get_by_role("link", name="Ouvrir").click()
    doctor = await opening.value
    await doctor.get_by_role("button", name="Accepter").click()
    await sees(patient)
    await sees(doctor)
