"""A telephone in the hand: a card is taken by a long press and carried, within its column and to the next one."""

from datetime import UTC, datetime, timedelta

from playwright.async_api import CDPSession, Locator, expect

from tests.journeys.conftest import PHONE, OpenDesk
from tests.journeys.desk import Clinic, Desk
from tests.journeys.test_missions import cards, column, go, make

TURN = 400
"""Milliseconds in which the board turns by one column."""


async def _middle(locator: Locator) -> tuple[float, float]:
    box = await locator.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


class Finger:
    """One finger on the glass."""

    def __init__(self, session: CDPSession) -> None:
        self.session = session
        self.at = (0.0, 0.0)

    async def _touch(self, kind: str, *points: tuple[float, float]) -> None:
        told = {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]}
        await self.session.send("Input.dispatchTouchEvent", told)

    async def take(self, desk: Desk, card: Locator) -> None:
        """Press until the card comes along."""
        self.at = await _middle(card)
        await self._touch("touchStart", self.at)
        await expect(desk.page.locator(".ghost")).to_be_visible()

    async def carry(self, to: tuple[float, float], steps: int = 8) -> None:
        """Move it without letting go."""
        (x, y), (end_x, end_y) = self.at, to
        for step in range(1, steps + 1):
            await self._touch("touchMove", (x + (end_x - x) * step / steps, y + (end_y - y) * step / steps))
        self.at = to

    async def put_down(self, desk: Desk) -> None:
        """Let go."""
        await self._touch("touchEnd")
        await expect(desk.page.locator(".ghost")).to_have_count(0)


async def test_a_finger_carries_a_card_within_its_column_and_to_the_next(sit: OpenDesk, clinic: Clinic) -> None:
    sonia = await sit("secretary", still=True)
    await go(sonia)
    for title in ("Première", "Deuxième", "Troisième"):
        await make(sonia, title)
    karim = await sit("tele_secretary", still=True, phone=True, signed_in=False)
    await karim.page.clock.install()
    await karim.sign_in()
    await go(karim)
    await expect(cards(karim, "À faire")).to_have_text(["Première", "Deuxième", "Troisième"])
    assert await karim.page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    finger = Finger(await karim.page.context.new_cdp_session(karim.page))
    # Behind the last one.
    first, last = cards(karim, "À faire").nth(0), cards(karim, "À faire").nth(2)
    x, y = await _middle(last)
    await finger.take(karim, first)
    await finger.carry((x, y + 30))
    await finger.put_down(karim)
    for desk in (karim, sonia):
        await expect(cards(desk, "À faire")).to_have_text(["Deuxième", "Troisième", "Première"])
    # At the edge the board turns to the next column, and what is put down lies there. It turns with the page's time, which is held
    # meanwhile: a finger that stays there for longer is further.
    await finger.take(karim, cards(karim, "À faire").nth(1))
    await karim.page.clock.pause_at(datetime.now(UTC) + timedelta(seconds=1))
    await finger.carry((PHONE["width"] - 6, 320))
    await karim.page.clock.run_for(TURN)
    await expect(column(karim, "En cours")).to_be_in_viewport(ratio=0.6)
    await finger.carry((PHONE["width"] / 2, 320))
    await karim.page.clock.resume()
    await finger.put_down(karim)
    for desk in (karim, sonia):
        await expect(cards(desk, "En cours")).to_have_text(["Troisième"])
        await expect(cards(desk, "À faire")).to_have_text(["Deuxième", "Première"])
    # A tap opens.
    await cards(karim, "En cours").first.tap()
    await expect(karim.window.get_by_label("Intitulé")).to_have_value("Troisième")
