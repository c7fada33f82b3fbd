"""SQLite without detours: one visit to the connection's thread for a statement and its rows, where the stock adapter makes four.

A command of eighteen statements then waits for the thread twenty times and not seventy. It stands on `aiosqlite`'s
thread and on SQLAlchemy's adapter; both are pinned, and `tests/server/core/test_sqlite.py` holds what is relied on.
"""

import collections
import sqlite3
from collections.abc import Sequence
from typing import Any

import aiosqlite
from sqlalchemy.connectors.asyncio import AsyncAdapt_dbapi_cursor
from sqlalchemy.dialects.sqlite.aiosqlite import AsyncAdapt_aiosqlite_connection, AsyncAdapt_aiosqlite_dbapi

Outcome = tuple[Any, int, int | None, list[Any]]
"""The description, the number of rows changed, the last row id, the rows."""


class _Result:
    """What is known of the last statement."""

    __slots__ = ("arraysize", "description", "lastrowid", "rowcount")

    def __init__(self) -> None:
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1


class OneVisitCursor(AsyncAdapt_dbapi_cursor):
    """Executes and fetches in one visit to the connection's thread."""

    __slots__ = ()
    _awaitable_cursor_close = False
    _cursor: Any

    def _make_new_cursor(self, connection: Any) -> Any:
        return None

    def _aenter_cursor(self, cursor: Any) -> Any:
        return _Result()

    def close(self) -> None:
        """Forget the rows; the real cursor was closed in its thread."""
        self._rows.clear()

    async def _execute_async(self, operation: Any, parameters: Any) -> Any:
        await self._visit(_execute, operation, parameters)
        return self

    async def _executemany_async(self, operation: Any, seq_of_parameters: Any) -> Any:
        await self._visit(_executemany, operation, seq_of_parameters)
        return self

    async def _visit(self, work: Any, operation: str, parameters: Any) -> None:
        async with self._adapt_connection._execute_mutex:
            connection: Any = self._connection
            outcome: Outcome = await connection._execute(work, connection._conn, operation, parameters)
            result = self._cursor
            result.description, result.rowcount, result.lastrowid, rows = outcome
            self._rows = collections.deque(rows)


def _execute(connection: sqlite3.Connection, operation: str, parameters: Sequence[Any] | None) -> Outcome:
    cursor = connection.cursor()
    try:
        cursor.execute(operation, parameters if parameters is not None else ())
        return cursor.description, cursor.rowcount, cursor.lastrowid, cursor.fetchall() if cursor.description else []
    finally:
        cursor.close()


def _executemany(connection: sqlite3.Connection, operation: str, parameters: Sequence[Sequence[Any]]) -> Outcome:
    cursor = connection.cursor()
    try:
        cursor.executemany(operation, parameters)
        return cursor.description, cursor.rowcount, cursor.lastrowid, []
    finally:
        cursor.close()


class _Connection(AsyncAdapt_aiosqlite_connection):
    __slots__ = ()
    _cursor_cls = OneVisitCursor  # type: ignore[assignment]  # the adapter asks for its own class, and uses only what ours has


class OneVisit(AsyncAdapt_aiosqlite_dbapi):
    """The driver to give to SQLAlchemy as `module`."""

    def __init__(self) -> None:
        super().__init__(aiosqlite, sqlite3)

    def connect(self, *arg: Any, **kw: Any) -> AsyncAdapt_aiosqlite_connection:
        """Open a connection with our cursor."""
        plain = super().connect(*arg, **kw)
        return _Connection(self, plain._connection)
