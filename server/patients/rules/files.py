"""What a file may hold: fields as typed, put in order or refused."""

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date

from server.core.errors import Invalid
from server.patients.rules.asked import born_before
from server.patients.rules.contacts import email, phone
from server.patients.rules.names import fold, tidy
from server.patients.schemas import ContactKind, ContactView, GivenContact, Tie

_SEEN_FROM_THE_OTHER: dict[Tie, Tie] = {
    "child": "parent",
    "parent": "child",
    "dependent": "guardian",
    "guardian": "dependent",
}


def name_of(field: str, typed: str) -> str:
    """A name as it is kept.

    Raises:
        Invalid: it holds no letter.
    """
    kept = tidy(typed)
    if not any(char.isalpha() for char in fold(kept)):
        raise Invalid("A name holds at least one letter.", field=field, reason="empty")
    return kept


def text_of(typed: str) -> str:
    """A text of several lines without control characters, blanks at its ends removed."""
    lines = unicodedata.normalize("NFC", typed).splitlines()
    return "\n".join(
        "".join(char for char in line if char == "\t" or unicodedata.category(char) != "Cc").rstrip() for line in lines
    ).strip()


def birth_date_of(day: date | None, today: date) -> date | None:
    """A birth date somebody can have.

    Raises:
        Invalid: it is to come, or nobody can be that old.
    """
    if day is not None and not born_before(day, today):
        raise Invalid("Nobody was born on this day.", field="birth_date", reason="future" if day > today else "too_old")
    return day


def contacts_of(given: Iterable[GivenContact], held_by_relative: frozenset[str] = frozenset()) -> list[ContactView]:
    """Contacts in their one spelling, each once; what a relative gave as his own is the holder's (Q15).

    Raises:
        Invalid: one of them is no phone number, or no address; `index` says which.
    """
    kept: dict[str, ContactView] = {}
    for index, contact in enumerate(given):
        kind, value = _contact(contact, index)
        provenance = "holder" if value in held_by_relative else contact.provenance
        kept.setdefault(value, ContactView(kind=kind, value=value, provenance=provenance))
    return list(kept.values())


def _contact(contact: GivenContact, index: int) -> tuple[ContactKind, str]:
    if contact.kind == "email":
        address = email(contact.value)
        if address is None:
            raise Invalid("This is not an e-mail address.", field="contacts", reason="email", index=index)
        return "email", address
    number = phone(contact.value)
    if number is None:
        raise Invalid("This is not a phone number.", field="contacts", reason="phone", index=index)
    return number


def seen_from_the_other(tie: Tie) -> Tie:
    """The same tie from the relative's side: my child has me as a parent."""
    return _SEEN_FROM_THE_OTHER.get(tie, tie)


def joined_remarks(kept: str, merged: str) -> str:
    """The remarks of two files in one, nothing said twice."""
    parts: Sequence[str] = [part for part in (kept, merged) if part]
    return parts[0] if len(parts) == 2 and parts[1] in parts[0] else "\n\n".join(parts)
