"""A network that lets no UDP through to us: everything comes by a real coturn, over UDP and over TCP."""

import time

import msgspec
import pytest

from rtc.media import Connected
from rtc.turn import relays
from tests.rtc.sfu.conftest import OpenBrowser
from tests.rtc.sfu.test_browsers import sees
from tests.support.media.coturn import SECRET
from tests.support.media.hall import Hall

pytestmark = pytest.mark.slow


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
