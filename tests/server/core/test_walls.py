"""The second wall: what PostgreSQL itself refuses, whatever statement reaches it."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from server.core.db import EVERY_PRACTICE, Database, owned_tables
from server.core.ids import new_id
from server.core.unit import Core
from tests.support import factories
from tests.support.actors import Cabinet
from tests.support.databases import ON_POSTGRESQL

COUNT = text("SELECT count(*) FROM practitioners")


@ON_POSTGRESQL
async def test_without_a_scope_there_are_no_rows(database: Database, cabinet: Cabinet) -> None:
    async with database.writer.connect() as connection:
        assert (await connection.execute(COUNT)).scalar_one() == 0


@ON_POSTGRESQL
async def test_a_scope_shows_its_own_practice_and_no_other(core: Core, cabinet: Cabinet, twin: Cabinet) -> None:
    async with core.db.read({cabinet.practice.id}) as session:
        names = (await session.execute(text("SELECT DISTINCT practice_id FROM practitioners"), execution_options=_BARE)).scalars().all()
    assert names == [cabinet.practice.id]


@ON_POSTGRESQL
async def test_the_scope_ends_with_its_transaction(core: Core, cabinet: Cabinet) -> None:
    async with core.db.write({cabinet.practice.id}) as session:
        assert (await session.execute(COUNT, execution_options=_BARE)).scalar_one() == 2
        await session.commit()
    async with core.db.writer.connect() as connection:
        assert (await connection.execute(COUNT)).scalar_one() == 0


@ON_POSTGRESQL
async def test_a_row_of_another_practice_cannot_be_written(core: Core, cabinet: Cabinet, twin: Cabinet) -> None:
    add = text(
        "INSERT INTO locations (id, version, name, address, zone, region, archived, practice_id) "
        "VALUES (:id, 1, 'x', '', '', '', false, :owner)"
    )
    async with core.db.write({cabinet.practice.id}) as session:
        await session.execute(add, {"id": new_id(), "owner": cabinet.practice.id}, execution_options=_BARE)
        with pytest.raises(ProgrammingError, match="row-level security"):
            await session.execute(add, {"id": new_id(), "owner": twin.practice.id}, execution_options=_BARE)


@ON_POSTGRESQL
async def test_every_practices_table_is_walled_and_its_owner_too(core: Core) -> None:
    walled = text("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
    async with core.db.read(EVERY_PRACTICE) as session:
        found = set((await session.execute(walled)).scalars())
    assert found == owned_tables()


@ON_POSTGRESQL
async def test_maintenance_sees_every_practice(core: Core, cabinet: Cabinet, twin: Cabinet) -> None:
    await factories.location(core, twin.practice)
    async with core.db.read(EVERY_PRACTICE) as session:
        assert (await session.execute(COUNT)).scalar_one() == 4


_BARE = {"unscoped": "what the database itself holds back"}
