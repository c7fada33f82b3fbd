"""A small practice behind the real application, and browsers to sit at."""

import asyncio
import os
import shutil
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from playwright.async_api import Browser, ViewportSize, async_playwright

from server.core.unit import Core
from tests.journeys.desk import Clinic, Desk
from tests.support import factories
from tests.support.actors import small_practice
from tests.support.relay import Relay
from tests.support.serving import Serve

FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE: ViewportSize = {"width": 390, "height": 844}
DESKTOP: ViewportSize = {"width": 1440, "height": 900}
OpenDesk = Callable[..., Awaitable[Desk]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every journey needs processes and a browser."""
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.slow)


@pytest.fixture
def database_kind() -> str:
    """Journeys are about screens: one database is enough."""
    return "sqlite"


def chromium_program() -> str:
    """Where the system's Chromium is."""
    program = shutil.which("chromium") or os.environ.get("CHROMIUM", "/usr/bin/chromium")
    if not shutil.which(program):
        pytest.skip("Chromium is not installed (Debian: apt-get install chromium)")
    return program


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """The system's Chromium."""
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=chromium_program(), args=FLAGS)
        yield chromium
        await chromium.close()


@pytest.fixture
async def clinic(core: Core, serve: Serve, clock: object) -> Clinic:
    """A practice open from 09:00 to 18:00 every day, with three patients; passwords alone sign in."""
    return await open_clinic(core, serve)


async def open_clinic(core: Core, serve: Serve, **settings: str) -> Clinic:
    """Make the practice and serve it; `settings` are further environment variables."""
    made = await small_practice(core)
    for practitioner in (made.doctor, made.midwife):
        kind = await factories.appointment_type(core, practitioner)
        await factories.schedule(core, practitioner, kind, weekdays=range(7), hours=[(9 * 60, 18 * 60)])
    names = (("Dupont", "Marie"), ("Martin", "Paul"), ("Nguyen", "Lan"))
    patients = [await factories.patient(core, made.practice, *name) for name in names]
    server = await asyncio.to_thread(serve, demo=True, **settings)
    return Clinic(server, made, patients)


@pytest.fixture
def tls() -> ssl.SSLContext | None:
    """How the relay speaks to browsers: in the clear, unless a test says otherwise."""
    return None


@pytest.fixture
async def relay(tls: ssl.SSLContext | None) -> AsyncIterator[Relay]:
    """What lies between the browsers and the server."""
    async with Relay(tls=tls) as relay:
        yield relay


@pytest.fixture
async def clinic_behind_relay(core: Core, serve: Serve, clock: object, relay: Relay) -> Clinic:
    """The practice, found through the relay alone."""
    clinic = await open_clinic(core, serve, ARDOISE_PUBLIC_URL=relay.url)
    relay.target = clinic.server.port
    return clinic


@pytest.fixture
async def sit(browser: Browser, clinic: Clinic) -> AsyncIterator[OpenDesk]:
    """Browsers to sit at; each opens signed in, on tomorrow's agenda."""
    desks: list[Desk] = []

    async def open_desk(
        role: str,
        *,
        phone: bool = False,
        dark: bool = False,
        still: bool = False,
        signed_in: bool = True,
        address: str = "",
        zone: str = "Europe/Paris",
    ) -> Desk:
        context = await browser.new_context(
            viewport=PHONE if phone else DESKTOP,
            has_touch=phone,
            is_mobile=phone,
            locale="fr-FR",
            timezone_id=zone,
            ignore_https_errors=address.startswith("https:"),
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce" if still else "no-preference",
        )
        desk = Desk(await context.new_page(), clinic, role, address)
        desks.append(desk)
        if signed_in:
            await desk.sign_in()
            await desk.tomorrow()
        return desk

    yield open_desk
    for desk in desks:
        await desk.page.context.close()
        assert desk.errors == [], f"{desk.role} met errors"
