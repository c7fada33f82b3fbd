"""`make bench-board`: two Chromiums at one sheet, in the product. Prints what it measures, then the figures, one a line."""

import math
import statistics
import time
from base64 import b64encode
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from pycrdt import Doc, Map

from bench.realtime.machine import describe
from bench.web.chromium import FLAGS
from bench.web.product import Person, Product, running
from rtc.board.marks import WIDTH
from server.core.clock import SystemClock

RATE = 60
"""Points of the pen in a second."""
STROKES, POINTS = 8, 120
FULL, LONG = 300, 100
"""Strokes of a full page, and points of each."""
PROBE = Path(__file__).parent / "probe.js"


def main() -> None:
    """Measure, and print the figures last."""
    print(describe())
    print(f"two Chromiums at one sheet; {STROKES} strokes of {POINTS} points at {RATE} points/s; {FULL} strokes of {LONG} points on a page")
    with running() as product, sync_playwright() as playwright:
        person, appointment = _practitioner(product)
        browsers = [playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS) for _ in range(2)]
        drawing, watching = (_sheet(browser, product, person, appointment) for browser in browsers)
        delays = [delay for number in range(STROKES) for delay in _stroke(drawing, watching, number)]
        _fill(person, appointment)
        redraws = _redraws(watching)
        for browser in browsers:
            browser.close()
    delays.sort()
    print(f"pen: {len(delays)} points, p50 {statistics.median(delays):.1f} ms, p99 {delays[int(len(delays) * 0.99)]:.1f} ms")
    print("redraws: " + ", ".join(f"{each:.1f}" for each in redraws) + " ms")
    print(f"figure board.pen_p95_ms {delays[int(len(delays) * 0.95)]:.1f}")
    print(f"figure board.redraw_300_ms {statistics.median(redraws):.1f}")


def _practitioner(product: Product) -> tuple[Person, str]:
    """A practitioner of the demo who has a teleconsultation, and that."""
    today = SystemClock().now().date()
    days = {"from_day": f"{today - timedelta(days=7)}", "to_day": f"{today + timedelta(days=14)}"}
    for login in product.secretary().client.get("/api/welcome").json()["demo_logins"]:
        person = product.sign_in(login["email"], login["password"])
        for practice in person.me["practices"]:
            if practice["practitioner_id"]:
                found = person.client.get(f"/api/practitioners/{practice['practitioner_id']}/appointments", params=days).json()
                for each in found["appointments"]:
                    if each["teleconsultation"]:
                        return person, str(each["id"])
    raise SystemExit("The demo has no teleconsultation.")


def _sheet(browser: Browser, product: Product, person: Person, appointment: str) -> Page:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="fr-FR")
    context.add_init_script(path=PROBE)
    context.add_cookies([{"name": name, "value": value, "url": product.origin} for name, value in person.client.cookies.items()])
    page = context.new_page()
    page.goto(f"{product.origin}/drawing/{appointment}")
    page.wait_for_selector(".paper:not(.hidden)")
    page.get_by_text("Avec ").or_(page.get_by_text("Personne d’autre")).first.wait_for()
    return page


def _stroke(drawing: Page, watching: Page, number: int) -> list[float]:
    """Draw one line from left to right; milliseconds from each movement until the other screen painted that far."""
    box = drawing.locator(".paper").bounding_box()
    assert box is not None
    left, top = box["x"] + 20, box["y"] + 40 + number * 60
    drawing.mouse.move(left, top)
    for page in (drawing, watching):
        page.evaluate("() => { window.moved.length = window.painted.length = 0 }")
    drawing.mouse.down()
    began = time.perf_counter()
    for point in range(1, POINTS + 1):
        time.sleep(max(0.0, began + point / RATE - time.perf_counter()))
        drawing.mouse.move(left + point * (box["width"] - 60) / POINTS, top + 15 * math.sin(point / 5))
    end = round((left + box["width"] - 60 - box["x"]) / box["width"] * WIDTH)
    watching.wait_for_function("end => window.painted.some(([, x]) => x >= end - 2)", arg=end)
    drawing.mouse.up()
    moved, painted = drawing.evaluate("window.moved"), watching.evaluate("window.painted")
    return [_delay(at, round((x - box["x"]) / box["width"] * WIDTH), painted) for at, x in moved]


def _delay(at: float, x: int, painted: list[list[float]]) -> float:
    return next(when for when, reached in painted if reached >= x - 2) - at


def _fill(person: Person, appointment: str) -> None:
    """Put a full page on the sheet, as a browser would have drawn it."""
    doc: Doc[Map[Any]] = Doc()
    updates: list[bytes] = []
    hearing = doc.observe(lambda event: updates.append(event.update))
    marks, at = doc.get("marks", type=Map), count(SystemClock().now().timestamp() * 1000)
    for first in range(0, FULL, 25):
        with doc.transaction():
            for number in range(first, first + 25):
                x, y = 500 + number * 70, 1000 + number * 37
                points = b"".join(_point(x + step * 60, y + round(900 * math.sin(step / 6 + number))) for step in range(LONG))
                marks[f"f{number}"] = {"page": "first", "kind": "pen", "colour": "green", "width": 100, "at": next(at), "points": points}
    doc.unobserve(hearing)
    for update in updates:
        person.client.post(f"/api/appointments/{appointment}/sheet", json={"update": b64encode(update).decode()}).raise_for_status()


def _point(x: int, y: int) -> bytes:
    return x.to_bytes(2, "little") + max(0, y).to_bytes(2, "little") + b"\x80"


def _redraws(page: Page) -> list[float]:
    """Milliseconds from turning back to the full page until its pixels can be read; the paths are made anew each time."""
    page.get_by_role("button", name="Ajouter une page").click()
    page.get_by_text("Page 2 sur 2").wait_for()
    taken = []
    for _ in range(9):
        taken.append(
            page.evaluate(
                """async () => {
                  const began = performance.now()
                  document.querySelector('[aria-label="Page précédente"]').click()
                  await Promise.resolve()
                  const below = document.querySelectorAll('.paper canvas')[0]
                  below.getContext('2d').getImageData(0, 0, 1, 1)
                  return performance.now() - began
                }"""
            )
        )
        page.get_by_text("Page 1 sur 2").wait_for()
        page.get_by_role("button", name="Page suivante").click()
        page.get_by_text("Page 2 sur 2").wait_for()
    return taken


if __name__ == "__main__":
    main()
