"""Somebody at a browser: what people do there, in their words."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass

from playwright.async_api import Locator, Page, Route, expect

from server.patients.models import Patient
from tests.support.actors import Cabinet
from tests.support.factories import PASSWORD
from tests.support.serving import Served

PATIENCE = 60_000
"""Milliseconds that anything may take on a busy machine; nothing is expected to."""
STEP = 5
"""Minutes of one arrow."""
expect.set_options(timeout=PATIENCE)


@dataclass
class Clinic:
    """The running practice."""

    server: Served
    cabinet: Cabinet
    patients: Sequence[Patient]

    def email(self, role: str) -> str:
        """The address of the person of a role."""
        return self.cabinet.people[role].email  # type: ignore[index]  # roles are named by the tests


class Desk:
    """One browser of one person."""

    def __init__(self, page: Page, clinic: Clinic, role: str, address: str = "") -> None:
        self.page = page
        self.clinic = clinic
        self.role = role
        self.address = address or clinic.server.url
        """Where this browser finds the practice."""
        self.errors: list[str] = []
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    async def sign_in(self) -> None:
        """By the form, as anybody."""
        await self.page.goto(self.address)
        await self.page.get_by_label("E-mail").fill(self.clinic.email(self.role))
        await self.page.get_by_role("textbox", name="Mot de passe").fill(PASSWORD)
        await self.page.get_by_role("button", name="Se connecter").click()
        await expect(self.page.get_by_role("button", name="Aujourd’hui")).to_be_visible()

    async def tomorrow(self) -> None:
        """Look at the agenda of the day after today, once it is there."""
        before = await self.page.get_by_role("heading", level=1).inner_text()
        await self.page.get_by_role("button", name="Suivant", exact=True).click()
        await expect(self.page.get_by_role("heading", level=1)).not_to_have_text(before)
        await expect(self.slot("09:00").first).to_be_visible()

    async def tab_to(self, name: str, *, presses: int = 60) -> None:
        """Press Tab until something of this name has the focus, once it is there."""
        await expect(self.page.get_by_label(name).or_(self.page.get_by_role("button", name=name)).first).to_be_visible()
        focused = "document.activeElement?.getAttribute('aria-label') || document.activeElement?.labels?.[0]?.innerText || ''"
        for _ in range(presses):
            if str(await self.page.evaluate(focused)).startswith(name):
                return
            await self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reached {name}")

    async def settings(self, part: str) -> None:
        """Open a part of "Réglages"."""
        await self.page.get_by_role("navigation", name="Menu principal").get_by_role("link", name="Réglages").click()
        await self.page.get_by_role("navigation", name="Parties des réglages").get_by_role("link", name=part, exact=True).click()
        await expect(self.page.get_by_role("heading", name=part, level=2)).to_be_visible()

    def column(self, name: str = "Claire Lefèvre") -> Locator:
        """A practitioner's day."""
        return self.page.get_by_role("region", name=re.compile(rf"{name}, "))

    def slot(self, time: str, name: str = "Claire Lefèvre") -> Locator:
        """A free slot."""
        return self.column(name).get_by_role("button", name=f"Créneau libre à {time}")

    def appointment(self, patient: str, time: str = "", name: str = "Claire Lefèvre") -> Locator:
        """An appointment on the agenda."""
        return self.column(name).get_by_role("button", name=re.compile(rf"^{patient}.*, {time}", re.IGNORECASE))

    @property
    def window(self) -> Locator:
        """The open dialog."""
        return self.page.get_by_role("dialog")

    async def open_slot(self, time: str) -> None:
        """Put one's hand on a slot."""
        await self.slot(time).click()
        await expect(self.window).to_be_visible()

    async def choose(self, patient: str) -> None:
        """Find the patient in the booking window."""
        await self.window.get_by_role("combobox", name="Rechercher un patient").fill(patient)
        await self.page.get_by_role("option", name=re.compile(patient, re.IGNORECASE)).first.click()

    async def confirm(self) -> None:
        """Confirm the booking; the window closes."""
        await self.window.get_by_role("button", name=re.compile("^Confirmer")).click()
        await expect(self.window).to_have_count(0)

    async def book(self, time: str, patient: str) -> None:
        """Book a free slot."""
        await self.open_slot(time)
        await self.choose(patient)
        await self.confirm()
        await expect(self.appointment(patient, time)).to_be_visible()

    async def move(self, patient: str, time: str, to: str) -> None:
        """Move an appointment by the keyboard: M, arrows down five minutes at a time, Enter."""
        await self.appointment(patient, time).press("m")
        await expect(self.page.get_by_role("toolbar", name="Déplacement")).to_contain_text(re.compile(patient, re.IGNORECASE))
        (from_hour, from_minute), (to_hour, to_minute) = (map(int, text.split(":")) for text in (time, to))
        for _ in range(((to_hour - from_hour) * 60 + to_minute - from_minute) // STEP):
            await self.page.keyboard.press("ArrowDown")
        await self.page.keyboard.press("Enter")
        await expect(self.appointment(patient, to)).to_be_visible()


class Held:
    """A command of somebody's page that is long on its way: the first one waits until it is let go of, the others do not."""

    def __init__(self, what: str) -> None:
        self.what = re.compile(what)
        self.seen: list[object] = []
        self.lets_go = asyncio.Event()

    async def on(self, page: Page) -> None:
        """Hold it from now on."""
        await page.route(self.what, self._pass)

    async def _pass(self, route: Route) -> None:
        self.seen.append(route.request.post_data_json)
        if len(self.seen) == 1:
            await self.lets_go.wait()
        await route.continue_()
