"""How fast messages leave: no carrier is given more in a minute than it was said to take."""

from collections import deque
from datetime import datetime, timedelta

CHANNELS = ("email", "sms")
_MINUTE = timedelta(minutes=1)


class Pace:
    """Counts what left in the last minute, on each channel."""

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute
        self._left: dict[str, deque[datetime]] = {channel: deque() for channel in CHANNELS}

    def room(self, now: datetime) -> dict[str, int]:
        """How many more each channel takes now."""
        for left in self._left.values():
            while left and left[0] <= now - _MINUTE:
                left.popleft()
        return {channel: self._per_minute - len(left) for channel, left in self._left.items()}

    def take(self, channel: str, now: datetime) -> None:
        """One leaves."""
        self._left[channel].append(now)
