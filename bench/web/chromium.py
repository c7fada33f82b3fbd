"""Chromium as the budgets mean it: a slow practice PC, and for the first paint a slow line."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bench.web.product import Person

FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SLOWER = 4
"""How many times slower than this machine the processor is made."""
LINE = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 0.75e6 / 8}
"""1.6 Mb/s down, 150 ms."""
PROBE = Path(__file__).parent / "probe.js"


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield browser
        browser.close()


def desk(browser: Browser, person: Person | None = None) -> BrowserContext:
    """A fresh profile at a desk, signed in as a person, with the probe in every page."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="fr-FR", timezone_id="Europe/Paris")
    context.add_init_script(path=PROBE)
    if person is not None:
        origin = str(person.client.base_url).rstrip("/")
        context.add_cookies([{"name": name, "value": value, "url": origin} for name, value in person.client.cookies.items()])
    return context


def slow(page: Page, times: int = SLOWER, *, line: bool = False) -> None:
    """Slow the page's processor down so many times (1: not at all), and its line too when asked."""
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": times})
    if line:
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", LINE)
