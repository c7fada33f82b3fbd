"""What messages point to, by two people who see it and one who may not; and a conversation of very many messages."""

import re
from datetime import timedelta

import msgspec
from playwright.async_api import Locator, expect
from sqlalchemy import update

from chat.conversations.models import Conversation, Message
from chat.conversations.queries.views import Sealed, said_label
from chat.conversations.rules import standing_id
from server.accounts.models import MembershipRow
from server.core.actors import EVERYONE
from server.core.db import EVERY_PRACTICE
from server.core.ids import new_id
from server.core.unit import Core
from tests.chat.test_hostile import SPOKEN
from tests.journeys.conftest import OpenDesk
from tests.journeys.desk import Clinic, Desk
from tests.journeys.test_accessible import AXE, RUN
from tests.journeys.test_chat_files import log, team
from tests.support import factories
from tests.support.factories import PASSWORD

MOST_AT_HAND, MOST_A_FRAME = 120, 10
"""Messages that a page holds at most, whatever their number, and that come between two frames."""
COUNT_A_FRAME = """(log) => {
  let come = 0
  window.mostAFrame = 0
  const isOne = (node) => node instanceof HTMLElement && 'n' in node.dataset
  new MutationObserver((changes) => {
    come += changes.flatMap((change) => [...change.addedNodes]).filter(isOne).length
    window.mostAFrame = Math.max(window.mostAFrame, come)
  }).observe(log, { childList: true, subtree: true })
  const frame = () => {
    come = 0
    requestAnimationFrame(frame)
  }
  frame()
}"""


async def only_talks(core: Core, clinic: Clinic, role: str) -> None:
    """Leave somebody the right to talk, and no other."""
    async with core.db.write(EVERY_PRACTICE) as session:
        who = clinic.cabinet.people[role].id  # type: ignore[index]  # roles are named by the tests
        await session.execute(update(MembershipRow).where(MembershipRow.person_id == who).values(rights={EVERYONE: ["chat"]}))
        await session.commit()


async def written(core: Core, clinic: Clinic, texts: list[str], by: str = "practitioner") -> None:
    """What somebody has said to the team over the last weeks; the last of it answers the first."""
    practice, author = clinic.cabinet.practice.id, clinic.cabinet.people[by]  # type: ignore[index]
    conversation, begun = standing_id("team", practice), core.clock.now() - timedelta(days=20)
    rows = []
    for n, text in enumerate(texts, 1):
        message, at = new_id(), begun + timedelta(minutes=n)
        said = core.keyring.seal(practice, said_label(conversation, message), msgspec.json.encode(Sealed(text)))
        rows.append(
            Message(
                conversation_id=conversation, id=message, practice_id=practice, n=n, person_id=author.id, name=author.name,
                initials=author.initials, at=at, said=said, reply_to=1 if n == len(texts) else None,
            )
        )  # fmt: skip
    async with core.db.write(EVERY_PRACTICE) as session:
        session.add(
            Conversation(
                id=conversation, practice_id=practice, kind="team", last_n=len(texts), last_at=begun + timedelta(minutes=len(texts))
            )
        )
        await session.flush()
        session.add_all(rows)
        await session.commit()


async def share(desk: Desk, conversation: str) -> None:
    """From the window that is open to the draft of a conversation."""
    await desk.page.get_by_role("button", name="Partager", exact=True).click()
    await desk.page.get_by_role("dialog", name="Partager dans une discussion").get_by_role("button", name=conversation).click()
    await expect(desk.page.get_by_role("list", name="Fiches à envoyer")).to_be_visible()


def message(desk: Desk, text: str) -> Locator:
    """A message on the screen."""
    return log(desk).locator("[data-n]", has_text=text)


async def test_what_is_shown_is_live_and_tells_each_what_he_may_know(sit: OpenDesk, clinic: Clinic, core: Core) -> None:
    await only_talks(core, clinic, "tele_secretary")
    sonia, claire = await sit("secretary", still=True), await sit("practitioner", still=True)
    await team(claire)
    # From the card of an appointment into the team's conversation, with a word.
    await sonia.book("09:00", "Dupont")
    await sonia.appointment("Dupont", "09:00").press("Enter")
    await share(sonia, "Toute l’équipe")
    await sonia.page.get_by_label("Écrire un message").fill("Peut-on l’avancer ?")
    await sonia.page.get_by_label("Écrire un message").press("Enter")
    shown = message(claire, "Peut-on l’avancer").get_by_role("button", name=re.compile("DUPONT Marie"))
    await expect(shown).to_contain_text("09:00 · Dr Claire Lefèvre")
    karim = await sit("tele_secretary", still=True, phone=True, dark=True, signed_in=False)
    await karim.page.goto(f"{clinic.server.url}/chat")
    await karim.page.get_by_label("E-mail").fill(karim.clinic.email("tele_secretary"))
    await karim.page.get_by_role("textbox", name="Mot de passe").fill(PASSWORD)
    await karim.page.get_by_role("button", name="Se connecter").click()
    await karim.page.get_by_role("link", name=re.compile("Toute l’équipe")).click()
    unseen = message(karim, "Peut-on l’avancer")
    await expect(unseen).to_contain_text("Un rendez-vous")
    await expect(unseen.get_by_text(re.compile("dupont", re.IGNORECASE))).to_have_count(0)
    # It moves, and the card says so to whoever looks.
    await sonia.page.goto(f"{clinic.server.url}/agenda")
    await sonia.page.get_by_role("button", name="Suivant", exact=True).click()
    await expect(sonia.appointment("Dupont", "09:00")).to_be_visible()
    await sonia.move("Dupont", "09:00", "09:30")
    await expect(shown).to_contain_text("09:30 · Dr Claire Lefèvre")
    # In one gesture a message is a mission; shown again, it says how it stands.
    asked = message(claire, "Peut-on l’avancer")
    await asked.hover()
    await asked.get_by_role("button", name="Faire une mission").click()
    await claire.window.get_by_role("button", name="Ajouter la mission").click()
    await expect(claire.window).to_have_count(0)
    await claire.page.get_by_role("button", name="Joindre un patient").click()
    await claire.window.get_by_text("Mission", exact=True).click()
    await claire.window.get_by_role("button", name="Peut-on l’avancer ?").click()
    await claire.page.get_by_role("button", name="Envoyer", exact=True).click()
    mission = log(claire).get_by_role("button", name=re.compile("À faire"))
    await expect(mission).to_contain_text("Peut-on l’avancer ?")
    await team(sonia)
    await log(sonia).get_by_role("button", name=re.compile("À faire")).click()
    await sonia.window.get_by_label("Colonne").select_option(label="Terminées")
    await expect(log(claire).get_by_role("button", name=re.compile("Peut-on l’avancer.*Terminées"))).to_be_visible()
    for desk in (claire, karim):
        await desk.page.evaluate(AXE.read_text(encoding="utf-8"))
        assert await desk.page.evaluate(RUN) == []


async def test_a_long_list_leaves_its_field_in_sight_and_follows_the_arrows(sit: OpenDesk, clinic: Clinic, core: Core) -> None:
    for number in range(12):
        await factories.patient(core, clinic.cabinet.practice, "Martin", f"Alex{number:02}", mobile=f"+336399800{number:02}")
    sonia = await sit("secretary", still=True)
    await team(sonia)
    await sonia.page.get_by_role("button", name="Joindre un patient, un rendez-vous, une mission").click()
    field = sonia.window.get_by_role("combobox", name="Rechercher un patient")
    await field.fill("martin")
    offers = sonia.page.get_by_role("listbox").get_by_role("option")
    await expect(offers).to_have_count(12)
    upper, lower = await field.bounding_box(), await sonia.page.get_by_role("listbox").bounding_box()
    assert upper is not None
    assert lower is not None
    assert upper["y"] + upper["height"] <= lower["y"] or lower["y"] + lower["height"] <= upper["y"]
    await expect(offers.last).not_to_be_in_viewport()
    await field.press("ArrowUp")
    await expect(offers.last).to_be_in_viewport(ratio=0.9)
    await field.press("ArrowDown")
    await expect(offers.first).to_be_in_viewport(ratio=0.9)


async def test_what_was_said_before_is_shown_to_who_asks(sit: OpenDesk) -> None:
    sonia, claire = await sit("secretary", still=True), await sit("practitioner", still=True)
    for desk in (sonia, claire):
        await team(desk)
    field = sonia.page.get_by_label("Écrire un message")
    await field.fill("À 15 h")
    await field.press("Enter")
    said = message(sonia, "À 15 h")
    await said.hover()
    await said.get_by_role("button", name="Modifier").click()
    await expect(field).to_have_value("À 15 h")
    await field.fill("À 16 h")
    await field.press("Enter")
    await message(claire, "À 16 h").get_by_role("button", name="modifié").click()
    await expect(claire.page.get_by_role("dialog", name="Versions précédentes")).to_contain_text("À 15 h")


async def test_somebody_goes_far_back_and_the_page_stays_light(sit: OpenDesk, clinic: Clinic, core: Core) -> None:
    await written(core, clinic, [f"Numéro {n}." for n in range(1, 1_201)])
    sonia = await sit("secretary", still=True)
    await team(sonia)
    count = log(sonia).locator("[data-n]")
    await expect(message(sonia, "Numéro 1200.")).to_be_in_viewport()
    # To the beginning at once, by what an answer quotes; and to the end in one press.
    await message(sonia, "Numéro 1200.").get_by_role("button", name="Numéro 1.").click()
    await expect(message(sonia, "Numéro 1.").first).to_be_in_viewport()
    assert await count.count() <= MOST_AT_HAND
    await sonia.page.get_by_role("button", name="Aller à la fin").click()
    await expect(message(sonia, "Numéro 1200.")).to_be_in_viewport()
    # Page after page, to far above what is held; what one reads stays where it is, and no page comes in one piece.
    await log(sonia).evaluate(COUNT_A_FRAME)
    for page in range(1, 8):
        await log(sonia).evaluate("(log) => { log.scrollTop = 0 }")
        await expect(message(sonia, f"Numéro {1_151 - 50 * page}.")).to_be_attached()
        assert await count.count() <= MOST_AT_HAND
    assert 0 < await sonia.page.evaluate("mostAFrame") <= MOST_A_FRAME
    await expect(message(sonia, "Numéro 1200.")).to_have_count(0)
    # Down again by hand: what was let go of comes back.
    newest = await count.last.get_attribute("data-n")
    await log(sonia).evaluate("(log) => { log.scrollTop = log.scrollHeight }")
    await expect(message(sonia, f"Numéro {int(newest or 0) + 50}.")).to_be_attached()
    assert await count.count() <= MOST_AT_HAND
    assert await sonia.page.evaluate("mostAFrame") <= MOST_A_FRAME
    # Only the message one points to has its tools.
    tools = log(sonia).get_by_role("group", name="Actions sur le message")
    shown = message(sonia, f"Numéro {newest}.")
    await shown.scroll_into_view_if_needed()
    await shown.hover()
    await expect(shown.get_by_role("button", name="Répondre")).to_be_visible()
    await expect(tools).to_have_count(1)


async def test_nothing_that_is_typed_runs_in_the_browser(sit: OpenDesk, clinic: Clinic, core: Core) -> None:
    await written(core, clinic, SPOKEN)
    sonia = await sit("secretary", still=True)
    opened: list[str] = []
    asked: list[str] = []
    sonia.page.on("dialog", lambda dialog: opened.append(dialog.message))
    sonia.page.on("request", lambda request: asked.append(request.url))
    await team(sonia)
    strange = (
        "[...document.querySelectorAll('[role=log] *')].filter((e) => e.matches('script,iframe,object,embed,style,link,meta,base,form,img')"
    )
    strange += (
        " || e.getAttributeNames().some((name) => name.startsWith('on')) || /^\\s*(javascript|data|vbscript):/i.test(e.href ?? '')).length"
    )
    for first in (*range(len(SPOKEN) - 49, 1, -50), 1):
        await expect(log(sonia).locator(f'[data-n="{first}"]')).to_be_attached()
        assert await sonia.page.evaluate(strange) == 0
        await log(sonia).evaluate("(log) => { log.scrollTop = 0 }")
    assert opened == []
    assert [url for url in asked if not url.startswith((clinic.server.url, "blob:", "data:"))] == []
