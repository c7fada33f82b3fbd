"""A board on several screens: a mission made from a message, dragged by two people at once, moved by the keyboard and on a telephone."""

import asyncio
import re

from playwright.async_api import Locator, Route, expect

from tests.journeys.conftest import OpenDesk
from tests.journeys.desk import Clinic, Desk, Held
from tests.journeys.test_accessible import AXE, RUN

COLUMNS = ("À faire", "En cours", "Terminées", "Archivées")


def column(desk: Desk, name: str) -> Locator:
    """A column of the board."""
    return desk.page.get_by_role("region", name=name, exact=True)


def cards(desk: Desk, name: str) -> Locator:
    """The missions of a column, by their titles."""
    return column(desk, name).locator("[data-mission] .title")


def card(desk: Desk, title: str) -> Locator:
    """What one presses to open a mission."""
    return desk.page.locator("[data-mission]", has_text=title).locator("[data-card]")


async def go(desk: Desk) -> None:
    """From the header of any page to the board."""
    await desk.page.get_by_role("link", name=re.compile("^Missions")).click()
    await expect(desk.page.get_by_role("heading", name="Missions", level=1)).to_be_visible()
    await expect(column(desk, "À faire")).to_be_visible()


async def make(desk: Desk, title: str, *, to: str = "") -> None:
    """Write a new mission."""
    await desk.page.get_by_role("button", name="Nouvelle mission", exact=True).click()
    await desk.window.get_by_label("Intitulé").fill(title)
    if to:
        await desk.window.locator("label", has_text=to).click()
    await desk.window.get_by_role("button", name="Ajouter la mission").click()
    await expect(desk.window).to_have_count(0)


async def _carry(desk: Desk, title: str, to: str, *, before: str = "") -> None:
    """Take a card with the mouse and hold it: over another one, or at the end of a column."""
    start = await card(desk, title).bounding_box()
    target = await (card(desk, before) if before else column(desk, to)).bounding_box()
    assert start is not None
    assert target is not None
    mouse = desk.page.mouse
    await mouse.move(start["x"] + 20, start["y"] + 12)
    await mouse.down()
    await mouse.move(start["x"] + 40, start["y"] + 30, steps=4)
    end = target["y"] + (4 if before else target["height"] - 20)
    await mouse.move(target["x"] + target["width"] / 2, end, steps=12)
    await expect(desk.page.locator(".ghost")).to_be_visible()


async def _drop(desk: Desk) -> tuple[str, str]:
    """Let go of it; gives its place in its column and its title, as the server answered."""
    async with desk.page.expect_response(re.compile("/api/missions/[^/]+/move$")) as answered:
        await desk.page.mouse.up()
    view = await (await answered.value).json()
    await expect(desk.page.locator(".ghost")).to_have_count(0)
    return view["position"], view["title"]


async def test_a_message_becomes_a_mission_that_two_people_drag(sit: OpenDesk, clinic: Clinic) -> None:
    sonia, claire = await sit("secretary", still=True), await sit("practitioner", still=True)
    # Something said becomes something to do, in one gesture.
    await sonia.page.get_by_role("link", name=re.compile("^Discussions")).click()
    await sonia.page.get_by_role("navigation", name="Vos discussions").get_by_role("link", name=re.compile("Toute l’équipe")).click()
    await sonia.page.get_by_label("Écrire un message").fill("Rappeler le laboratoire")
    await sonia.page.get_by_label("Écrire un message").press("Enter")
    said = sonia.page.get_by_role("log").locator("[data-n]", has_text="Rappeler le laboratoire")
    await said.hover()
    await said.get_by_role("button", name="Faire une mission").click()
    await expect(sonia.window.get_by_label("Intitulé")).to_have_value("Rappeler le laboratoire")
    await sonia.window.locator("label", has_text="Claire Lefèvre").click()
    await sonia.window.get_by_role("button", name="Ajouter la mission").click()
    await expect(claire.page.get_by_role("link", name="Missions, 1 à faire")).to_be_visible()
    await go(sonia)
    await go(claire)
    for title in ("Commander du papier", "Scanner les courriers"):
        await make(sonia, title)
    for desk in (sonia, claire):
        await expect(cards(desk, "À faire")).to_have_text(["Rappeler le laboratoire", "Commander du papier", "Scanner les courriers"])
    # One drags it, the other sees it move.
    await _carry(sonia, "Rappeler le laboratoire", "En cours")
    await _drop(sonia)
    for desk in (sonia, claire):
        await expect(cards(desk, "En cours")).to_have_text(["Rappeler le laboratoire"])
    # Both carry one at once, and let go over the same place: each screen ends with the order of the server.
    for desk, title in ((sonia, "Commander du papier"), (claire, "Scanner les courriers")):
        await _carry(desk, title, "En cours", before="Rappeler le laboratoire")
    dropped = await asyncio.gather(_drop(sonia), _drop(claire))
    order = [*(title for _, title in sorted(dropped)), "Rappeler le laboratoire"]
    for desk in (sonia, claire):
        await expect(cards(desk, "En cours")).to_have_text(order)
        await expect(cards(desk, "À faire")).to_have_count(0)
    # What is said under it is there for the other one; so is what happened.
    await card(claire, "Rappeler le laboratoire").click()
    await claire.window.get_by_label("Écrire un commentaire").fill("Ils rappellent à 14 h")
    await claire.window.get_by_role("button", name="Commenter").click()
    await expect(claire.window.get_by_text("Ils rappellent à 14 h")).to_be_visible()
    await claire.window.get_by_role("button", name="Fermer").first.click()
    await expect(claire.window).to_have_count(0)
    await card(sonia, "Rappeler le laboratoire").click()
    await expect(sonia.window.get_by_text("Ils rappellent à 14 h")).to_be_visible()
    await sonia.window.get_by_text("Historique").click()
    await expect(sonia.window.get_by_text("passée de « À faire » à « En cours »")).to_be_visible()
    await sonia.window.get_by_role("button", name="Fermer").first.click()
    await expect(sonia.window).to_have_count(0)
    # And back after a reload.
    await sonia.page.reload()
    await expect(cards(sonia, "En cours")).to_have_text(order)


async def test_the_keyboard_alone_and_a_telephone_move_missions(sit: OpenDesk, clinic: Clinic) -> None:
    sonia = await sit("secretary", still=True)
    await go(sonia)
    for title in ("Première", "Deuxième", "Troisième"):
        await make(sonia, title)
    await expect(cards(sonia, "À faire")).to_have_text(["Première", "Deuxième", "Troisième"])
    # Taken with M, carried with the arrows, given up with Escape, put down with Enter.
    await card(sonia, "Troisième").focus()
    await sonia.page.keyboard.press("m")
    await sonia.page.keyboard.press("ArrowUp")
    await expect(cards(sonia, "À faire")).to_have_text(["Première", "Troisième", "Deuxième"])
    await sonia.page.keyboard.press("Escape")
    await expect(cards(sonia, "À faire")).to_have_text(["Première", "Deuxième", "Troisième"])
    await expect(card(sonia, "Troisième")).to_be_focused()
    await sonia.page.keyboard.press("m")
    await sonia.page.keyboard.press("ArrowUp")
    await sonia.page.keyboard.press("ArrowUp")
    await sonia.page.keyboard.press("ArrowRight")
    await sonia.page.keyboard.press("Enter")
    await expect(cards(sonia, "En cours")).to_have_text(["Troisième"])
    await expect(card(sonia, "Troisième")).to_be_focused()
    # On a telephone, by its menu.
    karim = await sit("tele_secretary", still=True, phone=True)
    await go(karim)
    await karim.page.get_by_role("button", name="Actions sur « Première »").click()
    await karim.page.get_by_role("menuitem", name="Déplacer vers « Terminées »").click()
    await expect(cards(sonia, "Terminées")).to_have_text(["Première"])
    await karim.page.evaluate(AXE.read_text(encoding="utf-8"))
    assert await karim.page.evaluate(RUN) == []
    # Filters, and the same as a list.
    await sonia.page.get_by_role("button", name="Les miennes").click()
    await expect(cards(sonia, "À faire")).to_have_count(0)
    await sonia.page.get_by_role("button", name="Tout afficher").click()
    await sonia.page.get_by_label("Rechercher une mission").fill("deuxieme")
    await expect(cards(sonia, "À faire")).to_have_text(["Deuxième"])
    await sonia.page.get_by_text("Liste", exact=True).click()
    await expect(sonia.page.get_by_role("row", name=re.compile("Deuxième"))).to_be_visible()


async def test_a_template_makes_its_mission_on_every_screen(sit: OpenDesk, clinic: Clinic) -> None:
    sonia, claire = await sit("secretary", still=True), await sit("practitioner", still=True)
    await go(sonia)
    await go(claire)
    await sonia.page.get_by_role("button", name="Modèles").click()
    await sonia.window.get_by_role("button", name="Nouveau modèle").click()
    await sonia.window.get_by_label("Intitulé").fill("Relance résultats")
    await sonia.window.get_by_role("button", name="Ajouter une étape").click()
    await sonia.window.get_by_label("Étape 1", exact=True).fill("Appeler le laboratoire")
    await expect(sonia.window.get_by_role("checkbox", name=re.compile("^Étape faite"))).to_have_count(0)
    await sonia.window.get_by_role("button", name="Enregistrer").click()
    await sonia.window.get_by_role("button", name="Créer la mission").click()
    for desk in (sonia, claire):
        await expect(cards(desk, "À faire")).to_have_text(["Relance résultats"])
    await sonia.window.get_by_role("button", name="Fermer").first.click()
    await expect(sonia.window).to_have_count(0)
    # One ticks, the other sees it.
    await card(claire, "Relance résultats").click()
    await claire.window.get_by_role("checkbox", name="Étape faite : Appeler le laboratoire").check()
    await expect(card(sonia, "Relance résultats")).to_contain_text("1/1")


async def _held_back(desk: Desk, address: str) -> asyncio.Event:
    """What the server answers there comes once the event is set."""
    go_on = asyncio.Event()

    async def hold(route: Route) -> None:
        answer = await route.fetch()
        await go_on.wait()
        await route.fulfill(response=answer)

    await desk.page.route(address, hold)
    return go_on


async def _template(desk: Desk, title: str) -> None:
    """Open a template of the list to write in it."""
    await desk.window.get_by_role("button", name=re.compile(rf"^Modifier le modèle .*\b{title}\b")).click()
    await expect(desk.window.get_by_label("Intitulé")).to_have_value(title)


async def test_two_people_who_write_in_a_template_lose_nothing_in_silence(sit: OpenDesk, clinic: Clinic) -> None:
    sonia, claire = await sit("secretary", still=True), await sit("practitioner", still=True)
    await go(sonia)
    await go(claire)
    await sonia.page.get_by_role("button", name="Modèles").click()
    await sonia.window.get_by_role("button", name="Nouveau modèle").click()
    await sonia.window.get_by_label("Intitulé").fill("Relance")
    await sonia.window.get_by_role("button", name="Enregistrer").click()
    await claire.page.get_by_role("button", name="Modèles").click()
    for desk in (sonia, claire):
        await _template(desk, "Relance")
    # Whoever has typed nothing sees what the other one saved, without a word; nor is anybody warned of what he saves himself.
    go_on = await _held_back(claire, "**/api/mission-templates/*")
    await claire.window.get_by_label("Intitulé").fill("Relance des résultats")
    await claire.window.get_by_role("button", name="Enregistrer").click()
    await expect(sonia.window.get_by_label("Intitulé")).to_have_value("Relance des résultats")
    changed, own = (desk.page.get_by_text("Un collègue vient de modifier cet élément.") for desk in (sonia, claire))
    await expect(changed).to_have_count(0)
    await claire.page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    await expect(own).to_have_count(0)
    go_on.set()
    # Whoever has typed something is asked, and saves nothing before.
    await sonia.window.get_by_label("Description").fill("Appeler le laboratoire")
    await _template(claire, "Relance des résultats")
    await claire.window.get_by_label("Intitulé").fill("Relance du matin")
    await claire.window.get_by_role("button", name="Enregistrer").click()
    await expect(changed).to_be_visible()
    save = sonia.window.get_by_role("button", name="Enregistrer")
    await expect(save).to_be_disabled()
    await sonia.page.evaluate(AXE.read_text(encoding="utf-8"))
    assert await sonia.page.evaluate(RUN) == []
    await sonia.window.get_by_role("button", name="Voir sa version").click()
    await expect(sonia.window.get_by_label("Intitulé")).to_have_value("Relance du matin")
    await expect(sonia.window.get_by_label("Description")).to_have_value("")
    # Or what is typed goes over it.
    await sonia.window.get_by_label("Description").fill("Appeler le laboratoire")
    await _template(claire, "Relance du matin")
    await claire.window.get_by_label("Description").fill("Écrire au laboratoire")
    await claire.window.get_by_role("button", name="Enregistrer").click()
    await sonia.window.get_by_role("button", name="Garder la mienne").click()
    await expect(changed).to_have_count(0)
    await save.click()
    await _template(claire, "Relance du matin")
    await expect(claire.window.get_by_label("Description")).to_have_value("Appeler le laboratoire")


async def test_nothing_typed_about_a_mission_is_lost_by_closing_its_window(sit: OpenDesk, clinic: Clinic) -> None:
    sonia = await sit("secretary", still=True)
    await go(sonia)
    await sonia.page.get_by_role("button", name="Nouvelle mission", exact=True).click()
    mission = sonia.page.get_by_role("dialog", name="Nouvelle mission")
    await mission.get_by_label("Intitulé").fill("Rappeler le laboratoire")
    question = sonia.page.get_by_role("dialog", name="Abandonner ce que vous avez saisi ?")
    await sonia.page.keyboard.press("Escape")
    await question.get_by_role("button", name="Continuer la saisie").click()
    await expect(question).to_have_count(0)
    await expect(mission.get_by_label("Intitulé")).to_have_value("Rappeler le laboratoire")
    await mission.get_by_role("button", name="Ajouter la mission").click()
    await expect(mission).to_have_count(0)
    # A comment that was not sent is something typed too; a window where nothing was typed closes at once.
    await card(sonia, "Rappeler le laboratoire").click()
    mission = sonia.page.get_by_role("dialog", name="Mission", exact=True)
    await mission.get_by_label("Écrire un commentaire").fill("Ils rappellent à 14 h")
    await mission.get_by_role("button", name="Fermer").first.click()
    await question.get_by_role("button", name="Continuer la saisie").click()
    await expect(question).to_have_count(0)
    await mission.get_by_role("button", name="Commenter").click()
    await expect(mission.get_by_text("Ils rappellent à 14 h")).to_be_visible()
    await expect(mission.get_by_label("Écrire un commentaire")).to_have_value("")
    await sonia.page.keyboard.press("Escape")
    await expect(mission).to_have_count(0)


async def test_what_is_saved_waits_for_what_is_ticked_and_goes_with_what_a_colleague_changes_beside_it(sit: OpenDesk) -> None:
    sonia, claire = await sit("secretary", still=True), await sit("practitioner", still=True)
    for desk in (sonia, claire):
        await go(desk)
    await sonia.page.get_by_role("button", name="Nouvelle mission", exact=True).click()
    await sonia.window.get_by_label("Intitulé").fill("Rappeler le laboratoire")
    await sonia.window.get_by_role("button", name="Ajouter une étape").click()
    await sonia.window.get_by_label("Étape 1").fill("Chercher le numéro")
    await sonia.window.get_by_role("button", name="Ajouter la mission").click()
    await expect(sonia.window).to_have_count(0)
    # She ticks and saves in one go: both are kept, though the tick is not there yet.
    tick = Held("/tick$")
    await tick.on(sonia.page)
    await card(sonia, "Rappeler le laboratoire").click()
    await sonia.window.get_by_label("Étape faite : Chercher le numéro").check()
    await sonia.window.get_by_label("Intitulé").fill("Rappeler le laboratoire Curie")
    await sonia.window.get_by_label("Intitulé").press("Enter")
    tick.lets_go.set()
    await expect(sonia.window).to_have_count(0)
    await card(claire, "Rappeler le laboratoire Curie").click()
    await expect(claire.window.get_by_label("Étape faite : Chercher le numéro")).to_be_checked()
    # Another one changes something else while hers is on its way: nobody is asked to begin anew.
    change = Held("/api/missions/[0-9a-f]+$")
    await change.on(sonia.page)
    await card(sonia, "Rappeler le laboratoire Curie").click()
    await sonia.window.get_by_label("Description", exact=True).fill("Potassium")
    await sonia.window.get_by_role("button", name="Enregistrer").click()
    await claire.window.get_by_label("Intitulé").fill("Rappeler l’institut Curie")
    await claire.window.get_by_role("button", name="Enregistrer").click()
    await expect(claire.window).to_have_count(0)
    await expect(sonia.window.get_by_label("Intitulé")).to_have_value("Rappeler l’institut Curie")
    change.lets_go.set()
    await expect(sonia.window).to_have_count(0)
    await card(claire, "Rappeler l’institut Curie").click()
    await expect(claire.window.get_by_label("Description", exact=True)).to_have_value("Potassium")
    assert len(change.seen) == 2


async def test_a_mission_lies_where_it_was_put_last(sit: OpenDesk) -> None:
    sonia, claire = await sit("secretary", still=True), await sit("practitioner", still=True)
    for desk in (sonia, claire):
        await go(desk)
    await make(sonia, "Rappeler le laboratoire")
    move = Held("/move$")
    await move.on(sonia.page)
    await card(sonia, "Rappeler le laboratoire").click()
    for to in ("En cours", "Terminées"):
        await sonia.window.get_by_label("Colonne").select_option(label=to)
    assert len(move.seen) == 1
    move.lets_go.set()
    await expect(cards(claire, "Terminées")).to_have_text(["Rappeler le laboratoire"])
    assert len(move.seen) == 2


async def test_what_is_written_while_a_comment_is_on_its_way_stays(sit: OpenDesk) -> None:
    sonia = await sit("secretary", still=True)
    await go(sonia)
    await make(sonia, "Rappeler le laboratoire")
    comment = Held("/comments$")
    await comment.on(sonia.page)
    await card(sonia, "Rappeler le laboratoire").click()
    field = sonia.window.get_by_label("Écrire un commentaire")
    await field.fill("Ils rappellent")
    await sonia.window.get_by_role("button", name="Commenter").click()
    await field.press_sequentially(" Le numéro est le 01")
    comment.lets_go.set()
    await expect(sonia.window.get_by_text("Ils rappellent", exact=True)).to_be_visible()
    await expect(field).to_have_value("Le numéro est le 01")
