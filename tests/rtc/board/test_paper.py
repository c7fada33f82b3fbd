"""What is drawn, read with suspicion, and on paper."""

from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from rtc.board.document import Drawing
from rtc.board.lines import paths_of, thickness
from rtc.board.marks import FIRST, HEIGHT, MOST_PAGES, Stroke, Words, pages_of
from rtc.board.paper import sheet_pdf, svg_of
from tests.rtc.board.pens import Pen, dots, stroke, words


def test_marks_are_in_the_order_in_which_they_were_made() -> None:
    marks = {"z": stroke(at=1.0), "a": words("dessus", at=2.0)}
    page = pages_of({}, marks)[0]
    assert [type(mark) for mark in page.marks] == [Stroke, Words]


@pytest.mark.parametrize(
    "mark",
    [
        None,
        "text",
        {},
        stroke(at=float("nan")),
        stroke(at=True),
        stroke(colour="#fff"),
        stroke(colour=["blue"]),
        stroke(width=0),
        stroke(width=float("inf")),
        stroke(points=b""),
        stroke(points=b"1234"),
        stroke(points="12345"),
        stroke(page="nowhere"),
        {**stroke(), "page": ["first"]},
        stroke(kind="image"),
        words(""),
        words("x", size=-1),
        words("x", x="left"),
        words("x", y=10**9),
    ],
)
def test_what_makes_no_sense_is_not_drawn(mark: Any) -> None:
    assert pages_of({}, {"a": mark})[0].marks == []


def test_the_first_page_is_always_there_and_others_follow_as_they_were_added() -> None:
    written = {"b": {"at": 1.0}, "a": {"at": 2.0, "height": 16_000, "over": True}, "c": 12, FIRST: {"at": 0.0, "height": 9000}}
    first, second, third = pages_of(written, {})
    assert [first.id, second.id, third.id] == [FIRST, "b", "a"]
    assert (first.height, second.height, third.height, third.over) == (HEIGHT, HEIGHT, 16_000, True)


def test_a_page_over_a_document_that_was_sent_says_so_on_paper() -> None:
    pen = Pen()
    pen.pages["p2"] = {"at": 2.0, "over": True, "file": {"message": "a1" * 16, "page": 1}}
    pen.draw("a", {**words("là"), "page": "p2"})
    made = sheet_pdf(Drawing([pen.doc.get_update()]), title="Dessin")
    assert "dessiné sur un document de l’échange" in PdfReader(BytesIO(made)).pages[0].extract_text()


def test_there_are_no_more_pages_than_allowed() -> None:
    assert len(pages_of({f"{n}": {"at": float(n)} for n in range(100)}, {})) == MOST_PAGES


def test_a_mouse_draws_one_line_and_a_pen_as_many_as_its_pressure_asks_for() -> None:
    assert [width for width, _ in paths_of([(n, n, 128) for n in range(50)])] == [1]
    assert [width for width, _ in paths_of([(0, 0, 0), (9, 0, 0), (18, 0, 255), (27, 0, 255)])] == [0.5, 1.5]
    assert thickness(128) == 1


def test_a_touch_is_a_dot() -> None:
    assert paths_of([(5, 6, 128)]) == [(1, "M5 6l1 0")]


def test_each_line_begins_where_the_one_before_ended() -> None:
    (_, one), (_, other) = paths_of([(0, 0, 0), (10, 0, 0), (20, 0, 255), (30, 0, 255)])
    assert one.split(" ")[-2:] == other[1:].split("Q")[0].split(" ") or one.endswith(other[1:].split("Q")[0])


def _read(pen: Pen, locale: str = "fr") -> list[str]:
    drawn = Drawing([pen.doc.get_update()])
    return [page.extract_text() for page in PdfReader(BytesIO(sheet_pdf(drawn, title="Dr Lefèvre · Jeanne Dupont", locale=locale))).pages]


def test_the_pdf_has_a_page_for_each_page_that_is_drawn_on_and_its_words_are_words() -> None:
    pen = Pen()
    pen.pages["p2"] = {"at": 1.0}
    pen.pages["p3"] = {"at": 2.0, "over": True, "height": 16_000}
    pen.draw("a", stroke())
    pen.draw("b", words("Épaule #gauche, 2 × 10\n*doucement*", page="p3"))
    first, second = _read(pen)
    assert "page 1 sur 2" in first
    assert "Épaule #gauche, 2 × 10" in second
    assert "*doucement*" in second
    assert "n’est pas conservée" in second


def test_an_empty_drawing_is_one_blank_page_in_the_language_asked_for() -> None:
    assert [page.strip() for page in _read(Pen(), "en")] == ["Dr Lefèvre · Jeanne Dupont · page 1 of 1"]


def test_nothing_that_was_typed_gets_into_the_lines() -> None:
    page = pages_of({}, {"a": stroke(points=dots((1, 2), (3, 4))), "b": words("<script>")})[0]
    assert "script" not in svg_of(page)
    assert 'd="M1 2L2 3L3 4"' in svg_of(page)
