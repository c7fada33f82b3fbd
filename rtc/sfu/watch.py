"""Whether this process may still forward what it holds: one that was away for longer than the others wait may have lost its rooms."""

import time


class Watch:
    """Opens and closes forwarding by this process's own clock. Nothing is limited until `hold` is said for the first time."""

    def __init__(self) -> None:
        self._until = float("inf")
        self._seconds = float("inf")

    def is_held(self) -> bool:
        """Whether what is held is still ours; asked for every packet."""
        return time.monotonic() <= self._until

    def hold(self, seconds: float) -> None:
        """Hold on for so long. Said too late it changes nothing: only `renew` does."""
        self._seconds = seconds
        if self.is_held():
            self._until = time.monotonic() + seconds

    def renew(self) -> None:
        """Go on: it was read that what is held is ours."""
        self._until = time.monotonic() + self._seconds
