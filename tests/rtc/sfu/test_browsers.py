"""Real browsers see and hear each other through media that decodes nothing."""

import asyncio
import threading

import pytest
from playwright.async_api import Page

from rtc.media import Connected, Lost, Slot, Slots
from tests.rtc.sfu.conftest import OpenBrowser
from tests.support.media.hall import Hall

pytestmark = pytest.mark.slow


async def sees(page: Page, index: int, frames: int = 30) -> dict[str, float]:
    """Wait until that slot has decoded as many frames more."""
    async with asyncio.timeout(60):
        found: dict[str, float] = await page.evaluate("([index, frames]) => decodes(index, frames)", [index, frames])
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


async def test_a_browser_that_connects_again_is_seen_in_the_same_slot(hall: Hall, open_browser: OpenBrowser) -> None:
    first, second = await open_browser(), await open_browser()
    for page, seat in ((first, "doctor"), (second, "patient")):
        await page.evaluate("(seat) => join({ room: 'r', seat, connection: seat + '1' })", seat)
        await hall.until(Connected, seat=seat)
    await sees(first, 0)
    slots = await second.evaluate("join({ room: 'r', seat: 'patient', connection: 'patient2' })")
    assert slots[0] == {"index": 0, "seat": "doctor", "kind": "camera"}
    lost = await hall.until(Lost, seat="patient")
    assert lost.connection == "patient1"
    await sees(second, 0)
    found = await sees(first, 0)
    assert found["width"] == 640


async def test_a_screen_is_decoded_beside_the_camera_without_another_offer(hall: Hall, open_browser: OpenBrowser) -> None:
    first, second = await open_browser(), await open_browser()
    for page, seat in ((first, "doctor"), (second, "patient")):
        await page.evaluate("(seat) => join({ room: 'r', seat, connection: seat + '1' })", seat)
        await hall.until(Connected, seat=seat)
    await first.evaluate("share('rgb(220, 20, 20)')")
    await hall.until(Slots, seat="patient", having=Slot(1, "doctor", "screen"))
    await sees(second, 1)
    shown = await second.evaluate("seen(1)")
    assert shown["red"] > shown["green"] + 100
    camera = await second.evaluate("seen(0)")
    assert camera["green"] > camera["red"] + 50
