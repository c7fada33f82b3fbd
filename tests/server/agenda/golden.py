"""Golden files: what screens were sent and what they must show, for the browser's reducer to replay.

`python -m tests.server.agenda.golden` writes them anew; `tests/golden/README.md` says how to read them.
"""

import asyncio
import itertools
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any, cast, get_args
from zlib import crc32

import msgspec

from server.agenda.names import EventName
from server.agenda.topics import BUSY, FULL
from server.core import ids
from server.core.audit_queue import AuditQueue
from server.core.crypto import SHARED, Keyring
from server.core.db import EVERY_PRACTICE, Database
from server.core.unit import Core
from server.migrations.upgrade import upgrade
from tests.server.agenda.acts import ACTS, new_scene
from tests.server.agenda.office import MONDAY, SUNDAY, TUESDAY, WEDNESDAY, Office, open_office
from tests.server.agenda.replay import Body, Screens, through
from tests.support.actors import small_practice
from tests.support.clock import SetClock
from tests.support.core import ROOT_KEY, Published

FOLDER = Path(__file__).parents[2] / "golden"
LENSES = (FULL, BUSY)
NAMES: tuple[EventName, ...] = get_args(EventName)


@contextmanager
def steady_ids() -> Iterator[Callable[[str], None]]:
    """Identifiers that count, so that the same acts make the same files; the function given starts a count of its own for a name."""
    counts, port = [itertools.count(1)], cast("Any", ids)
    real = port.time, port.secrets, port._last

    def begin(name: str) -> None:
        counts.append(itertools.count(crc32(name.encode()) << 16))
        port._last = 0

    port.time, port.secrets, port._last = SimpleNamespace(time_ns=lambda: 0), SimpleNamespace(randbits=lambda _: next(counts[-1])), 0
    try:
        yield begin
    finally:
        port.time, port.secrets, port._last = real


async def golden(office: Office, name: EventName) -> bytes:
    """The file of one event: a few acts, of which the last brings it about."""
    die = Random(name)
    scene = replace(await new_scene(office, die, weekdays=(1, 2)), days=(TUESDAY, WEDNESDAY), far=False)
    screens = await Screens(scene.office, days=(MONDAY, SUNDAY)).open()
    stages = [await screens.states()]
    for each in [die.choice(sorted(NAMES)), name]:
        await ACTS[each](scene)
        stages.append(await screens.states())
    for agenda in scene.agendas:  # the event may be the other one's
        logged = await screens.logged(agenda.id)
        bodies = [states[agenda.id] for states in stages]
        shown = [_screen(bodies, logged, screens.frames(agenda.id, lens, logged), lens) for lens in LENSES]
        if name in {event["name"] for event in shown[0]["events"]}:
            break
    content = {"event": name, "from": MONDAY.isoformat(), "to": SUNDAY.isoformat(), "screens": shown}
    return msgspec.json.encode(content) + b"\n"


def _screen(bodies: list[tuple[int, Body]], logged: Sequence[tuple[int, bytes]], frames: list[dict[str, Any]], lens: str) -> dict[str, Any]:
    """What one screen opened with, was sent, and shows in the end. `bodies`: the full state after each act, with its number."""
    events = []
    for (number, _), frame in zip(logged, frames, strict=True):
        then = next(body for last, body in bodies if last >= number)
        again = _tidy(through(then, lens)) if "stale" in frame["body"] else None
        events.append({"name": frame["name"], "body": frame["body"], "snapshot": again})
    first, last = (_tidy(through(body, lens)) for _, body in (bodies[0], bodies[-1]))
    return {"lens": lens, "snapshot": first, "events": events, "state": last}


def _tidy(body: Body) -> Body:
    return {collection: sorted(views, key=lambda view: str(view["id"])) for collection, views in body.items()}


async def goldens(core: Core, published: Published) -> dict[EventName, bytes]:
    """Every file, made in one fresh practice."""
    files: dict[EventName, bytes] = {}
    with steady_ids() as count_for:
        office = await open_office(core, published, await small_practice(core))
        for name in NAMES:
            count_for(name)
            files[name] = await golden(office, name)
    return files


async def _write() -> None:
    with tempfile.TemporaryDirectory() as folder:
        db = Database(f"sqlite+aiosqlite:///{folder}/ardoise.db")
        await upgrade(db)
        keyring = Keyring(ROOT_KEY)
        async with db.write(EVERY_PRACTICE) as session:
            await keyring.load(session, SHARED, create=True)
            await session.commit()
        published = Published()
        core = Core(db=db, keyring=keyring, clock=SetClock(), audit=AuditQueue(db), publish=published)
        for name, content in (await goldens(core, published)).items():
            (FOLDER / f"{name}.json").write_bytes(content)
        await db.close()


if __name__ == "__main__":
    asyncio.run(_write())
