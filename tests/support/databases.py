"""Databases for tests: each test gets a fresh copy of one that was migrated once, on SQLite and on PostgreSQL."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Literal
from uuid import uuid4

import psycopg
import pytest
from alembic import command
from sqlalchemy import Connection

from server.core.db import Database
from server.core.walls import raise_walls
from server.migrations.tables import metadata
from server.migrations.upgrade import config
from server.patients import search_index
from server.settings import Settings
from tests.support.postgres import Postgres

Kind = Literal["sqlite", "postgresql"]
TEMPLATE = "ardoise_template"

ON_SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
"""Mark a test that has nothing to learn from a second database."""
ON_POSTGRESQL = pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
"""Mark a test about PostgreSQL alone."""


async def _migrate(url: str) -> None:
    db = Database(url)
    try:
        async with db.writer.begin() as connection:
            await connection.run_sync(_shape)
    finally:
        await db.close()


def _shape(connection: Connection) -> None:
    metadata().create_all(connection)
    search_index.create(connection)
    command.stamp(config(connection), "head")
    if connection.dialect.name == "postgresql":
        raise_walls(connection)


def _address(url: str) -> str:
    return Settings.from_env({"DATABASE_URL": url}).database


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file."""
    path = tmp_path_factory.mktemp("template") / "ardoise.db"
    asyncio.run(_migrate(f"sqlite+aiosqlite:///{path}"))
    return path


class Pool:
    """Databases that were migrated once, emptied after each test: that is thirty times quicker than making them."""

    def __init__(self, server: Postgres) -> None:
        self._server = server
        self._free: list[str] = []
        asyncio.run(_migrate(_address(server.make(TEMPLATE))))
        with self._connected(TEMPLATE) as connection:
            self._shape = _shape_of(connection)

    def take(self) -> str:
        """The name of an empty database."""
        return self._free.pop() if self._free else self._made()

    def give_back(self, name: str) -> None:
        """Empty it, whoever is still connected; one whose shape a test changed is dropped."""
        self._server.run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
        with self._connected(name) as connection:
            if _shape_of(connection) == self._shape:
                connection.execute(_EMPTY)
                self._free.append(name)
                return
        self._server.drop(name)

    def _made(self) -> str:
        name = f"t_{uuid4().hex[:16]}"
        self._server.make(name, template=TEMPLATE)
        return name

    def _connected(self, name: str) -> "psycopg.Connection[tuple[object, ...]]":
        return psycopg.connect(f"host=127.0.0.1 port={self._server.port} user=postgres dbname={name}", autocommit=True)


_EMPTY = """
DO $$
DECLARE it record;
BEGIN
  SET LOCAL session_replication_role = replica;
  FOR it IN SELECT oid::regclass AS name FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'alembic_version' LOOP
    EXECUTE format('DELETE FROM %s', it.name);
  END LOOP;
  PERFORM setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace;
END $$
"""
_SHAPE = """
SELECT relname, relkind::text, attname::text, atttypid::bigint
FROM pg_class LEFT JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0
WHERE relnamespace = 'public'::regnamespace ORDER BY 1, 2, 3
"""


def _shape_of(connection: "psycopg.Connection[tuple[object, ...]]") -> list[tuple[object, ...]]:
    """Every table, index and column, and the revision."""
    shape = connection.execute(_SHAPE).fetchall()
    if any(row[0] == "alembic_version" for row in shape):
        shape += connection.execute("SELECT version_num FROM alembic_version").fetchall()
    return shape


@pytest.fixture(scope="session")
def postgres_pool(postgres: Postgres) -> Pool:
    """Migrated, empty PostgreSQL databases."""
    return Pool(postgres)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> Kind:
    """Which database this run of the test is on: by default every test runs on both."""
    kind: Kind = request.param
    return kind


@pytest.fixture
def database_url(database_kind: Kind, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh, migrated, empty database, as `DATABASE_URL` writes it."""
    if database_kind == "sqlite":
        path = tmp_path / "ardoise.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    pool: Pool = request.getfixturevalue("postgres_pool")
    name = pool.take()
    yield request.getfixturevalue("postgres").url(name)
    pool.give_back(name)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """The fresh database, open."""
    db = Database(_address(database_url))
    yield db
    await db.close()
