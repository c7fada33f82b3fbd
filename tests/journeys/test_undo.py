"""Undo is really undone: after a reload, and by a colleague."""

import re

from playwright.async_api import expect

from tests.journeys.conftest import OpenDesk


async def test_a_booking_is_undone_after_a_reload(sit: OpenDesk) -> None:
    sonia, doctor = await sit("secretary"), await sit("practitioner")
    await sonia.book("09:00", "Dupont")
    await expect(doctor.appointment("Dupont", "09:00")).to_be_visible()
    await sonia.page.reload()
    await expect(sonia.page.get_by_role("button", name="Aujourd’hui")).to_be_visible()
    if not await sonia.appointment("Dupont", "09:00").count():
        await sonia.tomorrow_again()
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
    await doctor.window.get_by_role("button", name="Historique").click()
    moved = doctor.window.get_by_role("listitem").filter(has_text="déplacé").first
    await moved.get_by_role("button", name=re.compile("^Annuler")).click()
    confirm = doctor.page.get_by_role("alertdialog").get_by_role("button", name=re.compile("Annuler|Confirmer|Oui")).last
    if await confirm.count():
        await confirm.click()
    await expect(sonia.appointment("Martin", "09:30")).to_be_visible()
    await expect(sonia.appointment("Martin", "11:00")).to_have_count(0)
