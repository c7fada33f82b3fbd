"""R26 in a real browser over HTTPS: every answer of a whole walk carries its headers, and the content policy is never broken."""

import ssl
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Response, expect

from tests.house.test_every_answer import faults_of
from tests.journeys.conftest import OpenDesk
from tests.journeys.desk import Clinic
from tests.journeys.test_accessible import PAGES, arrive
from tests.support.relay import Relay
from tests.support.tls import serving_context

REPORTING = "addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => told(`${violatedDirective} ${blockedURI}`))"
BREAKING = """() => new Promise((resolve) => {
  addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => resolve(`${violatedDirective} ${blockedURI}`))
  document.head.append(Object.assign(document.createElement('script'), { textContent: 'window.broken = true' }))
})"""
"""What a policy is for: a script written into the page is not run, and is told."""


@pytest.fixture
def tls(tmp_path: Path) -> ssl.SSLContext:
    """The relay speaks TLS before the server, as a reverse proxy does."""
    return serving_context(tmp_path)


@pytest.fixture
def clinic(clinic_behind_relay: Clinic) -> Clinic:
    """The practice, found over HTTPS."""
    return clinic_behind_relay


async def test_a_whole_walk_over_https_breaks_no_policy_and_every_answer_carries_its_headers(sit: OpenDesk, relay: Relay) -> None:
    alice = await sit("administrator", address=relay.url, signed_in=False)
    answers: list[Response] = []
    broken: list[str] = []
    alice.page.on("response", lambda answer: answers.append(answer))
    await alice.page.expose_function("told", lambda what: broken.append(what))
    await alice.page.add_init_script(REPORTING)
    await alice.sign_in()
    await alice.tomorrow()
    await alice.book("09:00", "Dupont")
    await alice.appointment("Dupont", "09:00").click()
    await expect(alice.window).to_be_visible()
    for path in (*PAGES, "/nothing/at/all"):
        await arrive(alice.page, relay.url + path)
    assert broken == []
    faults = {}
    for answer in answers:
        headers = [(each["name"], each["value"]) for each in await answer.headers_array()]
        seen = httpx.Response(answer.status, headers=headers)
        if found := faults_of(seen, is_asset="/assets/" in answer.url):
            faults[answer.url] = found
    assert faults == {}
    assert len(answers) > 2 * len(PAGES)
    cookies = await alice.page.context.cookies()
    assert cookies
    assert all(each["name"].startswith("__Host-") and each["secure"] and each["httpOnly"] for each in cookies), cookies
    assert await alice.page.evaluate(BREAKING) == "script-src-elem inline"
    assert broken == ["script-src-elem inline"]
