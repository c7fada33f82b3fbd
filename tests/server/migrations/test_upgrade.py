"""The migrations make the database that the code expects, on both databases, and never half of it."""

import pytest
from sqlalchemy import text

from server.core.db import Base, Database
from server.migrations.tables import MODULES
from server.migrations.upgrade import TooNew, drift, head, revision, upgrade


@pytest.fixture
async def empty(database: Database) -> Database:
    """The database without a single table."""
    async with database.writer.begin() as connection:
        await connection.run_sync(Base.metadata.drop_all)
        await connection.execute(text("DROP TABLE IF EXISTS alembic_version"))
    return database


async def test_the_migrations_make_exactly_what_the_mapped_classes_describe(empty: Database) -> None:
    assert await upgrade(empty)
    async with empty.reader.connect() as connection:
        assert await connection.run_sync(drift) == []


async def test_running_them_again_changes_nothing(empty: Database) -> None:
    assert await revision(empty) is None
    await upgrade(empty)
    assert not await upgrade(empty)
    assert await revision(empty) == head()


async def test_a_database_from_the_future_is_left_alone(empty: Database) -> None:
    await upgrade(empty)
    async with empty.writer.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = 'ffffffffffff'"))
    with pytest.raises(TooNew, match="ffffffffffff"):
        await upgrade(empty)


def test_every_mapped_class_lives_in_a_module_that_migrations_read() -> None:
    known = {module.__name__ for module in MODULES}
    assert {mapper.class_.__module__ for mapper in Base.registry.mappers} <= known
