"""The end of a teleconsultation: an amount asked for while both still talk, paid by card on another page, seen live; documents fetched."""

import re
from collections.abc import Iterator

import pytest
from playwright.async_api import expect

from server.core.unit import Core
from tests.journeys.conftest import open_clinic
from tests.journeys.consulting import Consultation, sees
from tests.journeys.desk import Clinic, Desk
from tests.journeys.test_accessible import violations
from tests.support.serving import Serve
from tests.support.stripe import StandIn


@pytest.fixture
def stripe() -> Iterator[StandIn]:
    """Who takes the cards."""
    with StandIn() as stand_in:
        yield stand_in


@pytest.fixture
async def clinic(core: Core, serve: Serve, clock: object, stripe: StandIn) -> Clinic:
    """The practice of the other journeys, which takes cards."""
    made = await open_clinic(core, serve, **stripe.settings)
    stripe.events = f"{made.server.url}/api/stripe/events"
    return made


async def test_an_amount_asked_for_at_the_end_is_paid_by_card_and_the_practitioner_sees_it_at_once(consultation: Consultation) -> None:
    await _amounts_set(consultation)
    patient, doctor = await consultation.talking(phone=True)
    desk = await consultation.open_page()
    await Desk(desk, consultation.clinic, "secretary").sign_in()
    await desk.goto(f"{consultation.clinic.server.url}/payments")
    await expect(desk.get_by_text("Aucun règlement sur ces jours")).to_be_visible()
    await doctor.get_by_role("button", name="Terminer").click()
    await expect(doctor.get_by_label("Montant en euros")).to_have_value(re.compile("^30"))
    await doctor.get_by_role("button", name=re.compile("^Avis court")).click()
    await expect(doctor.get_by_label("Montant en euros")).to_have_value("12,50")
    await doctor.get_by_label("Montant en euros").fill("vingt")
    await doctor.get_by_role("button", name="Demander ce montant").click()
    await expect(doctor.get_by_text("Écrivez un montant")).to_be_visible()
    await doctor.get_by_label("Montant en euros").fill("25")
    await doctor.get_by_role("button", name="Demander ce montant").click()
    await expect(doctor.get_by_text("25,00 € demandés")).to_be_visible()
    await expect(desk.get_by_text("25,00 € à régler, 0,00 € payés")).to_be_visible()
    await expect(desk.get_by_role("button", name="Marquer payé")).to_be_visible()
    assert await violations(desk, "payments") == {}
    await sees(patient)
    await doctor.get_by_role("button", name="Terminer la consultation").click()
    await expect(patient.get_by_role("heading", name="À régler : 25,00 €")).to_be_visible()
    await expect(doctor.get_by_text("25,00 € demandés")).to_be_visible()
    await patient.get_by_role("button", name="Régler par carte").click()
    await patient.get_by_role("button", name="Payer 25.00 €").click()
    await expect(doctor.get_by_text("25,00 € payés")).to_be_visible()
    await expect(patient.get_by_role("heading", name="Réglé : 25,00 €")).to_be_visible()
    await expect(desk.get_by_text("0,00 € à régler, 25,00 € payés")).to_be_visible()
    await expect(desk.get_by_text("par carte")).to_be_visible()


async def _amounts_set(consultation: Consultation) -> None:
    """An administrator says what the practice asks for, and what this type of appointment costs."""
    alice = Desk(await consultation.open_page(), consultation.clinic, "administrator")
    await alice.sign_in()
    await alice.settings("Cabinet")
    await alice.page.get_by_label("Intitulé").fill("Avis court")
    await alice.page.get_by_label("Montant en euros").fill("douze")
    await alice.page.get_by_role("button", name="Ajouter", exact=True).click()
    await expect(alice.page.get_by_text("Écrivez un intitulé qui n’est pas déjà là")).to_be_visible()
    await alice.page.get_by_label("Montant en euros").fill("12,50")
    await alice.page.get_by_role("button", name="Ajouter", exact=True).click()
    await expect(alice.page.get_by_role("button", name=re.compile("^Retirer.*Avis court"))).to_be_visible()
    assert await violations(alice.page, "amounts of the practice") == {}
    await alice.page.goto(f"{alice.address}/planning/types/{consultation.clinic.cabinet.doctor.id}")
    await alice.page.get_by_role("main").get_by_role("button", name=re.compile("^Téléconsultation")).click()
    await alice.window.get_by_label("Montant en euros").fill("30")
    await alice.window.get_by_role("button", name="Enregistrer").click()
    await expect(alice.window).to_have_count(0)


async def test_a_report_begun_from_the_notes_is_signed_shared_and_found_on_the_last_page(consultation: Consultation) -> None:
    patient, doctor = await consultation.talking(phone=True)
    await doctor.get_by_label("Notes de consultation").fill("Toux depuis trois jours")
    await expect(doctor.get_by_text("Enregistré", exact=True)).to_be_visible()
    await doctor.get_by_role("button", name="Terminer").click()
    await doctor.get_by_role("button", name="Rédiger ou partager").click()
    await doctor.get_by_role("button", name="Rédiger", exact=True).click()
    await doctor.get_by_role("dialog", name="Rédiger").locator("label", has_text="Compte rendu").click()
    await doctor.get_by_role("button", name="Reprendre les notes de consultation").click()
    await expect(doctor.get_by_label("Texte")).to_have_value("Toux depuis trois jours")
    await doctor.get_by_role("button", name="Signer et classer").click()
    await doctor.get_by_role("dialog", name="Signer ce document ?").get_by_role("button", name="Signer et classer").click()
    await doctor.get_by_role("button", name="Actions sur Compte rendu").click()
    await doctor.get_by_role("menuitem", name="Partager avec le patient").click()
    await doctor.get_by_role("dialog", name="avec le patient ?").get_by_role("button", name="Partager", exact=True).click()
    shared = doctor.get_by_role("dialog", name="est partagé")
    await expect(shared.get_by_label("Lien du patient")).to_be_visible()
    await shared.get_by_role("button", name="Fermer").last.click()
    await sees(patient)
    await doctor.get_by_role("button", name="Terminer la consultation").click()
    await patient.get_by_role("link", name="Voir mes documents").click()
    await expect(patient.get_by_role("heading", name="Compte rendu")).to_be_visible()
