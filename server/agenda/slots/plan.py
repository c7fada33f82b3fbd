"""Everything that decides when a practitioner may be booked, and the weekly starts that follow from it. Wall time only."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from server.agenda.schemas.schedule import BlockView, ExtraView, LeaveView, Range, ScheduleView
from server.agenda.schemas.types import AppointmentTypeView
from server.agenda.slots.starts import grid, has_to_fit


class TypeRule(NamedTuple):
    """A type with those that must follow it (Q30); `tail` is how long they last together."""

    view: AppointmentTypeView
    length: timedelta
    followers: tuple[AppointmentTypeView, ...]
    tail: timedelta


class Start(NamedTuple):
    """A wall-clock start of a type in a range. `strict`: it is one only if `needs` fits before the range ends.

    `overruns` is true for a day on which the hour does not change.
    """

    minute: int
    range_end: int
    rule: TypeRule
    location_id: str
    extra_id: str | None
    strict: bool
    needs: timedelta
    overruns: bool


class Week(NamedTuple):
    """The starts of one weekday: all of them, and those that fit on a day without a change of hour."""

    every: tuple[Start, ...]
    regular: tuple[Start, ...]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The rules of one practitioner for a range of days. What lies outside that range may be left out.

    `zones` gives the IANA zone of each place; hours of blocks and days of leave are read at the place of the slot.
    """

    practitioner_id: str
    zones: Mapping[str, str]
    types: Mapping[str, AppointmentTypeView]
    schedules: Sequence[ScheduleView] = ()
    leaves: Sequence[LeaveView] = ()
    blocks: Sequence[BlockView] = ()
    extras: Sequence[ExtraView] = ()

    def __post_init__(self) -> None:
        """Refuse a place without a zone: its slots would be missing without a word.

        Raises:
            ValueError: a schedule or an extra is at a place that `zones` does not know.
        """
        places = {each.location_id for each in self.schedules} | {each.location_id for each in self.extras}
        if unknown := places - self.zones.keys():
            raise ValueError(f"no zone for places {sorted(unknown)}")

    @cached_property
    def rules(self) -> dict[str, TypeRule]:
        """The types that may be booked, each with its followers; an archived one gives nothing."""
        return {key: type_rule(view, self.types) for key, view in self.types.items() if not view.archived}

    @cached_property
    def time_zones(self) -> list[str]:
        """The different zones of the places, usually one."""
        return sorted(set(self.zones.values()))

    def leave_on(self, day: date) -> LeaveView | None:
        """Find the leave that closes a day."""
        return next((leave for leave in self.leaves if leave.from_day <= day <= leave.to_day), None)

    def visible_on(self, day: date) -> tuple[ScheduleView, ...]:
        """List the schedules that produce slots that day."""
        return tuple(schedule for schedule in self.schedules if is_visible(schedule, day))

    def blocks_on(self, day: date) -> list[BlockView]:
        """List the blocked hours of a day."""
        return self._blocks.get(day, [])

    def extras_on(self, day: date) -> list[ExtraView]:
        """List the extra ranges of a day."""
        return self._extras.get(day, [])

    def starts_on(self, day: date, zone: str) -> Week:
        """Give every start of a day at the places of one zone, in order, before looking at leave, blocks or appointments."""
        visible = tuple(each for each in self.visible_on(day) if self.zones[each.location_id] == zone)
        key: tuple[str | int, ...] = (zone, day.weekday(), *(each.id for each in visible))
        if key not in self._weeks:
            starts = (start for each in visible for start in _scheduled(each, day.weekday(), self.rules))
            self._weeks[key] = _week(starts)
        week = self._weeks[key]
        extras = [each for each in self.extras_on(day) if self.zones[each.location_id] == zone]
        if not extras:
            return week
        return _week((*week.every, *(start for each in extras for start in _extra(each, self.rules))))

    @cached_property
    def _blocks(self) -> dict[date, list[BlockView]]:
        by_day = defaultdict(list)
        for block in self.blocks:
            by_day[block.day].append(block)
        return by_day

    @cached_property
    def _extras(self) -> dict[date, list[ExtraView]]:
        by_day = defaultdict(list)
        for extra in self.extras:
            by_day[extra.day].append(extra)
        return by_day

    @cached_property
    def _weeks(self) -> dict[tuple[str | int, ...], Week]:
        return {}


def is_visible(schedule: ScheduleView, day: date) -> bool:
    """Tell whether a schedule produces slots that day (F086, F088)."""
    return any(each.from_day <= day and (each.to_day is None or day <= each.to_day) for each in schedule.visibilities)


def type_rule(view: AppointmentTypeView, types: Mapping[str, AppointmentTypeView]) -> TypeRule:
    """Join to a type the chain booked right after it; a circle of types stops where it would repeat."""
    chain = [view]
    while (following := types.get(chain[-1].followed_by or "")) and not following.archived and following not in chain:
        chain.append(following)
    tail = timedelta(minutes=sum(each.duration for each in chain[1:]))
    return TypeRule(view, timedelta(minutes=view.duration), tuple(chain[1:]), tail)


def ranges_of(schedule: ScheduleView, weekday: int, rules: Mapping[str, TypeRule]) -> Iterator[tuple[Range, Sequence[TypeRule]]]:
    """List the opening ranges of a weekday and the types each one serves; in a free schedule, all of them (Q29)."""
    for cell in schedule.cells:
        if cell.weekday != weekday:
            continue
        if schedule.kind == "free":
            served: Sequence[TypeRule] = list(rules.values())
        else:
            served = [rules[cell.type_id]] if cell.type_id is not None and cell.type_id in rules else []
        if served:
            yield from ((opening, served) for opening in cell.ranges if opening.start < opening.end)


def _scheduled(schedule: ScheduleView, weekday: int, rules: Mapping[str, TypeRule]) -> Iterator[Start]:
    for opening, served in ranges_of(schedule, weekday, rules):
        for rule in served:
            if schedule.kind == "free":
                minutes: Iterable[int] = grid(rule.view, opening.start, opening.end)
            else:
                minutes = (each for each in opening.starts if opening.start <= each < opening.end)
            strict, last = has_to_fit(rule.view), opening.end - rule.view.duration
            for minute in minutes:
                yield Start(minute, opening.end, rule, schedule.location_id, None, strict, rule.length, minute > last)


def _extra(extra: ExtraView, rules: Mapping[str, TypeRule]) -> Iterator[Start]:
    """Give the starts of an extra: each fits, with what has to follow it (Q3)."""
    for type_id, rule in rules.items():
        if extra.type_ids is None or type_id in extra.type_ids:
            needs, strict = rule.length + rule.tail, True
            for minute in grid(rule.view, extra.start, extra.end):
                overruns = timedelta(minutes=extra.end - minute) < needs
                yield Start(minute, extra.end, rule, extra.location_id, extra.id, strict, needs, overruns)


def _week(starts: Iterable[Start]) -> Week:
    """Sort, each start once: of two ranges that give the same at the same place, the longer one counts (Q32)."""
    kept: dict[tuple[int, int, str, str, str], Start] = {}
    for start in starts:
        view = start.rule.view
        key = (start.minute, view.position, view.id, start.location_id, start.extra_id or "")
        if key not in kept or kept[key].range_end < start.range_end:
            kept[key] = start
    every = tuple(kept[key] for key in sorted(kept))
    return Week(every, tuple(start for start in every if not (start.strict and start.overruns)))
