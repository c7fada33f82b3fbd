"""A PostgreSQL of our own: started once a session on a free port, in a temporary folder, as an unprivileged user."""

import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from tests.support.processes import Child, free_port, unprivileged_user

OWNER = "ardoise"
"""The role of the application: owns its databases, is no superuser, so that row-level security holds for it."""


@dataclass(frozen=True)
class Postgres:
    """A running server."""

    port: int
    child: Child

    def url(self, name: str) -> str:
        """The address of one of its databases, as `DATABASE_URL` writes it."""
        return f"postgres://{OWNER}@127.0.0.1:{self.port}/{name}"

    def make(self, name: str, *, template: str | None = None) -> str:
        """Create a database, as a copy of another when `template` is given; give its address."""
        self.run(f'CREATE DATABASE "{name}" OWNER {OWNER}' + (f' TEMPLATE "{template}"' if template else ""))
        return self.url(name)

    def drop(self, name: str) -> None:
        """Drop a database, whoever is still connected."""
        self.run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def run(self, statement: str) -> None:
        """Run one statement as the superuser."""
        with psycopg.connect(f"host=127.0.0.1 port={self.port} user=postgres dbname=postgres", autocommit=True) as connection:
            connection.execute(statement.encode())


def binaries() -> Path | None:
    """The folder of initdb and postgres; None when PostgreSQL is not installed."""
    found = shutil.which("initdb")
    if found and (Path(found).parent / "postgres").exists():
        return Path(found).parent
    packaged = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return packaged[-1].parent if packaged else None


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The session's PostgreSQL; its durability is off, which no test of ours looks at."""
    found = binaries()
    if found is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    with running_postgres(found, durable=False) as server:
        yield server


@contextmanager
def running_postgres(found: Path, *, durable: bool) -> Iterator[Postgres]:
    """A PostgreSQL from these binaries, until the block ends; `durable`: with the defaults of a real one."""
    user = unprivileged_user("postgres")
    folder = Path(tempfile.mkdtemp(prefix="ardoise-pg-"))
    if user:
        shutil.chown(folder, user)
    data, port = folder / "data", free_port()
    made = subprocess.run(
        [found / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"],
        user=user,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    options = {
        "port": port,
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": folder,
        "max_connections": 200,
        "log_line_prefix": "pg ",
    }
    if not durable:
        options |= dict.fromkeys(("fsync", "synchronous_commit", "full_page_writes"), "off")
    arguments = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    child = Child([found / "postgres", "-D", data, *arguments], user=user, cwd=folder)
    try:
        child.wait_for("database system is ready to accept connections")
        server = Postgres(port, child)
        server.run(f"CREATE ROLE {OWNER} LOGIN CREATEDB")
        yield server
    finally:
        child.stop(sign=signal.SIGINT)
        shutil.rmtree(folder, ignore_errors=True)
