"""`make bench-sfu`: forwarding beside Debian's Janus and the library's MediaRelay, in one run.

Rounds are interleaved, so that a machine that slows down slows all of them; medians are what counts.
"""

import argparse
import asyncio
import json
import math
import signal
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from bench.realtime import machine
from bench.realtime.machine import CLIENT_CORE, pinned, running
from bench.sfu import browsers, janus

CACHE = Path(__file__).parents[1] / ".cache" / "sfu"

Results = dict[str, dict[str, list[float]]]


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.sfu", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=6, help="length of each measure")
    parser.add_argument("--priority", type=int, default=-10, help="nice value of the measured processes: a machine is rarely idle")
    parser.add_argument("--only", nargs="*", default=["calls", "rooms", "many", "growth", "browsers"])
    return parser.parse_args()


@contextmanager
def server(name: str, priority: int) -> Iterator[tuple[str, list[int]]]:
    """Run one of the three; gives its address and its processes."""
    port = machine.free_port()
    if name == "janus":
        command = janus.command(CACHE / "janus", port)
    else:
        command = [sys.executable, "-m", "bench.sfu.hall", str(port), *(["--relay"] if name == "mediarelay" else [])]
    with running(command, port, priority, CACHE / f"{name}.log") as pids:
        yield f"http://127.0.0.1:{port}", pids


def load(name: str, rooms: int, people: int, asked: argparse.Namespace) -> dict[str, float]:
    """One measure of calls without browsers."""
    with server(name, asked.priority) as (url, pids):
        command = [sys.executable, "-m", "bench.sfu.load", url, "--rooms", str(rooms), "--people", str(people)]
        command += ["--seconds", str(asked.seconds), *(["--janus"] if name == "janus" else []), "--pids", *map(str, pids)]
        done = subprocess.run(pinned(CLIENT_CORE, command), stdout=subprocess.PIPE, check=True, timeout=300)
    found: dict[str, float] = json.loads(done.stdout)
    print(f"# {name} {rooms}x{people}", " ".join(f"{key}={value:.4g}" for key, value in found.items()), flush=True)
    return found


def hold(name: str, number: int, asked: argparse.Namespace) -> dict[str, float]:
    """One call of two browsers."""
    with server(name, asked.priority) as (url, pids):
        found = asyncio.run(browsers.call(url, pids, janus=name == "janus", seconds=asked.seconds, room=7000 + number))
    print(f"# {name} two browsers", " ".join(f"{key}={value:.4g}" for key, value in found.items()), flush=True)
    return found


def measure(asked: argparse.Namespace) -> Results:
    """Every measure, round after round."""
    results: Results = defaultdict(lambda: defaultdict(list))

    def keep(kind: str, found: dict[str, float]) -> None:
        for key, value in found.items():
            results[kind][key].append(value)

    for number in range(asked.rounds):
        print(f"== round {number + 1} of {asked.rounds}", flush=True)
        for name in ("ours", "janus"):
            if "calls" in asked.only:
                keep(f"{name} calls", load(name, 10, 2, asked))
            if "rooms" in asked.only:
                keep(f"{name} rooms", load(name, 2, 6, asked))
        if "many" in asked.only:
            keep("many", load("ours", 25, 2, asked))
        if "growth" in asked.only:
            for rooms, people in ((5, 2), (20, 2), (2, 3), (1, 6)):
                keep(f"{rooms}x{people}", load("ours", rooms, people, asked))
        if "browsers" in asked.only:
            for name in ("ours", "mediarelay", "janus"):
                keep(f"{name} call", hold(name, number, asked))
    return results


def exponent(results: Results, small: tuple[str, float], large: tuple[str, float]) -> float:
    """How the cost of a packet grows: 0 = not at all, 1 = as fast as what grows."""
    costs = [median(results[kind]["cpu_us"]) for kind, _ in (small, large)]
    return math.log(costs[1] / costs[0]) / math.log(large[1] / small[1])


def say(results: Results, asked: argparse.Namespace) -> None:
    """The lines that other programs read."""

    def line(kind: str, name: str, value: float) -> None:
        print(f"{kind} sfu.{name} {value:.4f}")

    def middle(kind: str, key: str) -> float:
        return median(results[kind][key])

    for kind in ("calls", "rooms"):
        if kind in asked.only:
            for name in ("ours", "janus"):
                line("figure", f"{name}.{kind}_us_per_packet", middle(f"{name} {kind}", "cpu_us"))
                line("figure", f"{name}.{kind}_p99_ms", middle(f"{name} {kind}", "p99_ms"))
    if "many" in asked.only:
        line("figure", "loss_25_calls", middle("many", "loss"))
        line("figure", "p99_25_calls_ms", middle("many", "p99_ms"))
    if "growth" in asked.only:
        line("figure", "exponent_calls", exponent(results, ("5x2", 5), ("20x2", 20)))
        line("figure", "exponent_people", exponent(results, ("2x3", 3), ("1x6", 6)))
    if "browsers" in asked.only:
        for name in ("ours", "mediarelay", "janus"):
            line("figure", f"{name}.call_cpu_percent", middle(f"{name} call", "cpu_percent"))
            line("figure", f"{name}.call_frames_per_second", middle(f"{name} call", "frames_per_second"))
        for name in ("mediarelay", "janus"):
            line("ratio", f"call_vs_{name}", middle("ours call", "cpu_percent") / middle(f"{name} call", "cpu_percent"))
    for kind, name in (("calls", "packet_vs_janus"), ("rooms", "rooms_of_6_vs_janus")):
        if kind in asked.only:
            line("ratio", name, middle(f"ours {kind}", "cpu_us") / middle(f"janus {kind}", "cpu_us"))


def main() -> None:
    asked = options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # so that what was started is ended
    machine.prepare()
    CACHE.mkdir(parents=True, exist_ok=True)
    print(machine.describe(), flush=True)
    say(measure(asked), asked)


if __name__ == "__main__":
    main()
