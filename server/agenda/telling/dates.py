"""Days and hours as messages say them. CLDR writes “1 décembre”; people say “1er”. Pure."""

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time


def long_day(at: datetime, zone: str, locale: str) -> str:
    """`mardi 1er décembre 2026`."""
    wall = at.astimezone(ZoneInfo(zone))
    if locale == "en":
        return format_date(wall, "EEEE d MMMM y", locale="en_GB")
    return _first(format_date(wall, "EEEE d MMMM y", locale="fr"), wall.day)


def short_day(at: datetime, zone: str, locale: str) -> str:
    """`mardi 1/12`: short, and within the alphabet of text messages (août and février are not)."""
    wall = at.astimezone(ZoneInfo(zone))
    return f"{format_date(wall, 'EEEE', locale=_locale(locale))} {wall.day}/{wall.month:02d}"


def hour(at: datetime, zone: str, locale: str) -> str:
    """`9 h 05` in French, `9:05` in English."""
    wall = at.astimezone(ZoneInfo(zone))
    if locale == "en":
        return format_time(wall.time(), "H:mm", locale="en_GB")
    return f"{wall.hour}h{wall.minute:02d}"


def _first(text: str, day: int) -> str:
    return text.replace(" 1 ", " 1er ", 1) if day == 1 else text


def _locale(locale: str) -> str:
    return "en_GB" if locale == "en" else "fr"
