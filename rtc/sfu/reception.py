"""What the other end sent and what arrived of it: holes, loss and jitter of one stream (RFC 3550)."""

from rtc.sfu.packets import HALF

RESTART = 3000
"""A jump of more numbers than this is another beginning, not a hole."""


class Reception:
    """The numbers of one stream."""

    __slots__ = ("_base", "_before", "_cycles", "_last_transit", "_reported", "highest", "jitter", "received")

    def __init__(self) -> None:
        self.received = 0
        self.highest = -1
        self.jitter = 0.0
        """In ticks of the stream's clock."""
        self._base = 0
        self._cycles = 0
        self._last_transit: float | None = None
        self._before = 0
        self._reported = 0

    def add(self, sequence: int) -> int:
        """Count a packet; tell how many numbers are missing just before it."""
        self.received += 1
        if self.highest < 0:
            self.highest = self._base = sequence
            return 0
        ahead = (sequence - self.highest) & 0xFFFF
        if ahead == 0 or ahead >= HALF:
            return 0
        if ahead > RESTART:
            self._begin_again(sequence)
            return 0
        if sequence < self.highest:
            self._cycles += 0x10000
        self.highest = sequence
        return ahead - 1

    def _begin_again(self, sequence: int) -> None:
        self.highest = self._base = sequence
        self._cycles = self._before = self._reported = 0
        self.received = 1

    def arrive(self, timestamp: int, now: float, rate: int) -> None:
        """Follow the jitter: `now` in seconds, `timestamp` in ticks of `rate`."""
        transit = now * rate - timestamp
        if self._last_transit is not None:
            difference = abs(transit - self._last_transit)
            if difference < rate * 10:  # a timestamp that wrapped around says nothing
                self.jitter += (difference - self.jitter) / 16
        self._last_transit = transit

    @property
    def extended(self) -> int:
        """The highest number, with how often it wrapped around."""
        return (self._cycles + max(self.highest, 0)) & 0xFFFFFFFF

    @property
    def expected(self) -> int:
        """How many packets were sent, as far as we can know."""
        return self._cycles + self.highest - self._base + 1 if self.highest >= 0 else 0

    @property
    def lost(self) -> int:
        """How many never came, all in all."""
        return max(0, self.expected - self.received)

    def since_last(self) -> tuple[int, int]:
        """How many packets were sent and lost since this was last asked."""
        expected, received = self.expected - self._before, self.received - self._reported
        self._before, self._reported = self.expected, self.received
        return expected, max(0, expected - received)
