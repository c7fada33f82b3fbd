"""A patient is referred: to a stranger by an e-mail that names nobody and a code that goes another way, to colleagues near and far."""

import asyncio
import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, FilePayload, Page, expect
from sqlalchemy import update

from server.accounts.models import Practice
from server.core.db import EVERY_PRACTICE
from server.core.unit import Core
from tests.journeys.conftest import DESKTOP, PHONE, OpenDesk
from tests.journeys.desk import PATIENCE, Clinic, Desk, Held
from tests.journeys.test_accessible import AXE, RUN
from tests.support.actors import Cabinet, small_practice
from tests.support.files import pdf


@pytest.fixture
async def colleague(browser: Browser) -> AsyncIterator[Page]:
    """The telephone of somebody who has no account here."""
    context = await browser.new_context(viewport=PHONE, locale="fr-FR", timezone_id="Europe/Paris")
    yield await context.new_page()
    await context.close()


async def _delivered(page: Page, clinic: Clinic, asked: str, what: str, *, times: int = 1) -> None:
    """Wait until the mailbox shows something, so often; no message there names the patient."""

    async def there() -> bool:
        await page.goto(f"{clinic.server.url}/dev/mailbox?q={asked}")
        return await page.get_by_text(re.compile(what)).count() >= times

    async with asyncio.timeout(PATIENCE / 1000):
        while not await there():
            pass
    await expect(page.get_by_text(re.compile("Dupont", re.IGNORECASE))).to_have_count(0)


async def _link(page: Page, clinic: Clinic) -> None:
    """Open the link of the newest message, which names no patient."""
    await _delivered(page, clinic, "luc", "/referral#")
    await page.get_by_role("link", name="/referral#").first.click()


async def _colleagues(desk: Desk) -> None:
    """Open the page."""
    await desk.page.get_by_role("navigation", name="Menu principal").get_by_role("link", name="Confrères").click()


async def _choose(desk: Desk, colleague: str) -> None:
    """In the window: somebody of the directory."""
    await desk.window.get_by_role("combobox", name="À quel confrère").fill(colleague)
    await desk.page.locator("[role=option]", has_text=colleague).first.click()


async def _listed(core: Core, cabinet: Cabinet) -> None:
    """The practice lets itself be found."""
    async with core.db.write(EVERY_PRACTICE) as session:
        row = update(Practice).where(Practice.id == cabinet.practice.id).values(settings={"referrals_listed": True})
        await session.execute(row, execution_options={"synchronize_session": False})
        await session.commit()


async def begin_to_a_stranger(desk: Desk) -> None:
    """A patient is about to be sent to somebody who stands in no address book yet."""
    await _colleagues(desk)
    await desk.page.get_by_role("button", name="Adresser un patient").first.click()
    await desk.choose("Dupont")
    await expect(desk.window.get_by_label("De la part de")).to_be_focused()
    await desk.window.get_by_label("De la part de").select_option(label="Dr Claire Lefèvre")
    await desk.window.get_by_role("combobox", name="À quel confrère").fill("Luc Petit")
    await desk.page.get_by_role("option", name=re.compile("Ajouter")).click()
    await desk.window.get_by_label("E-mail").fill("luc@example.org")
    await desk.window.get_by_role("button", name="Enregistrer le confrère").click()
    await expect(desk.window.get_by_label("Motif")).to_be_focused()
    await desk.window.get_by_label("Motif").fill("Avis pour un souffle cardiaque")


async def test_a_stranger_opens_the_request_with_link_and_code_and_answers(sit: OpenDesk, clinic: Clinic, colleague: Page) -> None:
    sonia = await sit("secretary", still=True)
    await begin_to_a_stranger(sonia)
    await sonia.window.get_by_role("button", name="Adresser", exact=True).click()
    await expect(sonia.window.get_by_role("button", name="Fermer").last).to_be_focused()
    await sonia.window.get_by_role("button", name="Montrer le code").click()
    spoken = await sonia.window.get_by_text(re.compile(r"^\d{4} \d{4}$")).inner_text()
    await sonia.window.get_by_role("button", name="Fermer").last.click()
    await expect(sonia.page.get_by_text("Envoyé")).to_be_visible()
    # The link alone opens nothing; the code does.
    await _link(colleague, clinic)
    await colleague.get_by_label("Code donné par le cabinet").fill("0000")
    await expect(colleague.get_by_text(re.compile("Dupont", re.IGNORECASE))).to_have_count(0)
    await colleague.get_by_role("button", name="Ouvrir la demande").click()
    await expect(colleague.get_by_text("Ce n’est pas le code donné par le cabinet.")).to_be_visible()
    await colleague.get_by_label("Code donné par le cabinet").fill(spoken)
    await colleague.get_by_role("button", name="Ouvrir la demande").click()
    await expect(colleague.get_by_text("DUPONT Marie")).to_be_visible()
    await expect(colleague.get_by_text("Avis pour un souffle cardiaque")).to_be_visible()
    await expect(sonia.page.get_by_text("Vu", exact=True)).to_be_visible()
    await colleague.evaluate(AXE.read_text(encoding="utf-8"))
    assert await colleague.evaluate(RUN) == []
    # What is typed while an answer is on its way stays for the next one.
    field, answer = colleague.get_by_label("Un mot pour votre confrère"), Held("/api/referral/answer$")
    await answer.on(colleague)
    await field.fill("Mardi à 9 h")
    await colleague.get_by_role("button", name="J’accepte").click()
    await field.fill("À jeun")
    answer.lets_go.set()
    await expect(colleague.get_by_text("Votre réponse est transmise au cabinet.")).to_be_visible()
    await expect(field).to_have_value("À jeun")
    await expect(sonia.page.get_by_text("Accepté")).to_be_visible()
    await expect(sonia.page.get_by_text("Mardi à 9 h")).to_be_visible()


async def test_the_code_goes_by_sms_and_a_stranger_declines(sit: OpenDesk, clinic: Clinic, colleague: Page) -> None:
    sonia = await sit("secretary", still=True)
    await _colleagues(sonia)
    await sonia.page.get_by_role("tab", name="Mes confrères").click()
    await sonia.page.get_by_role("button", name="Ajouter un confrère").click()
    for label, typed in (("Nom", "Dr Luc Petit"), ("E-mail", "luc@example.org"), ("Téléphone", "06 39 98 00 77")):
        await sonia.page.get_by_role("textbox", name=label, exact=True).fill(typed)
    await sonia.page.get_by_role("button", name="Enregistrer le confrère").click()
    await expect(sonia.page.get_by_text("Dr Luc Petit", exact=True)).to_be_visible()
    await sonia.page.get_by_role("button", name="Adresser un patient").first.click()
    await sonia.choose("Dupont")
    await sonia.window.get_by_label("De la part de").select_option(label="Dr Claire Lefèvre")
    await _choose(sonia, "Luc Petit")
    await sonia.window.get_by_role("checkbox", name="Envoyer le code par SMS au 06 39 98 00 77").check()
    await sonia.window.get_by_label("Motif").fill("Avis")
    await sonia.window.get_by_role("button", name="Adresser", exact=True).click()
    await expect(sonia.window.get_by_text("L’e-mail part à Dr Luc Petit, et le code par SMS.")).to_be_visible()
    await sonia.window.get_by_role("button", name="Fermer").last.click()
    await _delivered(colleague, clinic, "39980077", r"\d{4} \d{4}")
    sms = await colleague.get_by_text(re.compile(r"\d{4} \d{4}")).first.inner_text()
    found = re.search(r"\d{4} \d{4}", sms)
    assert found is not None
    await _link(colleague, clinic)
    await colleague.get_by_label("Code donné par le cabinet").fill(found[0])
    await colleague.get_by_role("button", name="Ouvrir la demande").click()
    await colleague.get_by_role("button", name="Je ne peux pas").click()
    await colleague.get_by_role("dialog", name="Refuser ce patient ?").get_by_role("button", name="Refuser").click()
    await expect(colleague.get_by_text("Votre réponse est transmise au cabinet.")).to_be_visible()
    await sonia.page.get_by_role("tab", name="Patients adressés").click()
    await expect(sonia.page.get_by_text("Refusé", exact=True)).to_be_visible()
    # What he declined goes to another one as it was written.
    await sonia.page.get_by_role("button", name="Adresser à un autre confrère").click()
    await expect(sonia.window.get_by_label("Motif")).to_have_value("Avis")
    await _choose(sonia, "Ana Roux")
    await sonia.window.get_by_role("button", name="Adresser", exact=True).click()
    await expect(sonia.page.get_by_role("article", name="DUPONT Marie, adressé à Ana Roux").get_by_text("Envoyé")).to_be_visible()


async def test_a_document_is_filed_on_the_way_and_the_email_is_sent_again(sit: OpenDesk, clinic: Clinic, colleague: Page) -> None:
    sonia = await sit("secretary", still=True)
    await begin_to_a_stranger(sonia)
    letter: FilePayload = {"name": "Courrier.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    await sonia.window.locator("input[type=file]").set_input_files(letter)
    await expect(sonia.window.get_by_role("checkbox", name="Courrier")).to_be_checked()
    await sonia.window.get_by_role("button", name="Adresser", exact=True).click()
    await sonia.window.get_by_role("button", name="Fermer").last.click()
    sent = sonia.page.get_by_role("article", name=re.compile("DUPONT Marie"))
    await expect(sent.get_by_text("Envoyé")).to_be_visible()
    # The first e-mail is lost: another one leaves, whose link alone opens something.
    await _delivered(colleague, clinic, "luc", "/referral#")
    await sent.get_by_role("button", name="Renvoyer l’e-mail").click()
    await sonia.page.get_by_role("dialog", name="Renvoyer l’e-mail à Luc Petit ?").get_by_role("button", name="Renvoyer l’e-mail").click()
    await expect(sonia.page.get_by_text("L’e-mail repart")).to_be_visible()
    await sent.get_by_role("button", name="Montrer le code").click()
    spoken = await sent.get_by_text(re.compile(r"^\d{4} \d{4}$")).inner_text()
    await _delivered(colleague, clinic, "luc", "/referral#", times=2)
    await colleague.get_by_role("link", name="/referral#").last.click()
    await colleague.get_by_label("Code donné par le cabinet").fill(spoken)
    await colleague.get_by_role("button", name="Ouvrir la demande").click()
    await expect(colleague.get_by_text("Ce lien n’ouvre plus rien.")).to_be_visible()
    await _link(colleague, clinic)
    await colleague.get_by_label("Code donné par le cabinet").fill(spoken)
    await colleague.get_by_role("button", name="Ouvrir la demande").click()
    await expect(colleague.get_by_text("DUPONT Marie")).to_be_visible()
    async with colleague.expect_download() as saving:
        await colleague.get_by_role("button", name="Enregistrer").click()
    assert (await saving.value).suggested_filename == "Courrier.pdf"


async def _refer_to_claire(sonia: Desk) -> None:
    await _colleagues(sonia)
    await sonia.page.get_by_role("button", name="Adresser un patient").first.click()
    await sonia.choose("Dupont")
    await sonia.window.get_by_label("De la part de").select_option(label="Ana Roux")
    await _choose(sonia, "Lefèvre")
    await sonia.window.get_by_label("Motif").fill("Tension élevée")
    await sonia.window.get_by_role("button", name="Adresser", exact=True).click()


async def test_a_colleague_of_the_practice_answers_and_sends_the_patient_on(sit: OpenDesk, clinic: Clinic) -> None:
    sonia, claire = await sit("secretary", still=True), await sit("practitioner", still=True)
    await _refer_to_claire(sonia)
    await _colleagues(claire)
    received = claire.page.get_by_role("article", name=re.compile("DUPONT Marie"))
    await expect(received.get_by_text("Tension élevée")).to_be_visible()
    # What is typed while an answer is on its way stays for the next one; what was said is not typed any more.
    field, answer = received.get_by_label("Un mot pour votre confrère"), Held("/answer$")
    await answer.on(claire.page)
    await field.fill("Je la vois jeudi")
    await received.get_by_role("button", name="J’accepte").click()
    await field.fill("À jeun")
    answer.lets_go.set()
    sent = sonia.page.get_by_role("article", name=re.compile("DUPONT Marie"))
    await expect(sent.get_by_text("Accepté")).to_be_visible()
    await expect(sent.get_by_text("Je la vois jeudi")).to_be_visible()
    await expect(received.get_by_role("button", name="Je ne peux pas")).to_be_enabled()
    await expect(field).to_have_value("À jeun")
    # She sends the patient on: whoever sent him first sees to whom.
    await received.get_by_role("button", name="Adresser à un autre confrère").click()
    await expect(claire.window.get_by_label("Motif")).to_have_value("Tension élevée")
    await claire.window.get_by_role("combobox", name="À quel confrère").fill("Luc Petit")
    await claire.page.get_by_role("option", name=re.compile("Ajouter")).click()
    await claire.window.get_by_label("E-mail").fill("luc@example.org")
    # Sent at once, the colleague is written down on the way.
    await claire.window.get_by_role("button", name="Adresser", exact=True).click()
    await expect(claire.window.get_by_text("L’e-mail part à Luc Petit")).to_be_visible()
    await claire.window.get_by_role("button", name="Fermer").last.click()
    await expect(sent.get_by_text("Adressé ensuite à Luc Petit").first).to_be_visible()


async def test_a_referral_follows_the_appointment_that_was_given(sit: OpenDesk, clinic: Clinic) -> None:
    sonia, claire = await sit("secretary", still=True), await sit("practitioner", still=True)
    await _refer_to_claire(sonia)
    sent = sonia.page.get_by_role("article", name=re.compile("DUPONT Marie"))
    await _colleagues(claire)
    received = claire.page.get_by_role("article", name=re.compile("DUPONT Marie"))
    await received.get_by_role("button", name="Donner un RDV").click()
    await claire.confirm()
    for one in (sent, received):
        await expect(one.get_by_text("Rendez-vous donné").first).to_be_visible()
        await expect(one.get_by_text(re.compile(r"Attendu le [a-z]{3}\. .* \d\d:\d\d"))).to_be_visible()
    # The desk cancels it, and takes that back.
    await sent.get_by_role("button", name="DUPONT Marie").click()
    await sonia.page.get_by_role("dialog", name="DUPONT Marie").get_by_role("button", name=re.compile(r"\d\d:\d\d")).click()
    await sonia.window.get_by_role("button", name="Annuler le RDV").click()
    question = sonia.page.get_by_role("dialog", name="Annuler le rendez-vous de DUPONT Marie ?")
    await question.get_by_role("button", name="Annuler le rendez-vous").click()
    for one in (sent, received):
        await expect(one.get_by_text("Accepté", exact=True)).to_be_visible()
        await expect(one.get_by_text(re.compile(r"Rendez-vous annulé\s: .* \d\d:\d\d$"))).to_be_visible()
        await expect(one.get_by_text("Attendu le")).to_have_count(0)
    await expect(received.get_by_role("button", name="Donner un RDV")).to_be_visible()
    await sonia.page.reload()
    await expect(sent).to_be_visible()
    await sonia.page.keyboard.press("Control+z")
    await sonia.page.get_by_role("dialog").get_by_role("button", name=re.compile("^Annuler ce|^Défaire|^Oui")).click()
    for one in (sent, received):
        await expect(one.get_by_text(re.compile(r"Rendez-vous rétabli\s: .* \d\d:\d\d$"))).to_be_visible()
        await expect(one.get_by_text(re.compile(r"Attendu le [a-z]{3}\. .* \d\d:\d\d"))).to_be_visible()
    await claire.page.evaluate(AXE.read_text(encoding="utf-8"))
    assert await claire.page.evaluate(RUN) == []


async def test_a_practitioner_of_another_practice_receives_the_patient_and_answers(
    sit: OpenDesk, clinic: Clinic, core: Core, browser: Browser
) -> None:
    there = await small_practice(core, "Cabinet du Port")
    await _listed(core, there)
    sonia = await sit("secretary", still=True)
    context = await browser.new_context(viewport=DESKTOP, locale="fr-FR", timezone_id="Europe/Paris", reduced_motion="reduce")
    far = Desk(await context.new_page(), Clinic(clinic.server, there, ()), "practitioner")
    await far.sign_in()
    await _colleagues(far)
    await expect(far.page.get_by_text("Aucun patient reçu")).to_be_visible()
    await _colleagues(sonia)
    await sonia.page.get_by_role("button", name="Adresser un patient").first.click()
    await sonia.choose("Dupont")
    await sonia.window.get_by_label("De la part de").select_option(label="Dr Claire Lefèvre")
    await sonia.window.get_by_role("combobox", name="À quel confrère").fill("Lefèvre Port")
    await sonia.page.get_by_role("option", name=re.compile("Cabinet du Port")).click()
    await expect(sonia.window.get_by_text("Cabinet du Port verra l’identité du patient")).to_be_visible()
    await sonia.window.get_by_label("Motif").fill("Avis pour un souffle")
    await sonia.window.get_by_role("button", name="Adresser", exact=True).click()
    # It comes to the other practice by itself, and is seen; the answer comes back.
    mine = sonia.page.get_by_role("article", name=re.compile("DUPONT Marie"))
    theirs = far.page.get_by_role("article", name=re.compile("DUPONT Marie"))
    await expect(theirs.get_by_text("Dr Claire Lefèvre, Cabinet des Tilleuls")).to_be_visible()
    await expect(theirs.get_by_text("Avis pour un souffle")).to_be_visible()
    await expect(mine.get_by_text("Vu", exact=True)).to_be_visible()
    await theirs.get_by_label("Un mot pour votre confrère").fill("Je la vois jeudi")
    await theirs.get_by_role("button", name="J’accepte").click()
    await expect(mine.get_by_text("Accepté")).to_be_visible()
    await expect(mine.get_by_text("Je la vois jeudi")).to_be_visible()
    await far.page.evaluate(AXE.read_text(encoding="utf-8"))
    assert await far.page.evaluate(RUN) == []
    assert far.errors == []
    await context.close()
