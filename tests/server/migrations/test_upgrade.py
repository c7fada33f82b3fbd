"""The migrations make the database that the code expects, on both databases, and never half of it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, MetaData, Table, text

from server.core.db import Base, Database
from server.migrations.tables import MODULES
from server.migrations.upgrade import TooNew, config, drift, head, revision, upgrade


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


async def test_what_is_unread_is_counted_for_those_who_had_not_read_it(empty: Database) -> None:
    said = {"conversation_id": "c", "practice_id": "p", "version": 1, "name": "", "initials": "", "at": datetime.now(UTC), "said": b""}
    messages = [
        {"id": "1", "n": 1, "person_id": "claire", "is_note": False, "deleted_at": None},
        {"id": "2", "n": 2, "person_id": "claire", "is_note": False, "deleted_at": None},
        {"id": "3", "n": 3, "person_id": "sonia", "is_note": False, "deleted_at": None},
        {"id": "4", "n": 4, "person_id": "claire", "is_note": True, "deleted_at": None},
        {"id": "5", "n": 5, "person_id": "claire", "is_note": False, "deleted_at": datetime.now(UTC)},
    ]
    marks = [{"person_id": person, "read": read} for person, read in (("sonia", 0), ("claire", 0), ("nadia", 2))]
    common = {"conversation_id": "c", "practice_id": "p", "name": "", "initials": "", "received": 0, "named": 0}
    async with empty.writer.begin() as connection:
        await connection.run_sync(lambda it: command.upgrade(config(it), "0026"))
        conversation = {"id": "c", "practice_id": "p", "version": 1, "kind": "group", "last_n": 5}
        await connection.run_sync(_insert, "conversations", [conversation])
        await connection.run_sync(_insert, "conversation_messages", [said | each for each in messages])
        await connection.run_sync(_insert, "conversation_marks", [common | each for each in marks])
    await upgrade(empty)
    async with empty.glancer.connect() as connection:
        counted = await connection.execute(text("SELECT person_id, unread FROM conversation_marks"))
    assert dict(iter(counted.all())) == {"sonia": 2, "claire": 1, "nadia": 1}


def _insert(connection: Connection, name: str, rows: list[dict[str, Any]]) -> None:
    """Into a table as it is at this moment."""
    connection.execute(Table(name, MetaData(), autoload_with=connection).insert(), rows)


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
