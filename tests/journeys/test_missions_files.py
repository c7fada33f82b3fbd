"""What is put with missions and typed into them: files seen on two screens, and markup that stays text wherever it is shown."""

import json
from pathlib import Path

from playwright.async_api import Dialog, expect

from tests.journeys.conftest import OpenDesk
from tests.journeys.desk import Clinic, Desk
from tests.journeys.test_accessible import AXE, RUN
from tests.journeys.test_missions import card, cards, go
from tests.support import files
from tests.support.markup import SOWN, VECTORS

WRITE = """async ({ practice, vectors }) => {
  const post = async (path, body) => {
    const headers = { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() }
    const answer = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) })
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`)
    return answer.json()
  }
  const id = () => crypto.randomUUID().replaceAll('-', '')
  for (const text of vectors) {
    const fields = { title: text, description: text, labels: [text.slice(0, 30)], checklist: [{ id: id(), text }] }
    const mission = await post('/api/missions', { practice_id: practice, fields })
    await post(`/api/missions/${mission.id}/comments`, { text })
  }
}"""
"""Makes a mission of each text, as the browser would."""


async def _practice(desk: Desk) -> str:
    me = json.loads(await desk.page.evaluate("fetch('/api/me').then((answer) => answer.text())"))
    return str(me["practices"][0]["id"])


async def test_a_file_goes_with_a_mission_on_every_screen(sit: OpenDesk, clinic: Clinic, tmp_path: Path) -> None:
    sonia, claire = await sit("secretary", still=True), await sit("practitioner", still=True)
    await go(sonia)
    await go(claire)
    paper, picture, program = tmp_path / "Ordonnance.pdf", tmp_path / "Carte.png", tmp_path / "facture.pdf"
    paper.write_bytes(files.pdf(2))
    picture.write_bytes(files.image("PNG"))
    program.write_bytes(b"MZ\x90\0" + bytes(200))
    # Chosen while the mission is written, sent once it is made.
    await sonia.page.get_by_role("button", name="Nouvelle mission", exact=True).click()
    await sonia.window.get_by_label("Intitulé").fill("Envoyer l’ordonnance")
    await sonia.window.locator("input[type=file]").set_input_files(paper)
    await expect(sonia.window.get_by_text("Ordonnance.pdf")).to_be_visible()
    await sonia.window.get_by_role("button", name="Ajouter la mission").click()
    await expect(card(claire, "Envoyer l’ordonnance").locator(".facts")).to_contain_text("Fichiers 1")
    # Another one, and one that is refused with its reason: nothing of it stays.
    await card(sonia, "Envoyer l’ordonnance").click()
    await sonia.window.locator("input[type=file]").set_input_files([picture, program])
    await expect(sonia.window.get_by_role("button", name="Carte PNG")).to_be_visible()
    await expect(sonia.window.get_by_text("programme").first).to_be_visible()
    await sonia.window.get_by_role("button", name="Retirer", exact=True).click()
    await sonia.page.evaluate(AXE.read_text(encoding="utf-8"))
    assert await sonia.page.evaluate(RUN) == []
    # The other one reads it where it is, and may not delete it.
    await card(claire, "Envoyer l’ordonnance").click()
    await expect(claire.window.get_by_role("button", name="Carte PNG")).to_be_visible()
    await claire.window.get_by_role("button", name="Ordonnance PDF").click()
    await expect(claire.page.get_by_role("dialog", name="Ordonnance").locator("canvas")).to_have_count(2)
    await claire.page.get_by_role("dialog", name="Ordonnance").get_by_role("button", name="Fermer").click()
    await expect(claire.window.get_by_role("button", name="Supprimer le fichier « Carte »")).to_have_count(0)
    # Deleted here, it goes there.
    await sonia.window.get_by_role("button", name="Supprimer le fichier « Carte »").click()
    sure = sonia.page.get_by_role("dialog", name="Supprimer le fichier « Carte » ?")
    await sure.get_by_role("button", name="Supprimer", exact=True).click()
    await expect(claire.window.get_by_role("button", name="Carte PNG")).to_have_count(0)
    await expect(claire.window.get_by_role("button", name="Ordonnance PDF")).to_be_visible()


async def test_markup_stays_text_on_the_board_in_the_list_and_in_the_window(sit: OpenDesk, clinic: Clinic) -> None:
    sonia = await sit("secretary", still=True)
    alerts: list[str] = []

    async def heard(dialog: Dialog) -> None:
        alerts.append(dialog.message)
        await dialog.dismiss()

    sonia.page.on("dialog", heard)
    texts = list(VECTORS.values())
    await sonia.page.evaluate(WRITE, {"practice": await _practice(sonia), "vectors": texts})
    await go(sonia)
    await expect(cards(sonia, "À faire")).to_have_count(len(texts))
    assert await cards(sonia, "À faire").all_inner_texts() == [" ".join(text.split()) for text in texts]
    assert await sonia.page.evaluate(SOWN) == []
    for at, text in enumerate(texts):
        await sonia.page.locator("[data-mission] [data-card]").nth(at).click()
        await expect(sonia.window.get_by_label("Description")).to_have_value(text)
        await expect(sonia.window.get_by_role("region", name="Commentaires").locator(".text")).to_have_text(text, use_inner_text=True)
        assert await sonia.page.evaluate(SOWN) == [], text
        await sonia.page.keyboard.press("Escape")
        await expect(sonia.window).to_have_count(0)
    await sonia.page.get_by_text("Liste", exact=True).click()
    await expect(sonia.page.get_by_role("row")).to_have_count(len(texts) + 1)
    assert await sonia.page.evaluate(SOWN) == []
    assert (alerts, sonia.errors) == ([], [])
