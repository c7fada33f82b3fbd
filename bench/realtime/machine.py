"""The machine under measure: cores, limits, and processes that are started, pinned and ended by their id."""

import os
import platform
import resource
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

CACHE = Path(__file__).parents[1] / ".cache" / "realtime"
FILES = 20_000
SERVER_CORE, CLIENT_CORE = 0, 1


def prepare() -> None:
    """Make the cache folder, and allow enough open sockets."""
    CACHE.mkdir(parents=True, exist_ok=True)
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(FILES, hard) if hard > 0 else FILES, hard))


def describe() -> str:
    """Say on what machine, and when, the figures are taken."""
    model = next((line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")), "?")
    load = " ".join(f"{value:.2f}" for value in os.getloadavg())
    return f"{time.strftime('%Y-%m-%d %H:%M')} · {os.cpu_count()} cores · {model} · Linux {platform.release()} · load {load}"


def _lines(path: str) -> list[str]:
    return Path(path).read_text().splitlines()


def free_port() -> int:
    """Find a port that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def pinned(core: int, command: Sequence[str]) -> list[str]:
    """Keep a command on one core, where there are enough of them to share out."""
    if (os.cpu_count() or 1) < 2 or shutil.which("taskset") is None:
        return list(command)
    return ["taskset", "-c", str(core), *command]


def family(pid: int) -> list[int]:
    """List a process and all its descendants."""
    try:
        tasks = os.listdir(f"/proc/{pid}/task")
        children = [child for task in tasks for child in Path(f"/proc/{pid}/task/{task}/children").read_text().split()]
    except OSError:
        return [pid]
    return [pid, *(member for child in children for member in family(int(child)))]


def begin(core: int, priority: int, command: Sequence[str], output: IO[bytes] | int, errors: int) -> subprocess.Popen[bytes]:
    """Start a process on its core; `priority` is its group's nice value, where the system lets us choose one."""
    root = Path(__file__).parents[2]
    process = subprocess.Popen(pinned(core, command), stdout=output, stderr=errors, cwd=root, start_new_session=True)
    with suppress(OSError):
        Path(f"/proc/{process.pid}/autogroup").write_text(str(priority))
    return process


@contextmanager
def running(command: Sequence[str], port: int, priority: int, log: Path) -> Iterator[list[int]]:
    """Run a server on the server's core until the block ends; give its process ids once it accepts connections."""
    with log.open("ab") as output:
        process = begin(SERVER_CORE, priority, command, output, subprocess.STDOUT)
    try:
        _wait_for(port, process, log)
        yield family(process.pid)
    finally:
        members = family(process.pid)
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            for member in members:
                subprocess.run(["kill", "-KILL", str(member)], check=False)
            process.wait()


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError(f"the server ended at once: {log.read_text()[-2000:]}")
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            time.sleep(0.5)
            return
    raise RuntimeError(f"nothing listens on port {port}")
