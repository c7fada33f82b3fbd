"""A board of five hundred missions: what a move costs the screen that hears of it."""

from statistics import median

from playwright.sync_api import Page

from bench.web.measures import until
from bench.web.product import Person, Product

WANTED = 500
"""Missions on the board, a third in each of the columns that are worked in."""


def fill(person: Person) -> str:
    """Put so many missions on the board of this person's practice; give the practice."""
    practice_id: str = person.me["practices"][0]["id"]
    for number in range(WANTED):
        status = ("todo", "doing", "done")[number % 3]
        fields = {
            "title": f"Rappeler le laboratoire {number}",
            "labels": ["Labo"] if number % 4 else [],
            "is_urgent": number % 9 == 0,
            "assignees": [person.me["person"]["id"]] if number % 2 else [],
        }
        body = {"practice_id": practice_id, "fields": fields, "status": status}
        person.client.post("/api/missions", json=body).raise_for_status()
    return practice_id


def move(page: Page, product: Product, colleague: Person, rounds: int = 40) -> float:
    """One mission goes to another column and back, as a colleague's command told it, again and again.

    The frames are the server's own, taken from a real move and its return; only their numbers advance.
    """
    page.goto(f"{product.origin}/missions")
    until(page, f"document.querySelectorAll('[data-mission]').length >= {WANTED}")
    subject = page.evaluate("document.querySelectorAll('[data-column=todo] [data-mission]')[60].dataset.mission")
    beside = page.evaluate("document.querySelectorAll('[data-column=doing] [data-mission]')[60].dataset.mission")
    home = page.evaluate("document.querySelectorAll('[data-column=todo] [data-mission]')[59].dataset.mission")
    page.evaluate("__probe.awaitingBlocks.disconnect()")  # no appointment will come: it would search the page in each move
    page.evaluate("__probe.frames.length = 0")
    for status, after in (("doing", beside), ("todo", home)):
        colleague.client.post(f"/api/missions/{subject}/move", json={"status": status, "after": after}).raise_for_status()
    told = "__probe.frames.filter((frame) => frame.t === 'evt' && frame.name === 'mission_moved')"
    until(page, f"{told}.length === 2")
    page.evaluate("__probe.atRest()")
    script = f"""
    async ([id, rounds]) => {{
      const pair = {told}
      const times = []
      const column = () => document.querySelector(`[data-mission="${{id}}"]`)?.closest('[data-column]')
      for (let round = 0; round < rounds; round++) {{
        const frame = structuredClone(pair[round % 2])
        frame.seq = ++__probe.seq[frame.topic]
        for (const view of frame.body.put.missions) view.acts += round
        const data = JSON.stringify(frame)
        const before = column()
        times.push(await __probe.time(() => __probe.socket.onmessage({{ data }})))
        if (!column() || column() === before) throw new Error('the move did not show')
        await new Promise((resolve) => setTimeout(resolve, 30))
      }}
      return times
    }}"""
    return median(float(each) for each in page.evaluate(script, [subject, rounds])[4:])
