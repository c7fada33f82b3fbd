"""What search stands on follows the patients, and is used."""

import pytest
from sqlalchemy import create_engine, delete, text

from server.core.db import EVERY_PRACTICE
from server.core.ids import new_id
from server.patients import search_index
from server.patients.models import Patient
from tests.server.patients.desk import Desk
from tests.support.databases import ON_POSTGRESQL, ON_SQLITE
from tests.support.postgres import OWNER, Postgres

BARE = {"unscoped": "the test looks at the search table itself"}
COUNT = text("SELECT count(*) FROM patient_search")


async def count(desk: Desk) -> int:
    async with desk.core.db.read(EVERY_PRACTICE) as session:
        return int((await session.execute(COUNT, execution_options=BARE)).scalar_one())


async def test_a_patient_who_is_gone_is_not_found(desk: Desk) -> None:
    opened = await desk.open("Dupont", "Jeanne")
    async with desk.core.db.write(EVERY_PRACTICE) as session:
        await session.execute(delete(Patient).where(Patient.id == opened.id))
        await session.commit()
    assert await desk.names("dupont") == []
    assert await count(desk) == 0


async def test_making_it_again_takes_in_those_who_are_there(desk: Desk) -> None:
    await desk.open("Dupont", "Jeanne")
    async with desk.core.db.writer.begin() as connection:
        if not desk.core.db.is_sqlite:
            await connection.execute(text("SELECT set_config('ardoise.scope', '*', true)"))
        await connection.run_sync(search_index.create)
        await connection.run_sync(search_index.create)
    await desk.open("Dupuis", "Paul")
    assert await desk.names("dup") == ["Dupont Jeanne", "Dupuis Paul"]
    assert await desk.names("duopnt") == ["Dupont Jeanne"]


async def test_dropping_it_leaves_patients_that_can_be_written(desk: Desk) -> None:
    async with desk.core.db.writer.begin() as connection:
        await connection.run_sync(search_index.drop)
    opened = await desk.open("Kowalski", "Ana", birth_date=None)
    assert (await desk.read(opened.id)).last_name == "Kowalski"


@ON_SQLITE
async def test_compacting_the_file_does_not_mix_patients_up(desk: Desk) -> None:
    opened = [await desk.open(name, "Paul") for name in ("Abadie", "Bernard", "Carlier", "Dupont")]
    async with desk.core.db.write(EVERY_PRACTICE) as session:
        await session.execute(delete(Patient).where(Patient.id == opened[1].id))
        await session.commit()
    await desk.core.db.close()
    engine = create_engine(str(desk.core.db.writer.url).replace("+aiosqlite", ""))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM"))
    engine.dispose()
    assert [await desk.names(name) for name in ("abadei", "carleir", "duopnt", "bernadr")] == [
        ["Abadie Paul"],
        ["Carlier Paul"],
        ["Dupont Paul"],
        [],
    ]


@ON_SQLITE
async def test_the_trigrams_agree_with_the_names_after_every_kind_of_change(desk: Desk) -> None:
    opened = [await desk.open(name, "Paul") for name in ("Abadie", "Bernard", "Carlier")]
    async with desk.core.db.write(EVERY_PRACTICE) as session:
        for statement in (
            f"UPDATE patients SET folded = 'zola paul' WHERE id = '{opened[0].id}'",
            f"UPDATE patients SET merged_into = '{opened[0].id}' WHERE id = '{opened[1].id}'",
            f"UPDATE patients SET merged_into = NULL WHERE id = '{opened[1].id}'",
            f"DELETE FROM patients WHERE id = '{opened[2].id}'",
            "INSERT INTO patient_search_trigrams (patient_search_trigrams, rank) VALUES ('integrity-check', 1)",
        ):
            await session.execute(text(statement), execution_options=BARE)
        await session.commit()
    assert await desk.names("zola") == ["Abadie Paul"]
    assert await desk.names("bernard") == ["Bernard Paul"]


@ON_POSTGRESQL
async def test_the_trigrams_are_used_behind_the_wall_between_practices(desk: Desk) -> None:
    await desk.open("Dupont", "Jeanne")
    async with desk.core.db.read({desk.cabinet.practice.id}) as session:
        await session.execute(text("SET LOCAL enable_seqscan = off"), execution_options=BARE)
        plan = await session.execute(text("EXPLAIN SELECT * FROM patient_search WHERE folded LIKE '% dupont %'"), execution_options=BARE)
        assert "Bitmap Index Scan on patient_search_trigrams" in "\n".join(plan.scalars())


def test_a_role_that_may_not_add_the_extension_is_told_what_to_do(postgres: Postgres) -> None:
    name = f"bare_{new_id()}"
    postgres.run(f'CREATE DATABASE "{name}"')
    engine = create_engine(f"postgresql+psycopg://{OWNER}@127.0.0.1:{postgres.port}/{name}")
    try:
        with engine.connect() as connection, pytest.raises(search_index.SearchUnavailable, match="CREATE EXTENSION pg_trgm"):
            search_index.create(connection)
    finally:
        engine.dispose()
        postgres.drop(name)
