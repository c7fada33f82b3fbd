"""The highest rate that is sustained, for two servers in turns: what the machine does meanwhile touches both."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bench.chat.load import Outcome
from bench.chat.shape import WORST

_APART = 1.06
"""Two rates closer than this are one."""
_STEP = 1.6


@dataclass
class Search:
    """What is known of one server: the highest rate that held, and the lowest that did not."""

    name: str
    run: Callable[[float], Awaitable[Outcome]]
    low: float = 0.0
    high: float = float("inf")
    next: float = 0.0

    @property
    def is_over(self) -> bool:
        """Whether the two are close enough."""
        return self.low > 0 and self.high / self.low < _APART

    async def step(self) -> None:
        """Try one rate; one that fails by little is tried once more, since it is the server that is measured and not a hiccup."""
        outcome = await self.run(self.next)
        print(f"{self.name} {outcome}", flush=True)
        if not outcome.holds(WORST) and outcome.at(0.5) < WORST:
            outcome = await self.run(self.next)
            print(f"{self.name} {outcome} (again)", flush=True)
        if outcome.holds(WORST):
            self.low = self.next
        else:
            self.high = self.next
        if self.high == float("inf"):
            self.next = self.low * _STEP
        elif not self.low:
            self.next = self.high / _STEP
        else:
            self.next = (self.low * self.high) ** 0.5


async def search(one: Search, other: Search, seconds: float) -> None:
    """Search both, a step of each in turn; after so long, the highest rates that held until then are the answer."""
    over = time.perf_counter() + seconds
    while not (one.is_over and other.is_over) and (time.perf_counter() < over or not (one.low and other.low)):
        for each in (one, other):
            if not each.is_over:
                await each.step()
