"""The database: engines, the base of every table, and the wall between practices.

SQLite has one writer: every write transaction goes through an engine with a single connection, whose pool is the
queue, and starts with BEGIN IMMEDIATE. PostgreSQL has one pool, which keeps the connections it opened: making one costs
as much as many statements. A statement on a practice's table always carries the scope of the unit of work that runs it;
one that cannot be scoped is refused.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Connection, DateTime, Dialect, Executable, MetaData, String, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, LoaderCriteriaOption, Mapped, ORMExecuteState, Session, mapped_column, with_loader_criteria
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.sql import ClauseElement, visitors
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.schema import Table
from sqlalchemy.types import TypeDecorator

from server.core.among import is_among_these
from server.core.pool import PoolInTurn
from server.core.sqlite import OneVisit

_NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UTCDateTime(TypeDecorator[datetime]):
    """An aware UTC instant on both databases (SQLite keeps no zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        """What a value of it is."""
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive instants, store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A naive instant cannot be stored.")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Every mapped class."""

    metadata = MetaData(naming_convention=_NAMING)
    type_annotation_map = {datetime: UTCDateTime()}  # noqa: RUF012  # the name SQLAlchemy looks for


class PracticeOwned:
    """A table of a practice: every statement on it is limited to the practices of the unit of work."""

    practice_id: Mapped[str] = mapped_column(String(32), index=True)


class _Scoped(FunctionElement[str]):
    """`practice_id` as the scope compares it: a wall, and not a way in.

    SQLite would take the equality for the best index it has, and walk a whole practice to find twenty rows by their keys
    (400,000 contacts: 260 ms instead of 0.1). The `+` says no to that; PostgreSQL counts rows and needs no telling.
    """

    name = "scoped"
    type = String()
    inherit_cache = True


@compiles(_Scoped)
def _compare(element: _Scoped, compiler: SQLCompiler, **given: Any) -> str:
    return ("+" if compiler.dialect.name == "sqlite" else "") + compiler.process(element.clauses, **given)


class OutOfScope(RuntimeError):
    """A statement would have crossed the wall between practices: a bug, not a refusal."""


EVERY_PRACTICE = frozenset({"*"})
"""The scope of maintenance: the worker, migrations, the demo."""


_GLANCING = 2
"""Connections to PostgreSQL for statements on their own."""


class Database:
    """Opens sessions for reading and for writing. `patience`: seconds to wait for a connection before giving up."""

    def __init__(self, url: str, *, pool_size: int = 14, patience: float = 30) -> None:
        self.is_sqlite = url.startswith("sqlite")
        if self.is_sqlite:
            self.writer = create_async_engine(
                url, module=OneVisit(), poolclass=PoolInTurn, pool_size=1, max_overflow=0, pool_timeout=patience
            )
            self.reader = create_async_engine(
                url, module=OneVisit(), poolclass=PoolInTurn, pool_size=4, max_overflow=0, pool_timeout=patience
            )
            _prepare_sqlite(self.writer, begin="BEGIN IMMEDIATE")
            _prepare_sqlite(self.reader, begin="BEGIN")
            self.glancer = self.reader
        else:
            self.writer = create_async_engine(url, poolclass=PoolInTurn, pool_size=pool_size, max_overflow=0, pool_timeout=patience)
            self.reader = self.writer.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            alone = {"autocommit": True}
            self.glancer = create_async_engine(
                url, poolclass=PoolInTurn, pool_size=_GLANCING, max_overflow=0, pool_timeout=patience, connect_args=alone
            )
            event.listen(self.glancer.sync_engine, "connect", _see_every_practice)
        self._writing = async_sessionmaker(self.writer, expire_on_commit=False, autoflush=False)
        self._reading = async_sessionmaker(self.reader, expire_on_commit=False, autoflush=False)

    def write(self, scope: Iterable[str]) -> AsyncSession:
        """A session that may write, limited to these practices."""
        return self._writing(info={"scope": frozenset(scope)})

    def read(self, scope: Iterable[str]) -> AsyncSession:
        """A session on one consistent picture of the database."""
        return self._reading(info={"scope": frozenset(scope)})

    async def glance(self, statement: Executable, values: Mapping[str, Any] | None = None) -> Sequence[Any]:
        """The rows of one statement on its own, whatever the practice: for who comes, who has no scope yet.

        It takes PostgreSQL one trip, where a transaction that says its scope takes four.
        """
        async with self.glancer.connect() as connection:
            return (await connection.execute(statement, values)).all()

    async def close(self) -> None:
        """Close every connection."""
        await self.writer.dispose()
        await self.reader.dispose()
        await self.glancer.dispose()


def _prepare_sqlite(engine: AsyncEngine, *, begin: str) -> None:
    @event.listens_for(engine.sync_engine, "connect")
    def connect(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # transactions are begun below
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",  # NORMAL loses acknowledged commits on a power cut
            "foreign_keys=ON",
            "busy_timeout=30000",
            "cache_size=-32000",
            "temp_store=MEMORY",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def start(connection: Any) -> None:
        connection.exec_driver_sql(begin)


def _see_every_practice(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute("SELECT set_config('ardoise.scope', '*', false)")
    cursor.close()


def _practice_tables(state: ORMExecuteState) -> set[str]:
    owned = owned_tables()
    return {
        element.name
        for element in visitors.iterate(cast(ClauseElement, state.statement))
        if isinstance(element, Table) and element.name in owned
    }


def owned_tables() -> frozenset[str]:
    """The names of every practice's tables among the mapped classes."""
    return _owned_among(len(Base.metadata.tables))


@lru_cache(maxsize=8)
def _owned_among(_: int) -> frozenset[str]:
    return frozenset(
        mapper.local_table.name  # type: ignore[attr-defined]  # every mapped class here has a plain table
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, PracticeOwned)
    )


@event.listens_for(Session, "do_orm_execute")
def _scope_statement(state: ORMExecuteState) -> None:
    if state.is_column_load or state.is_relationship_load:
        return
    scope: frozenset[str] | None = state.session.info.get("scope")
    if scope is None:
        raise OutOfScope("This session has no scope.")
    if scope == EVERY_PRACTICE:
        return
    if not state.is_orm_statement:
        if "unscoped" in state.execution_options:
            return
        touched = _practice_tables(state) if hasattr(state.statement, "get_children") else set()
        if touched or type(state.statement).__name__ == "TextClause":
            raise OutOfScope(f"A statement without scope on {', '.join(sorted(touched)) or 'unknown tables'}.")
        return
    if state.is_select or state.is_update or state.is_delete:
        state.statement = state.statement.options(_within(scope))


@lru_cache(maxsize=1024)
def _within(scope: frozenset[str]) -> LoaderCriteriaOption:
    """The criterion that limits every practice's table of a statement to a scope."""
    listed = sorted(scope)
    return with_loader_criteria(PracticeOwned, lambda cls: is_among_these(_Scoped(cls.practice_id), listed), include_aliases=True)


@event.listens_for(Session, "before_flush")
def _scope_writes(session: Session, *_: object) -> None:
    scope: frozenset[str] | None = session.info.get("scope")
    if scope is None:
        raise OutOfScope("This session has no scope.")
    if scope == EVERY_PRACTICE:
        return
    for row in [*session.new, *session.dirty, *session.deleted]:
        if isinstance(row, PracticeOwned) and row.practice_id not in scope:
            raise OutOfScope(f"{type(row).__name__} belongs to a practice outside the scope.")


@event.listens_for(Session, "after_begin")
def _raise_the_scope(session: Session, _: object, connection: Connection) -> None:
    """PostgreSQL hears the scope too: row-level security is a second wall (server/core/walls.py)."""
    _say(session, connection)


def say_scope(session: Session) -> None:
    """Say a scope that changed in the middle of a transaction; one that has not begun says it by itself."""
    if session.in_transaction():
        _say(session, session.connection())


def _say(session: Session, connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        scope = ",".join(session.info.get("scope", ()))
        connection.exec_driver_sql("SELECT set_config('ardoise.scope', %s, true)", (scope,))
