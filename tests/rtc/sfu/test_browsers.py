"""Real browsers see and hear each other through media that decodes nothing."""

import threading

import pytest
from playwright.async_api import Page

from rtc.media import Connected
from tests.rtc.sfu.conftest import OpenBrowser
from tests.support.media.hall import Hall

pytestmark = pytest.mark.slow


async def sees(page: Page, index: int, frames: int = 30) -> dict[str, float]:
    """Wait until that slot has decoded as many frames more."""
    await page.evaluate(f"decoded({index}).then((now) => (window.before = now))")
    await page.wait_for_function(f"async () => (await decoded({index})).frames > window.before.frames + {frames}", timeout=60_000)
    found: dict[str, float] = await page.evaluate(f"decoded({index})")
    return found


async def test_two_browsers_decode_each_others_picture_and_sound_and_the_server_decodes_nothing(
    hall: Hall, open_browser: OpenBrowser
) -> None:
    first, second = await open_browser(), await open_browser()
    for page, seat in ((first, "doctor"), (second, "patient")):
        await page.evaluate("(seat) => join({ room: 'r', seat, connection: seat + '1' })", seat)
        await hall.until(Connected, seat=seat)
    for page in (first, second):
        found = await sees(page, 0)
        assert found["width"] == 640
        assert found["sounds"] > 0
        before = await page.evaluate("seen(0)")
        await page.wait_for_function("(hash) => seen(0).hash !== hash", arg=before["hash"])
        assert before["green"] > before["red"] + 50, "the fake camera is green"
        assert before["green"] > before["blue"] + 50
    assert not [thread.name for thread in threading.enumerate() if "decoder" in thread.name]
