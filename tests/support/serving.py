"""The real application in its own process, on a free port and in a temporary folder: to talk to, to kill, to start again."""

import os
import re
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import pytest

from tests.support.caller import Caller
from tests.support.core import ROOT_KEY_TEXT
from tests.support.processes import Child, free_port

CHECKOUT = Path(__file__).parents[2]
READY = "ready"


@dataclass
class Served:
    """A running application. Its port and folder stay the same after a restart."""

    env: dict[str, str]
    command: str = "run"
    port: int = field(default_factory=free_port)
    child: Child | None = None

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """Its process id."""
        assert self.child is not None
        return self.child.pid

    @property
    def output(self) -> str:
        """Everything it printed since its last start."""
        return self.child.output if self.child else ""

    def caller(self) -> Caller:
        """Somebody in front of a browser of his own."""
        return Caller(self.url)

    def start(self) -> None:
        """Start, and wait until it listens."""
        env = {**os.environ, **self.env, "PORT": str(self.port), "ARDOISE_PUBLIC_URL": self.env.get("ARDOISE_PUBLIC_URL", self.url)}
        self.child = Child([sys.executable, "-m", "server.cli", self.command], env=env, cwd=CHECKOUT)
        self.child.wait_for(READY)

    def kill(self) -> None:
        """SIGKILL: nothing is said, nothing is finished."""
        assert self.child is not None
        self.child.kill()

    def stop(self) -> int:
        """Ask it to end; give the exit status."""
        return self.child.stop() if self.child else 0

    def pause(self) -> None:
        """SIGSTOP: it hangs."""
        os.kill(self.pid, signal.SIGSTOP)

    def go_on(self) -> None:
        """SIGCONT."""
        os.kill(self.pid, signal.SIGCONT)

    def writing(self) -> set[str]:
        """The names of the ordinary files that it may write now: descriptors open for writing."""
        found: set[str] = set()
        for each in Path(f"/proc/{self.pid}/fd").iterdir():
            try:
                target = each.readlink()
                flags = next(line for line in Path(f"/proc/{self.pid}/fdinfo/{each.name}").read_text().splitlines() if "flags" in line)
            except FileNotFoundError:  # closed meanwhile
                continue
            if target.is_file() and int(flags.split()[1], 8) & (os.O_WRONLY | os.O_RDWR):
                found.add(target.name)
        return found

    @property
    def memory(self) -> int:
        """Bytes that it holds in memory."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:"))) * 1024

    @property
    def forwarder(self) -> str:
        """The name under which this run of it forwards media, if it does."""
        assert self.child is not None
        found = re.search(r"forwards\b.*media=\W*(\w+)", self.child.output)
        assert found is not None, self.child.output
        return found[1]

    def restart(self) -> None:
        """Start again on the same port and data."""
        self.stop()
        self.start()


class Serve(Protocol):
    """Starts an application; several share the test's database."""

    def __call__(self, *, demo: bool = False, redis_url: str = "", command: str = "run", **settings: str) -> Served:
        """`settings` are further environment variables."""
        ...


@pytest.fixture
def serve(database_url: str, tmp_path: Path) -> Iterator[Serve]:
    """Start the real application on the test's database; every one is ended with the test."""
    started: list[Served] = []

    def start(*, demo: bool = False, redis_url: str = "", command: str = "run", **settings: str) -> Served:
        env = {
            "ARDOISE_DATA_DIR": str(tmp_path / "data"),
            "ARDOISE_ROOT_KEY": ROOT_KEY_TEXT,
            "ARDOISE_DEMO": "1" if demo else "0",
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "SMTP_URL": "",
            "ARDOISE_SCAN": "off",
            **settings,
        }
        served = Served(env, command)
        started.append(served)
        served.start()
        return served

    yield start
    with ThreadPoolExecutor() as several:
        list(several.map(Served.stop, started))
