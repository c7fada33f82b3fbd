"""A prescription or a report as pages: values in, PDF out. What people typed is data, never markup."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import typst

_TEMPLATE = Path(__file__).with_name("document.typ")
_MONTHS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre")


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """What the pages say (F191): who writes, for whom, when, what."""

    title: str
    number: str
    day: date
    text: str
    practice: str
    address: str
    phone: str
    email: str
    practitioner: str
    profession: str
    specialty: str
    register: str
    patient: str
    born: date | None


def day_text(day: date) -> str:
    """A day in French, as on paper: le 1er décembre 2026."""
    return f"{'1er' if day.day == 1 else day.day} {_MONTHS[day.month - 1]} {day.year}"


def paragraphs(text: str) -> Sequence[str]:
    """A text cut at its blank lines."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").strip().split("\n")]
    return [part for part in "\n".join(lines).split("\n\n") if part.strip()]


def pdf_of(written: Written) -> bytes:
    """The pages, PDF/A-2b with its fonts inside. It takes some 50 ms: never on the loop."""
    number = written.register
    data: dict[str, Any] = {
        "language": "fr",
        "title": written.title,
        "number": written.number,
        "date": f"Le {day_text(written.day)}",
        "day": [written.day.year, written.day.month, written.day.day],
        "paragraphs": paragraphs(written.text),
        "practice": {"name": written.practice, "address": written.address, "phone": written.phone, "email": written.email},
        "practitioner": {
            "name": written.practitioner,
            "profession": written.profession,
            "specialty": written.specialty,
            "register": f"{'RPPS' if len(number) == 11 else 'ADELI'} {number}" if number else "",
        },
        "patient": {"name": written.patient, "born": f"Né(e) le {day_text(written.born)}" if written.born else ""},
        "words": {"patient": "Patient", "number": "N°", "signature": "Signature"},
    }
    made = typst.compile(
        _TEMPLATE,
        format="pdf",
        sys_inputs={"data": msgspec.json.encode(data).decode()},
        pdf_standards="a-2b",
        ignore_system_fonts=True,
    )
    assert isinstance(made, bytes)
    return made
