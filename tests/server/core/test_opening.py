"""Several processes start at the same moment on a database that nobody has opened yet."""

import asyncio
from dataclasses import replace

from sqlalchemy import delete, select, text

from server.core.crypto import SHARED, Keyring, PracticeKey
from server.core.db import EVERY_PRACTICE
from server.core.epoch import Mark
from server.core.opening import open_core
from server.core.unit import Core
from tests.support.core import ROOT_KEY

_WAITING = text("SELECT count(*) FROM pg_locks WHERE NOT granted")


async def test_they_agree_on_the_key_and_the_epoch(core: Core) -> None:
    async with core.db.write(EVERY_PRACTICE) as session:
        for kind in (PracticeKey, Mark):
            await session.execute(delete(kind))
        await session.commit()
    one, other = (replace(core, keyring=Keyring(ROOT_KEY)) for _ in range(2))
    async with asyncio.TaskGroup() as group, core.db.write(EVERY_PRACTICE) as session:
        if not core.db.is_sqlite:  # both have looked and found nothing before either writes
            await session.execute(text("LOCK TABLE practice_keys IN SHARE ROW EXCLUSIVE MODE"))
        opening = [group.create_task(open_core(each)) for each in (one, other)]
        async with core.db.read(EVERY_PRACTICE) as looking, asyncio.timeout(60):
            while not core.db.is_sqlite and (await looking.execute(_WAITING)).scalar_one() < len(opening):
                pass
        await session.rollback()
    assert len({each.result() for each in opening}) == 1
    assert other.keyring.open("label", one.keyring.seal(SHARED, "label", b"told")) == b"told"
    async with core.db.read(EVERY_PRACTICE) as session:
        assert len(list(await session.scalars(select(PracticeKey).where(PracticeKey.owner == SHARED)))) == 1
