"""How much one seat may ask of signalling: a bucket that fills again with time."""

from dataclasses import dataclass


@dataclass(slots=True)
class Allowance:
    """`most` at once, `rate` more each second. `take` says whether one more is allowed at `now` (seconds)."""

    most: float
    rate: float
    left: float = -1.0
    at: float = 0.0

    def take(self, now: float) -> bool:
        """Use one, if there is one."""
        if self.left < 0:
            self.left, self.at = self.most, now
        self.left = min(self.most, self.left + max(0.0, now - self.at) * self.rate)
        self.at = now
        if self.left < 1:
            return False
        self.left -= 1
        return True
