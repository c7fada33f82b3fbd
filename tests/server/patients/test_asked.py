"""What was typed is sorted into phone, e-mail, birth date and name, in any order and still incomplete."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.patients.rules.asked import Asked, asked, day_of

TODAY = date(2026, 3, 2)
BORN = (date(1985, 3, 12),)
STARTS = ("+33612",)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("dupont", Asked(words=("dupont",))),
        ("Lefèvre-Martin d'Œuvre", Asked(words=("lefevre", "martin", "d", "oeuvre"))),
        ("06 12 34 56 78", Asked(phone="+33612345678")),
        ("+33 6 12 34 56 78 dupont", Asked(words=("dupont",), phone="+33612345678")),
        ("0612", Asked(phone_starts=STARTS)),
        ("06 12", Asked(phone_starts=STARTS)),
        ("061", Asked()),
        ("12/03/1985", Asked(birth_dates=BORN)),
        ("dupont 12/3/85 marie", Asked(words=("dupont", "marie"), birth_dates=BORN)),
        ("12.03.1985", Asked(birth_dates=BORN)),
        ("12 03 1985", Asked(birth_dates=BORN)),
        ("1985-03-12", Asked(birth_dates=BORN)),
        ("12 mars 1985 Dupont", Asked(words=("dupont",), birth_dates=BORN)),
        ("12 Mar 1985", Asked(birth_dates=BORN)),
        ("1er août 2001", Asked(birth_dates=(date(2001, 8, 1),))),
        ("12031985", Asked(birth_dates=BORN)),
        ("12 03 85", Asked(birth_dates=BORN)),
        ("01/02/15", Asked(birth_dates=(date(2015, 2, 1), date(1915, 2, 1)))),
        ("31/02/1985", Asked()),
        ("12/03/2030", Asked()),
        ("Marie.Dupont@Exemple.fr", Asked(email="marie.dupont@exemple.fr")),
        ("dupont marie@", Asked(words=("dupont",), email="marie@")),
        ("martin 0612345678 12/03/1985", Asked(words=("martin",), phone="+33612345678", birth_dates=BORN)),
        ("06 12 19 85 67", Asked(phone="+33612198567")),
        ("dupont 2", Asked(words=("dupont",))),
        ("dupont dupont", Asked(words=("dupont",))),
        ("%_*\"'; --", Asked()),
        ("", Asked()),
    ],
)
def test_a_question_is_sorted_out(text: str, meant: Asked) -> None:
    assert asked(text, TODAY) == meant


def test_six_digits_may_be_a_number_being_typed_or_a_birth_date() -> None:
    question = asked("06 12 34", TODAY)
    assert question.birth_dates == (date(1934, 12, 6),)
    assert "+3361234" in question.phone_starts


@given(st.text(max_size=120))
def test_anything_can_be_typed(text: str) -> None:
    for word in asked(text, TODAY).words:
        assert word.isalnum()


@given(st.dates(date(1900, 1, 1), TODAY), st.sampled_from(["%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y", "%d%m%Y", "%d %m %Y"]))
def test_every_birth_date_is_read_in_every_way_it_is_written(day: date, style: str) -> None:
    assert day_of(day.strftime(style), TODAY) == day


@pytest.mark.parametrize("text", ["", "hier", "12/03", "03/12/2030", "12/03/1700", "01/02/15", "12/03/1985 ?", "29/02/2023"])
def test_what_is_no_birth_date_alone_is_none(text: str) -> None:
    assert day_of(text, TODAY) is None
