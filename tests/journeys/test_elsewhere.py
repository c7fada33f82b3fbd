"""R13 on the screen: whatever the zone of the browser, the agenda shows the practice's hours, on the days of a change of hour too."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from playwright.async_api import expect
from sqlalchemy import select

from server.agenda.models import Appointment
from server.core.db import EVERY_PRACTICE
from server.core.unit import Core
from tests.journeys.conftest import OpenDesk
from tests.journeys.desk import Clinic

HOME = ZoneInfo("Europe/Paris")


def changes() -> dict[date, datetime]:
    """The next two days on which Paris changes its hour, and ten in the morning there."""
    coming = [datetime.combine(datetime.now(HOME).date() + timedelta(days=count), time(10), HOME) for count in range(1, 400)]
    changed = [after for before, after in pairwise(coming) if before.utcoffset() != after.utcoffset()]
    return {ten.date(): ten.astimezone(UTC) for ten in changed[:2]}


async def test_a_browser_far_away_books_and_moves_in_the_practices_hours(sit: OpenDesk, clinic: Clinic, core: Core) -> None:
    karim, doctor = await sit("tele_secretary", zone="Pacific/Noumea"), await sit("practitioner")
    assert await karim.page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone") == "Pacific/Noumea"
    days = changes()
    assert len(days) == 2
    for day in days:
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
        assert set((await session.scalars(select(Appointment.starts_at))).all()) == set(days.values())
