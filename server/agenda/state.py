"""The state of a row as plain values: what history keeps, and what undo puts back."""

from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import inspect

from server.core.db import Base

State = dict[str, Any]
_KINDS = (datetime, date, bytes)


def state_of(row: Base) -> State:
    """Every column of a row, as JSON values, but those `beside` what people decide."""
    columns = inspect(type(row)).columns
    values = {column.key: getattr(row, column.key) for column in columns if not column.info.get("beside")}
    plain: State = msgspec.to_builtins(values)
    return plain


def put_back(row: Base, state: State) -> None:
    """Give a row the values of a state, its version excepted."""
    for column in inspect(type(row)).columns:
        if column.key == "version" or column.key not in state:
            continue
        value = state[column.key]
        kind = column.type.python_type
        if value is not None and kind in _KINDS:
            value = msgspec.convert(value, kind)
        setattr(row, column.key, value)


def same(one: State, other: State) -> bool:
    """Whether two states differ in nothing but their version."""
    return {**one, "version": 0} == {**other, "version": 0}
