"""From the bytes of a file to rows of cells with their line numbers: encoding, separator, columns. Pure."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from server.patients.rules.names import fold

Column = Literal[
    "identifier",
    "last_name",
    "first_name",
    "birth_name",
    "birth_date",
    "sex",
    "mobile",
    "phone",
    "email",
    "held",
    "address",
    "postcode",
    "city",
    "remarks",
    "sms_off",
]
COLUMNS: tuple[Column, ...] = get_args(Column)
REQUIRED: tuple[Column, ...] = ("last_name", "first_name")
_SEVERAL: frozenset[Column] = frozenset({"mobile", "phone", "email", "held", "address"})
"""Columns that a table may have more than once."""
_TITLES: dict[Column, str] = {
    "identifier": "identifiant|id|numero|no|n|n dossier|numero de dossier|numero patient|id patient|ipp|identifier|patient id|external id",
    "last_name": "nom|nom de famille|nom usuel|nom d usage|nom patient|nom du patient|last name|lastname|surname|family name",
    "first_name": "prenom|prenoms|prenom usuel|prenom patient|prenom du patient|first name|firstname|given name|first names",
    "birth_name": "nom de naissance|nom naissance|nom de jeune fille|birth name|maiden name",
    "birth_date": "date de naissance|date naissance|naissance|ne le|nee le|ne e le|ddn|birth date|birthdate|date of birth|dob|birthday",
    "sex": "sexe|civilite|genre|sex|gender|title",
    "mobile": "mobile|portable|telephone portable|telephone mobile|tel portable|tel mobile|mobile phone|cell|cell phone|gsm",
    "phone": "telephone|tel|fixe|telephone fixe|tel fixe|telephone domicile|telephone 2|phone|home phone|landline|phone number",
    "email": "e mail|email|mail|courriel|adresse e mail|adresse email|adresse mail|adresse electronique|email address|e mail address",
    "held": "contacts d un proche|contact d un proche|contacts held by a relative",
    "address": "adresse|adresse 1|adresse 2|adresse postale|rue|address|address 1|address 2|street",
    "postcode": "code postal|cp|postal code|postcode|zip|zip code",
    "city": "ville|commune|city|town",
    "remarks": "remarques|remarque|commentaire|commentaires|note|notes|observations|remarks|comment|comments",
    "sms_off": "sans sms|no sms|sms off",
}
_COLUMN_OF: dict[str, Column] = {title: column for column, titles in _TITLES.items() for title in titles.split("|")}
_SEPARATORS = ";\t,"
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SHIELDED = re.compile(r"''*[=+\-@\t\r]")
_NEVER_CLOSED = ("unexpected end of data", "field larger than field limit")
"""What `csv` says of a quote that swallows the rest of the file."""


class NotATable(ValueError):
    """The file cannot be read as a table of patients; the text is one sentence for whoever chose it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One record: the line where it begins and its cells by column. `problem`: why its cells cannot be told apart."""

    line: int
    cells: dict[Column, list[str]]
    problem: Literal["columns", "quotes"] | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose columns are known. `ignored`: titles of columns that mean nothing to us."""

    rows: tuple[Row, ...]
    ignored: tuple[str, ...]


def read_table(content: bytes) -> Table:
    """Read a table; its first line names the columns, in French or English.

    Raises:
        NotATable: no text, no columns we know, or a quote that is never closed.
    """
    text = _decoded(content)
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(_SEPARATORS, key=first.count)
    records = _records(text, separator)
    titles = next((cells for _, cells, problem in records if problem or any(cell.strip() for cell in cells)), [])
    if not titles:
        raise NotATable("The first line of the file does not name columns.")
    columns = [_COLUMN_OF.get(fold(title)) for title in titles]
    _check(columns, titles)
    ignored = tuple(title.strip() for title, column in zip(titles, columns, strict=True) if column is None and title.strip())
    rows = tuple(_row(line, cells, problem, columns) for line, cells, problem in records if problem or any(cell.strip() for cell in cells))
    return Table(rows, ignored)


def _decoded(content: bytes) -> str:
    encoding = next((name for bom, name in _BOMS if content.startswith(bom)), "utf-8")
    for each in (encoding, "cp1252"):
        try:
            return content.decode(each)
        except UnicodeDecodeError:
            continue
    raise NotATable("The file is neither UTF-8 nor Windows-1252 text: save it again as “CSV UTF-8”.")


def _records(text: str, separator: str) -> Iterator[tuple[int, list[str], Literal["quotes"] | None]]:
    """Each record with its first line; every line that wrong quotes swallowed is a record without cells."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            yield line, next(reader), None
        except StopIteration:
            return
        except csv.Error as error:
            if any(sign in str(error) for sign in _NEVER_CLOSED):
                raise NotATable(f"A quote that opens on line {line}, or after it, is never closed.") from None
            for swallowed in range(line, reader.line_num + 1):
                yield swallowed, [], "quotes"


def _check(columns: list[Column | None], titles: list[str]) -> None:
    missing = [column for column in REQUIRED if column not in columns]
    if missing:
        known = ", ".join(title.strip() for title in titles if title.strip())
        raise NotATable(f"The table needs the columns “nom” and “prénom” (or “last name” and “first name”); it has: {known[:200]}.")
    twice = [column for column in COLUMNS if column not in _SEVERAL and columns.count(column) > 1]
    if twice:
        raise NotATable(f"Several columns mean “{twice[0].replace('_', ' ')}”: keep one.")


def _row(line: int, cells: list[str], problem: Literal["quotes"] | None, columns: list[Column | None]) -> Row:
    if problem or any(cell.strip() for cell in cells[len(columns) :]):
        return Row(line, {}, problem or "columns")
    found: dict[Column, list[str]] = {}
    for column, cell in zip(columns, cells, strict=False):
        if column is not None:
            found.setdefault(column, []).append(_plain(cell))
    return Row(line, found)


def _plain(cell: str) -> str:
    """A cell without the apostrophe that kept a spreadsheet from taking it for a formula."""
    text = cell.strip()
    return text[1:] if _SHIELDED.match(text) else text
