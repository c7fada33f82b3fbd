"""The settings: what an administrator or a practitioner changes takes effect on the screens that are open."""

import re

from playwright.async_api import expect

from tests.journeys.conftest import OpenDesk


async def test_a_practitioner_unticks_a_right_on_his_agenda_and_takes_it_back(sit: OpenDesk) -> None:
    claire, karim = await sit("practitioner"), await sit("tele_secretary")
    await claire.settings("Droits")
    box = claire.page.get_by_role("checkbox", name="Voir l’agenda, Karim Haddad")
    await box.uncheck()
    await expect(claire.page.get_by_role("checkbox", name="Donner un rendez-vous, Karim Haddad")).not_to_be_checked()
    undo = claire.page.get_by_role("button", name=re.compile("^Annuler")).last
    await undo.hover()
    await expect(karim.column()).to_have_count(0)
    await undo.click()
    await expect(box).to_be_checked()
    await expect(karim.column()).to_be_visible()
    await claire.page.get_by_role("link", name="Ana Roux").click()
    await expect(claire.page.get_by_text("Ana Roux ou un administrateur (Alice Morel) peut les changer")).to_be_visible()
    await expect(claire.page.get_by_role("checkbox", name="Voir l’agenda, Karim Haddad")).to_be_disabled()


async def test_a_field_is_saved_when_it_is_left_and_the_colleague_reads_it(sit: OpenDesk) -> None:
    alice, sonia = await sit("administrator"), await sit("secretary")
    await alice.settings("Cabinet")
    await sonia.settings("Cabinet")
    await expect(sonia.page.get_by_text("demandez à un administrateur : Alice Morel")).to_be_visible()
    name = alice.page.get_by_label("Nom du cabinet")
    await name.fill("Cabinet des Marronniers")
    await alice.page.keyboard.press("Tab")
    undo = alice.page.get_by_role("button", name=re.compile("^Annuler")).last
    await undo.hover()
    theirs = sonia.page.get_by_label("Nom du cabinet")
    await expect(theirs).to_have_value("Cabinet des Marronniers")
    await expect(theirs).to_be_disabled()
    await undo.click()
    await expect(theirs).to_have_value("Cabinet des Tilleuls")
    email = alice.page.get_by_label("E-mail du cabinet")
    await email.fill("accueil")
    await alice.page.keyboard.press("Tab")
    await expect(alice.page.get_by_text("Écrivez une adresse complète")).to_be_visible()


async def test_somebody_is_invited_then_shut_out(sit: OpenDesk) -> None:
    alice, karim = await sit("administrator"), await sit("tele_secretary")
    await alice.settings("Membres et invitations")
    await alice.page.get_by_role("button", name="Inviter quelqu’un").click()
    await alice.window.get_by_label("E-mail").fill("lea@exemple.fr")
    await alice.window.get_by_role("radio", name=re.compile("^Télésecrétaire")).check()
    await alice.window.get_by_role("button", name="Envoyer l’invitation").click()
    await expect(alice.page.get_by_role("listitem").filter(has_text="lea@exemple.fr")).to_contain_text("Télésecrétaire")
    await alice.page.get_by_role("button", name="Retirer", exact=True).click()
    await alice.window.get_by_role("button", name="Retirer").click()
    await expect(alice.page.get_by_text("Aucune invitation en attente")).to_be_visible()
    await alice.page.get_by_role("button", name="Autres actions : Karim Haddad").click()
    await alice.page.get_by_role("menuitem", name="Désactiver").click()
    await alice.window.get_by_role("button", name="Désactiver").click()
    await expect(karim.page.get_by_role("button", name="Se connecter")).to_be_visible()
    await expect(alice.page.get_by_role("listitem").filter(has_text="Karim Haddad")).to_contain_text("Désactivé")


async def test_an_agenda_is_opened_to_a_colleague_from_outside_and_closed(sit: OpenDesk) -> None:
    claire = await sit("practitioner")
    await claire.settings("Confrères extérieurs")
    await claire.page.get_by_role("button", name="Autoriser un confrère").click()
    await claire.window.get_by_label("E-mail du confrère").fill("luc@exemple.fr")
    await claire.window.get_by_role("radio", name=re.compile("^Voir le détail")).check()
    await claire.window.get_by_role("button", name="Autoriser").click()
    line = claire.page.get_by_role("row").filter(has_text="luc@exemple.fr")
    await expect(line).to_contain_text("Voir le détail")
    await line.get_by_role("button", name="Révoquer l’accès").click()
    await claire.window.get_by_role("button", name="Révoquer l’accès").click()
    await expect(line).to_have_count(0)


async def test_the_journal_shows_a_colleagues_change_and_undoes_it(sit: OpenDesk) -> None:
    alice, karim = await sit("administrator"), await sit("tele_secretary")
    await alice.settings("Journal des changements")
    await karim.book("09:30", "Dupont")
    line = alice.page.get_by_role("listitem").filter(has_text="Karim Haddad")
    await expect(line).to_contain_text("a donné un RDV")
    await expect(line).to_contain_text("Dupont Marie")
    await line.get_by_role("button", name="Annuler").click()
    await expect(karim.appointment("Dupont", "09:30")).to_have_count(0)
    await expect(line).to_contain_text("Annulé")
