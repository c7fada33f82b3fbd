"""What somebody looks for in his conversations: words, and from whom, with whom, before when, with a file. Pure.

Only beginnings of words are indexed, of four letters and of six; what is found by one is read, and kept when the whole of what was
typed begins a word there.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from server.core.errors import Invalid
from server.patients.rules.names import fold

_SHORT, _LONG = 4, 6
_MOST_WORDS, _MOST_INDEXED = 8, 600
_YEARS = range(1900, 2200)
_TOKEN = re.compile(r'(?:(?P<key>\w+):(?=\S))?(?:"(?P<quoted>[^"]*)"?|(?P<plain>\S+))')
_KEYS = {
    "from": "by",
    "de": "by",
    "with": "among",
    "avec": "among",
    "before": "before",
    "avant": "before",
    "after": "after",
    "depuis": "after",
    "has": "has",
    "a": "has",
}
_FILE, _VOICE = frozenset({"file", "files", "fichier", "fichiers"}), frozenset({"voice", "vocal", "vocaux", "voix"})


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for. `by` and `among` are names, folded; `after` is the first instant, `before` comes after the last one."""

    words: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    among: tuple[str, ...] = ()
    before: datetime | None = None
    after: datetime | None = None
    has_file: bool = False
    has_voice: bool = False


def asked(text: str, zone: ZoneInfo) -> Question:
    """Sort out what was typed.

    Raises:
        Invalid: a day or a kind that cannot be read, or nothing to look for.
    """
    words: list[str] = []
    filters: dict[str, list[str]] = {}
    for found in _TOKEN.finditer(text):
        value = found["quoted"] if found["quoted"] is not None else found["plain"]
        key = _KEYS.get(fold(found["key"] or ""))
        if key is None:
            words += fold(f"{found['key'] or ''} {value}").split()
        else:
            filters.setdefault(key, []).append(value)
    has = {fold(value) for value in filters.get("has", [])}
    if not has <= _FILE | _VOICE:
        raise Invalid(field="has", reason="unknown")
    words = [word for word in words if len(word) > 1] or words  # « l’ordonnance » is an « ordonnance »
    question = Question(
        words=tuple(dict.fromkeys(words))[:_MOST_WORDS],
        by=tuple(filter(None, map(fold, filters.get("by", [])))),
        among=tuple(filter(None, map(fold, filters.get("among", [])))),
        before=_began(filters, "before", zone),
        after=_began(filters, "after", zone),
        has_file=bool(has & _FILE),
        has_voice=bool(has & _VOICE),
    )
    if question == Question():
        raise Invalid(field="text", reason="blank")
    return question


def beginnings(text: str) -> set[str]:
    """Under what a text is found: its short words, and how the others begin."""
    kept: set[str] = set()
    for word in fold(text).split():
        kept |= {word} if len(word) < _SHORT else {word[:_SHORT], *([word[:_LONG]] if len(word) >= _LONG else [])}
        if len(kept) >= _MOST_INDEXED:
            break
    return kept


def beginning(word: str) -> str:
    """Under what a word that is looked for was written down."""
    return word[:_LONG] if len(word) >= _LONG else word[:_SHORT]


def says(text: str, words: Iterable[str]) -> bool:
    """Whether every one of these words is in a text, or begins one there; a short one is there as it is."""
    there = fold(text).split()
    return all(any(each == word if len(word) < _SHORT else each.startswith(word) for each in there) for word in words)


def is_called(name: str, asked_name: str) -> bool:
    """Whether every part of a folded name that was typed begins a part of this one."""
    parts = fold(name).split()
    return all(any(part.startswith(each) for part in parts) for each in asked_name.split())


def _began(filters: dict[str, list[str]], key: str, zone: ZoneInfo) -> datetime | None:
    """The first instant of the last day that was given."""
    if key not in filters:
        return None
    day = _day(filters[key][-1])
    if day is None:
        raise Invalid(field=key, reason="date")
    return datetime.combine(day, time(), zone)


def _day(text: str) -> date | None:
    parts = re.split(r"[-/.]", text)
    try:
        first, month, last = (int(part) for part in parts)
        year_first = len(parts[0]) == 4
        year = first if year_first else last if len(parts[2]) == 4 else 2000 + last
        return date(year, month, last if year_first else first) if year in _YEARS else None
    except (ValueError, IndexError):
        return None
