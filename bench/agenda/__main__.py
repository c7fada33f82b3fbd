"""`make bench-agenda`: the product on SQLite, on PostgreSQL with Redis and two processes, and a bare peer, in turns.

On SQLite and for the bare peer the server is on the first core and the load on the second; two processes, PostgreSQL, Redis
and the load share them all. Run with `python -m bench.agenda`.
"""

import argparse
import asyncio
import base64
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median

from bench.agenda import seed
from bench.agenda.load import Load, Outcome
from bench.agenda.shape import PRACTICES, WATCHERS, WRITES, Desk
from bench.realtime.machine import CLIENT_CORE, SERVER_CORE, describe, pinned, prepare
from server.settings import Settings
from tests.support.postgres import binaries, running_postgres
from tests.support.processes import Child, free_port
from tests.support.redis import RedisServer

CHECKOUT = Path(__file__).parents[2]


def main() -> None:
    """Measure, and print the figures last."""
    options = argparse.ArgumentParser(prog="bench-agenda")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--seconds", type=int, default=12)
    chosen = options.parse_args()
    prepare()
    print(describe())
    print(f"{PRACTICES} practices × {WATCHERS} watchers, {WRITES} writes/s, {chosen.rounds} rounds of {chosen.seconds} s, one warm-up")
    everywhere = os.sched_getaffinity(0)
    runs: dict[str, list[Outcome]] = {"sqlite": [], "postgres": [], "bare": []}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ardoise-bench-")))
        seconds = chosen.seconds * (chosen.rounds + 1)
        targets = {
            "sqlite": stack.enter_context(_sqlite(folder / "sqlite", seconds)),
            "postgres": stack.enter_context(_postgres(folder / "postgres", seconds)),
            "bare": stack.enter_context(_bare(folder)),
        }
        each = chosen.seconds * WRITES
        for number in range(chosen.rounds + 1):
            for name, (urls, desks) in targets.items():
                desks = desks or _bare_desks(targets["sqlite"][1])
                os.sched_setaffinity(0, everywhere if name == "postgres" or len(everywhere) == 1 else {CLIENT_CORE})
                outcome = asyncio.run(Load(urls, desks).run(WRITES, number * each // PRACTICES, each))
                if number:
                    runs[name].append(outcome)
                _say(name, number, outcome)
    _report(runs)


def _say(name: str, number: int, outcome: Outcome) -> None:
    label = f"round {number}" if number else "warm-up"
    percentiles = " ".join(f"p{part:.0f} {outcome.at(part / 100):.1f}" for part in (50, 95, 99))
    print(f"{label} {name}: {percentiles} ms, refused {outcome.refused}, missing {outcome.missing}", flush=True)


def _report(runs: dict[str, list[Outcome]]) -> None:
    def middle(name: str, part: float) -> float:
        return median(outcome.at(part) for outcome in runs[name])

    for name in ("sqlite", "postgres", "bare"):
        for part, label in ((0.5, "p50_ms"), (0.95, "p95_ms"), (0.99, "p99_ms")):
            print(f"figure agenda.{name}.{label} {middle(name, part):.1f}")
        print(f"figure agenda.{name}.missing {sum(outcome.missing for outcome in runs[name])}")
        print(f"figure agenda.{name}.refused {sum(outcome.refused for outcome in runs[name])}")
    print(f"ratio agenda.sqlite.p95_vs_bare {middle('sqlite', 0.95) / middle('bare', 0.95):.2f}")
    print(f"ratio agenda.postgres.p95_vs_bare {middle('postgres', 0.95) / middle('bare', 0.95):.2f}")


Target = tuple[list[str], list[Desk]]


@contextmanager
def _sqlite(folder: Path, seconds: int) -> Iterator[Target]:
    port = free_port()
    env = _env(folder, port)
    desks = seed.run(Settings.from_env(env), seconds, WRITES)
    with _serving(["run"], [env]):
        yield [f"http://127.0.0.1:{port}"], desks


@contextmanager
def _postgres(folder: Path, seconds: int) -> Iterator[Target]:
    found = binaries()
    if found is None:
        raise SystemExit("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    redis = RedisServer()
    redis.start()
    try:
        with running_postgres(found, durable=True) as server:
            ports = [free_port(), free_port()]
            shared = {"DATABASE_URL": server.make("bench"), "REDIS_URL": redis.url}
            envs = [_env(folder, port) | shared for port in ports]
            # Both processes answer to one public address, as behind a proxy; the second gets its own so that its Origin holds.
            desks = seed.run(Settings.from_env(envs[0]), seconds, WRITES)
            names = [Settings.from_env(env).cookie_name for env in envs]
            both = [_both_names(desk, names) for desk in desks]
            with _serving(["web"], envs, pin=False):
                yield [f"http://127.0.0.1:{port}" for port in ports], both
    finally:
        redis.stop()


def _both_names(desk: Desk, names: Sequence[str]) -> Desk:
    tokens = [cookie.partition("=")[2] for cookie in desk.cookies]
    return replace(desk, cookies=["; ".join(f"{name}={token}" for name in names) for token in tokens])


@contextmanager
def _bare(folder: Path) -> Iterator[Target]:
    port = free_port()
    child = Child(pinned(SERVER_CORE, [sys.executable, "-m", "bench.agenda.bare", str(port), str(folder / "bare.db")]), cwd=CHECKOUT)
    try:
        yield [f"http://127.0.0.1:{port}"], []
    finally:
        child.stop()


def _bare_desks(desks: Sequence[Desk]) -> list[Desk]:
    """The same writes, all to the one address that the bare peer has."""
    return [
        replace(desk, writes=[("POST", f"/write/{desk.topic.partition('/')[2]}", body) for _, _, body in desk.writes]) for desk in desks
    ]


@contextmanager
def _serving(command: list[str], envs: Sequence[dict[str, str]], *, pin: bool = True) -> Iterator[None]:
    program = [sys.executable, "-m", "server.cli", *command]
    children = [Child(pinned(SERVER_CORE, program) if pin else program, env={**os.environ, **env}, cwd=CHECKOUT) for env in envs]
    try:
        for child in children:
            child.wait_for("ready", seconds=60)
        yield
    finally:
        for child in children:
            child.stop()


def _env(folder: Path, port: int) -> dict[str, str]:
    return {
        "PORT": str(port),
        "ARDOISE_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "ARDOISE_DATA_DIR": str(folder),
        "ARDOISE_ROOT_KEY": base64.b64encode(bytes(range(32))).decode(),
        "ARDOISE_DEMO": "1",
        "DATABASE_URL": "",
        "REDIS_URL": "",
        "SMTP_URL": "",
    }


if __name__ == "__main__":
    main()
