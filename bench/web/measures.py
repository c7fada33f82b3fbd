"""What is measured, one function a figure. Times are milliseconds, on a processor that is as slow as the caller made it."""

import gzip
import time
from datetime import date, timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any, NamedTuple

from playwright.sync_api import Browser, Page

from bench.web import peer
from bench.web.chromium import desk, slow
from bench.web.product import Person, Product

DIST = Path(__file__).parents[2] / "web" / "dist"
BLOCKS = "[data-appointment]"


class Opening(NamedTuple):
    """What opening the agenda costs."""

    first_paint: float
    blocks: float
    js_kb: float
    """What the first screen needs."""
    css_kb: float
    whole_js_kb: float
    """With the windows that come once the page is idle."""


class Mount(NamedTuple):
    """How long a view takes to come, from the key that asks for it."""

    in_sight: float
    whole: float


class Work(NamedTuple):
    """What a desk does all day, on a page that is already there."""

    week: Mount
    update: float
    drag: float
    day: Mount


class Week(NamedTuple):
    """A working week on the screen, as the socket told it."""

    monday: str
    practitioners: list[dict[str, Any]]
    appointments: list[dict[str, Any]]


def until(page: Page, truth: str, seconds: float = 60) -> None:
    """Wait for an expression to be true; asked from outside, since the page's policy forbids `eval`.

    Raises:
        TimeoutError: it did not become true.
    """
    deadline = time.monotonic() + seconds
    while not page.evaluate(truth):
        if time.monotonic() > deadline:
            raise TimeoutError(truth)
        page.wait_for_timeout(20)


def opening(browser: Browser, product: Product, person: Person, day: str, rounds: int = 3) -> Opening:
    """Open the agenda with an empty cache, a slow processor and a slow line."""
    paints, blocks = [], []
    first: set[str] = set()
    whole: set[str] = set()
    for _ in range(rounds):
        context = desk(browser, person)
        page = context.new_page()
        slow(page, line=True)
        page.goto(f"{product.origin}/agenda?day={day}")
        page.wait_for_selector(BLOCKS, timeout=60_000)
        until(page, "__probe.firstBlock > 0")
        paints.append(float(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")))
        blocks.append(float(page.evaluate("__probe.firstBlock")))
        until(page, "__probe.idle > 0")
        page.wait_for_load_state("networkidle", timeout=60_000)
        fetched = page.evaluate("performance.getEntriesByType('resource').map(({ name, startTime }) => [name, startTime])")
        idle = page.evaluate("__probe.idle")
        whole |= {name for name, _ in fetched}
        first |= {name for name, begun in fetched if begun < idle}
        context.close()
    return Opening(median(paints), median(blocks), _size(first, ".js"), _size(first, ".css"), _size(whole, ".js"))


def _size(urls: set[str], suffix: str) -> float:
    """Kilobytes (1,024 bytes, as `make budgets` counts) of the files asked for, as gzip makes them."""
    names = {url.rpartition("/")[2] for url in urls if "/assets/" in url and url.endswith(suffix)}
    return sum(len(gzip.compress((DIST / "assets" / name).read_bytes(), 9)) for name in names) / 1024


def week(page: Page, product: Product, person: Person, monday: str, wanted: int) -> Week:
    """Show a working week of as many practitioners as are needed for this many appointments, or of all of them."""
    page.goto(f"{product.origin}/agenda?view=week&who=all&day={monday}")
    until(page, "document.querySelectorAll('[data-column]').length > 0")
    until(page, "!document.querySelector('[data-column] .waiting')")
    snaps = page.evaluate("__probe.frames.filter((frame) => frame.t === 'snap' && frame.topic.startsWith('agenda/'))")
    days = {(date.fromisoformat(monday) + timedelta(days=day)).isoformat() for day in range(7)}
    agendas: dict[str, dict[str, dict[str, Any]]] = {}
    for frame in snaps:
        kept = [each for each in frame["body"]["appointments"] if each["status"] != "cancelled" and each["starts_at"][:10] in days]
        agendas.setdefault(frame["topic"].partition("/")[2], {}).update({each["id"]: each for each in kept})
    names = {each["practitioner"]["id"]: each["practitioner"] for each in person.me["agendas"]}
    shown: list[str] = []
    total = 0
    for practitioner, known in agendas.items():
        if known and total < wanted:
            shown.append(practitioner)
            total += len(known)
    page.goto(f"{product.origin}/agenda?view=week&who={'.'.join(shown)}&day={monday}")
    until(page, "document.querySelectorAll('[data-column]').length > 0")
    until(page, "!document.querySelector('[data-column] .waiting')")
    appointments = [each for practitioner in shown for each in agendas[practitioner].values()]
    until(page, f"document.querySelectorAll('{BLOCKS}').length >= {len(appointments)}")
    return Week(monday, [names[each] for each in shown], appointments)


def at_work(page: Page, colleague: Person, shown: Week) -> Work:
    """Everything that is measured, on the page as fast as it now is."""
    week = mount(page, "w", len(shown.appointments))
    return Work(week, live_update(page, colleague, shown), drag(page), mount(page, "d", 1))


def mount(page: Page, key: str, whole: int, rounds: int = 7) -> Mount:
    """From the list to the day (`d`) or the week (`w`): until what is in sight is painted, and until the `whole` stands there."""
    press = "document.body.dispatchEvent(new KeyboardEvent('keydown', { key, code: `Key${key.toUpperCase()}`, bubbles: true }))"
    times = []
    for _ in range(rounds + 1):
        page.keyboard.press("l")
        page.wait_for_selector(".list")
        page.evaluate("__probe.atRest()")
        times.append(page.evaluate(f"([key, whole]) => __probe.mounted(() => {press}, whole)", [key, whole]))
    return Mount(median(float(each[0]) for each in times[1:]), median(float(each[1]) for each in times[1:]))


def drag(page: Page, steps: int = 160) -> float:
    """The ninety-fifth percentile of a frame's work while a block is carried over the week."""
    block = page.locator(BLOCKS).nth(4)
    block.scroll_into_view_if_needed()
    box = block.bounding_box()
    assert box is not None
    x, y = box["x"] + 12, box["y"] + 6
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate("__probe.frameTimes = []")
    for step in range(steps):
        page.mouse.move(x + (step * 7) % 700, y + (step * 5) % 300)
        page.wait_for_timeout(20)
    times = page.evaluate("__probe.frameTimes")
    page.keyboard.press("Escape")
    page.mouse.up()
    page.evaluate("__probe.frameTimes = null")
    assert len(times) > steps / 2, "the drag did not take"
    return quantiles([float(each) for each in times], n=20)[-1]


def live_update(page: Page, colleague: Person, shown: Week, rounds: int = 40) -> float:
    """One appointment goes to another practitioner and back, as a colleague's command told it, again and again.

    The frames are the server's own, taken from a real move and its return; only their numbers and versions advance.
    """
    subject, target = _movable(shown)
    home = subject["practitioner_id"]
    accept = ["overlap", "off_schedule", "block", "leave", "conditions"]
    page.evaluate("__probe.frames.length = 0")
    version = subject["version"]
    for practitioner in (target, home):
        body = {"version": version, "practitioner_id": practitioner, "accept": accept}
        answer = colleague.client.patch(f"/api/appointments/{subject['id']}", json=body)
        answer.raise_for_status()
        version = answer.json()["version"]
    told = "__probe.frames.filter((frame) => frame.t === 'evt' && frame.name === 'appointment_moved')"
    until(page, f"{told}.length === 4")
    page.evaluate("__probe.atRest()")
    script = f"""
    async ([id, rounds]) => {{
      const [first, second, third, fourth] = {told}
      let version = {version}
      const say = (frame) => {{
        const copy = structuredClone(frame)
        copy.seq = ++__probe.seq[frame.topic]
        for (const view of copy.body.put?.appointments ?? []) view.version = version
        return JSON.stringify(copy)
      }}
      const times = []
      for (let round = 0; round < rounds; round++) {{
        version += 1
        const pair = round % 2 ? [third, fourth] : [first, second]
        const texts = pair.map(say)
        const before = document.querySelector(`[data-appointment="${{id}}"]`)?.closest('[data-column]')
        times.push(await __probe.time(() => texts.forEach((data) => __probe.socket.onmessage({{ data }}))))
        const after = document.querySelector(`[data-appointment="${{id}}"]`)?.closest('[data-column]')
        if (!after || after === before) throw new Error('the update did not show')
        await new Promise((resolve) => setTimeout(resolve, 30))
      }}
      return times
    }}"""
    return median(float(each) for each in page.evaluate(script, [subject["id"], rounds])[4:])


def peer_update(browser: Browser, shown: Week, rounds: int = 40) -> float:
    """The same move, back and forth, in @event-calendar/core with the same appointments."""
    context = desk(browser)
    page = context.new_page()
    peer.serve(page, peer.install())
    page.goto(f"{peer.ORIGIN}/")
    until(page, "Boolean(window.show)")
    page.evaluate("(data) => show(data)", _for_peer(shown))
    until(page, f"document.querySelectorAll('.ec-event').length >= {len(shown.appointments) * 0.95}")
    slow(page)
    subject, target = _movable(shown)
    script = """
    async ([event, target, rounds]) => {
      const home = event.resourceIds[0]
      const place = () => [...document.querySelectorAll('.ec-event')].find((block) => block.textContent.includes(event.title))
      const where = () => place()?.getBoundingClientRect().left
      const times = []
      for (let round = 0; round < rounds; round++) {
        const before = where()
        const next = { ...event, resourceIds: [round % 2 ? home : target] }
        times.push(await __probe.time(() => calendar.updateEvent(next)))
        if (where() === before) throw new Error('the update did not show')
        await new Promise((resolve) => setTimeout(resolve, 30))
      }
      return times
    }"""
    event = next(each for each in _for_peer(shown)["events"] if each["id"] == subject["id"]) | {"title": "moved to and fro"}
    page.evaluate("(event) => calendar.updateEvent(event)", event)
    times = page.evaluate(script, [event, target, rounds])
    context.close()
    return median(float(each) for each in times[4:])


def _movable(shown: Week) -> tuple[dict[str, Any], str]:
    """An appointment in the middle of the first practitioner's days, and another practitioner."""
    home, other = shown.practitioners[0]["id"], shown.practitioners[1]["id"]
    mine = sorted((each for each in shown.appointments if each["practitioner_id"] == home), key=lambda each: str(each["starts_at"]))
    return mine[len(mine) // 2], other


def _for_peer(shown: Week) -> dict[str, Any]:
    """The week as the peer reads it; its times are local, ours are UTC of a place one hour ahead in winter."""
    busy = {date.fromisoformat(each["starts_at"][:10]).isoweekday() % 7 for each in shown.appointments}
    return {
        "date": shown.monday,
        "hiddenDays": sorted({0, 6} - busy),
        "from": "07:00",
        "to": "19:30",
        "resources": [{"id": each["id"], "title": each["name"]} for each in shown.practitioners],
        "events": [
            {
                "id": each["id"],
                "resourceIds": [each["practitioner_id"]],
                "start": each["starts_at"],
                "end": each["ends_at"],
                "title": _title(each),
            }
            for each in shown.appointments
        ],
    }


def _title(appointment: dict[str, Any]) -> str:
    patient = appointment["patient"]
    return f"{patient['last_name']} {patient['first_name']}" if patient else "—"


def signed_in_page(browser: Browser, person: Person) -> Page:
    """A page of its own profile, at full speed."""
    return desk(browser, person).new_page()
