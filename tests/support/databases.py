"""Databases for tests: each test gets a fresh copy of one that was migrated once, on SQLite and on PostgreSQL."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Literal
from uuid import uuid4

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


@pytest.fixture(scope="session")
def postgres_template(postgres: Postgres) -> str:
    """The name of a migrated, empty PostgreSQL database."""
    asyncio.run(_migrate(_address(postgres.make(TEMPLATE))))
    return TEMPLATE


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
    server: Postgres = request.getfixturevalue("postgres")
    name = f"t_{uuid4().hex[:16]}"
    url = server.make(name, template=request.getfixturevalue("postgres_template"))
    yield url
    server.drop(name)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """The fresh database, open."""
    db = Database(_address(database_url))
    yield db
    await db.close()
