"""The product under measure. Everything that depends on which application is run is here and in `app.py`."""

import sys

from bench.realtime.app import TOPIC
from bench.realtime.machine import CACHE
from bench.realtime.servers import Server

PEOPLE = 20
ENVELOPE = 120
"""Bytes that our frame adds around what the publisher says; he says that much less, so that all deliver as much."""


def ardoise(port: int, payload: int) -> Server:
    """The application with its sessions, and the benchmark's way to publish."""
    cookies = CACHE / "cookies"
    cookies.write_text("".join(f"session=person{number}\n" for number in range(PEOPLE)))
    client = ["--dialect", "ardoise", "--subscribe", "/ws", "--publish", "/bench/publish", "--topic", TOPIC]
    client += ["--cookies", str(cookies), "--payload", str(max(0, payload - ENVELOPE))]
    return Server("ardoise", port, [sys.executable, "-m", "bench.realtime.app", str(port)], client)
