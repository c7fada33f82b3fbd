"""Somebody calls: the telephone system says so, and the card opens where his telephone rings; one books and notes from the keyboard."""

import asyncio
import os
import re
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.async_api import Route, expect

from server.core.unit import Core
from tests.journeys.conftest import OpenDesk
from tests.journeys.desk import Clinic, Desk
from tests.journeys.test_accessible import violations
from tests.support import factories

SCRIPT = Path(__file__).parents[2] / "deploy" / "asterisk" / "ardoise-call"


async def _exchange_says(conf: Path, *word: str) -> None:
    """Run what a telephone exchange runs."""
    child = await asyncio.create_subprocess_exec(sys.executable, str(SCRIPT), *word, env={**os.environ, "ARDOISE_CONF": str(conf)})
    assert await child.wait() == 0


async def _connect(alice: Desk, conf: Path) -> None:
    """The administrator connects the telephone system, and copies its settings."""
    await alice.settings("Téléphone")
    await alice.page.get_by_role("button", name="Relier un standard").click()
    await alice.page.get_by_role("button", name="Montrer la clé").click()
    codes = alice.page.get_by_role("region", name="Standard téléphonique").locator("code")
    await expect(codes).to_have_count(3)
    _, practice, key = await codes.all_inner_texts()
    lines = (f"ARDOISE_URL={alice.clinic.server.url}", f"ARDOISE_PRACTICE={practice}", f"ARDOISE_KEY={key}", "")
    await asyncio.to_thread(conf.write_text, "\n".join(lines))


async def test_a_call_opens_its_card_on_the_right_screen(sit: OpenDesk, clinic: Clinic, core: Core, tmp_path: Path) -> None:
    await factories.patient(core, clinic.cabinet.practice, "Leroy", "Anne", mobile="+33639980042")
    await factories.patient(core, clinic.cabinet.practice, "Leroy", "Tom", mobile="+33639980042")
    alice, sonia, karim = await sit("administrator"), await sit("secretary", still=True), await sit("tele_secretary", still=True)
    conf = tmp_path / "ardoise.conf"
    await _connect(alice, conf)
    await sonia.settings("Téléphone")
    own, save = sonia.page.get_by_role("textbox", name="Mon poste"), sonia.page.get_by_role("button", name="Enregistrer")
    await own.fill("201")
    field, button = await own.bounding_box(), await save.bounding_box()
    assert field is not None
    assert button is not None
    assert abs(field["y"] - button["y"]) < 2
    await save.click()
    await expect(sonia.page.get_by_text("Poste enregistré")).to_be_visible()
    # It rings at hers: her screen shows who has this number, and chooses nobody.
    await _exchange_says(conf, "ringing", "1.42", "0639980042", "0199001010", "201")
    card = sonia.page.get_by_role("dialog", name="06 39 98 00 42")
    await expect(card.get_by_text("2 patients à ce numéro")).to_be_visible()
    await expect(card.get_by_role("radio", checked=True)).to_have_count(0)
    await expect(karim.page.get_by_role("link", name="Appels, 1 appel sonne")).to_be_visible()
    await expect(karim.page.get_by_role("dialog")).to_have_count(0)
    # She picks up, says who it is, books from the keyboard and notes the call.
    await _exchange_says(conf, "answered", "1.42", "0639980042", "0199001010", "201")
    await expect(card.get_by_text("En ligne, Sonia Petit")).to_be_visible()
    await card.get_by_role("radio", name=re.compile("LEROY Anne")).check()
    await sonia.page.keyboard.press("r")
    booking = sonia.page.get_by_role("dialog", name="Nouveau rendez-vous")
    await expect(booking.get_by_text("LEROY Anne", exact=True)).to_be_visible()
    await booking.get_by_role("button", name=re.compile("^Confirmer")).click()
    await expect(booking).to_have_count(0)
    await card.get_by_label("Motif de l’appel").fill("Rendez-vous pour un vaccin")
    await expect(card.get_by_label("Suite donnée")).to_have_value("booked")

    async def rings_off(route: Route) -> None:
        await _exchange_says(conf, "ended", "1.42")
        await route.continue_()

    # The caller rings off while it is on its way: it is noted all the same.
    await sonia.page.route(re.compile("/api/phone/calls/[^/]+$"), rings_off, times=1)
    await sonia.page.keyboard.press("Control+Enter")
    await expect(card).to_have_count(0)
    # Whoever has the same caller on the line later reads it, from a number typed in the command line.
    await karim.page.keyboard.press("Control+k")
    await expect(karim.page.get_by_role("combobox", name="Ligne de commande")).to_be_focused()
    await karim.page.keyboard.type("appel 06 39 98 00 42")
    await karim.page.get_by_role("option", name=re.compile("Carte d’appel")).click()
    theirs = karim.page.get_by_role("dialog", name="06 39 98 00 42")
    await expect(theirs.get_by_text("Rendez-vous pris, Sonia Petit · Rendez-vous pour un vaccin")).to_be_visible()
    await karim.page.keyboard.press("Escape")
    await karim.page.get_by_role("link", name="Appels", exact=True).click()
    await expect(karim.page.get_by_text("Rendez-vous pour un vaccin")).to_be_visible()


async def test_a_message_and_a_mission_leave_the_card_from_the_keyboard_and_the_mission_is_on_it(
    sit: OpenDesk, clinic: Clinic, core: Core
) -> None:
    await factories.patient(core, clinic.cabinet.practice, "Leroy", "Anne", mobile="+33639980042")
    sonia, claire = await sit("secretary", still=True), await sit("practitioner", still=True)
    # The key comes with the link, after the first screen.
    await expect(sonia.page.get_by_role("link", name="Appels", exact=True)).to_be_visible()
    await sonia.page.keyboard.press("a")
    card = sonia.page.get_by_role("dialog", name="Carte d’appel")
    await card.get_by_label("Numéro de téléphone").fill("06 39 98 00 42")
    card = sonia.page.get_by_role("dialog", name="06 39 98 00 42")
    await expect(card.get_by_role("radio", name=re.compile("LEROY Anne"))).to_be_checked()
    await card.get_by_label("Pour qui").select_option(label="Dr Claire Lefèvre")
    await card.get_by_label("Motif de l’appel").fill("Attend ses résultats")
    await card.get_by_role("radio", name=re.compile("LEROY Anne")).focus()
    await sonia.page.keyboard.press("t")
    mission = sonia.page.get_by_role("dialog", name="Nouvelle mission")
    await expect(mission.get_by_label("Intitulé")).to_have_value("Attend ses résultats")
    await mission.get_by_role("button", name="Ajouter la mission").click()
    await expect(mission).to_have_count(0)
    # The mission stands on the card of whoever answers next; the message goes to the practitioner, about this patient.
    await expect(card.get_by_role("button", name=re.compile("Attend ses résultats"))).to_be_visible()
    await card.get_by_role("radio", name=re.compile("LEROY Anne")).focus()
    await sonia.page.keyboard.press("m")
    said = re.compile(r"^Appel\s:\sLEROY\sAnne,\s06\s39\s98\s00\s42\.\sAttend ses résultats$")
    written = sonia.page.get_by_label("Écrire un message")
    await expect(written).to_have_value(said)
    await written.press("Enter")
    await expect(written).to_have_value("")
    await claire.page.get_by_role("link", name=re.compile("^Discussions")).click()
    await claire.page.get_by_role("navigation", name="Vos discussions").get_by_role("link", name=re.compile("LEROY Anne")).click()
    await expect(claire.page.get_by_role("log").get_by_text(said)).to_be_visible()


async def test_what_two_people_note_about_one_call_is_kept_and_where_both_wrote_one_decides(
    sit: OpenDesk, clinic: Clinic, core: Core
) -> None:
    await factories.patient(core, clinic.cabinet.practice, "Leroy", "Anne", mobile="+33639980042")
    sonia, karim = await sit("secretary", still=True), await sit("tele_secretary", still=True)
    await sonia.page.keyboard.press("a")
    await sonia.window.get_by_label("Numéro de téléphone").fill("06 39 98 00 42")
    await expect(sonia.window.get_by_role("radio", name=re.compile("LEROY Anne"))).to_be_checked()
    await sonia.window.get_by_role("button", name="Noter l’appel").click()
    await expect(sonia.window).to_have_count(0)
    for desk in (sonia, karim):
        await desk.page.get_by_role("link", name="Appels", exact=True).click()
        await desk.page.get_by_role("button", name="LEROY Anne").click()
        await expect(desk.window.get_by_role("radio", name=re.compile("LEROY Anne"))).to_be_checked()
    # What she writes stands on his card, where he wrote nothing; his own word does not wipe it out.
    await karim.window.get_by_label("Suite donnée").select_option("informed")
    await sonia.window.get_by_label("Motif de l’appel").fill("Fièvre depuis hier")
    await sonia.page.keyboard.press("Control+Enter")
    await expect(sonia.window).to_have_count(0)
    await expect(karim.window.get_by_label("Motif de l’appel")).to_have_value("Fièvre depuis hier")
    await expect(karim.window.get_by_label("Suite donnée")).to_have_value("informed")
    # Where both write, nothing is noted before he has seen hers.
    await sonia.page.get_by_role("button", name="LEROY Anne").click()
    await karim.window.get_by_label("Motif de l’appel").fill("Toux")
    await sonia.window.get_by_label("Motif de l’appel").fill("Fièvre et toux")
    await sonia.page.keyboard.press("Control+Enter")
    await expect(sonia.window).to_have_count(0)
    await expect(karim.window.get_by_text("Un collègue vient de modifier cet élément.")).to_be_visible()
    await expect(karim.window.get_by_role("button", name="Noter l’appel")).to_be_disabled()
    await karim.window.get_by_role("button", name="Voir sa version").click()
    await expect(karim.window.get_by_label("Motif de l’appel")).to_have_value("Fièvre et toux")


async def test_whoever_waits_is_given_his_appointment_from_the_card_and_waits_no_more(sit: OpenDesk, clinic: Clinic, core: Core) -> None:
    anne = await factories.patient(core, clinic.cabinet.practice, "Leroy", "Anne", mobile="+33639980042")
    await factories.patient(core, clinic.cabinet.practice, "Leroy", "Tom", mobile="+33639980042")
    await factories.waiting(core, clinic.cabinet.doctor, anne, since=datetime.now(UTC) - timedelta(days=21), urgent=True)
    sonia = await sit("secretary", still=True)
    await sonia.page.keyboard.press("a")
    await sonia.page.get_by_role("dialog", name="Carte d’appel").get_by_label("Numéro de téléphone").fill("06 39 98 00 42")
    card = sonia.page.get_by_role("dialog", name="06 39 98 00 42")
    # Two share the number: what she waits for is beside her name, and nobody is chosen for that.
    waits = card.get_by_text("Liste d’attente")
    await expect(waits).to_have_count(1)
    await expect(card).to_contain_text("N’importe quel type, Dr Claire Lefèvre")
    await expect(card).to_contain_text("depuis 3 semaines")
    await expect(card.get_by_role("radio", checked=True)).to_have_count(0)
    assert await violations(sonia.page, "the card of somebody who waits") == {}
    await card.get_by_role("button", name="Donner un RDV").click()
    booking = sonia.page.get_by_role("dialog", name="Nouveau rendez-vous")
    await expect(booking.get_by_text("LEROY Anne", exact=True)).to_be_visible()
    await booking.get_by_role("button", name=re.compile("^Confirmer")).click()
    await expect(booking).to_have_count(0)
    await expect(waits).to_have_count(0)
    await expect(card.get_by_text("À venir")).to_be_visible()
