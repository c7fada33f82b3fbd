"""Names as search compares them: without accents, case, ligatures, apostrophes and hyphens."""

import unicodedata
from dataclasses import dataclass

from server.patients.rules.sounds import consonants, sound

_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h", "ŋ": "n", "ß": "ss"})
_LONGEST = 800
SHORTEST_BONES = 3
"""Fewer consonants would bring together names that have nothing in common."""


def fold(text: str) -> str:
    """Words in lower case, letters and digits only, one space apart: « Jean-Noël d'Œuvre » → `jean noel d oeuvre`."""
    small = text.casefold().translate(_LETTERS)
    plain = (char for char in unicodedata.normalize("NFKD", small) if unicodedata.category(char)[0] != "M")
    return " ".join("".join(char if char.isalnum() else " " for char in plain).casefold().split())


def tidy(text: str) -> str:
    """A name as it is kept: composed letters, one space apart, no control or invisible character."""
    visible = (char for char in unicodedata.normalize("NFC", text) if char.isspace() or unicodedata.category(char)[0] != "C")
    return " ".join("".join(visible).split())


@dataclass(frozen=True, slots=True)
class Searched:
    """What search reads of a patient: his words, and for each word its sound and, after a 0, its consonants."""

    folded: str
    phonetic: str


def searched(last_name: str, first_name: str, birth_name: str = "") -> Searched:
    """The two searched columns of a patient.

    The last name comes first. A name of several words is also there in one: « Le Goff » is found as `legoff`.
    """
    names = [fold(name).split() for name in (last_name, first_name, birth_name)]
    words = [word for parts in names for word in parts]
    words += ["".join(parts) for parts in names if len(parts) > 1]
    words = list(dict.fromkeys(words))
    sounds = dict.fromkeys(sound(word) for word in words)
    bones = dict.fromkeys("0" + each for each in map(consonants, sounds) if len(each) >= SHORTEST_BONES)
    return Searched(_cut(words), _cut([*sounds, *bones]))


def same_name(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two (last name, first name) are the same but for accents, case and hyphens."""
    return all(fold(a).replace(" ", "") == fold(b).replace(" ", "") for a, b in zip(one, other, strict=True))


def _cut(words: list[str]) -> str:
    text = " ".join(words)
    return text if len(text) <= _LONGEST else text[:_LONGEST].rpartition(" ")[0] or text[:_LONGEST]
