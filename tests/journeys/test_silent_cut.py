"""R7: nothing passes any more and nothing is closed. The page says so, the server lets go, and what was said meanwhile is done once."""

import asyncio
import re

import httpx
import pytest
from playwright.async_api import expect
from sqlalchemy import select

from server.agenda.models import Appointment
from server.core.db import EVERY_PRACTICE
from server.core.unit import Core
from tests.journeys.conftest import OpenDesk
from tests.journeys.desk import Clinic, Desk
from tests.support.caller import TRUST
from tests.support.relay import Relay

LONG = 120_000
"""Milliseconds. How soon things are noticed is written in `web/src/lib/live` and `realtime/limits.py`; here they only must be."""
BANNER = "Le serveur ne répond plus."


@pytest.fixture
def clinic(clinic_behind_relay: Clinic) -> Clinic:
    """The practice, found through the relay alone."""
    return clinic_behind_relay


async def test_what_was_said_during_a_silent_cut_is_done_once_and_the_server_let_go(
    sit: OpenDesk, clinic: Clinic, core: Core, relay: Relay
) -> None:
    sonia = await sit("secretary", address=relay.url)
    for time, patient in (("09:00", "Dupont"), ("09:30", "Martin"), ("10:00", "Nguyen")):
        await sonia.book(time, patient)
    relay.silence()
    await arrived(sonia, "Dupont", "09:00")  # the page believes it is connected: this one is on its way
    await expect(sonia.page.get_by_text(BANNER)).to_be_visible(timeout=LONG)
    await arrived(sonia, "Martin", "09:30")
    await arrived(sonia, "Nguyen", "10:00")
    await expect(sonia.page.get_by_text("2 changements attendent le retour du serveur.")).to_be_visible()
    assert await marked(clinic) == {}
    relay.hear_again()
    await expect(sonia.page.get_by_text(BANNER)).to_have_count(0, timeout=LONG)
    for time, patient in (("09:00", "Dupont"), ("09:30", "Martin"), ("10:00", "Nguyen")):
        await expect(sonia.appointment(patient, time)).to_have_accessible_name(re.compile("En salle"), timeout=LONG)
    async with core.db.read(EVERY_PRACTICE) as session:
        rows = (await session.execute(select(Appointment.status, Appointment.version))).all()
    assert [tuple(row) for row in rows] == [("arrived", 2)] * 3
    assert await marked(clinic) == {"200": 3}
    async with asyncio.timeout(LONG / 1000):
        while await figure(clinic, "ardoise_push_silent_cuts_total") < 1:  # noqa: ASYNC110
            await asyncio.sleep(0.5)  # asks another process
    assert await figure(clinic, "ardoise_push_connections") == 1


async def arrived(desk: Desk, patient: str, time: str) -> None:
    """Say that a patient is in the waiting room, and put the card away."""
    await desk.appointment(patient, time).click()
    await desk.window.get_by_role("button", name="En salle").click()
    await desk.page.keyboard.press("Escape")
    await expect(desk.window).to_have_count(0)


async def marked(clinic: Clinic) -> dict[str, float]:
    """How the server answered those who said where a patient is, by status."""
    lines = re.findall(
        r'^ardoise_http_seconds_count\{route="POST /api/\S+/status",status="(\d+)"\} (\S+)', await figures(clinic), re.MULTILINE
    )
    return {status: float(count) for status, count in lines}


async def figure(clinic: Clinic, name: str) -> float:
    """One figure of the server's."""
    found = re.search(rf"^{name} (\S+)", await figures(clinic), re.MULTILINE)
    assert found is not None
    return float(found.group(1))


async def figures(clinic: Clinic) -> str:
    """What the server tells about itself, asked past the relay."""
    async with httpx.AsyncClient(base_url=clinic.server.url, verify=TRUST) as machine:
        return (await machine.get("/metrics")).text
