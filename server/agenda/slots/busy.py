"""Occupied time, by lane. The main lane is the practitioner's own time; each extra range is a lane of its own (Q3, Q6)."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter


@dataclass(frozen=True, slots=True)
class Busy:
    """Minutes taken by an active appointment or by somebody else's claim. Instants are aware, in UTC, half-open.

    `extra_id` is the lane, None the main one. `type_id` counts towards the daily cap of that type: leave it out for a
    claim. `ref` is returned as it came, for the caller to know which appointment or claim is in the way.
    """

    starts_at: datetime
    ends_at: datetime
    extra_id: str | None = None
    type_id: str | None = None
    ref: str | None = None


class Lane:
    """The occupied minutes of one lane, merged, so that one bisect answers."""

    __slots__ = ("_ends", "_starts")

    def __init__(self, busy: Iterable[Busy]) -> None:
        """Merge what overlaps or touches; what has no length occupies nothing."""
        self._starts: list[datetime] = []
        self._ends: list[datetime] = []
        for each in sorted(busy, key=attrgetter("starts_at")):
            if each.ends_at <= each.starts_at:
                continue
            if self._ends and each.starts_at <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], each.ends_at)
            else:
                self._starts.append(each.starts_at)
                self._ends.append(each.ends_at)

    def is_free(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Tell whether nothing occupies any minute between the two."""
        next_end = bisect_right(self._ends, starts_at)
        return next_end == len(self._ends) or self._starts[next_end] >= ends_at


_EMPTY = Lane(())


class Occupied:
    """All the occupied time of one practitioner, sorted once and asked many times."""

    __slots__ = ("_lanes", "_starts_of_type")

    def __init__(self, busy: Iterable[Busy]) -> None:
        """Sort by lane, and by type for the daily caps."""
        lanes: dict[str | None, list[Busy]] = {}
        starts: dict[str, list[datetime]] = {}
        for each in busy:
            lanes.setdefault(each.extra_id, []).append(each)
            if each.type_id is not None:
                starts.setdefault(each.type_id, []).append(each.starts_at)
        self._lanes = {extra_id: Lane(several) for extra_id, several in lanes.items()}
        self._starts_of_type = {type_id: sorted(several) for type_id, several in starts.items()}

    def lane(self, extra_id: str | None) -> Lane:
        """Give the lane of an extra range, or the main one for None."""
        return self._lanes.get(extra_id, _EMPTY)

    def count(self, type_id: str, since: datetime, until: datetime) -> int:
        """Count the appointments of a type, in every lane, that start in a half-open interval."""
        starts = self._starts_of_type.get(type_id, [])
        return bisect_left(starts, until) - bisect_left(starts, since)
