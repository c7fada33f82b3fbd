"""What one does, the others see."""

import asyncio
import re

from playwright.async_api import expect

from tests.journeys.conftest import OpenDesk
from tests.journeys.desk import Clinic


async def test_a_booking_appears_on_the_screens_of_a_colleague_and_of_the_practitioner(sit: OpenDesk) -> None:
    sonia, doctor, karim = [await sit(role) for role in ("secretary", "practitioner", "tele_secretary")]
    await sonia.book("09:30", "Dupont")
    for other in (doctor, karim):
        await expect(other.appointment("Dupont", "09:30")).to_be_visible()
        await expect(other.slot("09:30")).to_have_count(0)


async def test_two_reach_for_the_same_slot_and_the_second_sees_whose_hand_is_on_it(sit: OpenDesk) -> None:
    sonia, karim = await sit("secretary"), await sit("tele_secretary")
    await sonia.open_slot("10:00")
    await expect(karim.column().get_by_text("SP", exact=True)).to_be_visible()
    await sonia.choose("Martin")
    await sonia.confirm()
    await expect(karim.appointment("Martin", "10:00")).to_be_visible()
    await expect(karim.slot("10:00")).to_have_count(0)


async def test_a_hand_is_taken_off_when_the_window_or_the_browser_closes(sit: OpenDesk) -> None:
    sonia, karim = await sit("secretary"), await sit("tele_secretary")
    mark = karim.column().get_by_text("SP", exact=True)
    await sonia.open_slot("11:00")
    await expect(mark).to_be_visible()
    await sonia.page.keyboard.press("Escape")
    await expect(mark).to_have_count(0)
    await sonia.open_slot("11:30")
    await expect(mark).to_be_visible()
    await sonia.page.close()
    await expect(mark).to_have_count(0)


async def test_a_block_being_dragged_waits_for_the_drop_and_nothing_is_overwritten(sit: OpenDesk, clinic: Clinic) -> None:
    sonia, karim = await sit("secretary"), await sit("tele_secretary")
    await sonia.book("14:00", "Nguyen")
    held = karim.appointment("Nguyen", "14:00")
    await expect(held).to_be_visible()
    box = await held.bounding_box()
    assert box is not None
    mouse = karim.page.mouse
    await mouse.move(box["x"] + 20, box["y"] + 8)
    await mouse.down()
    await mouse.move(box["x"] + 24, box["y"] + 60, steps=4)
    async with sonia.page.expect_response(re.compile("/api/appointments/[^/]+$")):
        await sonia.move("Nguyen", "14:00", "15:30")
    told = expect(karim.page.get_by_text("Sonia Petit a déplacé ce RDV").first).to_be_visible()
    await asyncio.gather(told, mouse.up())
    await expect(karim.appointment("Nguyen", "15:30")).to_be_visible()
    await expect(sonia.appointment("Nguyen", "15:30")).to_be_visible()


async def test_a_killed_server_loses_nothing_and_the_banner_comes_and_goes(sit: OpenDesk, clinic: Clinic) -> None:
    sonia, doctor = await sit("secretary"), await sit("practitioner")
    await sonia.book("16:00", "Dupont")
    await expect(doctor.appointment("Dupont", "16:00")).to_be_visible()
    clinic.server.kill()
    for desk in (sonia, doctor):
        await expect(desk.page.get_by_text("Le serveur ne répond plus.")).to_be_visible()
        await expect(desk.appointment("Dupont", "16:00")).to_be_visible()
    await asyncio.to_thread(clinic.server.restart)
    for desk in (sonia, doctor):
        await expect(desk.page.get_by_text("Le serveur ne répond plus.")).to_have_count(0, timeout=120_000)  # pauses grow to thirty seconds
    await sonia.book("16:30", "Martin")
    await expect(doctor.appointment("Martin", "16:30")).to_be_visible()
    await expect(doctor.appointment("Dupont", "16:00")).to_be_visible()
