"""One call of two Chromiums, through whichever server."""

import asyncio
import shutil
import time
from collections.abc import Sequence
from pathlib import Path

from playwright.async_api import Page, Route, async_playwright

from bench.sfu.load import processor_seconds

PAGE = Path(__file__).with_name("call.html")
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
]


async def _served(route: Route) -> None:
    await route.fulfill(body=PAGE.read_text(), content_type="text/html")


async def call(url: str, pids: Sequence[int], *, janus: bool, seconds: float, room: int) -> dict[str, float]:
    """Hold one call; gives the server's share of a core in percent, and how many pictures a second each side decoded."""
    async with async_playwright() as playwright:
        browsers = [
            await playwright.chromium.launch(executable_path=shutil.which("chromium") or "/usr/bin/chromium", args=FLAGS) for _ in range(2)
        ]
        try:
            pages: list[Page] = []
            for number, browser in enumerate(browsers):
                page = await browser.new_page()
                await page.route("**/call", _served)
                await page.goto(f"{url}/call")
                start = "theirs" if janus else "ours"
                await page.evaluate(
                    f"(asked) => {start}(asked)", {"room": room if janus else str(room), "seat": str(number), "first": number == 0}
                )
                pages.append(page)
            for page in pages:
                async with asyncio.timeout(60):
                    while await page.evaluate("frames()") <= 60:  # noqa: ASYNC110 - the page tells nobody
                        await asyncio.sleep(0.1)
            before, began = processor_seconds(pids), time.perf_counter()
            decoded = [int(await page.evaluate("frames()")) for page in pages]
            await asyncio.sleep(seconds)
            used, passed = processor_seconds(pids) - before, time.perf_counter() - began
            shown = [(int(await page.evaluate("frames()")) - was) / passed for page, was in zip(pages, decoded, strict=True)]
            return {"cpu_percent": 100 * used / passed, "frames_per_second": min(shown)}
        finally:
            for browser in browsers:
                await browser.close()
