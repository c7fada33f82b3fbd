"""A clock that tests set: a night passes in one line."""

from datetime import UTC, datetime, timedelta

import pytest

MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
"""Monday 2 March 2026, nine in the morning in Paris: where the clock of every test stands at first."""


class SetClock:
    """Stands still until told otherwise."""

    def __init__(self, at: datetime = MONDAY) -> None:
        self.at = at

    def now(self) -> datetime:
        """The instant it was set to."""
        return self.at

    def pass_by(self, **spell: float) -> None:
        """Let time pass: `clock.pass_by(minutes=31)`."""
        self.at += timedelta(**spell)


@pytest.fixture
def clock() -> SetClock:
    """The clock of `core`; set `clock.at` or call `clock.pass_by(hours=1)`."""
    return SetClock()
