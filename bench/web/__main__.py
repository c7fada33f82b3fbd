"""`make bench-web`: prints what it measures, then the figures, one a line; ends with 0 whatever they are."""

from datetime import timedelta

from bench.realtime.machine import describe
from bench.web import measures, peer
from bench.web.chromium import SLOWER, chromium, slow
from bench.web.product import running
from server.core.clock import SystemClock

WANTED = 600
"""Appointments on the week that is measured."""


def main() -> None:
    """Measure, and print the figures last."""
    print(describe())
    print(f"Chromium, processor {SLOWER} times slower; first paint over 1.6 Mb/s and 150 ms; medians")
    today = SystemClock().now().date()
    monday = (today + timedelta(days=7 - today.weekday())).isoformat()
    peer.install()
    with running() as product, chromium() as browser:
        person = product.secretary()
        opened = measures.opening(browser, product, person, monday)
        page = measures.signed_in_page(browser, person)
        shown = measures.week(page, product, person, monday, WANTED)
        print(f"week of {monday}: {len(shown.appointments)} appointments, {len(shown.practitioners)} practitioners")
        slow(page)
        week = measures.mount(page, "w")
        update = measures.live_update(page, product.secretary(), shown)
        drag = measures.drag(page)
        day = measures.mount(page, "d")
        other = measures.peer_update(browser, shown)
    print(f"one live update: {update:.1f} ms, @event-calendar/core {peer.VERSION}: {other:.1f} ms")
    print(f"figure web.staff_js_kb {opened.js_kb:.1f}")
    print(f"figure web.staff_js_whole_kb {opened.whole_js_kb:.1f}")
    print(f"figure web.staff_css_kb {opened.css_kb:.1f}")
    print(f"figure web.first_paint_ms {opened.first_paint:.0f}")
    print(f"figure web.first_appointments_ms {opened.blocks:.0f}")
    print(f"figure web.mount_day_ms {day.in_sight:.0f}")
    print(f"figure web.mount_week_ms {week.in_sight:.0f}")
    print(f"figure web.mount_week_whole_ms {week.whole:.0f}")
    print(f"figure web.drag_p95_ms {drag:.1f}")
    print(f"figure web.update_ms {update:.2f}")
    print(f"ratio web.update_vs_eventcalendar {update / other:.3f}")


if __name__ == "__main__":
    main()
