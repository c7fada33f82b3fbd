"""A network that lets no UDP through to us: everything comes by a real coturn, over UDP, over TCP and over TLS."""

import time
from typing import Any

import msgspec
import pytest
from playwright.async_api import Page

from rtc.media import Connected
from rtc.turn import relays
from tests.rtc.sfu.conftest import OpenBrowser
from tests.rtc.sfu.test_browsers import sees
from tests.support.media.coturn import SECRET, Coturn
from tests.support.media.hall import Hall
from tests.support.tls import pin

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("way", ["udp", "tcp", "tls"])
async def test_two_browsers_see_each_other_through_the_relay_alone(hall: Hall, open_browser: OpenBrowser, coturn: Coturn, way: str) -> None:
    trusts = f"--ignore-certificate-errors-spki-list={pin(coturn.certificate)}"
    pages = [await open_browser(trusts), await open_browser(trusts)]
    for page, seat in zip(pages, ("doctor", "patient"), strict=True):
        ice = msgspec.to_builtins(relays((coturn.url(way),), SECRET, seat, time.time()))
        await page.evaluate(
            "(asked) => join(asked)", {"room": "r", "seat": seat, "connection": "1", "pairs": 1, "ice": ice, "policy": "relay"}
        )
        await hall.until(Connected, seat=seat)
    for page in pages:
        await sees(page, 0)
        ways = await page.evaluate("relays()")
        assert ways
        assert all(each == ["relay", way] for each in ways)


async def test_credentials_of_another_secret_are_refused_by_the_relay(hall: Hall, open_browser: OpenBrowser, coturn: Coturn) -> None:
    page = await open_browser()
    ice = msgspec.to_builtins(relays((coturn.url("udp"),), "guessed by somebody", "patient", time.time()))
    found = await _gathered(page, ice)
    assert found["seen"] == []
    assert 401 in found["errors"]


async def test_a_relay_whose_certificate_nobody_vouches_for_is_not_used(hall: Hall, open_browser: OpenBrowser, coturn: Coturn) -> None:
    page = await open_browser()
    ice = msgspec.to_builtins(relays((coturn.url("tls"),), SECRET, "patient", time.time()))
    assert (await _gathered(page, ice))["seen"] == []


async def _gathered(page: Page, ice: Any) -> dict[str, list[Any]]:
    """The ways a browser finds through these relays alone, and what it was refused with."""
    found: dict[str, list[Any]] = await page.evaluate(
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
    return found
