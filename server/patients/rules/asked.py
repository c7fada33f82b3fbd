"""What somebody typed to find a patient: a phone, an e-mail, a birth date, a name, in any order and still incomplete."""

import re
from dataclasses import dataclass
from datetime import date

from server.patients.rules.contacts import phone, phone_starts
from server.patients.rules.names import fold

_FEWEST_DIGITS = 4
_MOST_WORDS = 6
_OLDEST = 130
"""Years; nobody was born before."""
_ALONE, _END = r"(?<![\d+])(?<!\d[\s.\-])", r"(?![\s.\-]?\d)"
_YEAR_FIRST = re.compile(rf"{_ALONE}(?P<y>\d{{4}})-(?P<m>\d{{1,2}})-(?P<d>\d{{1,2}}){_END}")
_SLASHED = re.compile(r"(?<!\d)(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4}|\d{2})(?!\d)")
_DAY_FIRST = re.compile(rf"{_ALONE}(?P<d>\d{{1,2}})[.\-\s](?P<m>\d{{1,2}})[.\-\s](?P<y>\d{{4}}){_END}")
_SPOKEN = re.compile(r"(?<!\w)(?P<d>\d{1,2})(?:er)?\s+(?P<m>[^\W\d_]{3,})\.?\s+(?P<y>\d{4})(?!\d)")
_SURE = (_YEAR_FIRST, _SLASHED, _DAY_FIRST, _SPOKEN)
_PACKED = re.compile(rf"{_ALONE}(?P<d>\d{{2}})(?P<m>\d{{2}})(?P<y>\d{{4}}){_END}")
_SHORT = re.compile(rf"{_ALONE}(?P<d>\d{{1,2}})[.\-\s](?P<m>\d{{1,2}})[.\-\s](?P<y>\d{{2}}){_END}")
_UNSURE = (_PACKED, _SHORT)
"""A phone number that is being typed looks the same."""
_NUMBER = re.compile(r"(?<!\w)(?<!\d[\s.\-])(?:\+|0)[\d\s().\-]*\d")
_MONTHS = (
    ("janvier", "january"),
    ("fevrier", "february"),
    ("mars", "march"),
    ("avril", "april"),
    ("mai", "may"),
    ("juin", "june"),
    ("juillet", "july"),
    ("aout", "august"),
    ("septembre", "september"),
    ("octobre", "october"),
    ("novembre", "november"),
    ("decembre", "december"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, sorted out. Several birth dates: the year was given in two digits."""

    words: tuple[str, ...] = ()
    phone: str | None = None
    phone_starts: tuple[str, ...] = ()
    email: str | None = None
    """Complete or not, in lower case."""
    birth_dates: tuple[date, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing can be looked for."""
        return self == Asked()


def asked(text: str, today: date) -> Asked:
    """Sort out what was typed."""
    tokens = text.split()
    email = next((token.lower() for token in tokens if "@" in token), None)
    rest, dates = _take(" ".join(token for token in tokens if "@" not in token), _SURE, today)
    _, unsure = _take(rest, _UNSURE, today)
    number: str | None = None
    starts: tuple[str, ...] = ()
    run = _NUMBER.search(rest)
    if run:
        number, starts = _number(run[0])
        rest = rest.replace(run[0], " ", 1)
    words = (word for word in fold(rest).split() if not word.isdigit())
    return Asked(tuple(dict.fromkeys(words))[:_MOST_WORDS], number, starts, email, dates or (() if number else unsure))


def _number(run: str) -> tuple[str | None, tuple[str, ...]]:
    found = phone(run)
    if found:
        return found[1], ()
    digits = sum(char.isdigit() for char in run)
    return None, phone_starts(run) if digits >= _FEWEST_DIGITS else ()


def _take(text: str, patterns: tuple[re.Pattern[str], ...], today: date) -> tuple[str, tuple[date, ...]]:
    """What is left of a text without its first date, and the days this date may be."""
    for pattern in patterns:
        for match in pattern.finditer(text):
            days = _days(match["y"], match["m"], match["d"], today)
            if days:
                return f"{text[: match.start()]} {text[match.end() :]}", days
    return text, ()


def _days(year: str, month: str, day: str, today: date) -> tuple[date, ...]:
    years = (int(year),) if len(year) == 4 else (2000 + int(year), 1900 + int(year))
    number = int(month) if month.isdigit() else _month(fold(month))
    found = (_day(each, number, int(day)) for each in years)
    return tuple(born for born in found if born and born_before(born, today))


def _month(word: str) -> int:
    return next((number for number, names in enumerate(_MONTHS, 1) if len(word) > 2 and any(name.startswith(word) for name in names)), 0)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def born_before(day: date, today: date) -> bool:
    """Whether somebody can be born on this day: not later than today, nor so long ago that nobody lives."""
    return day <= today and today.year - day.year <= _OLDEST


def day_of(text: str, today: date) -> date | None:
    """A birth date alone, as a file writes it; None when it is not one, cannot be, or its century is unclear."""
    rest, days = _take(text.strip(), (*_SURE, _PACKED), today)
    return days[0] if len(days) == 1 and not rest.strip() else None
