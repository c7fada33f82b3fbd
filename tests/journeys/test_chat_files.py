"""Files, voices, signs, search and patients' conversations, by two people at two browsers with a (fake) microphone."""

import asyncio
import re
import zipfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser, FilePayload, Locator, async_playwright, expect
from sqlalchemy import update

from server.accounts.models import MembershipRow
from server.core.db import EVERY_PRACTICE
from server.core.unit import Core
from tests.journeys.conftest import FLAGS, OpenDesk, chromium_program
from tests.journeys.consulting import CAMERAS
from tests.journeys.desk import Clinic, Desk
from tests.journeys.test_accessible import AXE, RUN, report, violations
from tests.journeys.test_chat_kept import leave, sign_in_again
from tests.journeys.test_urgent import strip
from tests.journeys.test_way_in import end_sessions
from tests.support import factories, files

MICROPHONE_REFUSED = "() => { navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError')) }"


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """The system's Chromium with a microphone that hums."""
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=chromium_program(), args=[*FLAGS, *CAMERAS])
        yield chromium
        await chromium.close()


async def team(desk: Desk) -> None:
    """Open the team's conversation."""
    await desk.page.get_by_role("link", name=re.compile("^Discussions")).click()
    await desk.page.get_by_role("link", name=re.compile("Toute l’équipe")).click()
    await expect(desk.page.get_by_label("Écrire un message")).to_be_visible()


def log(desk: Desk) -> Locator:
    """What was said."""
    return desk.page.get_by_role("log")


async def plays(voice: Locator) -> None:
    """Listen to it: it plays for some seconds, and is waited for from before it does."""
    playing = expect(voice.get_by_role("button", name="Pause")).to_be_visible()
    await asyncio.gather(playing, voice.get_by_role("button", name="Écouter").click())


async def test_documents_and_pictures_are_sent_seen_and_refused(sit: OpenDesk, clinic: Clinic, tmp_path: Path) -> None:
    sonia, claire = await sit("secretary", still=True), await sit("practitioner", still=True)
    await team(sonia)
    await team(claire)
    # Two files are chosen, one is left out, the other leaves with a word.
    chosen: list[FilePayload] = [
        {"name": "bilan.pdf", "mimeType": "application/pdf", "buffer": files.pdf(2)},
        {"name": "photo.png", "mimeType": "image/png", "buffer": files.image(size=(200, 120))},
    ]
    async with sonia.page.expect_file_chooser() as choosing:
        await sonia.page.get_by_role("button", name="Joindre des fichiers").click()
    await (await choosing.value).set_files(chosen)
    await expect(sonia.page.get_by_role("list", name="Fichiers à envoyer").get_by_role("listitem")).to_have_count(2)
    await sonia.page.get_by_role("button", name="Retirer photo.png").click()
    field = sonia.page.get_by_label("Écrire un message")
    await field.fill("Voici le bilan de ce matin")
    await field.press("Enter")
    await expect(log(claire).get_by_text("Voici le bilan de ce matin")).to_be_visible()
    await log(claire).get_by_role("button", name="bilan", exact=True).click()
    await expect(claire.window.get_by_role("img", name="Page 1 sur 2")).to_be_visible()
    await claire.page.keyboard.press("Escape")
    # A picture is dropped on the conversation and seen at once.
    drop = """(target) => {
      const data = new DataTransfer()
      const canvas = Object.assign(document.createElement('canvas'), { width: 60, height: 40 })
      return new Promise((resolve) => canvas.toBlob((blob) => {
        data.items.add(new File([blob], 'radio.png', { type: 'image/png' }))
        for (const name of ['dragover', 'drop'])
          target.dispatchEvent(new DragEvent(name, { bubbles: true, cancelable: true, dataTransfer: data }))
        resolve(null)
      }))
    }"""
    await claire.page.get_by_role("region", name="Toute l’équipe").evaluate(drop)
    await expect(claire.page.get_by_role("list", name="Fichiers à envoyer")).to_contain_text("radio.png")
    await claire.page.get_by_role("button", name="Envoyer", exact=True).click()
    await expect(log(sonia).get_by_alt_text("radio")).to_be_visible()
    # A program is refused, says why, and nothing else is lost.
    async with sonia.page.expect_file_chooser() as choosing:
        await sonia.page.get_by_role("button", name="Joindre des fichiers").click()
    disguised: FilePayload = {"name": "x.pdf", "mimeType": "application/pdf", "buffer": b"MZ\x90\0" + bytes(200)}
    await (await choosing.value).set_files([disguised])
    await sonia.page.get_by_role("button", name="Envoyer", exact=True).click()
    await expect(log(sonia).get_by_role("alert")).to_contain_text("Ce fichier est un programme")
    await log(sonia).get_by_role("alert").get_by_role("button", name="Supprimer").click()
    await expect(log(sonia).get_by_role("alert")).to_have_count(0)
    await expect(log(sonia)).to_be_focused()
    # She answers with a sign, and both see it.
    message = log(claire).locator("[data-n]", has_text="Voici le bilan")
    await message.hover()
    await message.get_by_role("button", name="Réagir").click()
    await claire.page.get_by_role("button", name="👍").click()
    await expect(log(sonia).get_by_role("button", name="👍 1, par Claire Lefèvre")).to_be_visible()
    # It is found by its words, accents or not, and by its file.
    find = sonia.page.get_by_label("Rechercher une discussion, un message")
    await find.fill("BILAN a:fichier")
    results = sonia.page.get_by_role("region", name="Messages")
    await expect(results.get_by_role("button", name=re.compile("bilan"))).to_have_count(1)
    await find.fill("matin de:sonia")
    await results.get_by_role("button", name=re.compile("Voici le bilan")).click()
    await expect(log(sonia).get_by_text("Voici le bilan de ce matin")).to_be_in_viewport()
    await sonia.page.evaluate(AXE.read_text(encoding="utf-8"))
    assert await sonia.page.evaluate(RUN) == []
    # The whole is taken away.
    async with sonia.page.expect_download() as download:
        await sonia.page.get_by_role("button", name="Exporter la discussion").click()
    saved = tmp_path / "discussion.zip"
    await (await download.value).save_as(saved)
    with zipfile.ZipFile(saved) as archive:
        assert "conversation.json" in archive.namelist()
        assert any(name.endswith("bilan.pdf") for name in archive.namelist())


async def test_what_is_too_large_is_seen_among_many_and_a_picture_is_shown_whole(sit: OpenDesk, tmp_path: Path) -> None:
    sonia = await sit("secretary", still=True)
    await team(sonia)
    paths = [tmp_path / f"resultats-{number}.pdf" for number in range(9)] + [tmp_path / "film.pdf"]
    for path in paths[:-1]:
        path.write_bytes(files.pdf())
    with paths[-1].open("wb") as film:
        film.truncate(51 << 20)
    async with sonia.page.expect_file_chooser() as choosing:
        await sonia.page.get_by_role("button", name="Joindre des fichiers").click()
    await (await choosing.value).set_files(paths)
    refused = sonia.page.get_by_role("list", name="Fichiers à envoyer").get_by_role("listitem").filter(has_text="dépasse 50 Mo")
    await expect(refused).to_be_in_viewport(ratio=0.9)
    send = sonia.page.get_by_role("button", name="Envoyer", exact=True)
    await expect(send).to_be_disabled()
    await refused.get_by_role("button", name="Retirer film.pdf").click()
    await expect(send).to_be_enabled()
    await send.click()
    await expect(log(sonia).get_by_role("button", name="resultats-8", exact=True)).to_be_visible()
    # Wide or narrow, as much is left free on either side of it.
    for name, size in (("large", (1200, 800)), ("haute", (100, 800))):
        async with sonia.page.expect_file_chooser() as choosing:
            await sonia.page.get_by_role("button", name="Joindre des fichiers").click()
        picture: FilePayload = {"name": f"{name}.png", "mimeType": "image/png", "buffer": files.image(size=size)}
        await (await choosing.value).set_files([picture])
        await send.click()
        shown = log(sonia).get_by_alt_text(name)
        await expect(shown).to_be_visible()
        inside = await shown.bounding_box()
        around = await log(sonia).locator(".bubble").filter(has=sonia.page.get_by_alt_text(name)).bounding_box()
        assert inside is not None
        assert around is not None
        left, right = inside["x"] - around["x"], around["x"] + around["width"] - inside["x"] - inside["width"]
        assert abs(left - right) < 1, name


async def test_a_voice_is_recorded_paused_listened_to_sent_and_heard(sit: OpenDesk) -> None:
    sonia, claire = await sit("secretary", still=True), await sit("practitioner", still=True)
    await team(sonia)
    await team(claire)
    await sonia.page.get_by_role("button", name="Enregistrer un message vocal").click()
    panel = sonia.page.get_by_role("group", name="Enregistrer un message vocal")
    await expect(panel.get_by_role("timer")).to_have_text(re.compile(r"^0:(0[1-9]|[1-9])"))
    await panel.get_by_role("button", name="Pause").click()
    await panel.get_by_role("button", name="Reprendre l’enregistrement").click()
    await expect(panel.get_by_role("timer")).to_have_text(re.compile(r"^0:(0[3-9]|[1-9])"))
    await panel.get_by_role("button", name="Arrêter et écouter").click()
    await expect(panel.get_by_role("button", name="Arrêter et écouter")).to_have_count(0)
    await plays(panel)
    await panel.get_by_role("button", name="Envoyer", exact=True).click()
    heard = log(claire).get_by_role("group", name="Message vocal de Sonia Petit")
    await expect(heard).to_be_visible()
    await plays(heard)
    await expect(heard.get_by_role("button", name="Écouter")).to_be_visible()  # it came to its end
    # She answers it, and it is seen that she read it.
    voice = log(claire).locator("[data-n]").last
    await voice.hover()
    await voice.get_by_role("button", name="Répondre").click()
    field = claire.page.get_by_label("Écrire un message")
    await field.fill("Bien entendu")
    await field.press("Enter")
    await expect(log(sonia).get_by_role("button", name=re.compile("Vous Message vocal"))).to_be_visible()
    await expect(log(sonia).get_by_role("button", name="Lu par 1")).to_be_visible()
    # With the keys alone: what is not wanted is thrown away once that is confirmed, and the field has the focus again.
    await sonia.page.get_by_role("button", name="Enregistrer un message vocal").focus()
    await sonia.page.keyboard.press("Enter")
    await expect(panel.get_by_role("timer")).to_be_visible()
    asked = sonia.page.get_by_role("dialog", name="Abandonner ce message vocal ?")
    await expect(panel.get_by_role("timer")).to_have_text(re.compile(r"^0:0[1-9]"))
    await sonia.page.keyboard.press("Escape")
    await asked.get_by_role("button", name="Annuler").click()
    await expect(asked).to_have_count(0)
    # It waited meanwhile; nor does a link take it away.
    await expect(panel.get_by_role("button", name="Reprendre l’enregistrement")).to_be_visible()
    await sonia.page.get_by_role("link", name=re.compile("Secrétariat · Dr Claire Lefèvre")).click()
    await asked.get_by_role("button", name="Annuler").click()
    await panel.get_by_role("button", name="Arrêter et écouter").click()
    await plays(panel)
    await sonia.page.keyboard.press("Escape")
    await asked.get_by_role("button", name="Abandonner").click()
    await expect(panel).to_have_count(0)
    await expect(sonia.page.get_by_label("Écrire un message")).to_be_focused()


async def test_what_is_spoken_as_a_session_ends_waits_for_whoever_spoke(sit: OpenDesk, core: Core) -> None:
    sonia = await sit("secretary", still=True)
    await team(sonia)
    panel = sonia.page.get_by_role("group", name="Enregistrer un message vocal")
    said = log(sonia).get_by_role("group", name="Message vocal de Sonia Petit")

    async def speak_until_it_ends() -> None:
        await sonia.page.get_by_role("button", name="Enregistrer un message vocal").click()
        await expect(panel.get_by_role("timer")).to_have_text(re.compile(r"^0:(0[1-9]|[1-9])"))
        await end_sessions(core)
        await expect(sonia.page.get_by_label("E-mail")).to_be_visible()

    # Nothing of it lies in the browser; she finds it where she was, listens to it, and sends it.
    await speak_until_it_ends()
    assert await sonia.page.evaluate("Object.values(sessionStorage).join()") == ""
    await sign_in_again(sonia, "secretary")
    await plays(panel)
    await panel.get_by_role("button", name="Envoyer", exact=True).click()
    await expect(said).to_be_visible()
    # What she speaks next is nobody else's, and hers no more after him.
    await speak_until_it_ends()
    for role in ("practitioner", "secretary"):
        await sign_in_again(sonia, role)
        await team(sonia)
        await expect(said).to_be_visible()
        await expect(panel).to_have_count(0)
        await leave(sonia)


async def test_a_voice_and_a_file_are_sent_urgently_once_and_taken_in_hand(sit: OpenDesk, clinic: Clinic, core: Core) -> None:
    sonia, claire = await sit("secretary", still=True), await sit("practitioner", still=True, dark=True)
    for desk in (sonia, claire):
        await team(desk)
    await claire.page.get_by_role("link", name="Agenda", exact=True).click()
    siren = sonia.page.get_by_role("button", name="Urgent, à prendre en charge", exact=True)
    concerned = sonia.page.get_by_label("Urgent pour")
    # Spoken, listened to, and only then found to be urgent: it does not leave before it says for whom.
    await sonia.page.get_by_role("button", name="Enregistrer un message vocal").click()
    panel = sonia.page.get_by_role("group", name="Enregistrer un message vocal")
    await expect(panel.get_by_role("timer")).to_have_text(re.compile(r"^0:0[3-9]"))
    await panel.get_by_role("button", name="Arrêter et écouter").click()
    await siren.click()
    await panel.get_by_role("button", name="Envoyer", exact=True).click()
    await expect(concerned).to_be_focused()
    await concerned.select_option(label="Dr Claire Lefèvre")
    await sonia.page.get_by_label("Sans réponse après").select_option(label="5 min")
    # The network is gone: it waits, and says that it is urgent.
    await asyncio.to_thread(clinic.server.kill)
    await panel.get_by_role("button", name="Envoyer", exact=True).click()
    await expect(panel).to_have_count(0)
    waits = log(sonia).locator(".message", has_text="En attente du réseau")
    await expect(waits).to_contain_text("Urgent")
    await asyncio.to_thread(clinic.server.start)
    said = log(sonia).locator("[data-n]")
    await expect(said).to_contain_text("chez Dr Claire Lefèvre depuis")
    await expect(waits).to_have_count(0)
    # She hears it where she is, and takes it in hand.
    asked = strip(claire).get_by_role("listitem")
    await expect(asked).to_have_count(1)
    await plays(asked.get_by_role("group", name="Message vocal de Sonia Petit"))
    found = await violations(claire.page, "a voice to be taken in hand")
    await asked.get_by_role("button", name="Pris en charge").click()
    await expect(said).to_contain_text("Pris en charge par Claire Lefèvre à")
    await expect(said).to_have_count(1)
    # Two files, and no word: the last one is to be taken in hand. They are as she left them when she comes back.
    await choose(sonia, "bilan.pdf", "compte-rendu.pdf")
    await siren.click()
    await concerned.select_option(label="Dr Claire Lefèvre")
    await sonia.page.get_by_role("link", name=re.compile("Secrétariat · Dr Claire Lefèvre")).click()
    await expect(siren).to_have_attribute("aria-pressed", "false")
    await sonia.page.get_by_role("link", name=re.compile("Toute l’équipe")).click()
    await expect(concerned.locator("option:checked")).to_have_text("Dr Claire Lefèvre")
    await sonia.page.get_by_role("button", name="Envoyer", exact=True).click()
    await expect(said.filter(has_text="compte-rendu")).to_contain_text("chez Dr Claire Lefèvre depuis")
    await expect(said.filter(has_text="bilan")).not_to_contain_text("Urgent")
    await expect(asked).to_have_count(1)
    found |= await violations(claire.page, "a file to be taken in hand")
    assert found == {}, report(found)
    await asked.get_by_role("button", name="compte-rendu", exact=True).click()
    await expect(claire.window.get_by_role("img", name="Page 1 sur 1")).to_be_visible()
    await claire.page.keyboard.press("Escape")
    await asked.get_by_role("button", name="Pris en charge").click()
    await expect(asked).to_have_count(0)
    # Nobody can be told: it is refused whole, and said as anything else is.
    today = datetime.now(UTC).date()
    await factories.leave(core, clinic.cabinet.doctor, today - timedelta(days=1), today + timedelta(days=1))
    async with core.db.write(EVERY_PRACTICE) as session:
        away = MembershipRow.person_id == clinic.cabinet.people["tele_secretary"].id
        await session.execute(update(MembershipRow).where(away).values(disabled=True))
        await session.commit()
    await choose(sonia, "courrier.pdf")
    await siren.click()
    await concerned.select_option(label="Dr Claire Lefèvre")
    await expect(sonia.page.get_by_text("Personne ne peut être prévenu en ce moment.")).to_be_visible()
    await sonia.page.get_by_role("button", name="Envoyer", exact=True).click()
    refused = log(sonia).get_by_role("alert")
    await expect(refused).to_contain_text("Personne ne peut être prévenu en ce moment")
    await refused.get_by_role("button", name="Envoyer sans urgence").click()
    await expect(said.filter(has_text="courrier")).to_be_visible()
    await expect(said.filter(has_text="courrier")).not_to_contain_text("Urgent")
    await expect(asked).to_have_count(0)


async def choose(desk: Desk, *names: str) -> None:
    """Choose documents that are sent with the next message."""
    async with desk.page.expect_file_chooser() as choosing:
        await desk.page.get_by_role("button", name="Joindre des fichiers").click()
    chosen: list[FilePayload] = [{"name": name, "mimeType": "application/pdf", "buffer": files.pdf()} for name in names]
    await (await choosing.value).set_files(chosen)


async def test_a_microphone_that_is_refused_says_how_to_allow_it_and_the_draft_stays(sit: OpenDesk) -> None:
    sonia = await sit("secretary", still=True, phone=True)
    await team(sonia)
    await sonia.page.evaluate(MICROPHONE_REFUSED)
    await sonia.page.get_by_role("button", name="Enregistrer un message vocal").click()
    panel = sonia.page.get_by_role("group", name="Enregistrer un message vocal")
    await expect(panel.get_by_role("alert")).to_contain_text("Pour l’autoriser")
    await panel.get_by_role("button", name="Ne pas envoyer").click()
    await sonia.page.get_by_label("Écrire un message").fill("Par écrit, alors")
    await sonia.page.get_by_role("button", name="Envoyer", exact=True).click()
    await expect(log(sonia).get_by_text("Par écrit, alors")).to_be_visible()


async def test_from_a_patients_file_one_talks_about_him_with_a_live_card(sit: OpenDesk, clinic: Clinic) -> None:
    sonia, claire = await sit("secretary", still=True), await sit("practitioner", still=True)
    await sonia.page.goto(f"{clinic.server.url}/patients/{clinic.patients[0].id}")
    await sonia.page.get_by_role("button", name="Écrire", exact=True).click()
    card = sonia.page.get_by_role("region", name="Le patient")
    await expect(card).to_contain_text("DUPONT Marie")
    await sonia.page.get_by_role("button", name="Voir les participants").click()
    await sonia.window.get_by_label("Ajouter quelqu’un").select_option(label="Claire Lefèvre")
    await sonia.window.get_by_role("button", name="Ajouter").click()
    # What is said before she is in would be no news to her.
    await expect(sonia.window.get_by_role("listitem").filter(has_text="Claire Lefèvre")).to_be_visible()
    await sonia.window.get_by_role("button", name="Fermer").last.click()
    await expect(sonia.window).to_have_count(0)
    field = sonia.page.get_by_label("Écrire un message")
    await field.fill("Elle demande ses résultats")
    await field.press("Enter")
    await claire.page.get_by_role("link", name=re.compile("^Discussions, ")).click()
    await claire.page.get_by_role("link", name=re.compile("DUPONT Marie|Dupont Marie")).click()
    await expect(log(claire).get_by_text("Elle demande ses résultats")).to_be_visible()
    await expect(claire.page.get_by_role("region", name="Le patient")).to_contain_text("DUPONT Marie")
