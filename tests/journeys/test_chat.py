"""The practice talks: three people at three browsers, a draft that survives a reload, a server killed while they write."""

import asyncio
import re
from datetime import UTC, datetime, timedelta

from playwright.async_api import Locator, expect
from sqlalchemy import select

from chat.conversations.models import Message
from server.core.db import EVERY_PRACTICE
from server.core.unit import Core
from tests.journeys.conftest import OpenDesk
from tests.journeys.desk import Clinic, Desk, Held
from tests.journeys.test_accessible import AXE, RUN

SIGN = re.compile("^Discussions")


async def _talk(desk: Desk, name: str) -> None:
    """Open a conversation of the list."""
    await desk.page.get_by_role("navigation", name="Vos discussions").get_by_role("link", name=re.compile(name)).click()
    await expect(desk.page.get_by_role("region", name=name).get_by_role("heading", level=2)).to_have_text(name)


async def _go(desk: Desk) -> None:
    """From the header of any page to the conversations."""
    await desk.page.get_by_role("link", name=SIGN).click()
    await expect(desk.page.get_by_role("heading", name="Discussions", level=1)).to_be_visible()


async def _write(desk: Desk, text: str) -> None:
    """Write and send with Enter."""
    field = desk.page.get_by_label("Écrire un message")
    await field.fill(text)
    await field.press("Enter")
    await expect(field).to_have_value("")


async def _act(desk: Desk, text: str, tool: str) -> None:
    """Do something with a message that has arrived: its tools come with the pointer."""
    message = desk.page.get_by_role("log").locator("[data-n]", has_text=text)
    await message.hover()
    await message.get_by_role("button", name=tool).click()


def _said(desk: Desk, text: str | re.Pattern[str]) -> Locator:
    """A message on the screen."""
    return desk.page.get_by_role("log").get_by_text(text, exact=isinstance(text, str))


async def test_colleagues_talk_and_nothing_is_lost_or_said_twice(sit: OpenDesk, clinic: Clinic, core: Core) -> None:
    sonia, claire = await sit("secretary", still=True), await sit("practitioner", still=True)
    # One writes to the other, who is somewhere else and hears of it.
    await _go(sonia)
    await sonia.page.get_by_role("button", name="Nouvelle discussion").click()
    await sonia.window.get_by_role("checkbox", name=re.compile("Claire Lefèvre")).check()
    await sonia.window.get_by_role("button", name="Écrire").click()
    await expect(sonia.window).to_have_count(0)
    # The notice goes by itself: it is waited for from before it comes.
    told = expect(claire.page.get_by_text("Le labo a rappelé")).to_be_visible()
    await asyncio.gather(told, _write(sonia, "Le **labo** a rappelé"))
    await expect(claire.page.get_by_role("link", name="Discussions, 1 message non lu")).to_be_visible()
    await expect(sonia.page.get_by_role("button", name="Reçu", exact=True)).to_be_visible()
    await _go(claire)
    await _talk(claire, "Sonia Petit")
    await expect(sonia.page.get_by_role("button", name="Lu", exact=True)).to_be_visible()
    await expect(claire.page.get_by_role("link", name="Discussions", exact=True)).to_be_visible()
    # She answers that very message; the other sees her write.
    await _act(claire, "labo", "Répondre")
    writing = claire.page.get_by_label("Écrire un message").press_sequentially("Merci")
    await asyncio.gather(expect(sonia.page.get_by_text("Claire écrit…")).to_be_visible(), writing)
    await claire.page.get_by_label("Écrire un message").press("Enter")
    await expect(_said(sonia, "Merci")).to_be_visible()
    await expect(sonia.page.get_by_role("button", name=re.compile("Vous Le labo a rappelé"))).to_be_visible()
    # A typing mistake is mended, an error taken back.
    await _act(claire, "Merci", "Modifier")
    field = claire.page.get_by_label("Écrire un message")
    await expect(field).to_have_value("Merci")
    await field.fill("Merci beaucoup")
    await field.press("Enter")
    await expect(_said(sonia, "Merci beaucoup")).to_be_visible()
    await expect(_said(sonia, "modifié")).to_be_visible()
    await _write(claire, "Pour quelqu’un d’autre")
    await _act(claire, "Pour quelqu’un d’autre", "Supprimer")
    await claire.window.get_by_role("button", name="Supprimer").click()
    await expect(_said(sonia, "Message supprimé")).to_be_visible()
    await expect(_said(sonia, "Pour quelqu’un d’autre")).to_have_count(0)
    # In the practitioner's name, to everybody.
    karim = await sit("tele_secretary", still=True, phone=True)
    await _go(karim)
    await karim.page.get_by_role("link", name=re.compile("Toute l’équipe")).click()
    await expect(karim.page.get_by_role("region", name="Toute l’équipe")).to_be_visible()
    await _talk(sonia, "Toute l’équipe")
    await sonia.page.get_by_label("Écrire au nom de").select_option(label="pour Dr Claire Lefèvre")
    await _write(sonia, "J’arrive dans dix minutes")
    await expect(_said(karim, "J’arrive dans dix minutes")).to_be_visible()
    await expect(_said(karim, "Sonia Petit pour Dr Claire Lefèvre")).to_be_visible()
    await karim.page.evaluate(AXE.read_text(encoding="utf-8"))
    assert await karim.page.evaluate(RUN) == []
    await karim.page.get_by_label("Écrire un message").fill("D’accord")  # until then a microphone stands there
    send = await karim.page.get_by_role("button", name="Envoyer").bounding_box()
    assert send is not None
    assert send["x"] + send["width"] <= 390
    await _go_back(karim)
    # What is typed survives a reload, and does not stay after the person.
    await sonia.page.get_by_label("Écrire un message").fill("À finir")
    await sonia.page.reload()
    await expect(sonia.page.get_by_label("Écrire un message")).to_have_value("À finir")
    await sonia.page.get_by_label("Écrire au nom de").select_option(label="en mon nom (Sonia Petit)")
    await sonia.page.get_by_label("Écrire un message").fill("")
    await _talk(claire, "Toute l’équipe")
    await expect(_said(claire, "J’arrive dans dix minutes")).to_be_visible()
    await _killed_in_the_middle(sonia, claire, clinic, core)
    await claire.page.get_by_label("Écrire un message").fill("Brouillon de Claire")
    await claire.page.get_by_role("button", name=re.compile("Compte")).click()
    await claire.page.get_by_role("button", name="Se déconnecter").click()
    await expect(claire.page.get_by_label("E-mail")).to_be_visible()
    await claire.page.wait_for_function("Object.values(sessionStorage).join() === ''")


async def test_a_sign_pressed_again_before_anybody_sees_it_goes_away_again(sit: OpenDesk) -> None:
    sonia, claire = await sit("secretary", still=True), await sit("practitioner", still=True)
    for desk in (sonia, claire):
        await _go(desk)
        await _talk(desk, "Toute l’équipe")
    await _write(sonia, "Réunion à midi")
    await _act(claire, "Réunion", "Réagir")
    await claire.page.get_by_role("button", name="👍").click()
    sign = sonia.page.get_by_role("log").get_by_role("button", name="👍 1, par Claire Lefèvre")
    await expect(sign).to_be_visible()
    press = Held("/reactions$")
    await press.on(sonia.page)
    await sign.click()
    async with sonia.page.expect_response(lambda answer: answer.request.post_data_json == {"emoji": "👍", "wanted": False}):
        await sign.click()
        press.lets_go.set()
    assert press.seen == [{"emoji": "👍", "wanted": True}, {"emoji": "👍", "wanted": False}]
    # What is said next is there after everything before it.
    await _write(sonia, "Salle deux")
    for desk in (sonia, claire):
        await expect(_said(desk, "Salle deux")).to_be_visible()
        await expect(desk.page.get_by_role("log").get_by_role("button", name=re.compile("👍"))).to_have_accessible_name(
            "👍 1, par Claire Lefèvre"
        )


async def _go_back(desk: Desk) -> None:
    """On a telephone, from a conversation to the list."""
    await desk.page.get_by_role("link", name="Toutes les discussions").click()
    await expect(desk.page.get_by_role("navigation", name="Vos discussions")).to_be_visible()


async def _killed_in_the_middle(sonia: Desk, claire: Desk, clinic: Clinic, core: Core) -> None:
    """The server dies while Sonia writes on: all of it is said, once each, in its order."""
    texts = [f"Message {number}" for number in range(1, 7)]
    for text in texts[:3]:
        await _write(sonia, text)
    await asyncio.to_thread(clinic.server.kill)
    for text in texts[3:]:
        await _write(sonia, text)
    await expect(_said(sonia, "En attente du réseau").last).to_be_visible()
    await asyncio.to_thread(clinic.server.start)
    await expect(_said(claire, texts[-1])).to_be_visible()
    await expect(_said(claire, re.compile(r"^Message \d$"))).to_have_text(texts)
    await expect(_said(sonia, re.compile(r"^Message \d$"))).to_have_text(texts)
    await expect(_said(sonia, "En attente du réseau")).to_have_count(0)
    async with core.db.read(EVERY_PRACTICE) as session:
        numbers = list(await session.scalars(select(Message.n).where(Message.speaking_as.is_(None)).order_by(Message.at, Message.n)))
    assert len(numbers) == 3 + len(texts)


async def test_a_browser_whose_clock_is_wrong_writes_in_order_and_at_the_right_hour(sit: OpenDesk) -> None:
    sonia, claire = await sit("secretary", still=True), await sit("practitioner", still=True, signed_in=False)
    await claire.page.clock.install(time=datetime.now(UTC) + timedelta(hours=3))
    await claire.sign_in()
    for desk in (sonia, claire):
        await _go(desk)
        await _talk(desk, "Toute l’équipe")
    for desk, text in ((sonia, "Premier"), (claire, "Deuxième"), (sonia, "Troisième")):
        await _write(desk, text)
        for other in (sonia, claire):
            await expect(_said(other, text)).to_be_visible()
    hours = []
    for desk in (sonia, claire):
        # What is still on its way bears the hour of the browser.
        said = desk.page.get_by_role("log").locator("[data-n]")
        await expect(said).to_have_text([re.compile("Premier"), re.compile("Deuxième"), re.compile("Troisième")])
        hours.append(await said.locator("time").all_inner_texts())
    assert hours[0] == hours[1]


async def test_a_group_whose_name_holds_something_invisible_is_refused_with_what_to_do(sit: OpenDesk) -> None:
    sonia = await sit("secretary", still=True)
    await _go(sonia)
    await sonia.page.get_by_role("button", name="Nouvelle discussion").click()
    for name in ("Claire Lefèvre", "Karim Haddad"):
        await sonia.window.get_by_label(re.compile(name)).check()
    await sonia.window.get_by_label("Nom du groupe").fill("Accueil\u200b du matin")
    await sonia.window.get_by_role("button", name="Créer le groupe (3)").click()
    await expect(sonia.window.get_by_role("alert")).to_have_text(
        "Ce texte contient un caractère invisible. Effacez-le et tapez-le à la main."
    )
    await sonia.window.get_by_label("Nom du groupe").fill("Accueil du matin")
    await sonia.window.get_by_role("button", name="Créer le groupe (3)").click()
    await expect(sonia.page.get_by_role("heading", name="Accueil du matin")).to_be_visible()
