"""Undo is really undone: after a reload, and by a colleague."""

import asyncio
import re

from playwright.async_api import Page, Route, expect

from tests.journeys.conftest import OpenDesk


async def _hold_moves(page: Page) -> asyncio.Event:
    """Moves leave the page, and reach the server only once the event is set."""
    go_on = asyncio.Event()

    async def wait(route: Route) -> None:
        await go_on.wait()
        await route.continue_()

    await page.route(re.compile("/api/appointments/[^/]+$"), wait)
    return go_on


async def test_a_booking_is_undone_after_a_reload(sit: OpenDesk) -> None:
    sonia, doctor = await sit("secretary"), await sit("practitioner")
    await sonia.book("09:00", "Dupont")
    await expect(doctor.appointment("Dupont", "09:00")).to_be_visible()
    await sonia.page.reload()
    await expect(sonia.appointment("Dupont", "09:00")).to_be_visible()
    await sonia.page.keyboard.press("Control+z")
    await sonia.page.get_by_role("dialog").get_by_role("button", name=re.compile("^Annuler ce|^Défaire|^Oui")).click()
    for desk in (sonia, doctor):
        await expect(desk.appointment("Dupont", "09:00")).to_have_count(0)
        await expect(desk.slot("09:00")).to_be_visible()


async def test_a_colleague_undoes_a_move_from_the_history(sit: OpenDesk) -> None:
    sonia, doctor = await sit("secretary"), await sit("practitioner")
    await sonia.book("09:30", "Martin")
    await sonia.move("Martin", "09:30", "11:00")
    await doctor.appointment("Martin", "11:00").click()
    await doctor.window.get_by_role("button", name="Historique", exact=True).click()
    moved = doctor.window.get_by_role("listitem").filter(has_text="déplacé").first
    await moved.get_by_role("button", name=re.compile("^Annuler")).click()
    await expect(sonia.appointment("Martin", "09:30")).to_be_visible()
    await expect(sonia.appointment("Martin", "11:00")).to_have_count(0)


async def test_undo_is_about_the_move_under_way_and_waits_for_it(sit: OpenDesk) -> None:
    sonia, doctor = await sit("secretary"), await sit("practitioner")
    await sonia.book("09:00", "Dupont")
    await sonia.book("10:00", "Martin")
    go_on = await _hold_moves(sonia.page)
    await sonia.move("Dupont", "09:00", "11:00")
    await sonia.page.keyboard.press("Control+z")
    go_on.set()
    await expect(sonia.page.get_by_role("status").filter(has_text="Annulé")).to_be_visible()
    for desk in (sonia, doctor):
        await expect(desk.appointment("Dupont", "09:00")).to_be_visible()
        await expect(desk.appointment("Martin", "10:00")).to_be_visible()
    await sonia.page.keyboard.press("Control+z")
    for desk in (sonia, doctor):
        await expect(desk.appointment("Martin")).to_have_count(0)
        await expect(desk.appointment("Dupont", "09:00")).to_be_visible()


async def test_a_block_moved_again_before_the_answer_goes_where_it_was_put_last(sit: OpenDesk) -> None:
    sonia, doctor = await sit("secretary"), await sit("practitioner")
    await sonia.book("09:00", "Dupont")
    go_on = await _hold_moves(sonia.page)
    await sonia.move("Dupont", "09:00", "10:00")
    await sonia.move("Dupont", "10:00", "11:00")
    go_on.set()
    await expect(doctor.appointment("Dupont", "11:00")).to_be_visible()
    await expect(sonia.appointment("Dupont", "11:00")).to_be_visible()
    await expect(sonia.page.get_by_role("alert")).to_have_count(0)
    await sonia.page.keyboard.press("Control+z")
    await expect(doctor.appointment("Dupont", "10:00")).to_be_visible()


async def test_a_notice_stays_while_the_pointer_is_on_it(sit: OpenDesk) -> None:
    sonia = await sit("secretary", signed_in=False)
    await sonia.page.clock.install()
    await sonia.sign_in()
    await sonia.tomorrow()
    await sonia.book("09:00", "Dupont")
    undo = sonia.page.get_by_role("status").get_by_role("button", name=re.compile("^Annuler"))
    await undo.hover()
    await sonia.page.clock.fast_forward(10_000)
    await undo.click()
    await expect(sonia.slot("09:00")).to_be_visible()
    await sonia.book("09:30", "Martin")
    await undo.hover()
    await sonia.page.clock.fast_forward(10_000)
    await sonia.page.mouse.move(20, 600)
    await expect(undo).to_have_count(0)


async def test_undo_answers_on_every_page(sit: OpenDesk) -> None:
    sonia, doctor = await sit("secretary"), await sit("practitioner")
    await sonia.book("09:00", "Dupont")
    await expect(doctor.appointment("Dupont")).to_be_visible()
    await sonia.page.get_by_role("link", name="Patients").click()
    await expect(sonia.page.get_by_role("heading", level=1, name="Patients")).to_be_visible()
    await sonia.page.keyboard.press("Control+z")
    await expect(doctor.appointment("Dupont")).to_have_count(0)


async def test_what_a_notice_offers_is_pressed_beside_an_open_window_too(sit: OpenDesk) -> None:
    sonia = await sit("secretary")
    await sonia.book("09:00", "Dupont")
    notices = sonia.page.get_by_role("region", name="Avis")
    undo = notices.get_by_role("status").get_by_role("button", name=re.compile("^Annuler"))
    await undo.hover()  # it stays for as long
    await sonia.slot("10:00").press("Enter")
    await expect(sonia.window).to_be_visible()
    await undo.click()
    await expect(notices.get_by_role("status").filter(has_text="Annulé")).to_be_visible()
    await expect(sonia.window).to_be_visible()
    await sonia.page.keyboard.press("Escape")
    await expect(sonia.window).to_have_count(0)
    await expect(sonia.slot("09:00")).to_be_visible()
