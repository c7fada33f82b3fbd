"""One sheet on two screens (F169, F170): what one draws the other sees, writes on and erases; undo is one's own; nothing is lost."""

import asyncio
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from playwright.async_api import Locator, Page, expect
from pypdf import PdfReader

from server.core.unit import Core
from tests.journeys.conftest import OpenDesk
from tests.journeys.desk import PATIENCE, Clinic, Desk
from tests.journeys.test_accessible import AXE, BOTH, RUN
from tests.support import factories

INK = """([layer, x, y]) => {
  const canvas = document.querySelectorAll('.paper canvas')[layer]
  if (!canvas?.width) return null
  const [across, down] = [x * canvas.width, y * canvas.height]
  const { data } = canvas.getContext('2d').getImageData(across - 4, down - 4, 9, 9)
  return data.some((value, index) => index % 4 === 3 && value > 0)
}"""


@pytest.fixture
async def address(clinic: Clinic, core: Core) -> str:
    """The sheet of a teleconsultation."""
    at = datetime.now(UTC) + timedelta(hours=1)
    row = await factories.appointment(core, clinic.cabinet.doctor, clinic.patients[0], at, teleconsultation=True)
    return f"/drawing/{row.id}"


class Drawer:
    """Somebody at the sheet. Places are parts of the page: (0.5, 0.5) is its middle."""

    def __init__(self, desk: Desk) -> None:
        self.page: Page = desk.page
        self.paper: Locator = self.page.locator(".paper")

    async def at(self, x: float, y: float) -> tuple[float, float]:
        """A place on the screen."""
        box = await self.paper.bounding_box()
        assert box is not None
        return box["x"] + x * box["width"], box["y"] + y * box["height"]

    async def press(self, *places: tuple[float, float]) -> None:
        """Press, and move through these places; the hand stays down."""
        await self.page.mouse.move(*await self.at(*places[0]))
        await self.page.mouse.down()
        for place in places[1:]:
            await self.page.mouse.move(*await self.at(*place), steps=8)

    async def draw(self, *places: tuple[float, float]) -> None:
        """Press, move and let go."""
        await self.press(*places)
        await self.page.mouse.up()

    async def take(self, tool: str) -> None:
        """Take a tool in hand."""
        await self.page.get_by_role("button", name=tool, exact=True).click()

    async def sees(self, x: float, y: float, *, passing: bool = False, ink: bool = True) -> None:
        """Wait until there is ink at a place, in the drawing or on its way."""
        wanted = f"args => ({INK})(args) === {'true' if ink else 'false'}"
        await self.page.wait_for_function(wanted, arg=[1 if passing else 0, x, y], timeout=PATIENCE)

    async def saved(self) -> None:
        """Wait until everything is with the server."""
        await expect(self.page.get_by_text("Enregistré", exact=True)).to_be_visible()


async def seated(sit: OpenDesk, address: str, **how: bool) -> Drawer:
    """Sit down at the sheet, as the practitioner: he may draw on a tablet beside his desk."""
    desk = await sit("practitioner", **how)
    await desk.page.goto(f"{desk.address}{address}")
    drawer = Drawer(desk)
    await expect(drawer.paper).to_be_visible()
    await drawer.saved()
    return drawer


async def test_both_draw_write_point_and_erase_and_undo_is_ones_own(sit: OpenDesk, address: str) -> None:
    desk, tablet = await seated(sit, address), await seated(sit, address)
    await expect(desk.page.get_by_text("Avec Claire Lefèvre")).to_be_visible()
    await desk.press((0.1, 0.5), (0.3, 0.5))
    await tablet.sees(0.2, 0.5, passing=True)
    await desk.page.mouse.up()
    await tablet.sees(0.2, 0.5)
    await tablet.sees(0.2, 0.5, passing=True, ink=False)
    await tablet.draw((0.6, 0.2), (0.8, 0.2))
    await desk.sees(0.7, 0.2)

    await desk.page.keyboard.press("Control+z")
    await tablet.sees(0.2, 0.5, ink=False)
    await desk.sees(0.7, 0.2)

    await tablet.take("Texte")
    await tablet.page.mouse.click(*await tablet.at(0.1, 0.8))
    await tablet.page.keyboard.type("HHHH")
    await tablet.page.keyboard.press("Control+Enter")
    await desk.sees(0.12, 0.815)

    await desk.take("Gomme")
    await desk.draw((0.65, 0.15), (0.7, 0.25))
    await tablet.sees(0.7, 0.2, ink=False)
    await tablet.page.get_by_role("button", name="Annuler mon dernier trait").click()
    await desk.sees(0.12, 0.815, ink=False)

    await tablet.take("Pointeur")
    pointed = expect(desk.paper.get_by_text("Claire Lefèvre")).to_be_visible()  # a pointer that rests fades
    await asyncio.gather(pointed, tablet.page.mouse.move(*await tablet.at(0.5, 0.5), steps=5))
    await expect(desk.paper.get_by_text("Claire Lefèvre")).to_have_count(0)


async def test_a_reload_and_a_server_that_dies_keep_the_drawing_and_what_is_drawn_meanwhile(
    sit: OpenDesk, address: str, clinic: Clinic
) -> None:
    desk, tablet = await seated(sit, address), await seated(sit, address)
    await desk.draw((0.1, 0.3), (0.3, 0.3))
    await desk.saved()
    await tablet.page.reload()
    await tablet.sees(0.2, 0.3)

    clinic.server.kill()
    await expect(desk.page.get_by_text("Hors ligne", exact=False)).to_be_visible()
    await desk.draw((0.1, 0.6), (0.3, 0.6))
    await tablet.draw((0.6, 0.6), (0.8, 0.6))
    clinic.server.restart()
    for each in (desk, tablet):
        await each.sees(0.2, 0.3)
        await each.sees(0.2, 0.6)
        await each.sees(0.7, 0.6)
        await each.saved()
    await tablet.page.reload()
    await tablet.sees(0.2, 0.6)
    await tablet.sees(0.7, 0.6)


async def test_pages_are_shared_and_become_a_pdf(sit: OpenDesk, address: str) -> None:
    desk, tablet = await seated(sit, address), await seated(sit, address)
    await desk.draw((0.1, 0.3), (0.3, 0.3))
    await desk.page.get_by_role("button", name="Ajouter une page").click()
    await expect(desk.page.get_by_text("Page 2 sur 2")).to_be_visible()
    await desk.take("Texte")
    await desk.paper.focus()
    await desk.page.keyboard.press("Enter")
    await desk.page.keyboard.type("Deux fois par jour")
    await desk.page.keyboard.press("Control+Enter")
    await desk.saved()
    await tablet.page.get_by_role("button", name="Claire Lefèvre est page 2").click()
    await expect(tablet.page.get_by_text("Page 2 sur 2")).to_be_visible()
    link = await desk.page.get_by_role("link", name="Télécharger en PDF").get_attribute("href")
    answer = await desk.page.context.request.get(f"{desk.page.url.split('/drawing')[0]}{link}")
    pages = [page.extract_text() for page in PdfReader(BytesIO(await answer.body())).pages]
    assert len(pages) == 2
    assert "Deux fois par jour" in pages[1]
    assert "DUPONT" in pages[0].upper()

    await tablet.page.get_by_role("button", name="Supprimer cette page").click()
    await tablet.page.get_by_role("dialog").get_by_role("button", name="Supprimer cette page").click()
    await expect(desk.page.get_by_text("Page 1 sur 1")).to_be_visible()
    await desk.sees(0.2, 0.3)


async def test_the_sheet_is_opened_from_the_appointment_and_whoever_may_not_is_told(sit: OpenDesk, address: str) -> None:
    sonia = await sit("secretary")
    await sonia.page.goto(f"{sonia.address}{address}")
    await expect(sonia.page.get_by_role("heading", name="Ce dessin n’est pas accessible")).to_be_visible()


async def test_a_finger_draws_on_a_phone(sit: OpenDesk, address: str) -> None:
    phone = await seated(sit, address, phone=True)
    for button in await phone.page.get_by_role("toolbar").get_by_role("button").all():
        box = await button.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44
        assert box["x"] + box["width"] <= 390
    x, y = await phone.at(0.5, 0.5)
    await phone.page.touchscreen.tap(x, y)
    await phone.sees(0.5, 0.5)


@BOTH
async def test_axe_finds_nothing_on_the_sheet(sit: OpenDesk, address: str, *, dark: bool) -> None:
    desk = await seated(sit, address, dark=dark, still=True)
    await desk.take("Texte")
    await desk.paper.focus()
    await desk.page.keyboard.press("Enter")
    await desk.page.evaluate(AXE.read_text(encoding="utf-8"))
    assert await desk.page.evaluate(RUN) == []
