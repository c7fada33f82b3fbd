"""Media that is really running, browsers with fake cameras, and peers without a browser."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from playwright.async_api import Page, async_playwright

from rtc.sfu import Reach
from tests.journeys.conftest import FLAGS, chromium_program
from tests.support.media.coturn import coturn
from tests.support.media.hall import Hall

__all__ = ["coturn"]
CAMERAS = [
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    "--allow-loopback-in-peer-connection",
]
OpenBrowser = Callable[..., Awaitable[Page]]


@pytest.fixture
async def hall() -> AsyncIterator[Hall]:
    """Media behind a small server."""
    async with Hall(Reach("127.0.0.1")).open() as opened:
        yield opened


@pytest.fixture
async def open_browser(hall: Hall) -> AsyncIterator[OpenBrowser]:
    """Chromiums of their own, each with a fake camera, on the test's page."""
    program = chromium_program()
    async with async_playwright() as playwright:
        started = []

        async def open_one(*flags: str) -> Page:
            browser = await playwright.chromium.launch(executable_path=program, args=[*FLAGS, *CAMERAS, *flags])
            started.append(browser)
            page = await browser.new_page()
            await page.goto(hall.url)
            return page

        yield open_one
        for browser in started:
            await browser.close()
