"""The patient behind the title of an event."""

from datetime import date

import pytest

from server.agenda.importing import named
from server.agenda.importing.people import Order


@pytest.mark.parametrize(
    ("summary", "order", "name"),
    [
        ("DUPONT Jeanne", "last-first", ("DUPONT", "Jeanne")),
        ("Jeanne DUPONT", "last-first", ("DUPONT", "Jeanne")),
        ("Mme DUPONT Jeanne - suivi", "last-first", ("DUPONT", "Jeanne")),
        ("Dupont, Jeanne", "first-last", ("Dupont", "Jeanne")),
        ("Dupont Jeanne", "last-first", ("Dupont", "Jeanne")),
        ("Jeanne Dupont", "first-last", ("Dupont", "Jeanne")),
        ("de La Tour Anne", "last-first", ("de La Tour", "Anne")),
        ("LE GALL Anne-Marie (1re fois)", "last-first", ("LE GALL", "Anne-Marie")),
        ("Consultation : Petit Luc", "last-first", ("Petit", "Luc")),
        ("RDV - M. O'Brien Sean", "last-first", ("O'Brien", "Sean")),
        ("DUPONT Jeanne 06 39 98 12 34", "last-first", ("DUPONT", "Jeanne")),
        ("Nguyen Thi Lan", "last-first", ("Nguyen", "Thi Lan")),
    ],
)
def test_a_name_is_found(summary: str, order: Order, name: tuple[str, str]) -> None:
    found = named(summary, order=order)
    assert found is not None
    assert (found.last_name, found.first_name) == name


@pytest.mark.parametrize(
    "summary", ["Réunion d'équipe", "Pause déjeuner", "Congés", "Dupont", "RDV", "", "06 39 98 12 34", "Formation secourisme Lyon", "12/03"]
)
def test_what_is_no_patient_is_left_alone(summary: str) -> None:
    assert named(summary) is None


def test_phone_mail_birth_date_and_the_rest_of_the_title_are_kept() -> None:
    found = named("DUPONT Jeanne - suivi tension", "Tél. : 06.39.98.12.34, jeanne.dupont@example.org\nnée le 04/11/1957")
    assert found is not None
    assert (found.phone, found.email, found.birth_date) == ("06.39.98.12.34", "jeanne.dupont@example.org", date(1957, 11, 4))
    assert found.rest == "suivi tension"


def test_an_impossible_birth_date_is_none() -> None:
    found = named("DUPONT Jeanne né le 31/02/1957")
    assert found is not None
    assert found.birth_date is None
