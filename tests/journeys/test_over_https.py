"""R26 in a real browser over HTTPS: every answer of a whole walk carries its headers, and the content policy is never broken."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Response, expect

from server.core.unit import Core
from tests.house.test_every_answer import faults_of
from tests.journeys.conftest import OpenDesk, open_clinic
from tests.journeys.desk import Clinic
from tests.journeys.test_accessible import PAGES, settled
from tests.support.processes import free_port
from tests.support.relay import Relay
from tests.support.serving import Serve
from tests.support.tls import serving_context

REPORTING = "addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => told(`${violatedDirective} ${blockedURI}`))"
BREAKING = """() => new Promise((resolve) => {
  addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => resolve(`${violatedDirective} ${blockedURI}`))
  document.head.append(Object.assign(document.createElement('script'), { textContent: 'window.broken = true' }))
})"""
"""What a policy is for: a script written into the page is not run, and is told."""


@pytest.fixture
async def relay(tmp_path: Path) -> AsyncIterator[Relay]:
    """What speaks TLS before the server, as a reverse proxy does."""
    async with Relay(free_port(), tls=serving_context(tmp_path)) as relay:
        yield relay


@pytest.fixture
async def clinic(core: Core, serve: Serve, clock: object, relay: Relay) -> Clinic:
    """The practice, found over HTTPS."""
    clinic = await open_clinic(core, serve, ARDOISE_PUBLIC_URL=relay.url)
    relay.target = clinic.server.port
    return clinic


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
        await alice.page.goto(relay.url + path)
        await expect(alice.page.get_by_role("main")).to_be_visible()
        await settled(alice.page)
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
