"""axe finds nothing on any page nor in anything that opens, in either theme (WCAG 2.2 A and AA, and best practices)."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.journeys.conftest import OpenDesk
from tests.journeys.desk import Clinic

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
RUN = """async () => {
  const rules = { 'label-content-name-mismatch': { enabled: true } }  // off unless asked for
  const { violations } = await axe.run(document, { resultTypes: ['violations'], rules })
  return violations.map((rule) => [rule.id, rule.nodes.map((node) => node.html.slice(0, 160))])
}"""
# Nothing moves on these screens (`still`): a colour half faded in is no colour that anybody reads.
BOTH = pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
PAGES = (
    "/agenda",
    "/patients",
    "/waiting-list",
    "/chat",
    "/missions",
    "/calls",
    "/referrals",
    *(f"/planning/{part}" for part in ("schedules", "visibility", "types", "leave", "blocks", "extras", "events", "replacements")),
    *(
        f"/settings/{part}"
        for part in ("practice", "locations", "practitioners", "phone", "members", "rights", "instructions", "duty", "outside", "changes")
    ),
    "/account",
    "/help",
    "/legal/contact",
    "/legal/terms",
    "/legal/notice",
    "/nowhere",
)
OPENED = (
    # the frame
    ("/help", "menu", ("button Actions rapides",)),
    ("/help", "dialog", ("button en ligne",)),
    ("/help", "dialog", ("button Compte",)),
    ("/help", "dialog", ("button Actions rapides", "menuitem Nouveau patient")),
    ("/help", "dialog", ("button Actions rapides", "menuitem Ajouter à la liste")),
    # the command line
    ("/help", "dialog", ("press Control+k",)),
    ("/help", "option", ("press Control+k", "type dupont")),
    ("/help", "option", ("press Control+k", "type dupont consultation demain matin")),
    ("/help", "option", ("press Control+k", "type bloque 14-16 demain")),
    # the agenda
    ("/agenda", "dialog", ("button Nouveau RDV",)),
    ("/agenda", "dialog", ("button Congés",)),
    ("/agenda", "menu", ("button Bloquer des créneaux",)),
    ("/agenda", "dialog", ("button Bloquer des créneaux", "menuitem Bloquer")),
    ("/agenda", "dialog", ("button Ajouter un événement",)),
    ("/agenda", "heading", ("press l",)),
    ("/agenda", "region", ("press w",)),
    # patients
    ("/patients", "heading", ("type dupont", "button DUPONT Marie")),
    ("/patients", "textbox", ("type dupont", "button DUPONT Marie", "button Modifier")),
    ("/patients", "menu", ("type dupont", "button DUPONT Marie", "button Plus")),
    ("/patients", "dialog", ("type dupont", "button DUPONT Marie", "button Plus", "menuitem Fusionner")),
    # the agenda's set-up
    ("/planning/schedules", "dialog", ("button Créer un emploi du temps",)),
    ("/planning/schedules", "menu", ("button Autres actions",)),
    ("/planning/schedules", "grid", ("link Semaine",)),
    ("/planning/schedules", "dialog", ("link Semaine", "button Consultation, lundi")),
    ("/planning/visibility", "dialog", ("button Ajouter une période",)),
    ("/planning/types", "dialog", ("button Créer un type",)),
    ("/planning/leave", "dialog", ("button Poser un congé",)),
    ("/planning/leave", "dialog", ("button Jours fériés",)),
    ("/planning/blocks", "dialog", ("button Bloquer",)),
    ("/planning/extras", "dialog", ("button Créer",)),
    ("/planning/events", "dialog", ("button Ajouter",)),
    ("/planning/replacements", "dialog", ("button Créer",)),
    # missions
    ("/missions", "dialog", ("button Nouvelle mission$",)),
    ("/missions", "dialog", ("button Modèles",)),
    ("/missions", "dialog", ("button Modèles", "button Nouveau modèle")),
    # conversations: signs, and a microphone that this browser refuses
    ("/chat", "log", ("link Toute l’équipe",)),
    ("/chat", "dialog", ("link Toute l’équipe", "button Emojis")),
    ("/chat", "alert", ("link Toute l’équipe", "button Enregistrer un message vocal")),
    ("/calls", "dialog", ("button Carte d’appel",)),
    # the settings
    ("/settings/locations", "dialog", ("button Ajouter un lieu",)),
    ("/settings/practitioners", "dialog", ("button Ajouter un professionnel",)),
    ("/settings/members", "dialog", ("button Inviter",)),
    ("/settings/members", "menu", ("button Autres actions",)),
    ("/settings/members", "dialog", ("button Autres actions : Karim", "menuitem Désactiver")),
    ("/settings/rights", "menu", ("button Tous les droits",)),
    ("/settings/instructions", "dialog", ("button Nouvelle consigne",)),
    ("/settings/duty", "dialog", ("button Ajouter une garde$",)),
    ("/settings/outside", "dialog", ("button Autoriser",)),
    ("/account", "textbox", ("button Activer le second facteur",)),
)
"""Where, what is then there, and how one gets to it: a role and a name to click, keys to press or to type."""
AT_THE_DESK = (
    ("/referrals", "tabpanel", ()),
    ("/referrals", "tabpanel", ("tab Mes confrères",)),
    ("/referrals", "dialog", ("button Adresser un patient",)),
)
"""The same for what an administrator has no part in."""


@BOTH
async def test_every_page_is_clean(sit: OpenDesk, clinic: Clinic, dark: bool) -> None:
    alice = await sit("administrator", dark=dark, still=True)
    found: dict[str, list[str]] = {}
    for path in PAGES:
        await arrive(alice.page, clinic.server.url + path)
        found |= await violations(alice.page, path)
    assert found == {}, report(found)


@BOTH
async def test_everything_that_opens_is_clean(sit: OpenDesk, clinic: Clinic, dark: bool) -> None:
    alice, sonia = await sit("administrator", dark=dark, still=True), await sit("secretary", dark=dark, still=True)
    found: dict[str, list[str]] = {}
    everything = [*((alice.page, each) for each in OPENED), *((sonia.page, each) for each in AT_THE_DESK)]
    for page, (path, role, actions) in everything:
        await arrive(page, clinic.server.url + path)
        for action in actions:
            await _do(page, action)
        await expect(page.get_by_role(role).last).to_be_visible()  # type: ignore[arg-type]  # one of its roles
        found |= await violations(page, f"{path} {', '.join(actions)}")
    assert found == {}, report(found)


@BOTH
async def test_an_appointment_is_clean_from_its_slot_to_its_end(sit: OpenDesk, dark: bool) -> None:
    alice, sonia = await sit("administrator", dark=dark, still=True), await sit("secretary")
    await sonia.open_slot("10:00")
    await alice.slot("09:00").click(button="right")
    await expect(alice.page.get_by_role("menu")).to_be_visible()
    found = await violations(alice.page, "slot")
    await alice.page.keyboard.press("Escape")
    await alice.open_slot("09:00")
    found |= await violations(alice.page, "booking")
    await alice.choose("Dupont")
    found |= await violations(alice.page, "booking for somebody")
    await alice.confirm()
    await alice.appointment("Dupont", "09:00").focus()
    await alice.page.keyboard.press("m")
    await expect(alice.page.get_by_role("toolbar").or_(alice.page.get_by_text("Déplacement")).first).to_be_visible()
    found |= await violations(alice.page, "moving")
    await alice.page.keyboard.press("Escape")
    await alice.appointment("Dupont", "09:00").click(button="right")
    found |= await violations(alice.page, "menu of the appointment")
    await alice.page.keyboard.press("Escape")
    for button in ("", "Historique", "Dupliquer", "Modifier", "Fiche patient", "Annuler le RDV"):
        await alice.appointment("Dupont", "09:00").click()
        await expect(alice.window).to_be_visible()
        if button:
            await alice.window.get_by_role("button", name=button).first.click()
        found |= await violations(alice.page, f"card: {button}")
        while await alice.window.count():
            await alice.page.keyboard.press("Escape")
    assert found == {}, report(found)


@BOTH
async def test_the_way_in_is_clean(sit: OpenDesk, clinic: Clinic, dark: bool) -> None:
    nobody = await sit("secretary", dark=dark, still=True, signed_in=False)
    found: dict[str, list[str]] = {}
    for path in ("/", "/password/forgotten", "/password", "/password#gone", "/invitation", "/invitation#gone", "/legal/terms"):
        await nobody.page.goto("about:blank")
        await arrive(nobody.page, clinic.server.url + path)
        found |= await violations(nobody.page, path)
    assert found == {}, report(found)


def report(found: dict[str, list[str]]) -> str:
    """One line a finding."""
    return "\n".join(f"{where}: {nodes}" for where, nodes in found.items())


async def _do(page: Page, action: str) -> None:
    verb, _, rest = action.partition(" ")
    if verb == "press":
        await page.keyboard.press(rest)
    elif verb == "type":
        await expect(page.locator("input:focus")).to_be_visible()
        await page.keyboard.type(rest)
    else:
        await page.get_by_role(verb, name=re.compile(rest)).first.click()  # type: ignore[arg-type]  # one of its roles


async def arrive(page: Page, address: str) -> None:
    """Open a page, and wait until its code has come and nothing of it is a skeleton any more."""
    await page.goto(address)
    await expect(page.get_by_role("heading", level=1).first).to_be_visible()
    await settled(page)


async def settled(page: Page) -> None:
    """Wait until nothing is a skeleton any more."""
    await expect(page.locator("[aria-busy=true], .skeleton")).to_have_count(0)


async def violations(page: Page, where: str) -> dict[str, list[str]]:
    """What axe finds on the page as it is, once it has settled."""
    await settled(page)
    assert AXE.exists(), "axe-core comes with the browser application's packages (make install)"
    await page.evaluate(AXE.read_text())
    return {f"{where}: {rule}": nodes for rule, nodes in await page.evaluate(RUN)}
