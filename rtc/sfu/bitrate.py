"""A cheap estimate of what a browser may send: less while packets are lost or queue up, a little more while all is well."""

LEAST = 100_000
MOST = 2_500_000
FIRST = 1_200_000

_BAD = 0.10
_GOOD = 0.02
_QUEUE = 0.120
"""Seconds that packets may wait more than the least that was ever seen, before the path counts as full."""
_WRAP = 64.0
"""abs-send-time counts to 64 seconds."""


class Estimate:
    """Bits per second, moved once per interval. Only the last packet of each picture needs to be shown."""

    __slots__ = ("_base", "_sum", "_times", "rate")

    def __init__(self) -> None:
        self.rate = FIRST
        self._base: float | None = None
        self._sum = 0.0
        self._times = 0

    def arrive(self, sent: int, now: float) -> None:
        """Note a packet: `sent` is its 24-bit abs-send-time, `now` the same kind of seconds on our clock."""
        delay = (now - sent / 262_144) % _WRAP
        if self._base is None:
            self._base = delay
        above = (delay - self._base + _WRAP / 2) % _WRAP - _WRAP / 2
        if above < 0:
            self._base, above = delay, 0.0
        self._sum += above
        self._times += 1

    def step(self, loss: float, used: float) -> int:
        """Move once: `loss` is a share, `used` the bits per second that arrived. Gives what the browser may send."""
        waiting = self._sum / self._times if self._times else 0.0
        self._sum, self._times = 0.0, 0
        if self._base is not None:
            self._base += 0.0005  # clocks drift apart: forget slowly
        if loss > _BAD:
            self.rate = int(self.rate * (1 - loss / 2))
        elif waiting > _QUEUE:
            self.rate = int(min(self.rate, used or self.rate) * 0.85)
        elif loss < _GOOD and used > self.rate / 2:
            self.rate = int(self.rate * 1.08)
        elif loss < _GOOD:
            self.rate = max(self.rate, min(FIRST, int(self.rate * 1.08)))
        self.rate = max(LEAST, min(MOST, self.rate))
        return self.rate


def allowed(own: int, wanted: list[int]) -> int:
    """What a browser may send: no more than its own way takes, nor than the best of those who see it."""
    return min(own, max(wanted)) if wanted else own
