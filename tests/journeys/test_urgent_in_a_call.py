"""Something urgent reaches a practitioner in a call: above the picture, with the controls left free; answered, or taken in hand."""

from playwright.async_api import FloatRect, Locator, Page, expect

from tests.journeys.consulting import Consultation
from tests.journeys.desk import Clinic, Desk
from tests.journeys.test_accessible import report, violations
from tests.journeys.test_urgent import say_urgently


def _bar(page: Page) -> Locator:
    return page.get_by_role("region", name="Urgent, à prendre en charge")


async def _secretary(consultation: Consultation, clinic: Clinic) -> Desk:
    desk = Desk(await consultation.open_page(), clinic, "secretary")
    await desk.sign_in()
    return desk


async def _box(part: Locator) -> FloatRect:
    box = await part.bounding_box()
    assert box is not None
    return box


async def _covers(page: Page, control: str) -> bool:
    """Whether a control of the call is under something urgent."""
    over, under = await _box(_bar(page)), await _box(page.get_by_role("button", name=control, exact=True))
    apart = over["y"] + over["height"] <= under["y"] or under["y"] + under["height"] <= over["y"]
    return not apart


async def test_whoever_is_in_a_call_answers_what_is_urgent_and_takes_it_in_hand(consultation: Consultation, clinic: Clinic) -> None:
    sonia = await _secretary(consultation, clinic)
    patient, doctor = await consultation.talking()
    said = await say_urgently(sonia, "Le labo : potassium à 6,8", "15 min")
    await expect(_bar(doctor)).to_contain_text("Urgent · Sonia Petit")
    await expect(_bar(doctor)).to_contain_text("Le labo : potassium à 6,8")
    await expect(patient.get_by_text("potassium")).to_have_count(0)
    assert not await _covers(doctor, "Terminer")
    found = await violations(doctor, "urgent in a call")
    assert found == {}, report(found)
    # What is shared with the patient does not show what was said.
    await doctor.get_by_role("button", name="Partager mon écran").click()
    await expect(_bar(doctor)).to_contain_text("Vous partagez votre écran.")
    await expect(_bar(doctor)).not_to_contain_text("potassium")
    await _bar(doctor).get_by_role("button", name="Lire quand même").click()
    await expect(_bar(doctor)).to_contain_text("potassium")
    # She says a word in the discussion, and goes on with her patient: it still waits for her.
    await _bar(doctor).get_by_role("button", name="Répondre").click()
    await doctor.get_by_role("textbox", name="Répondre dans la discussion").fill("Je rappelle dans cinq minutes")
    await doctor.keyboard.press("Enter")
    await expect(sonia.page.get_by_role("log").get_by_text("Je rappelle dans cinq minutes")).to_be_visible()
    await expect(doctor.get_by_role("textbox", name="Répondre dans la discussion")).to_have_count(0)
    await expect(said).to_contain_text("chez Dr Claire Lefèvre depuis")
    await _bar(doctor).get_by_role("button", name="Pris en charge").click()
    await expect(said).to_contain_text("Pris en charge par Claire Lefèvre à")
    await expect(_bar(doctor)).to_have_count(0)
    assert sonia.errors == []


async def test_it_is_above_the_picture_in_full_screen_and_is_taken_with_a_thumb_on_a_telephone(
    consultation: Consultation, clinic: Clinic
) -> None:
    sonia = await _secretary(consultation, clinic)
    doctor = await consultation.doctor(phone=True, dark=True)
    patient = await consultation.patient()
    await consultation.lets_in(patient, doctor)
    said = await say_urgently(sonia, "Le labo : potassium à 6,8", "15 min")
    await expect(_bar(doctor)).to_contain_text("Le labo : potassium à 6,8")
    for control in ("Micro activé : le couper", "Terminer"):
        assert not await _covers(doctor, control), control
    found = await violations(doctor, "urgent in a call, on a telephone, in the dark")
    assert found == {}, report(found)
    await doctor.evaluate("document.querySelector('main.stage').requestFullscreen()")
    await expect(doctor.locator("section:popover-open")).to_be_visible()
    assert not await _covers(doctor, "Terminer")
    await _bar(doctor).get_by_role("button", name="Pris en charge").tap()
    await expect(said).to_contain_text("Pris en charge par Claire Lefèvre à")
    await expect(_bar(doctor)).to_have_count(0)
    assert sonia.errors == []
