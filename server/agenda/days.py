"""Which local days an interval touches, and what a range of days is in UTC. Pure."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ONE = timedelta(days=1)


def days_touched(starts_at: datetime, ends_at: datetime, zone: str) -> Iterator[date]:
    """The civil days of a zone that a half-open interval touches."""
    place = ZoneInfo(zone)
    day = starts_at.astimezone(place).date()
    last = max(starts_at, ends_at - timedelta(microseconds=1)).astimezone(place).date()
    while day <= last:
        yield day
        day += ONE


def bounds(from_day: date, to_day: date, zones: Iterable[str]) -> tuple[datetime, datetime]:
    """The instants that cover these civil days, both included, in every one of the zones."""
    places = [ZoneInfo(zone) for zone in zones] or [ZoneInfo("UTC")]
    begins = min(datetime.combine(from_day, time(), place).astimezone(UTC) for place in places)
    ends = max(datetime.combine(to_day + ONE, time(), place).astimezone(UTC) for place in places)
    return begins, ends


def each_day(from_day: date, to_day: date) -> Iterator[date]:
    """Every day, both included."""
    while from_day <= to_day:
        yield from_day
        from_day += ONE
