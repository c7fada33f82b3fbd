"""Which patients may bear a name: the only statements that read the search table, each limited to one practice.

SQLite's FTS5 streams matches and stops at the limit when it is the outer loop, hence CROSS JOIN; left to choose, it would
walk the practice's index and look every row up in the trigrams (24 s for 200,000 patients). The `+` says the same.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from sqlalchemy import text

from server.core.unit import UnitOfWork
from server.patients.rules.pieces import Choice, Piece

AFTER_ALL = "\U0010ffff"
"""Sorts after whatever may follow the beginning of a word."""
_WHY = {"unscoped": "the search table has no mapped class; the statement carries its practice"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A patient and his two searched columns."""

    patient_id: str
    folded: str
    phonetic: str


@dataclass(slots=True)
class Looking:
    """Ways to look for a name, asked together in one statement. A patient found in two ways is given twice."""

    uow: UnitOfWork
    practice_id: str
    _ways: list[str] = field(default_factory=list)
    _values: dict[str, Any] = field(default_factory=dict)

    def beginning(self, words: str, limit: int) -> Self:
        """Whose words, last name first, begin so; the first `limit` in alphabetical order."""
        low, high, most = self._bound(f" {words}"), self._bound(f" {words}{AFTER_ALL}"), self._bound(limit)
        self._ways.append(
            f"SELECT patient_id, folded, phonetic FROM patient_search WHERE practice_id = :practice "  # noqa: S608  # nosec B608
            f"AND folded >= {low} AND folded < {high} ORDER BY folded LIMIT {most}"
        )
        return self

    def holding(self, words: Sequence[str], choice: Callable[[str], Choice], limit: int) -> Self:
        """Who has, for every word, one of the alternatives that `choice` gives for it; `limit` of them, in no order.

        A single letter is too short for the index: it only narrows what the other words find.
        """
        choices = [choice(word) for word in words if len(word) > 1]
        if choices:
            found = self._matching(choices) if self.uow.core.db.is_sqlite else self._like(choices)
            letters = "".join(f" AND patient_search.folded LIKE {self._bound(f'% {word}%')}" for word in words if len(word) == 1)
            self._ways.append(f"{found}{letters} LIMIT {self._bound(limit)}")
        return self

    async def found(self) -> list[Candidate]:
        """The candidates, way after way."""
        if not self._ways:
            return []
        ways = (f"SELECT * FROM ({way}) AS way{number}" for number, way in enumerate(self._ways))  # noqa: S608  # nosec B608
        statement = " UNION ALL ".join(ways)
        rows = await self.uow.session.execute(text(statement), {**self._values, "practice": self.practice_id}, execution_options=_WHY)
        return [Candidate(*row) for row in rows.all()]

    def _matching(self, choices: Sequence[Choice]) -> str:
        asked = _every(choices, lambda piece: f'{piece.column} : "{piece.text}"')
        return (
            "SELECT patient_search.patient_id, patient_search.folded, patient_search.phonetic "  # noqa: S608  # nosec B608
            "FROM patient_search_trigrams CROSS JOIN patient_search ON patient_search.number = patient_search_trigrams.rowid "
            f"WHERE patient_search_trigrams MATCH {self._bound(asked)} AND +patient_search.practice_id = :practice"
        )

    def _like(self, choices: Sequence[Choice]) -> str:
        asked = _every(choices, lambda piece: f"{piece.column} LIKE {self._bound(f'%{piece.text}%')}")
        return f"SELECT patient_id, folded, phonetic FROM patient_search WHERE practice_id = :practice AND {asked}"  # noqa: S608  # nosec B608

    def _bound(self, value: str | int) -> str:
        """The name under which a value is bound."""
        name = f"value{len(self._values)}"
        self._values[name] = value
        return f":{name}"


def _every(choices: Sequence[Choice], test: Callable[[Piece], str]) -> str:
    """For every word, one of its alternatives; of each alternative, all its pieces."""
    return " AND ".join("(" + " OR ".join("(" + " AND ".join(map(test, pieces)) + ")" for pieces in choice) + ")" for choice in choices)


async def named(uow: UnitOfWork, practice_id: str, names: tuple[str, str], limit: int) -> list[Candidate]:
    """Whose words begin with these two folded names, in this order or the other; `limit` of each, perhaps more than the names."""
    one, other = names
    return await Looking(uow, practice_id).beginning(f"{one} {other} ", limit).beginning(f"{other} {one} ", limit).found()
