"""What a calendar file becomes: occurrences, or refusals with their reason. An event is never in neither."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Reason = Literal[
    "unfinished",
    "broken_line",
    "unreadable",
    "no_start",
    "unknown_zone",
    "excluding_rule",
    "all_day",
    "cancelled",
    "superseded",
    "ends_before_it_starts",
    "too_long",
    "too_many",
    "outside_the_window",
    "not_an_event",
    "nameless",
]
REASONS: dict[Reason, str] = {
    "unfinished": "the event is cut off: its END:VEVENT is missing",
    "broken_line": "line {at} cannot be read",
    "unreadable": "a date, a duration or a rule cannot be read",
    "no_start": "it has no start",
    "unknown_zone": "its time zone is unknown",
    "excluding_rule": "it leaves out days by a rule (EXRULE), which is not read",
    "all_day": "it lasts whole days: take leave, or write a planning event",
    "cancelled": "it was cancelled",
    "superseded": "a later version of it is in the same file",
    "ends_before_it_starts": "it ends before it starts",
    "too_long": "it lasts more than a day",
    "too_many": "it repeats more than {limit} times in these days",
    "outside_the_window": "it has no occurrence in these days",
    "not_an_event": "it is not an event",
    "nameless": "it has no title",
}
MOST_OCCURRENCES = 1000
"""Of one event, in the days that are imported."""


@dataclass(frozen=True, slots=True)
class Window:
    """The days to import, both included, and the zone of an hour that names none."""

    from_day: date
    to_day: date
    zone: str


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One appointment to be. `ends_at` is None when the calendar says no duration; `line` is where its event begins."""

    line: int
    key: str
    starts_at: datetime
    ends_at: datetime | None
    summary: str
    description: str


@dataclass(frozen=True, slots=True)
class Refused:
    """An event that gives no appointment, and why."""

    line: int
    reason: Reason
    at: int | None = None

    @property
    def sentence(self) -> str:
        """The reason in words."""
        return REASONS[self.reason].format(at=self.at, limit=MOST_OCCURRENCES)


@dataclass(frozen=True, slots=True)
class Parsed:
    """Every event of a file: as occurrences, or as a refusal. An event is never in neither."""

    events: int
    occurrences: tuple[Occurrence, ...]
    refused: tuple[Refused, ...]
