"""R5: readers that stop reading are cut, the others get everything, and whoever was cut catches up when he comes back."""

import asyncio
from pathlib import Path

import pytest

from server.core.unit import Core
from tests.reliability.follower import Follower
from tests.reliability.town import PATIENCE, heads, town, write
from tests.support.databases import ON_SQLITE
from tests.support.serving import Serve

PEOPLE, ASLEEP, WRITES = 20, 3, 250
MEGABYTE = 1024
pytestmark = pytest.mark.slow


@ON_SQLITE
async def test_readers_that_sleep_are_cut_and_the_others_get_everything(core: Core, serve: Serve) -> None:
    desks = await town(core, 1, PEOPLE)
    server = await asyncio.to_thread(serve)
    screens = [Follower(server.url, desks[0], token) for token in desks[0].tokens]
    sleepers, awake = screens[:ASLEEP], screens[ASLEEP:]
    async with asyncio.TaskGroup() as group:
        following = [group.create_task(screen.run()) for screen in screens]
        await write([server.url], desks[0], 1)
        await asyncio.gather(*(screen.reaches(1) for screen in screens))
        before = resident(server.pid)
        for sleeper in sleepers:
            assert sleeper.socket is not None
            sleeper.socket.transport.pause_reading()
        await write([server.url], desks[0], WRITES)
        last = (await heads(core, desks))[desks[0].topic]
        await asyncio.gather(*(screen.reaches(last) for screen in awake))
        await asyncio.gather(*(gone(server.pid, sleeper) for sleeper in sleepers))
        for sleeper in sleepers:
            assert sleeper.socket is not None
            sleeper.socket.transport.resume_reading()
        await asyncio.gather(*(sleeper.reaches(last) for sleeper in sleepers))
        grown = resident(server.pid) - before
        for task in following:
            task.cancel()
    assert [fault for screen in screens for fault in screen.faults] == []
    assert all(sleeper.codes for sleeper in sleepers), "a sleeper was not cut"
    assert grown <= 64 * MEGABYTE


def resident(pid: int) -> int:
    """The memory of a process, in kilobytes."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


async def gone(pid: int, sleeper: Follower) -> None:
    """Wait until the server has let go of this socket: nothing of it is established on the server's side any more."""
    assert sleeper.socket is not None
    port = sleeper.socket.local_address[1]
    async with asyncio.timeout(PATIENCE):
        while established(pid, port):  # noqa: ASYNC110
            await asyncio.sleep(0.1)  # looks at the kernel's table


def established(pid: int, port: int) -> bool:
    """Whether the server still holds a connection to this port of ours."""
    table = (line.split() for line in Path(f"/proc/{pid}/net/tcp").read_text().splitlines()[1:])
    return any(peer.endswith(f":{port:04X}") and state == "01" for _, _, peer, state, *_ in table)
