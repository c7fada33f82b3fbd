"""How well a name answers what was typed, and the pieces that find it."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from server.patients.rules.names import searched
from server.patients.rules.pieces import Choice, alike, begun, close, close_beside_others, whole
from server.patients.rules.ranking import Grade, grade


def graded(typed: str, last: str, first: str) -> Grade | None:
    found = searched(last, first)
    return grade(typed.split(), found.folded, found.phonetic)


@pytest.mark.parametrize(
    ("typed", "last", "first", "match"),
    [
        ("dupont marie", "Dupont", "Marie", "exact"),
        ("marie dupont", "Dupont", "Marie", "exact"),
        ("legoff", "Le Goff", "Anne", "exact"),
        ("dup mar", "Dupont", "Marie", "prefix"),
        ("lefebvre", "Lefèvre", "Luc", "sound"),
        ("tibo dupond", "Dupont", "Thibault", "sound"),
        ("martni", "Martin", "Paul", "near"),
        ("bertand", "Bertrand", "Paul", "near"),
        ("garnuer paul", "Garnier", "Paul", "near"),
    ],
)
def test_a_name_is_graded_by_its_worst_word(typed: str, last: str, first: str, match: str) -> None:
    found = graded(typed, last, first)
    assert found is not None
    assert found.match == match


@pytest.mark.parametrize(("typed", "last", "first"), [("dupont marie", "Dupont", "Jean"), ("roux", "Leroux", "Luc"), ("li", "Lu", "Wei")])
def test_a_word_that_has_nothing_to_do_with_the_name_excludes_it(typed: str, last: str, first: str) -> None:
    assert graded(typed, last, first) is None


def test_the_surest_comes_first() -> None:
    exact, longer, prefix, said, near = (
        graded("martin", last, first)
        for last, first in [("Martin", "Luc"), ("Martin", "Anne Marie"), ("Martinez", "Luc"), ("Martain", "Luc"), ("Marton", "Luc")]
    )
    assert exact
    assert longer
    assert prefix
    assert said
    assert near
    assert [exact, longer, prefix, said, near] == sorted([near, said, prefix, longer, exact])


def test_a_last_name_comes_before_the_same_first_name() -> None:
    last, first = graded("martin", "Martin", "Luc"), graded("martin", "Adam", "Martin")
    assert last
    assert first
    assert last < first


def holds(choice: Choice, last: str, first: str) -> bool:
    found = searched(last, first)
    columns = {"folded": f" {found.folded} ", "phonetic": f" {found.phonetic} "}
    return any(all(piece.text in columns[piece.column] for piece in pieces) for pieces in choice)


def test_each_step_finds_more_than_the_one_before() -> None:
    reach = [
        [holds(step(typed), "Lefèvre", "Luc") for step in (whole, begun, alike, close)]
        for typed in ("lefevre", "lefe", "lefebvre", "lefevra")
    ]
    assert reach == [[True] * 4, [False, True, True, True], [False, False, True, True], [False, False, False, True]]


NAME = st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=6, max_size=14)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=4, max_size=14), st.data())
def test_one_slip_never_hides_a_name_beside_another_that_is_right(name: str, data: st.DataObject) -> None:
    typed = slip(name, data)
    assume(len(typed) > 3)
    assert holds(close_beside_others(typed), name, "zzzz"), typed
    assert graded(typed, name, "zzzz") is not None


@given(NAME, st.data())
def test_one_slip_never_hides_a_longer_name(name: str, data: st.DataObject) -> None:
    typed = slip(name, data)
    assume(len(typed) > 5)
    assert holds(close(typed), name, "zzzz"), typed
    assert graded(typed, name, "zzzz") is not None


def slip(name: str, data: st.DataObject) -> str:
    at = data.draw(st.integers(0, len(name) - 1))
    letter = data.draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz"))
    missing, wrong, added = name[:at] + name[at + 1 :], name[:at] + letter + name[at + 1 :], name[:at] + letter + name[at:]
    swapped = name[:at] + name[at : at + 2][::-1] + name[at + 2 :]
    return data.draw(st.sampled_from([missing, wrong, added, swapped]))
