"""Two web processes on PostgreSQL with Redis between: each browser is at another one, and nobody can tell."""

import asyncio

import pytest
from playwright.async_api import expect

from server.core.unit import Core
from tests.journeys.conftest import OpenDesk, open_clinic
from tests.journeys.desk import Clinic
from tests.support.serving import Serve, Served


@pytest.fixture
def database_kind() -> str:
    """Several processes are for PostgreSQL."""
    return "postgresql"


@pytest.fixture
async def clinic(core: Core, serve: Serve, clock: object, redis_url: str) -> Clinic:
    """The practice at the first process."""
    return await open_clinic(core, serve, command="web", redis_url=redis_url)


@pytest.fixture
async def other(clinic: Clinic, serve: Serve, redis_url: str) -> Served:
    """The second process."""
    return await asyncio.to_thread(serve, demo=True, command="web", redis_url=redis_url)


async def test_hands_bookings_and_moves_cross_from_one_process_to_the_other(sit: OpenDesk, other: Served) -> None:
    sonia, karim = await sit("secretary"), await sit("tele_secretary", address=other.url)
    await sonia.open_slot("10:00")
    await expect(karim.column().get_by_text("SP", exact=True)).to_be_visible()
    await sonia.choose("Martin")
    await sonia.confirm()
    await expect(karim.appointment("Martin", "10:00")).to_be_visible()
    await karim.move("Martin", "10:00", "11:00")
    await expect(sonia.appointment("Martin", "11:00")).to_be_visible()
    await expect(sonia.slot("10:00")).to_be_visible()


async def test_whose_process_dies_comes_back_to_what_the_others_did(sit: OpenDesk, other: Served) -> None:
    sonia, karim = await sit("secretary"), await sit("tele_secretary", address=other.url)
    other.kill()
    await sonia.book("15:00", "Dupont")
    await expect(karim.page.get_by_text("Le serveur ne répond plus.")).to_be_visible()
    await asyncio.to_thread(other.restart)
    await expect(karim.page.get_by_text("Le serveur ne répond plus.")).to_have_count(0, timeout=120_000)  # pauses grow to thirty seconds
    await expect(karim.appointment("Dupont", "15:00")).to_be_visible()
