"""axe finds nothing on any page, in either theme (WCAG 2.2 A and AA, and best practices)."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.journeys.conftest import OpenDesk
from tests.journeys.desk import Clinic

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
RUN = """async () => {
  const abbreviated = { 'label-content-name-mismatch': { enabled: false } }
  const { violations } = await axe.run(document, { resultTypes: ['violations'], rules: abbreviated })
  return violations.map((rule) => [rule.id, rule.nodes.map((node) => node.html.slice(0, 160))])
}"""
"""One rule is left out: initials and days of a month are read in full (« Compte de Alice Morel », « mardi 1er décembre »)."""
PAGES = (
    "/agenda",
    "/patients",
    "/waiting-list",
    *(f"/planning/{part}" for part in ("schedules", "visibility", "types", "leave", "blocks", "extras", "events", "replacements")),
    *(f"/settings/{part}" for part in ("practice", "locations", "practitioners", "members", "rights", "outside", "changes")),
    "/account",
    "/help",
    "/legal/contact",
    "/legal/terms",
    "/legal/notice",
)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_every_page_is_clean(sit: OpenDesk, clinic: Clinic, dark: bool) -> None:
    alice = await sit("administrator", dark=dark)
    found: dict[str, Any] = {}
    for path in PAGES:
        await alice.page.goto(clinic.server.url + path)
        await expect(alice.page.get_by_role("main")).to_be_visible()
        await settled(alice.page)
        found |= {f"{path}: {rule}": where for rule, where in await violations(alice.page)}
    await alice.page.goto(clinic.server.url + "/agenda")
    await alice.tomorrow()
    await alice.open_slot("09:00")
    found |= {f"booking: {rule}": where for rule, where in await violations(alice.page)}
    await alice.choose("Dupont")
    await alice.confirm()
    await alice.appointment("Dupont", "09:00").click()
    await expect(alice.window).to_be_visible()
    found |= {f"card: {rule}": where for rule, where in await violations(alice.page)}
    assert found == {}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_the_way_in_is_clean(sit: OpenDesk, clinic: Clinic, dark: bool) -> None:
    nobody = await sit("secretary", dark=dark, signed_in=False)
    await nobody.page.goto(clinic.server.url)
    await expect(nobody.page.get_by_label("E-mail")).to_be_visible()
    assert await violations(nobody.page) == []


async def settled(page: Page) -> None:
    """Wait until nothing is a skeleton any more."""
    await expect(page.locator("[aria-busy=true], .skeleton")).to_have_count(0)


async def violations(page: Page) -> list[tuple[str, list[str]]]:
    """What axe finds on the page as it is."""
    assert AXE.exists(), "axe-core comes with the browser application's packages (make install)"
    await page.evaluate(AXE.read_text())
    found: list[tuple[str, list[str]]] = [(rule, where) for rule, where in await page.evaluate(RUN)]
    return found
