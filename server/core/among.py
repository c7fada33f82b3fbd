"""One value among many, in one parameter: a statement has one text, prepared once, however many there are to look for."""

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ARRAY, Boolean, ColumnElement, Dialect, String, Text, bindparam, type_coerce
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.types import TypeDecorator, TypeEngine


class Listed(TypeDecorator[Iterable[str]]):
    """Many texts: an array on PostgreSQL, JSON on SQLite, which has none."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """What the driver is given."""
        return dialect.type_descriptor(ARRAY(String()) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Iterable[str] | None, dialect: Dialect) -> Any:
        """A list for the driver, or its JSON."""
        listed = list(value or ())
        return listed if dialect.name == "postgresql" else json.dumps(listed)


class _Among(FunctionElement[bool]):
    name = "among"
    type = Boolean()
    inherit_cache = True

    def self_group(self, against: OperatorType | None = None) -> Any:
        """It is a condition as it stands: compared with true, as SQLite would have it, it would find nothing by an index."""
        return self


@compiles(_Among)
def _compare(element: _Among, compiler: SQLCompiler, **given: Any) -> str:
    column, values = (compiler.process(each, **given) for each in element.clauses)
    if compiler.dialect.name == "postgresql":
        return f"{column} = ANY ({values})"
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608  # nosec B608  # both are compiled


def is_among(column: Any, name: str) -> ColumnElement[bool]:
    """Whether a text column holds one of the values that the statement is executed with under this name."""
    return _Among(column, bindparam(name, type_=Listed()))


def is_among_these(column: Any, values: Iterable[str]) -> ColumnElement[bool]:
    """Whether a text column holds one of these values."""
    return _Among(column, type_coerce(values, Listed()))
