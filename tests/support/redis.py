"""A Redis of our own: started on a free port, without persistence; it can be killed and started again."""

import os
import shutil
import signal
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from tests.support.processes import Child, free_port


@dataclass
class RedisServer:
    """A Redis that tests may kill and restart on the same port."""

    port: int = field(default_factory=free_port)
    child: Child | None = None

    @property
    def url(self) -> str:
        """The address, as `REDIS_URL` writes it."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start, and wait until it accepts connections."""
        options = {"port": self.port, "bind": "127.0.0.1", "save": "", "appendonly": "no", "daemonize": "no"}
        arguments = [part for name, value in options.items() for part in (f"--{name}", str(value))]
        self.child = Child(["redis-server", *arguments])
        self.child.wait_for("Ready to accept connections")

    def kill(self) -> None:
        """SIGKILL: whatever was in flight is gone."""
        if self.child is not None:
            self.child.kill()
            self.child = None

    def pause(self) -> None:
        """SIGSTOP: connections stay open, and nothing is answered."""
        assert self.child is not None
        os.kill(self.child.pid, signal.SIGSTOP)

    def go_on(self) -> None:
        """SIGCONT."""
        assert self.child is not None
        os.kill(self.child.pid, signal.SIGCONT)

    def stop(self) -> None:
        """End it."""
        if self.child is not None:
            self.child.stop()
            self.child = None


def _needed() -> None:
    if shutil.which("redis-server") is None:
        pytest.skip("Redis is not installed (Debian: apt-get install redis-server)")


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """The address of the session's Redis."""
    _needed()
    server = RedisServer()
    server.start()
    yield server.url
    server.stop()


@pytest.fixture
def redis_server() -> Iterator[RedisServer]:
    """A Redis of this test alone, to kill and start again."""
    _needed()
    server = RedisServer()
    server.start()
    yield server
    server.stop()
