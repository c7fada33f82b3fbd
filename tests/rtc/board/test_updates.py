"""Reading updates: what a drawing is made of passes, everything else is refused in words, whatever the bytes."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycrdt import Array, Doc, Map, Text

from rtc.board.document import Drawing, Gap
from rtc.board.updates import Unreadable, contents_of
from tests.rtc.board.pens import Pen, stroke, words


def _sample() -> bytes:
    pen = Pen()
    pen.draw("a", stroke())
    pen.draw("b", words("épaule"))
    pen.erase("a")
    pen.pages["p"] = {"at": 2.0, "height": 12_000, "over": True}
    return pen.doc.get_update()


SAMPLE = _sample()


def test_what_is_drawn_and_erased_is_understood() -> None:
    pen = Pen()
    pen.draw("a", stroke())
    assert list(contents_of(pen.unsent[0]).added.values()) == [(0, 1)]
    pen.erase("a")
    assert contents_of(pen.unsent[1]).deleted == [(pen.doc.client_id, 0, 1)]


def test_a_whole_drawing_is_understood() -> None:
    assert Drawing([SAMPLE]).part("marks").keys() == {"b"}
    assert contents_of(SAMPLE).added


def test_an_update_cut_short_is_refused() -> None:
    for cut in range(len(SAMPLE)):
        with pytest.raises(Unreadable):
            contents_of(SAMPLE[:cut])


def test_what_follows_the_end_is_refused() -> None:
    with pytest.raises(Unreadable, match="follows"):
        contents_of(SAMPLE + b"\0")


def test_another_root_is_refused() -> None:
    doc: Doc[Map[str]] = Doc()
    doc.get("elsewhere", type=Map)["a"] = "b"
    with pytest.raises(Unreadable, match="no part of a drawing"):
        contents_of(doc.get_update())


def test_a_text_a_list_and_a_nested_type_are_refused() -> None:
    texts: Doc[Text] = Doc()
    texts.get("marks", type=Text).insert(0, "x")
    lists: Doc[Array[int]] = Doc()
    lists.get("marks", type=Array).append(1)
    nested: Doc[Map[Map[int]]] = Doc()
    nested.get("marks", type=Map)["a"] = Map({"b": 1})
    for doc in (texts, lists, nested):
        with pytest.raises(Unreadable):
            contents_of(doc.get_update())


def test_a_value_nested_too_deeply_is_refused() -> None:
    pen = Pen()
    with pytest.raises(Unreadable, match="deeply"):
        contents_of(pen.draw("a", {"a": {"a": {"a": {"a": {"a": {"a": 1}}}}}}))


def test_a_range_nobody_could_have_drawn_is_refused() -> None:
    with pytest.raises(Unreadable, match="too l"):
        contents_of(b"\0\1\1\1\0\xff\xff\xff\xff\x7f")


@given(st.lists(st.tuples(st.integers(0, len(SAMPLE) - 1), st.integers(0, 255)), max_size=6), st.integers(1, len(SAMPLE)))
def test_whatever_is_changed_in_an_update_it_is_refused_or_harmless(changes: list[tuple[int, int]], length: int) -> None:
    broken = bytearray(SAMPLE)
    for place, value in changes:
        broken[place] = value
    update = bytes(broken[:length]) if length % 5 == 0 else bytes(broken)
    try:
        contents = contents_of(update)
        drawing = Drawing()
        drawing.apply(update, contents)
    except (Unreadable, Gap, ValueError):
        return
    assert _told(Drawing([drawing.state])) == _told(drawing)


def _told(drawing: Drawing) -> str:
    """The marks as text: a number that was turned into NaN equals no other, not even itself."""
    return json.dumps(drawing.part("marks"), sort_keys=True, default=bytes.hex)


@given(st.binary(max_size=80))
def test_noise_is_never_more_than_refused(noise: bytes) -> None:
    try:
        Drawing().apply(noise, contents_of(noise))
    except (Unreadable, Gap, ValueError):
        return
