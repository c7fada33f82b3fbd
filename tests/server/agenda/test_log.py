"""Numbers of events: under forty writers no reader by cursor ever misses one, and the naive way does (R4)."""

import asyncio
from collections import Counter

import pytest
from sqlalchemy import text

from server.agenda.models import Appointment
from server.core.actors import system
from server.core.db import EVERY_PRACTICE, Database
from server.core.events import events_after, heads_of
from server.core.permissions import Permission
from server.core.unit import Core, UnitOfWork, writing
from tests.server.agenda.office import Office
from tests.support.actors import Cabinet

WRITERS, EACH, READERS = 40, 25, 3
TOPICS = ("agenda/one", "agenda/two", "agenda/three")


def write(core: Core, cabinet: Cabinet) -> UnitOfWork:
    """The system at work in a practice."""
    return writing(core, system("test"), scope=frozenset({cabinet.practice.id}))


async def test_forty_writers_and_three_readers_miss_nothing_and_see_everything_in_order(core: Core, cabinet: Cabinet) -> None:
    news, done, written = asyncio.Condition(), False, 0

    async def writer(number: int) -> None:
        nonlocal written
        for turn in range(EACH):
            topics = {TOPICS[(number + turn) % len(TOPICS)], TOPICS[number % len(TOPICS)]}
            async with write(core, cabinet) as uow:
                uow.permit(Permission.SYSTEM)
                await uow.lock(*topics)
                for topic in topics:
                    uow.record(topic, f"{number}/{turn}", owner=cabinet.practice.id)
            async with news:
                written += 1
                news.notify_all()

    async def reader(topic: str) -> list[int]:
        seen: list[int] = []
        while True:
            over, known = done, written
            async with core.db.read(EVERY_PRACTICE) as session:
                found = await events_after(session, topic, seen[-1] if seen else 0, 100)
            assert found is not None, "a hole"
            seen += [seq for seq, _ in found]
            if over and not found:
                return seen
            if not found:
                async with news:
                    await news.wait_for(lambda known=known: done or written > known)  # type: ignore[misc]

    async with asyncio.TaskGroup() as group:
        readers = [group.create_task(reader(topic)) for topic in TOPICS for _ in range(READERS)]
        async with asyncio.TaskGroup() as writers:
            for number in range(WRITERS):
                writers.create_task(writer(number))
        async with news:
            done = True
            news.notify_all()
    async with core.db.read(EVERY_PRACTICE) as session:
        heads = await heads_of(session, TOPICS)
    assert sum(heads.values()) > WRITERS * EACH
    for task, topic in zip(readers, (topic for topic in TOPICS for _ in range(READERS)), strict=True):
        assert task.result() == list(range(1, heads[topic] + 1))


async def test_a_number_is_only_seen_once_all_before_it_can_be(core: Core, cabinet: Cabinet) -> None:
    """The first writer holds the head; the second waits, and cannot come into sight before him."""
    begun = asyncio.Event()

    async def second() -> None:
        async with write(core, cabinet) as uow:
            uow.permit(Permission.SYSTEM)
            begun.set()
            await uow.lock(TOPICS[0])
            uow.record(TOPICS[0], "second", owner=cabinet.practice.id)

    async with asyncio.TaskGroup() as group:
        async with write(core, cabinet) as first:
            first.permit(Permission.SYSTEM)
            await first.lock(TOPICS[0])
            if not core.db.is_sqlite:  # SQLite's second writer does not even begin
                group.create_task(second())
                await begun.wait()
            first.record(TOPICS[0], "first", owner=cabinet.practice.id)
            async with core.db.read(EVERY_PRACTICE) as session:
                assert await events_after(session, TOPICS[0], 0, 10) == []
        if core.db.is_sqlite:
            group.create_task(second())
    async with core.db.read(EVERY_PRACTICE) as session:
        found = await events_after(session, TOPICS[0], 0, 10)
    assert found is not None
    assert [seq for seq, _ in found] == [1, 2]


async def test_numbers_handed_out_before_the_commit_lose_events(database: Database) -> None:
    """The naive way: two writers take a number each, the later one commits first, and the cursor passes the other."""
    async with database.writer.begin() as connection:
        await connection.execute(text("CREATE TABLE naive_events (seq INTEGER PRIMARY KEY)"))
        await connection.execute(text("CREATE TABLE naive_counter (seq INTEGER)"))
        await connection.execute(text("INSERT INTO naive_counter VALUES (0)"))

    async def number() -> int:
        async with database.writer.begin() as connection:
            await connection.execute(text("UPDATE naive_counter SET seq = seq + 1"))
            return int((await connection.execute(text("SELECT seq FROM naive_counter"))).scalar_one())

    async def commit(seq: int) -> None:
        async with database.writer.begin() as connection:
            await connection.execute(text("INSERT INTO naive_events VALUES (:seq)"), {"seq": seq})

    async def look(cursor: int) -> list[int]:
        async with database.reader.connect() as connection:
            found = await connection.execute(text("SELECT seq FROM naive_events WHERE seq > :cursor ORDER BY seq"), {"cursor": cursor})
            return list(found.scalars())

    slow, fast = await number(), await number()
    await commit(fast)
    seen = await look(0)
    await commit(slow)
    seen += await look(max(seen))
    assert seen == [fast]
    assert await look(0) == [slow, fast]


async def test_a_command_that_fails_leaves_no_number_behind(office: Office) -> None:
    class Oops(Exception):
        pass

    async def half(uow: UnitOfWork) -> None:
        uow.permit(Permission.SIGNED_IN)
        await uow.lock(f"agenda/{office.doctor.id}")
        uow.record(f"agenda/{office.doctor.id}", "never", owner=office.cabinet.practice.id)
        uow.session.add(Appointment(id="0" * 32, practice_id=office.cabinet.practice.id, practitioner_id=office.doctor.id))
        raise Oops

    for _ in range(3):
        with pytest.raises(Oops):
            await office.run(half)
    view = await office.book()
    assert [event.body.put["appointments"][0]["id"] for event in office.events()] == [view.id]
    assert office.published.hints[-1][1] == 1


async def test_a_topic_found_too_late_starts_the_command_again(office: Office) -> None:
    tries: Counter[str] = Counter()

    async def late(uow: UnitOfWork) -> None:
        tries["made"] += 1
        uow.permit(Permission.SIGNED_IN)
        await uow.lock("agenda/one")
        if tries["made"] == 1:
            await uow.lock("agenda/one", "agenda/two")

    await office.run(late)
    assert tries["made"] == 2
