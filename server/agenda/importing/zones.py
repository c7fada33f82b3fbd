"""The zone behind a name that lists cities, as Outlook on the web writes it: `(UTC+01:00) Brussels, Copenhagen, Madrid, Paris`."""

import re
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

_LISTED = re.compile(r"(?:\((?:UTC|GMT)\s*([+-])(\d\d):(\d\d)\)\s*)?(.+)")
_QUOTED = re.compile(r'(?<=;TZID=)"([^"]+)"')


def with_known_zones(line: str, defined: frozenset[str]) -> str:
    """A property whose zone, when the file does not define it, is named as everybody names it."""
    return _QUOTED.sub(lambda found: found[0] if found[1] in defined else zone_of_cities(found[1]) or found[0], line)


def zone_of_cities(name: str) -> str | None:
    """The zone of the first city of the list that has one, at the offset that is said with it; None when there is none."""
    found = _LISTED.fullmatch(name.strip())
    if found is None:
        return None
    sign, hours, minutes, cities = found.groups()
    said = timedelta(hours=int(f"{sign}{hours}"), minutes=int(f"{sign}{minutes}")) if sign else None
    for city in cities.split(","):
        zone = _cities().get(city.strip().casefold())
        if zone is not None and (said is None or said in _offsets(zone)):
            return zone
    return None


@lru_cache
def _cities() -> dict[str, str]:
    return {
        zone.rpartition("/")[2].replace("_", " ").casefold(): zone
        for zone in sorted(available_timezones())
        if zone.partition("/")[0] in {"Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}
    }


def _offsets(zone: str) -> set[timedelta | None]:
    """What the clocks of a zone say, in winter and in summer."""
    return {datetime(2025, month, 1, tzinfo=ZoneInfo(zone)).utcoffset() for month in (1, 7)}
