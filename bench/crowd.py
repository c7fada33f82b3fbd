"""A fictional crowd: names as common as in France, and what people type to find one of them."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from server.demo.names import LAST_NAMES, MEN, WOMEN

_ONSETS = [*"bcdfghjlmnprstv", "br", "cr", "dr", "fr", "gr", "pr", "tr", "bl", "cl", "fl", "pl", "ch", "qu", "gu"]
_NUCLEI = [*"aaeiou", "ou", "ai", "au", "eau", "en", "in", "on", "oi", "eu", "er", "et"]
_CODAS = ["", "", "", "r", "l", "t", "s", "nd", "rd", "x", "lt"]
_RARE_NAMES = 60_000
_COMMON = 0.35
"""Of the last names; the others are rare ones."""
_SHARES = {
    "beginning": 20,
    "last first": 18,
    "first last": 10,
    "two beginnings": 12,
    "last name": 6,
    "first name": 4,
    "slip, both names": 10,
    "slip, last name": 5,
    "nobody": 3,
    "mobile": 6,
    "beginning of a mobile": 2,
    "e-mail": 2,
    "birth date": 2,
}
"""Of a hundred questions."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Someone:
    """A fictional patient."""

    last_name: str
    first_name: str
    birth_date: date
    mobile: str
    email: str


def crowd(many: int, chance: Random) -> list[Someone]:
    """Make up this many people; the n-th name of a list is about n times rarer than its first."""
    first_names = [name for pair in zip(WOMEN, MEN, strict=False) for name in pair]
    rare = ["".join(chance.choice(_ONSETS) + chance.choice(_NUCLEI) for _ in range(chance.randint(1, 3))) for _ in range(_RARE_NAMES)]
    common_names = chance.choices(LAST_NAMES, [1 / (rank + 4) for rank in range(len(LAST_NAMES))], k=many)
    given = chance.choices(first_names, [1 / (rank + 6) for rank in range(len(first_names))], k=many)
    people = []
    for number in range(many):
        last = common_names[number] if chance.random() < _COMMON else (chance.choice(rare) + chance.choice(_CODAS)).capitalize()
        first = given[number] if chance.random() > 0.08 else f"{given[number]}-{chance.choice(first_names)}"
        born = date(1930, 1, 1) + timedelta(days=chance.randrange(35_000))
        people.append(Someone(last, first, born, f"+336{number:08d}", f"patient{number}@exemple.fr"))
    return people


def question(who: Someone, chance: Random) -> tuple[str, str]:
    """What somebody types to find this person, and what kind of question it is."""
    last, first = who.last_name.lower(), who.first_name.lower()
    kind = chance.choices(list(_SHARES), list(_SHARES.values()))[0]
    typed = {
        "beginning": last[: chance.randint(2, 6)],
        "last first": f"{last} {first}",
        "first last": f"{first} {last}",
        "two beginnings": f"{last[: chance.randint(2, 4)]} {first[: chance.randint(1, 3)]}",
        "last name": last,
        "first name": first,
        "slip, both names": f"{slip(last, chance)} {first}",
        "slip, last name": slip(last, chance),
        "nobody": f"{slip(slip(last, chance), chance)} {slip(slip(first, chance), chance)}x",
        "mobile": "0" + who.mobile[3:],
        "beginning of a mobile": "0" + who.mobile[3 : chance.randint(7, 10)],
        "e-mail": who.email,
        "birth date": who.birth_date.strftime("%d/%m/%Y"),
    }
    return kind, typed[kind]


def slip(word: str, chance: Random) -> str:
    """The word with one letter missing, wrong, too many, or swapped with the next."""
    at = chance.randrange(max(1, len(word) - 1))
    return chance.choice(
        [
            word[:at] + word[at + 1 :],
            word[:at] + chance.choice(_LETTERS) + word[at + 1 :],
            word[:at] + chance.choice(_LETTERS) + word[at:],
            word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
        ]
    )
