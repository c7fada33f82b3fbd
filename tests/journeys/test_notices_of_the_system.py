"""What a device shows while nobody looks at a page. No push service is within reach: the browser is handed what one would bring."""

import json
import os
import re
from collections.abc import Awaitable
from hashlib import sha256
from typing import Any

from playwright.async_api import CDPSession, Page, Worker, expect

from server.core.unit import Core
from tests.journeys.conftest import OpenDesk
from tests.journeys.desk import Clinic
from tests.journeys.test_accessible import AXE, RUN
from tests.support.browser_push import Browser

SHOWN = "async () => (await self.registration.getNotifications()).map((one) => [one.title, one.body, one.tag, one.data.conversation])"


class _Pushes:
    """The developer's door through which a word reaches the service worker as a push service would bring it."""

    def __init__(self, session: CDPSession, origin: str) -> None:
        self._session = session
        self._origin = origin
        self._ids: list[str] = []
        session.on("ServiceWorker.workerRegistrationUpdated", self._noted)

    def _noted(self, found: dict[str, Any]) -> None:
        self._ids += [each["registrationId"] for each in found["registrations"] if not each["isDeleted"]]

    async def deliver(self, told: dict[str, Any]) -> None:
        """Bring a word."""
        await self._session.send(
            "ServiceWorker.deliverPushMessage",
            {"origin": self._origin, "registrationId": self._ids[-1], "data": json.dumps(told)},
        )


async def _worker(page: Page) -> Worker:
    known = page.context.service_workers
    return known[0] if known else await page.context.wait_for_event("serviceworker")


async def _looked(worker: Worker, deliver: Awaitable[None]) -> None:
    """Bring a word, and wait until the worker has looked whether somebody looks at a page."""
    looks = """() => {
      const ask = Clients.prototype.matchAll
      self.looked = new Promise((resolve) => {
        Clients.prototype.matchAll = async function (...how) {
          const found = await ask.apply(this, how)
          resolve(null)
          return found
        }
      })
    }"""
    await worker.evaluate(looks)
    await deliver
    await worker.evaluate("() => self.looked")


async def _shown(worker: Worker, number: int) -> list[list[str]]:
    """The notices of the system, once there are so many."""
    wait = """async (number) => {
      while ((await self.registration.getNotifications()).length < number) await new Promise((next) => setTimeout(next, 50))
    }"""
    await worker.evaluate(wait, number)
    found: list[list[str]] = await worker.evaluate(SHOWN)
    return found


async def test_a_word_of_a_push_service_is_shown_and_opens_its_conversation(sit: OpenDesk, clinic: Clinic, core: Core) -> None:
    sonia, alice = await sit("secretary", still=True), await sit("administrator", still=True)
    page = sonia.page
    await page.context.grant_permissions(["notifications"], origin=clinic.server.url)
    session = await page.context.new_cdp_session(page)
    pushes = _Pushes(session, f"{clinic.server.url}/")
    await session.send("ServiceWorker.enable")
    # On her account page she asks for notices; the browser's own service is not within reach, and the page says what remains.
    await page.get_by_role("button", name="Compte de Sonia Petit").click()
    await page.get_by_role("link", name="Mon compte").click()
    await page.get_by_role("button", name="Recevoir des avis sur cet appareil").click()
    await expect(page.get_by_text("Cet appareil vous avertit tant qu’une page reste ouverte.")).to_be_visible()
    worker = await _worker(page)
    await page.evaluate(AXE.read_text(encoding="utf-8"))
    assert await page.evaluate(RUN) == []
    if folder := os.environ.get("SHOTS"):
        await page.screenshot(path=f"{folder}/notices.png", full_page=True)
    # Alice writes; while a page is looked at nothing is shown beside it.
    await alice.page.get_by_role("link", name=re.compile("^Discussions")).click()
    await alice.page.get_by_role("navigation", name="Vos discussions").get_by_role("link", name=re.compile("Toute l’équipe")).click()
    await alice.page.get_by_label("Écrire un message").fill("Mme Dupont est arrivée")
    await alice.page.keyboard.press("Enter")
    await expect(page.get_by_role("link", name="Discussions, 1 message non lu")).to_be_visible()
    conversation = alice.page.url.rpartition("/")[2]
    told = {"kind": "message", "by": "Alice Morel", "conversation": conversation, "locale": "fr", "tag": f"conversation/{conversation}"}
    await _looked(worker, pushes.deliver({**told, "tag": "seen"}))
    # She leaves the page: now the device says who wrote, and nothing else.
    await page.goto("about:blank")
    await pushes.deliver(told)
    assert await _shown(worker, 1) == [["Nouveau message d’Alice Morel", "", f"conversation/{conversation}", conversation]]
    await pushes.deliver({**told, "kind": "reminder", "tag": "reminder/1", "locale": "en"})
    await pushes.deliver({"kind": "unheard of"})
    await pushes.deliver({"kind": "urgent", "by": "Alice Morel", "locale": "fr", "tag": "escalation/1"})
    assert sorted(title for title, *_ in await _shown(worker, 4)) == [
        "A reminder is waiting for you",
        "Du nouveau dans Ardoise",
        "Nouveau message d’Alice Morel",
        "Urgent, d’Alice Morel : à prendre en charge",
    ]
    # She presses the notice: the page that is open goes to the conversation.
    await page.goto(f"{clinic.server.url}/agenda")
    await expect(page.get_by_role("link", name="Discussions, 1 message non lu")).to_be_visible()
    press = """async (tag) => {
      const [notification] = await self.registration.getNotifications({ tag })
      self.dispatchEvent(new NotificationEvent('notificationclick', { notification }))
    }"""
    await worker.evaluate(press, f"conversation/{conversation}")
    await expect(page.get_by_role("log").get_by_text("Mme Dupont est arrivée")).to_be_visible()
    assert len(await _shown(worker, 3)) == 3, "a notice that was pressed is gone"
    # What is urgent is taken in hand on any page: without a conversation of hers, the one that is open stays where it is.
    await page.evaluate("() => navigator.serviceWorker.addEventListener('message', ({ data }) => (window.told ??= []).push(data.open))")
    await worker.evaluate(press, "escalation/1")
    await worker.evaluate(press, "reminder/1")
    await page.wait_for_function("() => window.told?.length")
    assert await page.evaluate("() => window.told") == [conversation]


async def test_the_application_can_be_installed(sit: OpenDesk, clinic: Clinic) -> None:
    desk = await sit("secretary", still=True)
    session = await desk.page.context.new_cdp_session(desk.page)
    found = await session.send("Page.getAppManifest")
    assert found["errors"] == []
    manifest = json.loads(found["data"])
    assert (manifest["start_url"], manifest["display"]) == ("/agenda", "standalone")
    for icon in manifest["icons"]:
        answer = await desk.page.request.get(f"{clinic.server.url}{icon['src']}")
        assert (answer.status, answer.headers["content-type"]) == (200, "image/png"), icon
    wrong = (await session.send("Page.getInstallabilityErrors"))["installabilityErrors"]
    assert [each["errorId"] for each in wrong if each["errorId"] != "in-incognito"] == []


_MOVES = """async ([former, { endpoint, p256dh, auth }]) => {
  const event = new ExtendableEvent('pushsubscriptionchange')
  let work
  Object.defineProperties(event, {
    oldSubscription: { value: { endpoint: former } },
    newSubscription: { value: { toJSON: () => ({ endpoint, keys: { p256dh, auth } }) } },
    waitUntil: { value: (promise) => (work = promise) },
  })
  self.dispatchEvent(event)
  await work
}"""
"""The browser says that it is to be written to elsewhere: no press of ours makes one say so."""
_ADD = """async (body) => {
  const headers = { 'Content-Type': 'application/json' }
  return (await fetch('/api/me/devices', { method: 'POST', headers, body: JSON.stringify(body) })).status
}"""
_DEVICES = "async () => (await (await fetch('/api/me/devices')).json()).devices.map((one) => [one.label, one.digest])"


async def test_a_browser_that_is_to_be_written_to_elsewhere_says_so_under_its_name_unless_it_was_taken_away(sit: OpenDesk) -> None:
    page = (await sit("secretary", still=True)).page
    before, after = Browser("https://fcm.googleapis.com/fcm/send/before"), Browser("https://fcm.googleapis.com/fcm/send/after")
    assert await page.evaluate(_ADD, {**before.body, "label": "Chrome, Windows"}) == 201
    await page.evaluate("async () => { await navigator.serviceWorker.register('/sw.js'); await navigator.serviceWorker.ready }")
    worker = await _worker(page)
    moved = [["Chrome, Windows", sha256(after.endpoint.encode()).hexdigest()]]
    for former in (before, Browser("https://fcm.googleapis.com/fcm/send/unknown")):
        await worker.evaluate(_MOVES, [former.endpoint, after.body if former is before else former.body])
        assert await page.evaluate(_DEVICES) == moved
