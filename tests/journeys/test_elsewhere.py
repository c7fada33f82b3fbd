"""R13 on the screen: whatever the zone of the browser, the agenda shows the practice's hours, on the days of a change of hour too."""

from datetime import UTC, datetime

from playwright.async_api import expect
from sqlalchemy import select

from server.agenda.models import Appointment
from server.core.db import EVERY_PRACTICE
from server.core.unit import Core
from tests.journeys.conftest import OpenDesk
from tests.journeys.desk import Clinic

CHANGES = {"2027-03-28": datetime(2027, 3, 28, 8, tzinfo=UTC), "2027-10-31": datetime(2027, 10, 31, 9, tzinfo=UTC)}
"""The days on which Paris changes its hour, and ten in the morning there."""


async def test_a_browser_far_away_books_and_moves_in_the_practices_hours(sit: OpenDesk, clinic: Clinic, core: Core) -> None:
    karim, doctor = await sit("tele_secretary", zone="Pacific/Noumea"), await sit("practitioner")
    assert await karim.page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone") == "Pacific/Noumea"
    for day in CHANGES:
        for desk in (karim, doctor):
            await desk.page.goto(f"{clinic.server.url}/agenda?day={day}")
            await expect(desk.slot("17:30")).to_be_visible()
        shown, there = [
            [await each.get_attribute("aria-label") for each in await desk.column().get_by_role("button", name="Créneau libre").all()]
            for desk in (karim, doctor)
        ]
        assert shown == there
        assert len(shown) == 18
        await karim.book("09:00", "Dupont")
        await karim.move("Dupont", "09:00", "10:00")
        await expect(doctor.appointment("Dupont", "10:00")).to_be_visible()
    async with core.db.read(EVERY_PRACTICE) as session:
        assert set((await session.scalars(select(Appointment.starts_at))).all()) == set(CHANGES.values())
