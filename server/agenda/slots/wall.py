"""Wall-clock minutes of a civil day as instants. It knows zones and changes of hour, and nothing of agendas."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
"""Outside these days no agenda is expanded: arithmetic on instants stays far from the ends of the calendar."""


class DayClock:
    """One civil day in one zone; every instant it gives is in UTC.

    A wall time that happens twice means its first occurrence. One that never happens starts nothing,
    and as the edge of a range it means the moment of the change.
    """

    def __init__(self, zone: str, day: date) -> None:
        """Read the two midnights; the rest is computed when an irregular day asks."""
        self._zone = ZoneInfo(zone)
        self._midnight = datetime.combine(day, time())
        self._seen: dict[int, datetime | None] = {}

    @cached_property
    def begins(self) -> datetime:
        """The first instant of the day."""
        return self.edge(0)

    @cached_property
    def ends(self) -> datetime:
        """The first instant of the day after."""
        return self.edge(1440)

    @cached_property
    def is_regular(self) -> bool:
        """Whether minute n of the day is simply n minutes after midnight."""
        first, last = self._instant(0), self._instant(1440)
        return first is not None and last is not None and last - first == DAY

    def start(self, minute: int) -> datetime | None:
        """Give the instant at which something planned for this minute starts; None when that minute does not exist."""
        if minute not in self._seen:
            self._seen[minute] = self._instant(minute)
        return self._seen[minute]

    def edge(self, minute: int) -> datetime:
        """Give the instant of the edge of a range: never missing, see the class."""
        missing = 0
        while (instant := self.start(minute - missing)) is None:
            missing += 1
        return instant + MINUTE if missing else instant

    def _instant(self, minute: int) -> datetime | None:
        wall = self._midnight + minute * MINUTE
        instant = wall.replace(tzinfo=self._zone).astimezone(UTC)
        return instant if instant.astimezone(self._zone).replace(tzinfo=None) == wall else None


@lru_cache(maxsize=8192)
def day_clock(zone: str, day: date) -> DayClock:
    """Give the clock of a day, read once per zone and day."""
    return DayClock(zone, day)


def days_between(from_day: date, to_day: date) -> list[date]:
    """List the days from one to the other, both included, within what an agenda covers."""
    first, last = max(from_day, FIRST_DAY), min(to_day, LAST_DAY)
    return [first + n * DAY for n in range((last - first).days + 1)]


def is_covered(day: date) -> bool:
    """Tell whether a day lies within what an agenda covers."""
    return FIRST_DAY <= day <= LAST_DAY


def local_day(instant: datetime, zone: str) -> date:
    """Give the civil day of an instant in a zone."""
    return instant.astimezone(ZoneInfo(zone)).date()
