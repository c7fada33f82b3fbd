"""The demo practice, a relay, and two Chromiums that call each other through them."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

from bench.web.chromium import FLAGS
from bench.web.product import Person, Product
from server.core.clock import SystemClock
from server.settings import Settings
from tests.support.media.coturn import SECRET, relaying
from tests.support.serving import Served

CAMERAS = [
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    "--allow-loopback-in-peer-connection",
]
PROBE = Path(__file__).with_name("probe.js")
PATIENCE = 30_000
DOOR = timedelta(minutes=30)


class Call(NamedTuple):
    """A consultation in which both see each other."""

    served: Served
    link: str
    browsers: list[Browser]
    doctor: Page
    patient: Page


@contextmanager
def consulting() -> Iterator[Call]:
    """Run the product in demo mode, with a relay, and bring a patient and his practitioner together."""
    with tempfile.TemporaryDirectory(prefix="ardoise-bench-") as folder, relaying(Path(folder)) as relay:
        served = Served(
            {
                "ARDOISE_DEMO": "1",
                "ARDOISE_DATA_DIR": f"{folder}/data",
                "ARDOISE_MEDIA_PUBLIC_IP": "127.0.0.1",
                "ARDOISE_TURN_URLS": f"{relay.url('udp')},{relay.url('tcp')}",
                "ARDOISE_TURN_SECRET": SECRET,
                "DATABASE_URL": "",
                "REDIS_URL": "",
                "SMTP_URL": "",
            }
        )
        served.start()
        try:
            with sync_playwright() as playwright:
                browsers = [playwright.chromium.launch(executable_path="/usr/bin/chromium", args=[*FLAGS, *CAMERAS]) for _ in range(2)]
                yield _both(served, browsers)
                for browser in browsers:
                    browser.close()
        finally:
            served.stop()


def _both(served: Served, browsers: list[Browser]) -> Call:
    product = Product(served.url, Settings.from_env(served.env))
    product.secretary().client.post("/api/demo/live", json={"running": False}).raise_for_status()
    person, appointment = _practitioner(product)
    link = person.client.get(f"/api/rooms/{appointment}/link").json()["link"]
    doctor = page_of(browsers[0])
    cookies = person.client.cookies.items()
    doctor.context.add_cookies([{"name": name, "value": value, "url": served.url} for name, value in cookies])
    doctor.goto(f"{served.url}/consultation/{appointment}")
    patient = arrive(browsers[1], link)
    doctor.get_by_role("button", name="Accepter").click()
    sees(patient)
    sees(doctor)
    return Call(served, link, browsers, doctor, patient)


def _practitioner(product: Product) -> tuple[Person, str]:
    """A practitioner of the demo who has a teleconsultation whose door is open, and that."""
    now = SystemClock().now()
    days = {"from_day": f"{now.date()}", "to_day": f"{now.date() + timedelta(days=1)}"}
    for login in product.secretary().client.get("/api/welcome").json()["demo_logins"]:
        person = product.sign_in(login["email"], login["password"])
        for practice in person.me["practices"]:
            if practice["practitioner_id"]:
                found = person.client.get(f"/api/practitioners/{practice['practitioner_id']}/appointments", params=days).json()
                for each in found["appointments"]:
                    starts = datetime.fromisoformat(each["starts_at"])
                    if each["teleconsultation"] and each["status"] == "planned" and now < starts < now + DOOR:
                        return person, str(each["id"])
    raise SystemExit("The demo has no teleconsultation in the next minutes.")


def page_of(browser: Browser, relay_by: str = "") -> Page:
    """A fresh profile with the probe, its calls forced through the relay by UDP or TCP when asked."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="fr-FR", permissions=["camera", "microphone"])
    context.set_default_timeout(PATIENCE)
    context.add_init_script(f"window.relayBy = {relay_by!r}")
    context.add_init_script(path=PROBE)
    return context.new_page()


def arrive(browser: Browser, link: str, relay_by: str = "") -> Page:
    """A patient who opens his link and turns his camera on."""
    page = page_of(browser, relay_by)
    page.goto(link)
    page.get_by_role("button", name="Activer la caméra et le micro").click()
    return page


def sees(page: Page) -> None:
    """Wait until the other's picture is decoded, again and again."""
    page.wait_for_function("(from) => pictures.length > from + 15", arg=page.evaluate("pictures.length"))
