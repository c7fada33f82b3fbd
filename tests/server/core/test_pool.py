"""Connections are given in the order of asking."""

import asyncio

import pytest
from sqlalchemy.exc import TimeoutError as NoConnection

from server.core.db import Database
from server.settings import Settings
from tests.support.databases import ON_SQLITE

PEOPLE, TURNS = 5, 4


@ON_SQLITE
async def test_who_writes_again_and_again_waits_for_those_who_wait(database: Database) -> None:
    served: list[int] = []

    async def writer(number: int) -> None:
        for _ in range(TURNS):
            async with database.writer.begin():
                served.append(number)

    await asyncio.gather(*(writer(number) for number in range(PEOPLE)))
    assert served == list(range(PEOPLE)) * TURNS


@ON_SQLITE
async def test_who_gives_up_leaves_his_turn_to_the_next(database: Database) -> None:
    served: list[str] = []

    async def writer(name: str) -> None:
        async with database.writer.begin():
            served.append(name)

    async with asyncio.TaskGroup() as group, database.writer.begin():
        tasks = {name: group.create_task(writer(name)) for name in ("impatient", "first", "second")}
        await asyncio.sleep(0)
        tasks["impatient"].cancel()
    assert served == ["first", "second"]


@ON_SQLITE
async def test_a_connection_that_does_not_come_free_is_given_up(database_url: str) -> None:
    database = Database(Settings.from_env({"DATABASE_URL": database_url}).database, patience=0.01)
    async with database.writer.begin():
        with pytest.raises(NoConnection):
            async with database.writer.begin():
                pass
    async with database.writer.begin():
        pass
    await database.close()
