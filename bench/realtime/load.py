"""Runs of the load client: what is asked of it, and what it answered."""

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.realtime.machine import CACHE, CLIENT_CORE, begin, running
from bench.realtime.servers import Server

LIMIT = 900.0
"""Seconds after which a run of the load client is given up."""
BUSY = 0.1
"""A run whose server was ready to run and had to wait for more than this part of the time does not count, if it can be helped."""

Line = dict[str, Any]


@dataclass
class Run:
    """The lines of one run of the load client against one server."""

    server: str
    lines: list[Line] = field(default_factory=list)

    def step(self, name: str) -> Line:
        """Give the last line of that step."""
        return next(line for line in reversed(self.lines) if line["step"] == name)

    def has(self, step: str) -> bool:
        """Whether that step was run."""
        return any(line["step"] == step for line in self.lines)

    def number(self, step: str, key: str) -> float:
        """Give one number of a step."""
        return float(self.step(step)[key])

    @property
    def waited(self) -> float:
        """Part of the time that something else kept the server from its core, on average over the measuring steps."""
        shares: list[float] = [line["waited"] for line in self.lines if line["step"] in {"rate", "try"}]
        return sum(shares) / len(shares) if shares else 0.0

    @property
    def is_disturbed(self) -> bool:
        """Whether the machine was too busy with other things."""
        return self.waited > BUSY


def measure(client: Path, server: Server, payload: int, priority: int, options: Sequence[str]) -> Run:
    """Start the server, let the client measure it once, end the server."""
    with running(server.command, server.port, priority, CACHE / f"{server.name}.log") as pids:
        command = [str(client), "--port", str(server.port), "--payload", str(payload)]
        command += [*server.client, *options, *map(str, pids)]
        client_process = begin(CLIENT_CORE, priority, command, subprocess.PIPE, subprocess.PIPE)
        try:
            output, errors = client_process.communicate(timeout=LIMIT)
        finally:
            client_process.kill()
    if client_process.returncode:
        raise RuntimeError(f"{server.name}: the load client failed: {errors[-500:].decode(errors='replace')}")
    return Run(server.name, [json.loads(line) for line in output.splitlines()])
