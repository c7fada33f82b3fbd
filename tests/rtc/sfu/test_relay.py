"""A network that lets no UDP through to us: everything comes by a real coturn, over UDP and over TCP."""

import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from rtc.media import Connected
from rtc.turn import relays
from tests.rtc.sfu.conftest import OpenBrowser
from tests.rtc.sfu.test_browsers import sees
from tests.support.media.hall import Hall
from tests.support.processes import Child, free_port

pytestmark = pytest.mark.slow

SHIPPED = Path(__file__).parents[3] / "deploy" / "coturn.conf"
SECRET = "a secret of the tests"


@pytest.fixture
def relay_port(tmp_path: Path) -> Iterator[int]:
    """The relay as it is shipped, on loopback and without certificates."""
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
    text += f"pidfile={tmp_path}/pid\nuserdb={tmp_path}/db\n"
    written = tmp_path / "coturn.conf"
    written.write_text(text)
    child = Child([program, "-c", str(written), "--verbose"], cwd=tmp_path)
    try:
        child.wait_for("IPv4. UDP listener opened")
        yield port
    finally:
        child.stop()


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_two_browsers_see_each_other_through_the_relay_alone(
    hall: Hall, open_browser: OpenBrowser, relay_port: int, transport: str
) -> None:
    urls = (f"turn:127.0.0.1:{relay_port}?transport={transport}",)
    pages = [await open_browser(), await open_browser()]
    for page, seat in zip(pages, ("doctor", "patient"), strict=True):
        ice = msgspec.to_builtins(relays(urls, SECRET, seat, time.time()))
        await page.evaluate(
            "(asked) => join(asked)", {"room": "r", "seat": seat, "connection": "1", "pairs": 1, "ice": ice, "policy": "relay"}
        )
        await hall.until(Connected, seat=seat)
    for page in pages:
        await sees(page, 0)
        ways = await page.evaluate("relays()")
        assert ways
        assert all(way == ["relay", transport] for way in ways)


async def test_credentials_of_another_secret_are_refused_by_the_relay(hall: Hall, open_browser: OpenBrowser, relay_port: int) -> None:
    urls = (f"turn:127.0.0.1:{relay_port}?transport=udp",)
    page = await open_browser()
    ice = msgspec.to_builtins(relays(urls, "guessed by somebody", "patient", time.time()))
    found = await page.evaluate(
        """async (iceServers) => {
            const pc = new RTCPeerConnection({ iceServers, iceTransportPolicy: 'relay' });
            const seen = [], errors = [];
            pc.onicecandidate = ({ candidate }) => candidate && seen.push(candidate.candidate);
            pc.onicecandidateerror = ({ errorCode }) => errors.push(errorCode);
            pc.addTransceiver('audio');
            await pc.setLocalDescription(await pc.createOffer());
            while (pc.iceGatheringState !== 'complete') await new Promise((done) => (pc.onicegatheringstatechange = done));
            return { seen, errors };
        }""",
        ice,
    )
    assert found["seen"] == []
    assert 401 in found["errors"]
