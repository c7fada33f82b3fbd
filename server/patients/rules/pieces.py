"""What to look for so that a name is found although it is badly written: pieces of text, as trigram indexes find them.

Columns hold their words between spaces, so ` dupont ` is the whole word and ` dup` its beginning. A request is, for each
word typed, a choice of alternatives, each a few pieces that must all be there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from server.patients.rules.names import SHORTEST_BONES
from server.patients.rules.sounds import consonants, sound

Column = Literal["folded", "phonetic"]
SHORTEST = 3
"""Letters, spaces included, under which a trigram index is blind."""
_SHORTEST_SLIP = 4
_LONG = 6
_SHORTEST_OPEN_SOUND = 3


@dataclass(frozen=True, slots=True)
class Piece:
    """A text that must be somewhere in a column."""

    column: Column
    text: str


Choice = tuple[tuple[Piece, ...], ...]
"""Alternatives; each is pieces that must all be there."""


def joined(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The words with two neighbours written as one: `le fevre` may be a Lefèvre."""
    for at in range(1, len(words)):
        yield (*words[: at - 1], words[at - 1] + words[at], *words[at + 1 :])


def whole(word: str) -> Choice:
    """The word itself."""
    return ((Piece("folded", f" {word} "),),)


def begun(word: str) -> Choice:
    """A word that begins so."""
    return ((Piece("folded", f" {word}"),),)


def alike(word: str) -> Choice:
    """A word that begins so, or is said alike."""
    said = sound(word)
    ending = "" if len(said) >= _SHORTEST_OPEN_SOUND else " "
    return (*begun(word), (Piece("phonetic", f" {said}{ending}"),))


def close(word: str) -> Choice:
    """The above, or a word one slip away.

    A slip spoils one third of the word, or swaps two letters across two thirds; all its consonants may also be left.
    """
    slips: list[tuple[Piece, ...]] = []
    if len(word) >= _SHORTEST_SLIP:
        third, two_thirds = (len(word) + 1) // 3, len(word) - len(word) // 3
        start, end = f" {word[:third]}", f"{word[two_thirds:]} "
        slips += [
            (Piece("folded", f" {word[:two_thirds]}"),),
            (Piece("folded", f"{word[third:]} "),),
        ]
        slips += [(Piece("folded", f" {_swapped(word, at)} "),) for at in sorted({third, len(word) // 2, two_thirds})]
        if min(len(start), len(end)) >= SHORTEST:
            slips.append((Piece("folded", start), Piece("folded", end)))
    bones = consonants(sound(word))
    if len(bones) >= SHORTEST_BONES:
        slips.append((Piece("phonetic", f" 0{bones} "),))
    return (*alike(word), *slips)


def close_beside_others(word: str) -> Choice:
    """The same for one word among several: as the others narrow what is found, a short one may keep two letters only."""
    if not _SHORTEST_SLIP <= len(word) < _LONG:
        return close(word)
    return (*close(word), (Piece("folded", f" {word[:2]}"),), (Piece("folded", f"{word[-2:]} "),))


def _swapped(word: str, at: int) -> str:
    """The word with the letters on both sides of this place exchanged."""
    return word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]
