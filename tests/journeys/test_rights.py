"""A right that an administrator unticks takes effect on the screen that is open."""

import re

from playwright.async_api import expect

from tests.journeys.conftest import OpenDesk


async def test_the_column_disappears_from_the_screen_of_whoever_loses_the_right_to_see_it(sit: OpenDesk) -> None:
    alice, karim = await sit("administrator"), await sit("tele_secretary")
    await expect(karim.column()).to_be_visible()
    await alice.settings("Droits")
    await alice.page.get_by_role("link", name="Claire Lefèvre").click()
    await expect(alice.page.get_by_role("table", name=re.compile("Claire Lefèvre"))).to_be_visible()
    box = alice.page.get_by_role("checkbox", name="Voir l’agenda, Karim Haddad")
    await box.uncheck()
    await expect(karim.column()).to_have_count(0)
    await expect(karim.column("Ana Roux")).to_be_visible()
    await box.check()
    await expect(karim.column()).to_be_visible()
