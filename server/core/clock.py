"""The clock: the only place that asks what time it is."""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """A port, so that tests can live through a night in a second."""

    def now(self) -> datetime:
        """The present instant, aware and UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present instant, aware and UTC."""
        return datetime.now(UTC)
