"""Phone numbers and e-mails have one spelling each."""

import pytest

from server.patients.rules.contacts import email, phone, phone_starts, shown


@pytest.mark.parametrize(
    ("typed", "kind", "kept"),
    [
        ("0612345678", "mobile", "+33612345678"),
        ("06 12.34-56 78", "mobile", "+33612345678"),
        ("+33 (0)6 12 34 56 78", "mobile", "+33612345678"),
        ("0033612345678", "mobile", "+33612345678"),
        ("612345678", "mobile", "+33612345678"),
        ("01\u00a023\u202f45 67 89", "phone", "+33123456789"),
        ("0692 12 34 56", "mobile", "+262692123456"),
        ("0262 12 34 56", "phone", "+262262123456"),
        ("0690 00 12 34", "mobile", "+590690001234"),
        ("0596 61 23 45", "phone", "+596596612345"),
        ("0694 12 34 56", "mobile", "+594694123456"),
        ("0639 69 12 34", "mobile", "+262639691234"),
        ("06 39 98 00 01", "mobile", "+33639980001"),
        ("01 99 00 12 34", "phone", "+33199001234"),
        ("+44 7400 123456", "mobile", "+447400123456"),
        ("+32 470 12 34 56", "mobile", "+32470123456"),
    ],
)
def test_a_number_is_kept_in_its_international_form(typed: str, kind: str, kept: str) -> None:
    assert phone(typed) == (kind, kept)


@pytest.mark.parametrize(
    "typed", ["", "06 12", "06 39 98 00 0", "012345678", "061234567890123", "abc", "0612345678 poste 12", "NC", "6.12E+08", "+", "١٢"]
)
def test_what_is_no_number_is_refused(typed: str) -> None:
    assert phone(typed) is None


@pytest.mark.parametrize(
    ("typed", "starts"),
    [
        ("06 12", ("+33612",)),
        ("0692 1", ("+2626921", "+336921")),
        ("0639", ("+262639", "+33639")),
        ("+33 6", ("+336",)),
        ("0033 6", ("+336",)),
        ("612", ()),
    ],
)
def test_the_beginning_of_a_number_is_looked_for_under_the_codes_it_may_have(typed: str, starts: tuple[str, ...]) -> None:
    assert phone_starts(typed) == starts


def test_a_number_is_shown_as_people_write_it() -> None:
    assert shown("+33639980001") == "06 39 98 00 01"
    assert shown("+447400123456") == "+44 7400 123456"


def test_an_address_is_kept_in_lower_case() -> None:
    assert email(" Marie.Dupont@Exemple.FR ") == "marie.dupont@exemple.fr"


@pytest.mark.parametrize("typed", ["", "marie", "marie@", "@exemple.fr", "marie@exemple", "a b@exemple.fr", "<a@b.fr>", "a@b.fr,c@d.fr"])
def test_what_is_no_address_is_refused(typed: str) -> None:
    assert email(typed) is None
