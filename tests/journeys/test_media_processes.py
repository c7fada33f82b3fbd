"""Whoever forwards picture and sound dies in mid-call: both pictures come back elsewhere, and nobody is let in twice (R18)."""

import asyncio
from collections.abc import Sequence

import pytest
from playwright.async_api import Page, expect
from sqlalchemy import func, select

from rtc.consultation.models import JournalLine, RoomRow
from server.core.db import EVERY_PRACTICE
from server.core.unit import Core
from tests.journeys.conftest import open_clinic
from tests.journeys.consulting import Consultation, sees
from tests.journeys.desk import PATIENCE, Clinic
from tests.support.serving import Serve, Served

MADE = "Number(document.querySelector('main.stage')?.dataset.made ?? 0)"


@pytest.fixture
def database_kind() -> str:
    """Several processes are for PostgreSQL."""
    return "postgresql"


@pytest.fixture(params=["apart", "here"])
def forwards(request: pytest.FixtureRequest) -> str:
    """Who forwards: processes of their own, or those that serve the pages."""
    return str(request.param)


@pytest.fixture
async def clinic(core: Core, serve: Serve, clock: object, redis_url: str, forwards: str) -> Clinic:
    """The practice at the first web process."""
    return await open_clinic(core, serve, command="web", redis_url=redis_url, ARDOISE_MEDIA=forwards)


@pytest.fixture
async def other(clinic: Clinic, serve: Serve, redis_url: str, forwards: str) -> Served:
    """The second web process."""
    return await asyncio.to_thread(serve, demo=True, command="web", redis_url=redis_url, ARDOISE_MEDIA=forwards)


@pytest.fixture
async def forwarding(clinic: Clinic, other: Served, serve: Serve, redis_url: str, forwards: str) -> list[Served]:
    """The processes that forward."""
    if forwards == "here":
        return [clinic.server, other]
    return list(await asyncio.gather(*(asyncio.to_thread(serve, command="media", redis_url=redis_url) for _ in range(2))))


async def test_a_call_outlives_the_process_that_forwards_it(
    consultation: Consultation, other: Served, forwarding: list[Served], forwards: str
) -> None:
    patient, doctor = await consultation.patient(), await consultation.doctor(address=other.url)
    await consultation.lets_in(patient, doctor)
    killed = await _holder(consultation.core, forwarding)
    gone = killed.forwarder
    assert forwards == "here" or killed.writing() == set()
    before = {page: int(await page.evaluate(MADE)) for page in (patient, doctor)}
    killed.kill()
    if forwards == "here":
        survivor = patient if killed is other else doctor
        await _connects_again(survivor, before[survivor])
        await asyncio.to_thread(killed.restart)
    for page in (patient, doctor):
        await _connects_again(page, before[page])
        await sees(page)
    assert (await _holder(consultation.core, forwarding)).forwarder != gone
    await expect(doctor.get_by_role("button", name="Accepter")).to_have_count(0)
    async with consultation.core.db.read(EVERY_PRACTICE) as session:
        admitted = await session.scalar(select(func.count()).select_from(JournalLine).where(JournalLine.name == "admitted"))
    assert admitted == 1
    await doctor.get_by_role("button", name="Masquer l’image du patient").click()
    await expect(patient.get_by_text("Le praticien ne voit pas votre image pour le moment.")).to_be_visible()
    await doctor.get_by_role("button", name="Terminer").click()
    await doctor.get_by_role("button", name="Terminer la consultation").click()
    await expect(patient.get_by_role("heading", name="La consultation est terminée")).to_be_visible()


async def _holder(core: Core, forwarding: Sequence[Served]) -> Served:
    async with core.db.read(EVERY_PRACTICE) as session:
        name = (await session.execute(select(RoomRow.media))).scalar_one()
    return next(each for each in forwarding if each.forwarder == name)


async def _connects_again(page: Page, before: int) -> None:
    """Wait until this page has another connection than it had."""
    await page.wait_for_function(f"(before) => {MADE} > before", arg=before, timeout=PATIENCE)
