"""A network of our own, which may lose and cut without anybody else noticing."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_INSIDE = "ARDOISE_BENCH_NETWORK"


def enter() -> None:
    """Start this program again in a network namespace that has loopback alone; needs root, as on the machine that measures."""
    if os.environ.get(_INSIDE):
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
        return
    if os.geteuid() != 0:
        raise SystemExit("This benchmark loses and cuts packets in a network of its own: run it as root.")
    if shutil.which("iptables") is None:
        subprocess.run(["apt-get", "install", "-y", "-q", "--no-install-recommends", "iptables"], check=True)
    command = ["unshare", "--net", sys.executable, "-m", "bench.call", *sys.argv[1:]]
    raise SystemExit(subprocess.run(command, env={**os.environ, _INSIDE: "1"}, check=False).returncode)


@contextmanager
def losing(part: float) -> Iterator[None]:
    """Lose this part of all UDP, in both directions; 1 cuts it."""
    chance = [] if part == 1 else ["-m", "statistic", "--mode", "random", "--probability", str(part)]
    rule = ["INPUT", "-i", "lo", "-p", "udp", *chance, "-j", "DROP"]
    subprocess.run(["iptables", "-A", *rule], check=True)
    try:
        yield
    finally:
        subprocess.run(["iptables", "-D", *rule], check=True)
