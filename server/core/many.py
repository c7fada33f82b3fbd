"""Many rows in one statement.

On PostgreSQL the values go as one array for each column, so that a statement has one text, prepared once, however many rows there
are; a statement for each row costs the database and the driver several times as much.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Dialect, Insert, String, Table, TableValuedAlias, Update, bindparam, func, insert, select, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import TypeDecorator, TypeEngine, UserDefinedType

from server.core.db import EVERY_PRACTICE, Base, OutOfScope, PracticeOwned

_POSTGRESQL: Dialect = postgresql.dialect()  # type: ignore[no-untyped-call]  # a class by an alias
_TOLD = {"unscoped": True}
"""For `server.core.db`: whose rows they are was looked at here."""


async def insert_many(session: AsyncSession, kind: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all name the same columns; what they leave out must have its default in the database.

    Raises:
        OutOfScope: a row of a practice that the session may not reach.
    """
    if not rows:
        return
    _check(session, kind, rows)
    table = cast(Table, kind.__table__)
    if session.get_bind().dialect.name == "postgresql":
        names = tuple(rows[0])
        await session.execute(_inserting(table, names), _columns(names, rows), execution_options=_TOLD)
    else:
        await session.execute(insert(table), list(rows), execution_options=_TOLD)


async def insert_spread(session: AsyncSession, kind: type[Base], column: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert a row for each of the texts that a row has in this column, none of which has a space; its other columns are those of all.

    Raises:
        OutOfScope: a row of a practice that the session may not reach.
    """
    if not rows:
        return
    if session.get_bind().dialect.name != "postgresql":
        await insert_many(session, kind, [{**row, column: each} for row in rows for each in row[column]])
        return
    _check(session, kind, rows)
    names = tuple(rows[0])
    values = _columns(names, [{**row, column: " ".join(row[column])} for row in rows])
    await session.execute(_spreading(cast(Table, kind.__table__), names, column), values, execution_options=_TOLD)


async def update_many(session: AsyncSession, kind: type[Base], keys: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    """Update rows, each found by its `keys`; all name the same columns, those of a practice `practice_id` among their keys.

    Raises:
        OutOfScope: a row of a practice that the session may not reach.
    """
    if not rows:
        return
    _check(session, kind, rows)
    table, names = cast(Table, kind.__table__), tuple(rows[0])
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(_updating(table, tuple(keys), names), _columns(names, rows), execution_options=_TOLD)
    else:
        values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names if name not in keys}
        one = update(table).where(*(table.c[key] == bindparam(f"new_{key}") for key in keys)).values(values)
        await session.execute(one, [{f"new_{name}": row[name] for name in names} for row in rows], execution_options=_TOLD)


def _check(session: AsyncSession, kind: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    scope: frozenset[str] = session.info["scope"]
    if issubclass(kind, PracticeOwned) and scope != EVERY_PRACTICE and not {row["practice_id"] for row in rows} <= scope:
        raise OutOfScope(f"{kind.__name__} belongs to a practice outside the scope.")


def _columns(names: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    return {f"all_{name}": [row[name] for row in rows] for name in names}


@lru_cache(maxsize=64)
def _inserting(table: Table, names: tuple[str, ...]) -> Insert:
    given = _given(table, names)
    return insert(table).from_select(list(names), select(*(given.c[name] for name in names)), include_defaults=False)


@lru_cache(maxsize=64)
def _spreading(table: Table, names: tuple[str, ...], column: str) -> Insert:
    given = _given(table, names)
    each = func.unnest(func.string_to_array(given.c[column], " "))
    found = select(*(each.label(name) if name == column else given.c[name] for name in names))
    return insert(table).from_select(list(names), found, include_defaults=False)


@lru_cache(maxsize=64)
def _updating(table: Table, keys: tuple[str, ...], names: tuple[str, ...]) -> Update:
    given = _given(table, names)
    found = (table.c[key] == given.c[key] for key in keys)
    return update(table).where(*found).values({name: given.c[name] for name in names if name not in keys})


class _Written(UserDefinedType[list[Any]]):
    """An array as PostgreSQL writes it (https://www.postgresql.org/docs/15/arrays.html#ARRAYS-IO): the driver takes five times as long."""

    cache_ok = True
    render_bind_cast = True

    def __init__(self, item: TypeEngine[Any]) -> None:
        self.item = item

    def get_col_spec(self, **_: Any) -> str:
        """Its name in a cast."""
        return f"{self.item.compile(dialect=_POSTGRESQL)}[]"

    def bind_processor(self, dialect: Dialect) -> Callable[[list[Any] | None], str]:
        """What the driver is given."""
        item = self.item

        def process(values: list[Any] | None) -> str:
            given = values or []
            prepared = [item.process_bind_param(each, dialect) for each in given] if isinstance(item, TypeDecorator) else given
            return "{" + ",".join(["NULL" if value is None else _WRITERS[type(value)](value) for value in prepared]) + "}"

        return process


_WRITERS: dict[type, Callable[[Any], str]] = {
    str: lambda text: '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"',
    bytes: lambda content: f'"\\\\x{content.hex()}"',
    datetime: lambda at: f'"{at.isoformat()}"',
    bool: lambda is_so: "t" if is_so else "f",
    int: str,
    float: repr,
}


def _given(table: Table, names: tuple[str, ...]) -> TableValuedAlias:
    # A cast to varchar(n) would cut what is too long without a word: the column itself refuses it.
    types = {name: String() if isinstance(table.c[name].type, String) else table.c[name].type for name in names}
    arrays = (bindparam(f"all_{name}", type_=_Written(types[name])) for name in names)
    return func.unnest(*arrays).table_valued(*names, name="given").render_derived()
