"""A practitioner says what to heed; the secretary sees it in the booking window, reads it, and sees what changed."""

from playwright.async_api import expect

from tests.journeys.conftest import OpenDesk
from tests.journeys.desk import Desk


async def _say(claire: Desk, text: str) -> None:
    """Fill the window of an instruction and save."""
    await claire.window.get_by_label("Consigne", exact=True).fill(text)
    await claire.window.get_by_role("button", name="Enregistrer").click()
    await expect(claire.window).to_have_count(0)


async def _middle(desk: Desk, text: str) -> float:
    """How far down the page the middle of a line is."""
    box = await desk.page.get_by_text(text, exact=True).bounding_box()
    assert box is not None
    return box["y"] + box["height"] / 2


async def test_an_instruction_is_shown_where_it_applies_and_read_and_its_change_is_seen(sit: OpenDesk) -> None:
    claire, sonia = await sit("practitioner", still=True), await sit("secretary", still=True)
    await claire.settings("Consignes")
    await claire.page.get_by_role("button", name="Nouvelle consigne").click()
    await claire.window.get_by_label("Patients").select_option("new")
    await _say(claire, "Demander la carte Vitale et la lettre du médecin")
    await expect(claire.page.get_by_text("Pas encore lue par Sonia Petit, Karim Haddad")).to_be_visible()
    # Before the patient is known it may apply; her reading reaches the practitioner.
    await sonia.open_slot("10:00")
    asked = sonia.window.get_by_role("region", name="Consignes de Dr Claire Lefèvre")
    await expect(asked).to_contain_text("Demander la carte Vitale et la lettre du médecin")
    await expect(asked).to_contain_text("nouveaux patients")
    await asked.get_by_role("button", name="J’ai lu").click()
    await expect(asked.get_by_role("button", name="J’ai lu")).to_have_count(0)
    await expect(asked.locator(".rule")).to_be_focused()
    await expect(claire.page.get_by_text("Lue par Sonia Petit")).to_be_visible()
    assert abs(await _middle(claire, "Lue par Sonia Petit") - await _middle(claire, "Pas encore lue par Karim Haddad")) < 1
    # What changes is shown as a difference, in the window that is open.
    await claire.page.get_by_role("button", name="Modifier la consigne").click()
    await _say(claire, "Demander la carte Vitale et le carnet de santé")
    await expect(asked.locator("ins")).to_contain_text("carnet de santé")
    await expect(asked.locator("del")).to_contain_text("lettre du médecin")
    await expect(claire.page.get_by_text("Pas encore lue par Sonia Petit, Karim Haddad")).to_be_visible()
    # A new patient: it applies on his card, too. Once he is a known one, it does not.
    await sonia.choose("Dupont")
    await expect(asked).to_be_visible()
    await sonia.confirm()
    await sonia.appointment("Dupont", "10:00").click()
    await expect(sonia.window.get_by_role("region", name="Consignes de Dr Claire Lefèvre")).to_be_visible()
    await sonia.page.keyboard.press("Escape")
    await sonia.open_slot("11:00")
    await expect(asked).to_be_visible()
    await sonia.choose("Dupont")
    await expect(asked).to_have_count(0)
