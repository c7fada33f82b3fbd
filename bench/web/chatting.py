"""A conversation of a hundred thousand messages: opened, leafed through, searched, and one comes in."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC
from random import Random
from statistics import median, quantiles
from typing import NamedTuple

from playwright.sync_api import Browser, Page

from bench.chat.shape import Member, Talk
from bench.chat.written import MESSAGES, WORDS, Past, keyring_of
from bench.web.chromium import slow
from bench.web.frames import traced
from bench.web.measures import signed_in_page, until
from bench.web.product import Person, Product
from server.core.ids import new_id

WRITTEN = 100_000
PAGES = 40
"""How often something older is fetched while one goes up."""
_JUMPS, _COMING = 7, 24
_LOG = "document.querySelector('[role=log]')"
_FIRST, _LAST = (f"Number([...{_LOG}.querySelectorAll('[data-n]')].at({place}).dataset.n)" for place in (0, -1))
_ROWS = f"{_LOG}.querySelectorAll('[data-n]').length"


class Chatting(NamedTuple):
    """What a long conversation costs the screen."""

    open: float
    """From the click on its line until the newest message is painted."""
    leaf: list[float]
    """The heaviest frame while a page of older messages comes in, one by one."""
    jump: float
    """From the click on what was found until that message is painted."""
    back: float
    """From there to the newest ones."""
    arrive: float
    """The heaviest frame when a colleague's message comes in."""
    rows: int
    """The most messages that stood on the page at once."""
    heap: float
    """Megabytes of the page's objects after leafing."""

    def figures(self, named: str) -> Iterator[str]:
        """The lines that are printed."""
        yield f"figure web.{named}chat_open_ms {self.open:.0f}"
        yield f"figure web.{named}chat_scroll_p95_ms {quantiles(self.leaf, n=20)[-1]:.1f}"
        yield f"figure web.{named}chat_jump_ms {self.jump:.0f}"
        yield f"figure web.{named}chat_end_ms {self.back:.0f}"
        yield f"figure web.{named}chat_arrive_ms {self.arrive:.1f}"


def write(product: Product) -> Talk:
    """A group of two, in which they wrote for two years; both have read all of it."""
    person = product.secretary()
    colleague = product.colleague(person)
    practice_id: str = person.me["practices"][0]["id"]
    people = [each.me["person"] for each in (person, colleague)]
    body = {"practice_id": practice_id, "people": [people[1]["id"]], "name": "Deux ans"}
    opened = person.client.post("/api/conversations", json=body).raise_for_status().json()
    talk = Talk(opened["id"], practice_id, tuple(Member(each["id"], each["name"], "") for each in people))
    past, first = Past(keyring_of(product.settings, [practice_id]), Random(20261130)), opened["last_n"] + 1
    last = first + WRITTEN - 1
    with sqlite3.connect(product.settings.data_dir / "ardoise.db", timeout=60) as database:
        for messages, words in past.of(talk, first, WRITTEN):
            said = [(*row[:-3], row[-3].astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds"), *row[-2:]) for row in messages]
            for table, columns, rows in (("conversation_messages", MESSAGES, said), ("conversation_words", WORDS, words)):
                places = ", ".join("?" * len(columns))
                database.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})", rows)
            database.commit()
        at = past.end.replace(tzinfo=None).isoformat(" ", "microseconds")
        database.execute("UPDATE conversations SET last_n = ?, told_n = ?, last_at = ? WHERE id = ?", (last, last, at, talk.id))
        read = "UPDATE conversation_marks SET received = ?, read = ?, unread = 0 WHERE conversation_id = ?"
        database.execute(read, (last, last, talk.id))
    return talk


def measure(browser: Browser, product: Product, talk: Talk, slower: int) -> Chatting:
    """All of it, on a page of its own, its processor so many times slower."""
    person = product.secretary()
    page = signed_in_page(browser, person)
    page.goto(f"{product.origin}/chat")
    line = f'nav a[href="/chat/{talk.id}"]'
    page.wait_for_selector(line)
    page.evaluate("__probe.awaitingBlocks.disconnect()")  # no appointment will come: it would search the page in each change
    slow(page, slower)
    opened = [_opened(page, line, _newest(person, talk)) for _ in range(5)]
    begun = _heap(page)
    leaf, rows = _leafed(browser, page)
    heap = _heap(page)
    print(f"{WRITTEN} messages, {PAGES} pages leafed through: {begun:.1f} MB before, {heap:.1f} after")
    jumps = [_jumped(page, person, talk, 1_000 + 12_345 * number) for number in range(_JUMPS)]
    arrive = _arrived(browser, page, product.colleague(person), talk)
    rows = max(rows, page.evaluate(_ROWS))
    page.context.close()
    return Chatting(
        open=median(opened[1:]),
        leaf=leaf,
        jump=median(there for there, _ in jumps[1:]),
        back=median(back for _, back in jumps[1:]),
        arrive=arrive,
        rows=rows,
        heap=heap,
    )


def _newest(person: Person, talk: Talk) -> int:
    lines = person.client.post("/api/conversations/latest", json={"conversations": [talk.id]}).raise_for_status().json()["latest"]
    return int(lines[0]["message"]["n"])


def _opened(page: Page, line: str, newest: int) -> float:
    """From the list without a conversation to this one."""
    page.goto(page.url.partition("/chat")[0] + "/chat")
    page.wait_for_selector(line)
    page.evaluate("__probe.atRest()")
    return _painted(page, line, newest)


def _painted(page: Page, clicked: str, n: int) -> float:
    """The milliseconds from a click until a message is painted in sight."""
    took = page.evaluate("([clicked, shown]) => __probe.painted(clicked, shown)", [clicked, f'[role="log"] [data-n="{n}"]'])
    page.evaluate("__probe.atRest()")
    return float(took)


def _leafed(browser: Browser, page: Page) -> tuple[list[float], int]:
    """Go up by the key until so many pages came; the heaviest frame of each, and the most messages that stood there."""
    most = 0
    page.focus('[role="log"]')
    with traced(browser, page) as stretches:
        for _ in range(PAGES):
            stretches.begin()
            first = page.evaluate(_FIRST)
            for _ in range(100):
                page.keyboard.press("PageUp")
                page.evaluate("__probe.atRest()")
                if page.evaluate(_FIRST) < first:
                    break
            else:
                raise TimeoutError("nothing older came")
            most = max(most, page.evaluate(_ROWS))
    return stretches.heaviest, most


def _jumped(page: Page, person: Person, talk: Talk, n: int) -> tuple[float, float]:
    """Look for an old message by all that it says, go there, and back to the end."""
    asked = {"before": n + 1, "limit": 1}
    said = person.client.get(f"/api/conversations/{talk.id}/messages", params=asked).raise_for_status().json()["messages"][0]
    page.fill("input[type=search]", said["text"])
    found = 'nav section[aria-busy="false"] li button'
    until(page, f"document.querySelectorAll('{found}').length === 1")
    there = _painted(page, found, n)
    back = _painted(page, "button.down", _newest(person, talk))
    page.fill("input[type=search]", "")
    return there, back


def _arrived(browser: Browser, page: Page, colleague: Person, talk: Talk) -> float:
    """A colleague writes, again and again, to somebody who is at the end."""
    with traced(browser, page) as stretches:
        for number in range(_COMING):
            stretches.begin()
            body = {"id": new_id(), "text": f"Le laboratoire a rappelé {number} fois"}
            sent = colleague.client.post(f"/api/conversations/{talk.id}/messages", json=body).raise_for_status().json()
            until(page, f"{_LAST} >= {sent['n']}")
            page.evaluate("__probe.atRest()")
    return median(stretches.heaviest[4:])


def _heap(page: Page) -> float:
    session = page.context.new_cdp_session(page)
    page.evaluate("__probe.frames.length = 0")
    session.send("HeapProfiler.collectGarbage")
    used = session.send("Runtime.getHeapUsage")["usedSize"]
    session.detach()
    return float(used) / 2**20
