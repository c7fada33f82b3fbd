"""A real relay, with the configuration that we ship."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.processes import Child, free_port
from tests.support.tls import loopback_certificate

SHIPPED = Path(__file__).parents[3] / "deploy" / "coturn.conf"
SECRET = "a secret of the tests"


@dataclass(frozen=True)
class Coturn:
    """Where the relay listens, and what it shows over TLS."""

    port: int
    tls_port: int
    certificate: Path

    def url(self, way: str) -> str:
        """Its address, as `ARDOISE_TURN_URLS` writes it: over udp, tcp or tls."""
        return f"turns:127.0.0.1:{self.tls_port}?transport=tcp" if way == "tls" else f"turn:127.0.0.1:{self.port}?transport={way}"


@pytest.fixture
def coturn(tmp_path: Path) -> Iterator[Coturn]:
    """The relay, running."""
    with relaying(tmp_path) as running:
        yield running


@contextmanager
def relaying(folder: Path) -> Iterator[Coturn]:
    """The relay as it is shipped, on loopback, with a certificate made here."""
    program = shutil.which("turnserver")
    if program is None:
        pytest.skip("coturn is not installed (Debian: apt-get install coturn)")
    running = Coturn(free_port(), free_port(), loopback_certificate(folder))
    text = SHIPPED.read_text(encoding="utf-8")
    for name, value in {
        "listening-port": str(running.port),
        "tls-listening-port": str(running.tls_port),
        "cert": str(running.certificate),
        "pkey": str(running.certificate),
        "static-auth-secret": SECRET,
        "allowed-peer-ip": "127.0.0.1",
        "realm": "tests",
    }.items():
        text, times = re.subn(rf"^{name}=.*$", f"{name}={value}", text, flags=re.MULTILINE)
        assert times == 1, name
    text += "\nlistening-ip=127.0.0.1\nrelay-ip=127.0.0.1\nallow-loopback-peers\n"
    text += f"pidfile={folder}/pid\nuserdb={folder}/db\n"
    written = folder / "coturn.conf"
    written.write_text(text)
    child = Child([program, "-c", str(written), "--verbose"], cwd=folder)
    try:
        child.wait_for("Total General servers")
        yield running
    finally:
        child.stop()
