"""`make bench-web`: prints what it measures, then the figures, one a line; ends with 0 whatever they are."""

from datetime import timedelta

from playwright.sync_api import Browser

from bench.realtime.machine import describe
from bench.web import chatting, measures, missions, peer
from bench.web.chromium import SLOWER, chromium, slow
from bench.web.product import Product, running
from server.core.clock import SystemClock

WANTED = 600
"""Appointments on the week that is measured."""


def main() -> None:
    """Measure, and print the figures last."""
    print(describe())
    print(f"Chromium, processor {SLOWER} times slower unless a figure says full speed; first paint over 1.6 Mb/s and 150 ms; medians")
    today = SystemClock().now().date()
    monday = (today + timedelta(days=7 - today.weekday())).isoformat()
    peer.install()
    with running() as product, chromium() as browser:
        person = product.secretary()
        opened = measures.opening(browser, product, person, monday)
        quick, _ = at_work(browser, product, monday, 1)
        work, shown = at_work(browser, product, monday, SLOWER)
        other = measures.peer_update(browser, shown)
        moves = board(browser, product)
    chats = talk()
    print(f"one live update: {work.update:.1f} ms, @event-calendar/core {peer.VERSION}: {other:.1f} ms")
    print(f"figure web.staff_js_kb {opened.js_kb:.1f}")
    print(f"figure web.staff_js_whole_kb {opened.whole_js_kb:.1f}")
    print(f"figure web.staff_css_kb {opened.css_kb:.1f}")
    print(f"figure web.first_paint_ms {opened.first_paint:.0f}")
    print(f"figure web.first_appointments_ms {opened.blocks:.0f}")
    for name, figures in (("", work), ("full_speed.", quick)):
        print(f"figure web.{name}mount_day_ms {figures.day.in_sight:.0f}")
        print(f"figure web.{name}mount_week_ms {figures.week.in_sight:.0f}")
        print(f"figure web.{name}mount_week_whole_ms {figures.week.whole:.0f}")
        print(f"figure web.{name}drag_p95_ms {figures.drag:.1f}")
        print(f"figure web.{name}update_ms {figures.update:.2f}")
    for name, moved in zip(("full_speed.", ""), moves, strict=True):
        print(f"figure web.{name}mission_move_ms {moved:.2f}")
    for name, chat in zip(("full_speed.", ""), chats, strict=True):
        print("\n".join(chat.figures(name)))
    print(f"figure web.chat_rows {max(chat.rows for chat in chats)}")
    print(f"figure web.chat_heap_mb {max(chat.heap for chat in chats):.1f}")
    print(f"ratio web.update_vs_eventcalendar {work.update / other:.3f}")


def at_work(browser: Browser, product: Product, monday: str, slower: int) -> tuple[measures.Work, measures.Week]:
    """The measures of a page of its own: its updates come from outside the server's count, so that no other one could follow."""
    person = product.secretary()
    page = measures.signed_in_page(browser, person)
    shown = measures.week(page, product, person, monday, WANTED)
    print(f"week of {monday}: {len(shown.appointments)} appointments, {len(shown.practitioners)} practitioners")
    slow(page, slower)
    work = measures.at_work(page, product.secretary(), shown)
    page.context.close()
    return work, shown


def board(browser: Browser, product: Product) -> tuple[float, float]:
    """A move on a full board, at full speed and on a slow processor."""
    missions.fill(product.secretary())
    found = []
    for slower in (1, SLOWER):
        page = measures.signed_in_page(browser, product.secretary())
        slow(page, slower)
        found.append(missions.move(page, product, product.secretary()))
        page.context.close()
    return found[0], found[1]


def talk() -> list[chatting.Chatting]:
    """A long conversation, at full speed and on a slow processor; in an application of its own, whose database it fills."""
    with running() as product:
        written = chatting.write(product)
        with chromium() as browser:
            return [chatting.measure(browser, product, written, slower) for slower in (1, SLOWER)]


if __name__ == "__main__":
    main()
