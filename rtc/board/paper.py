"""The drawing as a PDF: lines stay lines, words stay words. Made on the server from what is stored, so that it shows what was drawn."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
import typst
from babel.dates import format_datetime

from rtc.board.document import Drawing
from rtc.board.lines import paths_of
from rtc.board.marks import COLOURS, WIDTH, Page, Stroke, Words, pages_of

_TEMPLATE = b"""
#let pages = json(bytes(sys.inputs.pages))
#set document(title: sys.inputs.title, date: none)
#set page(margin: 0mm)
#set text(lang: sys.inputs.lang)
#for page-data in pages {
  page(width: 297mm, height: page-data.height * 0.01mm, {
    place(top + left, image(bytes(page-data.lines), format: "svg", width: 297mm, height: page-data.height * 0.01mm))
    for words in page-data.words {
      place(top + left, dx: words.x * 0.01mm, dy: words.y * 0.01mm, text(size: words.size * 0.01mm, fill: rgb(words.colour),
        top-edge: "ascender", words.text.split("\\n").map(line => [#line]).join(linebreak())))
    }
    place(bottom + left, dx: 8mm, dy: -5mm, text(size: 8pt, fill: rgb("#6b7280"), page-data.foot))
  })
}
"""
_FEET = {
    "fr": ("page {n} sur {of}", "dessiné sur une image partagée, qui n’est pas conservée", "dessiné sur un document de l’échange"),
    "en": ("page {n} of {of}", "drawn over something that was shared, and that is not kept", "drawn over a document of the exchange"),
}


def sheet_pdf(drawing: Drawing, *, title: str, locale: str = "fr") -> bytes:
    """The drawing as a PDF, one page for each page with something on it; a blank one when there is none.

    `title` stands at the foot of every page and in the file's properties. A full sheet takes a third of a second: call it from a
    thread.
    """
    pages = pages_of(drawing.part("pages"), drawing.part("marks"))
    drawn = [page for page in pages if page.marks] or pages[:1]
    numbered, over, sent = _FEET.get(locale, _FEET["fr"])
    written = [
        {
            "height": page.height,
            "lines": svg_of(page),
            "words": [_words(mark) for mark in page.marks if isinstance(mark, Words)],
            "foot": " · ".join([title, numbered.format(n=n, of=len(drawn)), *([sent if page.file else over] if page.over else [])]),
        }
        for n, page in enumerate(drawn, 1)
    ]
    inputs = {"pages": msgspec.json.encode(written).decode(), "title": title, "lang": locale}
    made = typst.compile(_TEMPLATE, format="pdf", sys_inputs=inputs)
    assert isinstance(made, bytes)
    return made


def svg_of(page: Page) -> str:
    """The lines of a page. Nothing in it was typed by anybody: numbers, and colours of the box."""
    lines = "".join(_line(mark) for mark in page.marks if isinstance(mark, Stroke))
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {page.height}">{lines}</svg>'


def _line(stroke: Stroke) -> str:
    shape = f'fill="none" stroke="{COLOURS[stroke.colour]}" stroke-linecap="round" stroke-linejoin="round"'
    return "".join(f'<path {shape} stroke-width="{stroke.width * times:g}" d="{d}"/>' for times, d in paths_of(stroke.points))


def _words(words: Words) -> Mapping[str, Any]:
    return {"x": words.x, "y": words.y, "size": words.size, "colour": COLOURS[words.colour], "text": words.text}


def title_of(practitioner: str, patient: str, starts_at: datetime, locale: str) -> str:
    """What stands on every page: whose consultation, and when. `starts_at` in the hours of the place."""
    return f"{practitioner} · {patient} · {format_datetime(starts_at, 'd MMMM y, HH:mm', locale=locale)}"
