"""Which patients may bear a name: the only statements that read the search table, each limited to one practice.

SQLite's FTS5 streams matches and stops at the limit when it is the outer loop, hence CROSS JOIN; left to choose, it would
walk the practice's index and look every row up in the trigrams (24 s for 200,000 patients). The `+` says the same.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from server.core.unit import UnitOfWork
from server.patients.rules.pieces import Choice

AFTER_ALL = "\U0010ffff"
"""Sorts after whatever may follow the beginning of a word."""
_WHY = {"unscoped": "the search table has no mapped class; the statement carries its practice"}

_NAMED = """
    SELECT patient_id, folded, phonetic FROM patient_search
    WHERE practice_id = :practice AND folded >= :low{number} AND folded < :high{number} ORDER BY folded LIMIT :limit
"""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A patient and his two searched columns."""

    patient_id: str
    folded: str
    phonetic: str


async def named(uow: UnitOfWork, practice_id: str, beginnings: Sequence[str], limit: int) -> list[Candidate]:
    """Patients whose words, last name first, begin in one of these ways; `limit` of each, in alphabetical order."""
    values: dict[str, Any] = {"practice": practice_id, "limit": limit}
    ways = []
    for number, beginning in enumerate(beginnings):
        values |= {f"low{number}": f" {beginning}", f"high{number}": f" {beginning}{AFTER_ALL}"}
        ways.append(f"SELECT * FROM ({_NAMED.format(number=number)}) AS way{number}")  # noqa: S608  # nosec B608  # values are bound
    return await _rows(uow, " UNION ALL ".join(ways), values)


async def holding(uow: UnitOfWork, practice_id: str, words: Sequence[str], choice: Callable[[str], Choice], limit: int) -> list[Candidate]:
    """Patients who have, for every word, one of the alternatives that `choice` gives for it; in no order.

    A single letter is too short for the index: it only narrows what the other words find.
    """
    choices = [choice(word) for word in words if len(word) > 1]
    letters = [word for word in words if len(word) == 1]
    if not choices:
        return []
    build = _fts5 if uow.core.db.is_sqlite else _like
    statement, values = build(choices)
    for number, letter in enumerate(letters):
        statement += f" AND patient_search.folded LIKE :letter{number}"
        values[f"letter{number}"] = f"% {letter}%"
    return await _rows(uow, f"{statement} LIMIT :limit", values | {"practice": practice_id, "limit": limit})


def _fts5(choices: Sequence[Choice]) -> tuple[str, dict[str, Any]]:
    asked = " AND ".join(
        "(" + " OR ".join("(" + " AND ".join(f'{piece.column} : "{piece.text}"' for piece in pieces) + ")" for pieces in choice) + ")"
        for choice in choices
    )
    statement = """
        SELECT patient_search.patient_id, patient_search.folded, patient_search.phonetic
        FROM patient_search_trigrams CROSS JOIN patient_search ON patient_search.number = patient_search_trigrams.rowid
        WHERE patient_search_trigrams MATCH :asked AND +patient_search.practice_id = :practice
    """
    return statement, {"asked": asked}


def _like(choices: Sequence[Choice]) -> tuple[str, dict[str, Any]]:
    values: dict[str, Any] = {}
    asked = []
    for choice in choices:
        ways = []
        for pieces in choice:
            tests = []
            for piece in pieces:
                name = f"piece{len(values)}"
                values[name] = f"%{piece.text}%"
                tests.append(f"{piece.column} LIKE :{name}")
            ways.append(" AND ".join(tests))
        asked.append("(" + " OR ".join(ways) + ")")
    statement = f"SELECT patient_id, folded, phonetic FROM patient_search WHERE practice_id = :practice AND {' AND '.join(asked)}"  # noqa: S608  # nosec B608  # values are bound
    return statement, values


async def _rows(uow: UnitOfWork, statement: str, values: dict[str, Any]) -> list[Candidate]:
    rows = await uow.session.execute(text(statement), values, execution_options=_WHY)
    return [Candidate(*row) for row in rows.all()]
