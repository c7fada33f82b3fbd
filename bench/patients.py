"""How long it takes to find a patient among 200,000: through HTTP, with a session, by the running application.

One practice holds them all, which is the hardest case: nothing narrows a common name. The questions are what people type
(`bench/crowd.py`): beginnings of names, whole names in any order, slips, phones, e-mails, birth dates; each is asked once.
A time is from the question to its whole answer on the caller's side, with the audit line that each search leaves on disk.
Beside it stands the processor time of the application and of PostgreSQL, which a busy machine does not change.

Run with `python -m bench.patients`; `--many` for another number of patients.
"""

import argparse
import asyncio
import base64
import os
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import httpx
from sqlalchemy import insert, text

from bench.crowd import Someone, crowd, question
from bench.realtime.machine import describe, family
from server.accounts.models import SignedInSession
from server.accounts.sessions import digest
from server.app import build_core
from server.cli.database import migrated
from server.core.db import EVERY_PRACTICE
from server.core.ids import new_id, new_token
from server.core.opening import open_core
from server.core.unit import Core
from server.patients.models import Contact, Patient
from server.patients.rules.names import searched
from server.settings import Settings
from tests.support import factories
from tests.support.postgres import binaries, running_postgres
from tests.support.processes import Child, free_port

CHECKOUT = Path(__file__).parents[1]
PATIENTS, QUESTIONS, WARM_UP = 200_000, 1500, 200
_BATCH = 5_000
_PRIORITY = "-10"
"""Nice value: a machine is rarely idle."""
_MEANT = frozenset({"last first", "first last", "slip, both names", "mobile", "e-mail"})
"""Questions precise enough for the person to be among the twenty that are shown."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, how long its answer took, and whether the person was in it."""

    kind: str
    milliseconds: float
    cpu: float
    """Milliseconds of the servers' processors."""
    found: bool


def main() -> None:
    """Measure on both databases, and print the figures last."""
    options = argparse.ArgumentParser(prog="bench-patients")
    options.add_argument("--many", type=int, default=PATIENTS)
    options.add_argument("--only", choices=["sqlite", "postgres"])
    chosen = options.parse_args()
    with suppress(OSError):
        Path("/proc/self/autogroup").write_text(_PRIORITY)  # before what else the machine does, where it lets us say so
    print(describe())
    people = crowd(chosen.many, Random(20260907))
    figures: dict[str, list[Asked]] = {}
    for name, running in (("sqlite", _sqlite), ("postgres", _postgres)):
        if chosen.only in (None, name):
            with ExitStack() as stack:
                env, database = stack.enter_context(running())
                practice_id, cookie = asyncio.run(_seed(Settings.from_env(env), people))
                servers = [stack.enter_context(_serving(env)), *database]
                figures[name] = asyncio.run(_ask(env["ARDOISE_PUBLIC_URL"], practice_id, cookie, people, servers))
            _describe(name, figures[name])
    for name, asked in figures.items():
        for part in (50, 95, 99):
            print(f"figure patients.{name}.search_p{part}_ms {_at(asked, part / 100):.1f}")
        print(f"figure patients.{name}.search_cpu_p95_ms {_at([replace(each, milliseconds=each.cpu) for each in asked], 0.95):.1f}")
        meant = [each.found for each in asked if each.kind in _MEANT]
        print(f"figure patients.{name}.search_found {sum(meant) / len(meant):.3f}")
    print(f"figure patients.search_p95_ms {max(_at(asked, 0.95) for asked in figures.values()):.1f}")


def _at(asked: list[Asked], part: float) -> float:
    times = sorted(each.milliseconds for each in asked)
    return times[min(len(times) - 1, int(part * len(times)))]


def _describe(name: str, asked: list[Asked]) -> None:
    kinds: dict[str, list[Asked]] = defaultdict(list)
    for each in asked:
        kinds[each.kind].append(each)
    for kind, those in sorted(kinds.items()):
        found, cpu = (sum(values) / len(those) for values in ([each.found for each in those], [each.cpu for each in those]))
        spread = f"p50 {_at(those, 0.5):.1f} p95 {_at(those, 0.95):.1f} ms, processor {cpu:.1f} ms"
        print(f"{name}: {kind}: {len(those)} times, {spread}, shown {found:.0%}", flush=True)


async def _ask(url: str, practice_id: str, cookie: str, people: list[Someone], servers: list[int]) -> list[Asked]:
    chance = Random(7)
    asked = []
    async with httpx.AsyncClient(base_url=url, headers={"Origin": url, "Cookie": cookie}, timeout=60) as http:
        for number in range(WARM_UP + QUESTIONS):
            who = chance.choice(people)
            kind, typed = question(who, chance)
            busy, began = _busy(servers), time.perf_counter()
            answer = await http.post("/api/patients/search", json={"practice_id": practice_id, "text": typed})
            took = (time.perf_counter() - began) * 1000
            assert answer.status_code == 200, answer.text
            shown = {each["phone"] for each in answer.json()["patients"]}
            if number >= WARM_UP:
                asked.append(Asked(kind, took, _busy(servers) - busy, who.mobile in shown))
    return asked


def _busy(servers: list[int]) -> float:
    """Milliseconds that these processes and their children have spent on a processor."""
    spent = 0
    for pid in (member for server in servers for member in family(server)):
        for task in Path(f"/proc/{pid}/task").glob("*/schedstat"):
            with suppress(OSError):
                spent += int(task.read_text().split()[0])
    return spent / 1e6


async def _seed(settings: Settings, people: list[Someone]) -> tuple[str, str]:
    """Write the practice and its patients; give its id and the cookie of a secretary."""
    await migrated(settings)
    core = build_core(settings)
    await open_core(core)
    practice = await factories.practice(core)
    secretary = await factories.person(core, totp=b"enrolled")
    await factories.membership(core, secretary, practice, "secretary")
    token, now = new_token(), core.clock.now()
    session = SignedInSession(id=new_id(), token=digest(token), person_id=secretary.id, factor=True, created_at=now, seen_at=now)
    session.expires_at = now + timedelta(hours=12)
    await factories.keep(core, session)
    for start in range(0, len(people), _BATCH):
        await _write(core, practice.id, people[start : start + _BATCH])
    if not core.db.is_sqlite:
        async with core.db.writer.begin() as connection:
            await connection.execute(text("ANALYZE"))
    await core.db.close()
    return practice.id, f"{settings.cookie_name}={token}"


async def _write(core: Core, practice_id: str, people: list[Someone]) -> None:
    patients, contacts = [], []
    for who in people:
        keys = searched(who.last_name, who.first_name)
        patient: dict[str, Any] = {"id": new_id(), "practice_id": practice_id, "last_name": who.last_name, "first_name": who.first_name}
        patient |= {"birth_date": who.birth_date, "folded": keys.folded, "phonetic": keys.phonetic, "created_at": core.clock.now()}
        patients.append(patient)
        for kind, value in (("mobile", who.mobile), ("email", who.email)):
            row = {"id": new_id(), "practice_id": practice_id, "patient_id": patient["id"], "kind": kind, "value": value}
            contacts.append(row | {"provenance": "own"})
    async with core.db.write(EVERY_PRACTICE) as session:
        await session.execute(insert(Patient), patients)
        await session.execute(insert(Contact), contacts)
        await session.commit()


@contextmanager
def _sqlite() -> Iterator[tuple[dict[str, str], list[int]]]:
    with tempfile.TemporaryDirectory(prefix="ardoise-bench-") as folder:
        yield _env(folder), []


@contextmanager
def _postgres() -> Iterator[tuple[dict[str, str], list[int]]]:
    found = binaries()
    if found is None:
        raise SystemExit("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    with tempfile.TemporaryDirectory(prefix="ardoise-bench-") as folder, running_postgres(found, durable=True) as server:
        yield _env(folder) | {"DATABASE_URL": server.make("bench")}, [server.child.pid]


def _env(folder: str) -> dict[str, str]:
    port = free_port()
    return {
        "PORT": str(port),
        "ARDOISE_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "ARDOISE_DATA_DIR": folder,
        "ARDOISE_ROOT_KEY": base64.b64encode(bytes(range(32))).decode(),
        "ARDOISE_DEMO": "0",
        "ARDOISE_SCAN": "off",
        "DATABASE_URL": "",
        "REDIS_URL": "",
        "SMTP_URL": "",
    }


@contextmanager
def _serving(env: dict[str, str]) -> Iterator[int]:
    child = Child([sys.executable, "-m", "server.cli", "run"], env={**os.environ, **env}, cwd=CHECKOUT)
    try:
        child.wait_for("ready", seconds=60)
        yield child.pid
    finally:
        child.stop()


if __name__ == "__main__":
    main()
