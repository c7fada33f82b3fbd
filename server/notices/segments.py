"""How many SMS a text costs: one a segment (F138), and which letters make it dearer (Q39). Pure."""

import unicodedata
from dataclasses import dataclass

import smsutil
from smsutil.codecs import GSM_BASIC_CHARSET, GSM_EXT_CHARSET

_SPACES = str.maketrans({"\u202f": " ", "\u00a0": " ", "\u2009": " "})
_CHEAPER = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": "-", "…": "...", "œ": "oe", "Œ": "OE"})


@dataclass(frozen=True, slots=True)
class Segments:
    """What a text costs. `letters`: those outside the GSM alphabet, each of which halves and more what a segment holds."""

    count: int
    length: int
    unicode: bool
    letters: tuple[str, ...]


def plain(text: str) -> str:
    """The text as it is handed over: composed letters, ordinary spaces, and signs that cost nothing where they say the same."""
    return unicodedata.normalize("NFC", text).translate(_SPACES).translate(_CHEAPER)


def segments(text: str) -> Segments:
    """Count the segments of a text, as `plain` makes it."""
    text = plain(text)
    if not text:
        return Segments(0, 0, unicode=False, letters=())
    free = set(GSM_BASIC_CHARSET) | set(GSM_EXT_CHARSET)
    dear = tuple(dict.fromkeys(letter for letter in text if letter not in free))
    return Segments(count=len(smsutil.split(text).parts), length=len(text), unicode=bool(dear), letters=dear)
