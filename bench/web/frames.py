"""What frames cost a page's own thread, by Chromium's trace: scripts, style, layout and paint, whatever asked for them.

Times are the thread's own, of the processor: what else runs on the machine does not count.
"""

import json
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

from playwright.sync_api import Browser, Page

_CATEGORIES = ["disabled-by-default-devtools.timeline", "blink.user_timing"]
_STRETCH = "stretch"


class Stretches:
    """Stretches of time that are looked at apart. `heaviest`: once the trace has ended, the milliseconds of the heaviest frame of each."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.heaviest: list[float] = []

    def begin(self) -> None:
        """The last one is over, another one begins."""
        self._page.evaluate(f"performance.mark('{_STRETCH}')")


@contextmanager
def traced(browser: Browser, page: Page) -> Iterator[Stretches]:
    """Trace the page until the block ends; what comes before the first stretch counts for nothing."""
    stretches = Stretches(page)
    browser.start_tracing(page=page, categories=_CATEGORIES)
    yield stretches
    stretches.begin()
    stretches.heaviest = _heaviest(browser.stop_tracing())


def _heaviest(trace: bytes) -> list[float]:
    events = json.loads(trace)["traceEvents"]
    marks = sorted((each["ts"], each["pid"], each["tid"]) for each in events if each["name"] == _STRETCH)
    _, process, thread = marks[0]
    own = sorted((each for each in events if (each["pid"], each["tid"]) == (process, thread)), key=lambda each: int(each["ts"]))
    ends = [each["ts"] for each in own if each["name"] == "Commit"]
    tasks = [(each["ts"], each["tdur"] / 1000) for each in own if each["name"] == "RunTask" and "tdur" in each]
    found = []
    for (since, *_), (until, *_) in pairwise(marks):
        work: defaultdict[int, float] = defaultdict(float)
        for begun, lasted in tasks:
            if since <= begun < until:  # up to the end of a frame, all is that frame's
                work[bisect_left(ends, begun)] += lasted
        found.append(max(work.values()))
    return found
