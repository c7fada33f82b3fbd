"""How well a patient answers a question: the surest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from jellyfish import damerau_levenshtein_distance

from server.patients.rules.sounds import sound
from server.patients.schemas import Match

EXACT, PREFIX, SOUND, NEAR = range(4)
MATCHES: tuple[Match, ...] = ("exact", "prefix", "sound", "near")
_LONG = 6
"""Letters from which two slips are forgiven."""
_MOST_SLIPS = 2


@dataclass(frozen=True, slots=True, order=True)
class Grade:
    """How a name answers the words typed; the smallest is the surest."""

    worst: int
    """EXACT when every word typed is one of the name's, NEAR when one of them had to be guessed."""
    slips: int
    elsewhere: int
    """1 when the first word typed does not begin the last name."""
    unasked: int
    """Words of the name nobody typed."""
    folded: str

    @property
    def match(self) -> Match:
        """The grade as screens say it."""
        return MATCHES[self.worst]


LAST = Grade(NEAR + 1, 0, 0, 0, "")
"""Sorts after every grade."""


def grade(words: Sequence[str], folded: str, phonetic: str) -> Grade | None:
    """Grade a name (its two searched columns) against the words typed, None when one of these has nothing to do with it."""
    names, sounds = folded.split(), phonetic.split()
    worst = slips = 0
    for word in words:
        found = _best(word, names, sounds)
        if found is None:
            return None
        worst, slips = max(worst, found[0]), slips + found[1]
    elsewhere = 0 if words and names[0].startswith(words[0]) else 1
    return Grade(worst, slips, elsewhere, max(0, len(names) - len(words)), folded.strip())


def _best(word: str, names: Sequence[str], sounds: Sequence[str]) -> tuple[int, int] | None:
    """The best this word can be among the names, and how many slips of the hand that takes."""
    if word in names:
        return EXACT, 0
    if any(name.startswith(word) for name in names):
        return PREFIX, 0
    distance = min((_distance(word, name) for name in names if abs(len(word) - len(name)) <= _MOST_SLIPS), default=_MOST_SLIPS + 1)
    said = sound(word)
    if said in sounds or (len(said) > 2 and any(each.startswith(said) for each in sounds)):
        return SOUND, distance
    return (NEAR, distance) if len(word) > 3 and distance <= (_MOST_SLIPS if len(word) >= _LONG else 1) else None


@lru_cache(maxsize=16384)
def _distance(one: str, other: str) -> int:
    return damerau_levenshtein_distance(one, other)
