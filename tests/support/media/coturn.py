"""A real relay, with the configuration that we ship."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.processes import Child, free_port

SHIPPED = Path(__file__).parents[3] / "deploy" / "coturn.conf"
SECRET = "a secret of the tests"


@pytest.fixture
def relay_port(tmp_path: Path) -> Iterator[int]:
    """Where the relay listens."""
    with relaying(tmp_path) as port:
        yield port


@contextmanager
def relaying(folder: Path) -> Iterator[int]:
    """The relay as it is shipped, on loopback and without certificates; gives its port."""
    program = shutil.which("turnserver")
    if program is None:
        pytest.skip("coturn is not installed (Debian: apt-get install coturn)")
    port = free_port()
    text = SHIPPED.read_text(encoding="utf-8")
    for name, value in {
        "listening-port": str(port),
        "static-auth-secret": SECRET,
        "allowed-peer-ip": "127.0.0.1",
        "realm": "tests",
    }.items():
        text, times = re.subn(rf"^{name}=.*$", f"{name}={value}", text, flags=re.MULTILINE)
        assert times == 1, name
    text = re.sub(r"^(tls-listening-port|cert|pkey|no-tlsv1.*)(=.*)?$", "", text, flags=re.MULTILINE)
    text += "\nlistening-ip=127.0.0.1\nrelay-ip=127.0.0.1\nallow-loopback-peers\nno-tls\nno-dtls\n"
    text += f"pidfile={folder}/pid\nuserdb={folder}/db\n"
    written = folder / "coturn.conf"
    written.write_text(text)
    child = Child([program, "-c", str(written), "--verbose"], cwd=folder)
    try:
        child.wait_for("IPv4. UDP listener opened")
        yield port
    finally:
        child.stop()
