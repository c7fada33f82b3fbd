"""Who an event is about: a name, a phone, an e-mail, a birth date, read from what people write in a calendar. Pure."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

Order = Literal["last-first", "first-last"]
"""Which comes first when neither is in capitals."""

_TITLES = frozenset({"m", "mr", "mme", "mlle", "monsieur", "madame", "mademoiselle", "dr", "docteur", "pr", "enfant", "bébé", "me"})
_NOT_A_NAME = frozenset(
    re.findall(
        r"\S+",
        """
        rdv rendez-vous consultation consult suivi visite contrôle controle bilan séance seance téléconsultation teleconsultation urgence
        réunion reunion pause déjeuner dejeuner repas congé congés conge conges vacances formation absent absence fermé fermeture
        indisponible bloqué blocage férié libre staff astreinte garde déplacement administratif secrétariat ménage anniversaire
        meeting lunch break holiday busy free occupé perso personnel privé private
        """,
    )
)
_PARTICLES = frozenset({"de", "du", "des", "le", "la", "d'", "van", "von", "el", "al", "ben", "da", "dos", "di", "del"})
_CUT = re.compile(r"\s+[-–—/|]\s+|\s*[:;(\[]|\s+(?=(?:tel|tél|né|née|n°)\b)", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\d+])(?:\+33|0033|0|\+262|\+590|\+594|\+596)[ .\-]?(?:\(0\))?[ .\-]?[1-9](?:[ .\-]?\d{2}){4}(?!\d)")
_EMAIL = re.compile(r"[A-Za-z0-9._%+\-]+@[A-Za-z0-9.\-]+\.[A-Za-z]{2,}")
_BORN = re.compile(r"n[ée]+(?:\(e\))?\s+(?:le\s+)?(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:['’\-.][^\W\d_]+)*\.?")


@dataclass(frozen=True, slots=True)
class Named:
    """A patient as a calendar names him. `rest`: what the title says beside the name."""

    last_name: str
    first_name: str
    phone: str | None = None
    email: str | None = None
    birth_date: date | None = None
    rest: str = ""


def named(summary: str, description: str = "", *, order: Order = "last-first") -> Named | None:
    """The patient of an event; None when its title is no name (a meeting, a single word)."""
    everything = f"{summary}\n{description}"
    phone, email = _PHONE.search(everything), _EMAIL.search(everything)
    title = _EMAIL.sub(" ", _PHONE.sub(" ", summary))
    for part in _parts(title):
        name = _name(part, order)
        if name is not None:
            last, first = name
            return Named(
                last_name=last,
                first_name=first,
                phone=phone.group() if phone else None,
                email=email.group().lower() if email else None,
                birth_date=_birth_date(everything),
                rest=_rest(title, part),
            )
    return None


def _parts(title: str) -> list[str]:
    return [part.strip(" ,.)]") for part in _CUT.split(title) if part.strip(" ,.)]")]


def _name(part: str, order: Order) -> tuple[str, str] | None:
    before, comma, after = part.partition(",")
    if comma and _words(before) and _words(after):
        return " ".join(_words(before)), " ".join(_words(after))
    words = _words(part)
    if len(words) < 2:
        return None
    capitals = [word for word in words if word.isupper() and len(word) > 1]
    others = [word for word in words if word not in capitals]
    if capitals and others and not all(word.lower() in _PARTICLES for word in others):
        particles = [word for word in others if word.lower() in _PARTICLES]
        return " ".join([*particles, *capitals]), " ".join(word for word in others if word not in particles)
    at = _break(words, order)
    head, tail = " ".join(words[:at]), " ".join(words[at:])
    return (head, tail) if order == "last-first" else (tail, head)


def _break(words: list[str], order: Order) -> int:
    """Where the one name ends and the other begins; particles stay with the last name."""
    if order == "first-last":
        return 1
    at = 1
    while at < len(words) - 1 and words[at - 1].lower() in _PARTICLES:
        at += 1
    return at


def _words(text: str) -> list[str]:
    """The words of a text that can belong to a name; none at all when one of them says it is something else."""
    found = [word.rstrip(".") if len(word) > 2 else word for word in _WORD.findall(text)]
    plain = [word for word in found if word.lower().rstrip(".") not in _TITLES]
    return [] if any(word.lower() in _NOT_A_NAME for word in plain) or len(plain) > 6 else plain


def _rest(title: str, part: str) -> str:
    before, _, after = title.partition(part)
    return " ".join(f"{before} {after}".split()).strip(" -–—/|:;,()[]")


def _birth_date(text: str) -> date | None:
    found = _BORN.search(text)
    if found is None:
        return None
    day, month, year = (int(part) for part in found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None
