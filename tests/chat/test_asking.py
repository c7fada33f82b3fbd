"""What somebody typed to find what was said: pure."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from chat.conversations.asking import Question, asked, beginning, beginnings, is_called, says
from server.core.errors import Invalid

PARIS = ZoneInfo("Europe/Paris")
THE_20TH = datetime(2026, 11, 20, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Échographie du genou", Question(words=("echographie", "du", "genou"))),
        ("l’ordonnance", Question(words=("ordonnance",))),
        ("x", Question(words=("x",))),
        ("10:30 genou", Question(words=("10", "30", "genou"))),
        ("de:Sonia labo", Question(words=("labo",), by=("sonia",))),
        ('from:"Claire Lefèvre"', Question(by=("claire lefevre",))),
        ("avec:claire a:fichier", Question(among=("claire",), has_file=True)),
        ("has:voice", Question(has_voice=True)),
        ("avant:20/11/2026", Question(before=THE_20TH)),
        (
            "before:2026-11-20 after:01.11.26",
            Question(before=THE_20TH, after=datetime(2026, 11, 1, tzinfo=PARIS)),
        ),
    ],
)
def test_words_and_filters_are_told_apart_in_both_languages(text: str, question: Question) -> None:
    assert asked(text, PARIS) == question


@pytest.mark.parametrize("text", ["", "  ", "…!", "avant:hier", "before:2026-13-40", "depuis:20/11/0001", "avant:1-2", "has:rien"])
def test_what_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        asked(text, PARIS)


def test_a_word_is_written_down_where_it_is_looked_for() -> None:
    for word in ("os", "dos", "labo", "genou", "dossier", "ordonnance"):
        for typed in (word[:size] for size in range(4, len(word) + 1)):
            assert beginning(typed) in beginnings(word)
    assert beginnings("Le dos") == {"le", "dos"}


def test_a_text_says_all_words_or_their_beginnings() -> None:
    text = "L’**échographie** du genou est prête"
    assert says(text, ["echographie", "genou"])
    assert says(text, ["echogr"])
    assert not says(text, ["genou", "epaule"])
    assert not says("la ladrerie", ["lad"])


def test_somebody_is_called_by_any_part_of_his_name() -> None:
    assert is_called("Claire Lefèvre", "lef")
    assert is_called("Claire Lefèvre", "claire lefevre")
    assert not is_called("Claire Lefèvre", "claire petit")
