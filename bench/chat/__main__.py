"""`make bench-chat`: two processes of the product on PostgreSQL with Redis, and beside them a bare peer on the same.

1. Five hundred screens in a hundred conversations, at the pace of a busy day.
2. The highest rate that each of the two sustains, a step of each in turn.
3. A million messages are written; then conversations are opened, leafed through and searched.

Run with `python -m bench.chat`.
"""

import argparse
import asyncio
import base64
import gc
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random
from statistics import median

import psycopg

from bench.chat import bulk, seed
from bench.chat.bare import TABLE
from bench.chat.load import Crowd, Outcome, to_bare, to_product
from bench.chat.rates import Search, search
from bench.chat.reading import Reading
from bench.chat.shape import PACE, PEOPLE, PRACTICES, STORED, TALKS, WORST, Talk
from bench.chat.words import Writer
from bench.realtime.machine import describe, prepare
from server.settings import Settings
from tests.support.postgres import Postgres, binaries, running_postgres
from tests.support.processes import Child, free_port
from tests.support.redis import RedisServer

CHECKOUT = Path(__file__).parents[2]
DATABASE = "bench"
_FIRST = {"chat": 150.0, "bare": 600.0}
"""Where the searches begin."""
_TRY = 5.0
"""Seconds of one step of a search."""
_SEARCH = 120.0
"""Seconds after which the two searches end with what they have."""
_ROUNDS, _SECONDS = 3, 8.0
_READS = 250


def main() -> None:
    """Measure, and print the figures last."""
    options = argparse.ArgumentParser(prog="bench-chat")
    options.add_argument("--stored", type=int, default=STORED, help="messages that are written before conversations are read")
    options.add_argument("--only", choices=("send", "sustained", "reading"), action="append", help="leave the others out")
    chosen = options.parse_args()
    prepare()
    print(describe())
    print(f"{PRACTICES * PEOPLE} members online in {PRACTICES * TALKS} conversations, 2 processes, PostgreSQL, Redis")
    found = binaries()
    if found is None:
        raise SystemExit("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    redis = RedisServer()
    redis.start()
    with ExitStack() as stack:
        stack.callback(redis.stop)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ardoise-bench-")))
        postgres = stack.enter_context(running_postgres(found, durable=True))
        envs = [_env(folder, free_port()) | {"DATABASE_URL": postgres.url(DATABASE), "REDIS_URL": redis.url} for _ in range(2)]
        postgres.make(DATABASE)
        settings = [Settings.from_env(env) for env in envs]
        talks = seed.run(settings[0], [each.cookie_name for each in settings])
        with psycopg.connect(_address(postgres)) as connection:
            connection.execute(TABLE.encode())
        urls = stack.enter_context(_product(envs))
        bare = stack.enter_context(_bare(postgres, redis))
        wanted = chosen.only or ["send", "sustained", "reading"]
        _measure(urls, bare, talks, wanted, lambda: bulk.run(postgres, settings[0], talks, chosen.stored))


def _measure(urls: Sequence[str], bare: Sequence[str], talks: Sequence[Talk], wanted: Sequence[str], fill: bulk.Fill) -> None:
    lines: list[str] = []
    if "send" in wanted or "sustained" in wanted:
        asyncio.run(_talking(urls, bare, talks, wanted, lines))
    if "reading" in wanted:
        fill()
        asyncio.run(_reading(urls, talks, lines))
    print(describe())
    print("\n".join(lines))


async def _talking(urls: Sequence[str], bare: Sequence[str], talks: Sequence[Talk], wanted: Sequence[str], lines: list[str]) -> None:
    writer = Writer(Random(20261129))
    crowd, peers = Crowd(urls, talks, to_product, writer, lists=True), Crowd(bare, talks, to_bare, writer, lists=False)
    await crowd.open()
    await peers.open()
    gc.freeze()
    try:
        if "send" in wanted:
            lines += await _send(crowd)
        if "sustained" in wanted:
            lines += await _sustained(crowd, peers)
    finally:
        crowd.close()
        peers.close()


async def _send(crowd: Crowd) -> list[str]:
    outcomes: list[Outcome] = []
    for number in range(_ROUNDS + 1):
        outcome = await crowd.run(PACE, _SECONDS)
        print(f"{f'round {number}' if number else 'warm-up'} {outcome}", flush=True)
        outcomes += [outcome] if number else []
    percentiles = [f"figure chat.send_p{part}_ms {median(each.at(part / 100) for each in outcomes):.1f}" for part in (50, 95, 99)]
    lost = sum(each.missing + each.refused for each in outcomes)
    return [*percentiles, f"figure chat.send_lost {lost}"]


async def _sustained(crowd: Crowd, peers: Crowd) -> list[str]:
    product = Search("product", lambda rate: crowd.run(rate, _TRY), next=_FIRST["chat"])
    bare = Search("bare", lambda rate: peers.run(rate, _TRY), next=_FIRST["bare"])
    await search(product, bare, _SEARCH)
    print(f"sustained: p99 < {WORST:.0f} ms and everything received")
    return [
        f"figure chat.sustained_per_s {product.low:.0f}",
        f"figure chat.bare.sustained_per_s {bare.low:.0f}",
        f"ratio chat.sustained_vs_bare {product.low / bare.low:.3f}",
    ]


async def _reading(urls: Sequence[str], talks: Sequence[Talk], lines: list[str]) -> None:
    crowd = Crowd(urls, talks, to_product, Writer(Random(20261129)), lists=True)
    await crowd.open()
    gc.freeze()
    try:
        lines += await Reading(crowd, talks).measure(_READS)
    finally:
        crowd.close()


def _address(postgres: Postgres) -> str:
    return postgres.url(DATABASE).replace("postgres://", "postgresql://")


@contextmanager
def _product(envs: Sequence[dict[str, str]]) -> Iterator[list[str]]:
    with _running([([sys.executable, "-m", "server.cli", "web"], env) for env in envs], "ready"):
        yield [env["ARDOISE_PUBLIC_URL"] for env in envs]


@contextmanager
def _bare(postgres: Postgres, redis: RedisServer) -> Iterator[list[str]]:
    ports = [free_port(), free_port()]
    programs = [[sys.executable, "-m", "bench.chat.bare", str(port), _address(postgres), redis.url] for port in ports]
    with _running([(program, {}) for program in programs], "running on"):
        yield [f"http://127.0.0.1:{port}" for port in ports]


@contextmanager
def _running(programs: Sequence[tuple[list[str], dict[str, str]]], sentence: str) -> Iterator[None]:
    children = [Child(program, env={**os.environ, **env}, cwd=CHECKOUT) for program, env in programs]
    try:
        for child in children:
            child.wait_for(sentence, seconds=60)
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
        "SMTP_URL": "",
    }


if __name__ == "__main__":
    main()
