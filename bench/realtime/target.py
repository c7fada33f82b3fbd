"""The product under measure: its database, the people who are signed in, and how the load client speaks to it."""

import asyncio
import shutil
import sys
from collections.abc import Sequence
from datetime import timedelta

from bench.realtime.app import PATH, settings_of
from bench.realtime.machine import CACHE
from bench.realtime.servers import Server
from server.accounts.models import Practice, SignedInSession
from server.accounts.sessions import digest
from server.app import build_core
from server.cli.database import migrated
from server.core.actors import Right
from server.core.ids import new_id, new_token
from server.core.opening import open_core
from server.core.unit import Core
from server.settings import Settings
from tests.support import factories

PEOPLE = 25
ENVELOPE = 260
"""Bytes that our frame adds around what the publisher says; he says that much less, as far as he can."""
RIGHTS: Sequence[Right] = ["view", "book", "move", "cancel", "contact", "reason"]


def ardoise(port: int, payload: int) -> Server:
    """The application with real sessions on a fresh database."""
    folder = CACHE / "ardoise"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    topic, cookies = asyncio.run(_fill(settings_of(port, folder)))
    jar = CACHE / "cookies"
    jar.write_text("".join(f"{cookie}\n" for cookie in cookies))
    client = ["--dialect", "ardoise", "--subscribe", "/ws", "--publish", PATH, "--topic", topic]
    client += ["--cookies", str(jar), "--payload", str(max(0, payload - ENVELOPE))]
    return Server("ardoise", port, [sys.executable, "-m", "bench.realtime.app", str(port), str(folder), topic], client)


async def _fill(settings: Settings) -> tuple[str, list[str]]:
    """Make a practice whose secretaries all look at one agenda; give its topic and their cookies."""
    await migrated(settings)
    core = build_core(settings)
    await open_core(core)
    practice = await factories.practice(core)
    doctor = await factories.practitioner(core, await factories.location(core, practice))
    cookies = [await _sign_in(core, settings, practice) for _ in range(PEOPLE)]
    await core.db.close()
    return f"agenda/{doctor.id}", cookies


async def _sign_in(core: Core, settings: Settings, practice: Practice) -> str:
    person = await factories.person(core)
    await factories.membership(core, person, practice, "secretary", rights={"*": RIGHTS})
    token, now = new_token(), core.clock.now()
    session = SignedInSession(
        id=new_id(),
        token=digest(token),
        person_id=person.id,
        factor=True,
        created_at=now,
        seen_at=now,
        expires_at=now + timedelta(hours=12),
    )
    await factories.keep(core, session)
    return f"{settings.cookie_name}={token}"
