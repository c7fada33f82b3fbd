"""R6: everybody is dropped at once; each comes back from where he was, at the price of two queries, and bookings go on meanwhile."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from sqlalchemy import Engine, event

from realtime.protocol import OPTIONS
from server.app import build_app
from server.core.unit import Core
from server.settings import Secret, Settings
from tests.reliability.follower import Follower
from tests.reliability.town import heads, rows, town, write
from tests.support.core import ROOT_KEY_TEXT
from tests.support.relay import Relay

PRACTICES, PEOPLE, WRITES = 10, 30, 10
EVERYBODY = PRACTICES * PEOPLE
RETURNING = frozenset({"HandoverProtocol.run_asgi", "Connection._answer"})
"""The tasks in which a client comes back: its handshake, and the answer to what it subscribes to."""
pytestmark = pytest.mark.slow


async def test_three_hundred_dropped_at_once_come_back_at_two_queries_each_while_bookings_go_on(
    core: Core, database_url: str, tmp_path: Path
) -> None:
    desks = await town(core, PRACTICES, PEOPLE)
    async with serving(database_url, tmp_path / "data") as relay:
        screens = [Follower(relay.url, desk, token) for desk in desks for token in desk.tokens]
        async with asyncio.TaskGroup() as group:
            following = [group.create_task(screen.run()) for screen in screens]
            await asyncio.gather(*(screen.opened() for screen in screens))
            await asyncio.gather(*(write([relay.url], desk, 1) for desk in desks))
            await asyncio.gather(*(screen.reaches(1) for screen in screens))
            met = relay.asked
            with counted() as statements:
                for screen in screens:
                    screen.is_open = False
                relay.cut()
                await asyncio.gather(*(write([relay.url], desk, WRITES) for desk in desks))
                await asyncio.gather(*(screen.opened() for screen in screens))
                last = await heads(core, desks)
                await asyncio.gather(*(screen.reaches(last[screen.desk.topic]) for screen in screens))
            for task in following:
                task.cancel()
    assert relay.asked - met >= EVERYBODY + PRACTICES * WRITES, "somebody was not dropped"
    assert {screen.resets for screen in screens} == {0}
    assert sum(statements[task] for task in RETURNING) <= 2 * EVERYBODY, statements
    assert [fault for screen in screens for fault in screen.faults] == []
    assert [status for screen in screens for status in screen.refused] == []
    assert [status for desk in desks for status in desk.failures] == []
    for desk in desks:
        assert len(desk.acknowledged) == last[desk.topic] == WRITES + 1
        assert await rows(core, desk) == set(desk.acknowledged)
    for screen in screens:
        assert set(screen.state["appointments"]) == set(screen.desk.acknowledged)


@asynccontextmanager
async def serving(database_url: str, data_dir: Path) -> AsyncIterator[Relay]:
    """The whole application behind a relay, in this process: here its statements can be counted."""
    relay = Relay()
    database = Settings.from_env({"DATABASE_URL": database_url}).database
    app = build_app(Settings(data_dir=data_dir, database_url=database, root_key=Secret(ROOT_KEY_TEXT), port=relay.port), works=False)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=relay.target, log_config=None, backlog=2048, **OPTIONS))
    server.config.load()
    server.lifespan = server.config.lifespan_class(server.config)
    await server.startup()
    ticking = asyncio.create_task(server.main_loop())
    try:
        async with relay:
            yield relay
    finally:
        server.should_exit = True
        await ticking
        await server.shutdown()


@contextmanager
def counted() -> Iterator[Counter[str]]:
    """Queries by the task that sends them. What is written down of them (who subscribed) goes in batches, many to a statement."""
    counts: Counter[str] = Counter()

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        task = asyncio.current_task()
        if task is not None and statement.startswith("SELECT") and "set_config" not in statement:
            counts[getattr(task.get_coro(), "__qualname__", "")] += 1

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield counts
    finally:
        event.remove(Engine, "before_cursor_execute", note)
