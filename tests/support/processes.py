"""Child processes that say when they are ready, keep what they printed, and never outlive the tests."""

import ctypes
import os
import pwd
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

_PR_SET_PDEATHSIG = 1


_FIRST, _LAST, _BLOCK = 20_000, 32_000, 50
"""Below 32768, where the kernel looks for the port of whoever connects: nobody's connection takes one whose server is not there yet, or was
killed and comes back."""


def _own() -> Iterator[int]:
    """Ports that no other process of tests is given: it takes them block by block, under a name that the system keeps for it."""
    for first in random.SystemRandom().sample(range(_FIRST, _LAST, _BLOCK), (_LAST - _FIRST) // _BLOCK):
        name = socket.socket(socket.AF_UNIX)
        try:
            name.bind(f"\0ardoise-tests-{first}")
        except OSError:
            name.close()
            continue
        _names.append(name)
        yield from range(first, first + _BLOCK)


_names: list[socket.socket] = []
_ports, _one_by_one = _own(), threading.Lock()


def free_port() -> int:
    """A TCP port that nobody listens on right now, and that is given to nobody else: who got it may not listen yet."""
    with _one_by_one:
        for port in _ports:
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                with suppress(OSError):
                    probe.bind(("127.0.0.1", port))
                    return port
    raise AssertionError("every port was given")


def unprivileged_user(*names: str) -> str | None:
    """The first of these accounts when we are root (PostgreSQL refuses to run as root); None = stay who we are."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in (*names, "nobody") if name in known)


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


class Child:
    """A running child process. Its output is read as it comes: waiting for a sentence is waiting for the child to print it."""

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        env: Mapping[str, str] | None = None,
        user: str | None = None,
        cwd: Path | None = None,
    ) -> None:
        self.command = [str(part) for part in command]
        self.lines: list[str] = []
        self._news = threading.Condition()
        self._ended = False
        self.process = subprocess.Popen(
            self.command,
            env=dict(env) if env is not None else None,
            user=user,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            preexec_fn=_die_with_parent,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        """The process id."""
        return self.process.pid

    @property
    def output(self) -> str:
        """Everything printed so far."""
        with self._news:
            return "\n".join(self.lines)

    @property
    def is_running(self) -> bool:
        """Whether it has not ended."""
        return self.process.poll() is None

    def wait_for(self, sentence: str, *, seconds: float = 120, since: int = 0) -> str:
        """The first line, from number `since` on, that holds this sentence.

        Raises:
            AssertionError: it ended or kept silent too long; the message carries what it printed.
        """
        deadline = time.monotonic() + seconds
        with self._news:
            seen = since
            while True:
                for line in self.lines[seen:]:
                    if sentence in line:
                        return line
                seen = len(self.lines)
                left = deadline - time.monotonic()
                if self._ended or left <= 0:
                    what = "ended before it said" if self._ended else f"did not say within {seconds} s"
                    printed = "\n".join(self.lines[-60:])
                    raise AssertionError(f"{self.command[0]} {what} {sentence!r}:\n{printed}")
                self._news.wait(left)

    def kill(self) -> None:
        """SIGKILL, by process id."""
        self.process.kill()
        self._collect()

    def stop(self, *, seconds: float = 10, sign: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to end, then insist; give its exit status."""
        if self.is_running:
            self.process.send_signal(sign)
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self._collect()
        return self.process.returncode

    def _collect(self) -> None:
        self.process.wait()
        self._reader.join(5)
        if self.process.stdout is not None:
            self.process.stdout.close()

    def _read(self) -> None:
        assert self.process.stdout is not None
        try:
            for line in self.process.stdout:
                with self._news:
                    self.lines.append(line.rstrip("\n"))
                    self._news.notify_all()
        except ValueError:
            pass  # closed while a grandchild still held the other end
        with self._news:
            self._ended = True
            self._news.notify_all()
