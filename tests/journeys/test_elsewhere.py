"""R13 on the screen: whatever the zone of the browser, the agenda shows the practice's hours, on the days of a change of hour too."""

from datetime import UTC, datetime

import pytest
from playwright.async_api import expect
from sqlalchemy import select

from server.agenda.models import Appointment
from server.core.db import EVERY_PRACTICE
from server.core.unit import Core
from tests.journeys.conftest import OpenDesk
from tests.journeys.desk import Clinic


@pytest.mark.parametrize(
    ("zone", "day", "ten"),
    [
        ("Pacific/Noumea", "2027-03-28", datetime(2027, 3, 28, 8, tzinfo=UTC)),
        ("America/Martinique", "2027-10-31", datetime(2027, 10, 31, 9, tzinfo=UTC)),
    ],
    ids=["march-from-noumea", "october-from-martinique"],
)
async def test_a_browser_far_away_books_and_moves_in_the_practices_hours(
    sit: OpenDesk, clinic: Clinic, core: Core, zone: str, day: str, ten: datetime
) -> None:
    karim, doctor = await sit("tele_secretary", zone=zone), await sit("practitioner")
    for desk in (karim, doctor):
        await desk.page.goto(f"{clinic.server.url}/agenda?day={day}")
        await expect(desk.slot("17:30")).to_be_visible()
    assert await karim.page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone") == zone
    shown = [
        [await each.get_attribute("aria-label") for each in await desk.column().get_by_role("button", name="Créneau libre").all()]
        for desk in (karim, doctor)
    ]
    assert shown[0] == shown[1]
    await karim.book("09:00", "Dupont")
    await karim.move("Dupont", "09:00", "10:00")
    await expect(doctor.appointment("Dupont", "10:00")).to_be_visible()
    async with core.db.read(EVERY_PRACTICE) as session:
        assert (await session.scalars(select(Appointment.starts_at))).all() == [ten]
