"""Names are compared without accents, case, ligatures, apostrophes and hyphens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.patients.rules.names import fold, same_name, searched, tidy


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Lefèvre", "lefevre"),
        ("JEAN-NOËL D'Œuvre", "jean noel d oeuvre"),
        ("Jean\u2011Noël d\u2019Œuvre", "jean noel d oeuvre"),
        ("Müller-Strauß", "muller strauss"),
        ("Łukasz Ørsted Đorđe", "lukasz orsted dorde"),
        ("  Le   Goff\t", "le goff"),
        ("e\u0301lodie", "elodie"),
        ("ﬁona", "fiona"),
        ("İbrahim ŞAHİN", "ibrahim sahin"),
        ("王 小明", "王 小明"),
        ("!?", ""),
    ],
)
def test_folding_keeps_letters_and_digits(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing_and_leaves_no_sign_that_a_query_could_mistake(text: str) -> None:
    once = fold(text)
    assert fold(once) == once
    assert all(char.isalnum() or char == " " for char in once)


def test_a_name_of_several_words_is_also_searched_in_one() -> None:
    found = searched("Le Goff", "Anne-Marie", "d'Œuvre")
    assert found.folded == "le goff anne marie d oeuvre legoff annemarie doeuvre"
    assert "legof" in found.phonetic.split()


def test_the_consonants_of_long_names_follow_their_sounds() -> None:
    assert searched("Lefèvre", "Zoé").phonetic == "lefevr so 0lfvr"


def test_the_longest_names_fit_their_column() -> None:
    found = searched("ﷺ " * 60, "x" * 120, "y" * 120)
    assert len(found.folded) <= 800
    assert len(found.phonetic) <= 800


def test_a_name_is_kept_as_typed_but_for_blanks_and_invisible_characters() -> None:
    assert tidy("  Marie\u200b\u00a0 Claire\x07 ") == "Marie Claire"
    assert tidy("Ele\u0301onore") == "El\u00e9onore"


def test_the_same_name_is_recognised_whatever_its_accents_and_hyphens() -> None:
    assert same_name(("LE GOFF", "Jean Pierre"), ("Le-Goff", "Jean-pierre"))
    assert not same_name(("Le Goff", "Jean"), ("Le Goff", "Jeanne"))
