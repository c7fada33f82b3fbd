"""From a row of cells to a patient, or to the reason why not. Pure."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

import msgspec

from server.core.errors import Invalid
from server.patients.importing.table import Column, Row, read_table
from server.patients.rules.asked import day_of
from server.patients.rules.files import contacts_of, name_of
from server.patients.rules.names import fold
from server.patients.schemas import ContactKind, ContactView, GivenContact, PatientFields, Provenance, Sex

Reason = Literal["columns", "quotes", "last_name", "first_name", "birth_date", "phone", "email", "too_long", "nul", "twice", "exists"]
REASONS: dict[Reason, str] = {
    "columns": "it has more cells than the table has columns",
    "quotes": "its quotes are not closed, or are followed by text",
    "last_name": "it has no last name",
    "first_name": "it has no first name",
    "birth_date": "its birth date cannot be read, or nobody was born on that day",
    "phone": "one of its phone numbers is not a phone number",
    "email": "its e-mail is not an e-mail address",
    "too_long": "one of its cells is too long",
    "nul": "it holds a NUL character",
    "twice": "the same row, or the same identifier, came before in this file",
    "exists": "a file with the same name and birth date, or the same name and phone, exists already",
}
"""Why a row is refused, as the end of a sentence that begins with its line."""
IDENTIFIED = "id:"
"""How the key of a row begins when the other program gave it an identifier."""
_LONGEST_IDENTIFIER = 100
_NOTHING = frozenset({"", "-", "--", "?", "nc", "n c", "na", "n a", "neant", "aucun", "none", "null", "inconnu", "unknown"})
_WOMAN = frozenset({"f", "femme", "feminin", "female", "w", "mme", "madame", "mlle", "mademoiselle", "mrs", "ms"})
_MAN = frozenset({"m", "h", "homme", "masculin", "male", "mr", "monsieur"})
_OTHER = frozenset({"x", "autre", "other", "indetermine"})
_YES = frozenset({"oui", "yes", "1", "x", "vrai", "true"})
_MIDNIGHT = re.compile(r"[ T]0{1,2}:00(:00)?$")
_BETWEEN_CONTACTS = re.compile(r"\s*[;,|\n]\s*|\s+/\s+|\s+ou\s+")


@dataclass(frozen=True, slots=True)
class ReadPatient:
    """A row that can become a file. `key` tells it from every other row, in this file and in the next."""

    line: int
    key: str
    fields: PatientFields
    contacts: tuple[ContactView, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that is not imported, and why; its content is not repeated."""

    line: int
    reason: Reason

    @property
    def sentence(self) -> str:
        """The refusal in words."""
        return f"Line {self.line}: {REASONS[self.reason]}."


@dataclass(frozen=True, slots=True)
class Parsed:
    """A whole file, read. `ignored`: titles of columns that mean nothing to us."""

    patients: tuple[ReadPatient, ...]
    refused: tuple[Refused, ...]
    ignored: tuple[str, ...]


class _Unreadable(Exception):
    """The row is refused for `reason`."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


def parse(content: bytes, today: date) -> Parsed:
    """Read every row of a table; nobody is born after `today`.

    Raises:
        NotATable: the file is no table of patients at all.
    """
    table = read_table(content)
    patients: dict[str, ReadPatient] = {}
    refused: list[Refused] = []
    for row in table.rows:
        try:
            patient = _patient(row, today)
        except _Unreadable as unreadable:
            refused.append(Refused(row.line, unreadable.reason))
            continue
        if patients.setdefault(patient.key, patient) is not patient:
            refused.append(Refused(row.line, "twice"))
    return Parsed(tuple(patients.values()), tuple(refused), table.ignored)


def _patient(row: Row, today: date) -> ReadPatient:
    if row.problem is not None:
        raise _Unreadable(row.problem)
    if any("\0" in cell for cells in row.cells.values() for cell in cells):
        raise _Unreadable("nul")
    contacts = _contacts(row)
    try:
        fields = msgspec.convert(_fields(row, today), PatientFields)
    except msgspec.ValidationError:
        raise _Unreadable("too_long") from None
    return ReadPatient(row.line, _key(row, fields, contacts), fields, contacts)


def _fields(row: Row, today: date) -> dict[str, object]:
    street = [cell for cell in row.cells.get("address", []) if cell]
    town = " ".join(part for part in (_cell(row, "postcode"), _cell(row, "city")) if part)
    return {
        "last_name": _name(row, "last_name"),
        "first_name": _name(row, "first_name"),
        "birth_name": _cell(row, "birth_name"),
        "birth_date": _birth_date(_cell(row, "birth_date"), today),
        "sex": _sex(_cell(row, "sex")),
        "address": "\n".join([*street, town] if town else street),
        "remarks": _cell(row, "remarks"),
        "sms_off": fold(_cell(row, "sms_off")) in _YES,
    }


def _cell(row: Row, column: Column) -> str:
    return next(iter(row.cells.get(column, [])), "")


def _name(row: Row, column: Literal["last_name", "first_name"]) -> str:
    try:
        return name_of(column, _cell(row, column))
    except Invalid:
        raise _Unreadable(column) from None


def _birth_date(text: str, today: date) -> date | None:
    if fold(text) in _NOTHING:
        return None
    found = day_of(_MIDNIGHT.sub("", text), today)
    if found is None:
        raise _Unreadable("birth_date")
    return found


def _sex(text: str) -> Sex:
    word = fold(text)
    return "f" if word in _WOMAN else "m" if word in _MAN else "x" if word in _OTHER else ""


def _contacts(row: Row) -> tuple[ContactView, ...]:
    given = [
        *_given(row, "mobile", "mobile", "own"),
        *_given(row, "phone", "phone", "own"),
        *_given(row, "email", "email", "own"),
        *_given(row, "held", "mobile", "holder"),
    ]
    try:
        return tuple(contacts_of(given))
    except Invalid as invalid:
        raise _Unreadable(invalid.data["reason"]) from None


def _given(row: Row, column: Column, kind: ContactKind, provenance: Provenance) -> list[GivenContact]:
    values = [value for cell in row.cells.get(column, []) for value in _BETWEEN_CONTACTS.split(cell) if fold(value) not in _NOTHING]
    return [GivenContact(kind="email" if "@" in value else kind, value=value, provenance=provenance) for value in values]


def _key(row: Row, fields: PatientFields, contacts: tuple[ContactView, ...]) -> str:
    """The identifier of the other program; without one, the names with the birth date, or else with the contacts."""
    identifier = _cell(row, "identifier")
    if fold(identifier) not in _NOTHING:
        return IDENTIFIED + (identifier if len(identifier) <= _LONGEST_IDENTIFIER else _digest(identifier))
    rest = [fields.birth_date.isoformat()] if fields.birth_date else sorted(each.value for each in contacts)
    return f"row:{_digest(fold(fields.last_name), fold(fields.first_name), *rest)}"


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:40]
