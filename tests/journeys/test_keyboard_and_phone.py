"""Everything the mouse does the keyboard does; and a thumb on a phone."""

from playwright.async_api import expect

from tests.journeys.conftest import OpenDesk
from tests.journeys.desk import STEP
from tests.support.factories import PASSWORD


async def test_from_log_in_to_a_booked_moved_and_undone_appointment_by_keyboard_alone(sit: OpenDesk) -> None:
    sonia = await sit("secretary", signed_in=False)
    keys = sonia.page.keyboard
    await sonia.page.goto(sonia.clinic.server.url)
    await sonia.tab_to("E-mail")
    await keys.type(sonia.clinic.email("secretary"))
    await sonia.tab_to("Mot de passe")
    await keys.type(PASSWORD)
    await keys.press("Enter")
    await expect(sonia.page.get_by_role("button", name="Aujourd’hui")).to_be_visible()
    await keys.press("j")
    await expect(sonia.slot("09:00")).to_be_visible()
    await keys.press("n")
    await expect(sonia.window).to_be_visible()
    await expect(sonia.page.get_by_role("combobox", name="Rechercher un patient")).to_be_focused()
    await keys.type("dupont")
    await expect(sonia.page.get_by_role("option", name="DUPONT Marie")).to_be_visible()
    await keys.press("Enter")
    await expect(sonia.window.get_by_role("button", name="Confirmer")).to_be_enabled()
    await keys.press("Control+Enter")
    await expect(sonia.window).to_have_count(0)
    booked = sonia.appointment("Dupont", "09:00")
    await expect(booked).to_be_visible()
    await sonia.tab_to("DUPONT", presses=200)
    await keys.press("m")
    for _ in range(60 // STEP):
        await keys.press("ArrowDown")
    await keys.press("Enter")
    await expect(sonia.appointment("Dupont", "10:00")).to_be_visible()
    await expect(sonia.page.get_by_text("déplacé").first).to_be_visible()
    await keys.press("Control+z")
    await expect(booked).to_be_visible()
    await expect(sonia.appointment("Dupont", "10:00")).to_have_count(0)


async def test_a_booking_on_a_phone(sit: OpenDesk) -> None:
    sonia, doctor = await sit("secretary", phone=True), await sit("practitioner")
    await sonia.slot("09:30").tap()
    await expect(sonia.window).to_be_visible()
    await sonia.choose("Nguyen")
    await sonia.confirm()
    await expect(sonia.appointment("Nguyen", "09:30")).to_be_visible()
    await expect(doctor.appointment("Nguyen", "09:30")).to_be_visible()
    assert await sonia.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_every_place_is_reached_on_a_phone(sit: OpenDesk) -> None:
    sonia = await sit("secretary", phone=True)
    bar = sonia.page.get_by_role("navigation", name="Menu principal")
    await expect(bar.get_by_role("link", name="Réglages")).to_have_count(0)
    assert await bar.evaluate("(bar) => bar.scrollWidth <= bar.clientWidth")
    await bar.get_by_role("button", name="Plus", exact=True).tap()
    await sonia.page.get_by_role("menuitem", name="Réglages").tap()
    await expect(sonia.page.get_by_role("navigation", name="Parties des réglages")).to_be_visible()
