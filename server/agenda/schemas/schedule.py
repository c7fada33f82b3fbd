"""Schedules, their visibility, leave, blocks, extras, planning events (A7–A10, A12)."""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct

from server.core.fields import Day, Hue, Id, Line, MinuteOfDay, Name, Text, Version, Weekday

ScheduleKind = Literal["normal", "free"]


class Range(Struct, frozen=True, forbid_unknown_fields=True):
    """Opening hours inside a cell, and the ticked starts (F083). A `free` schedule has no ticked starts (Q29)."""

    start: MinuteOfDay
    end: MinuteOfDay
    starts: Annotated[list[MinuteOfDay], Meta(max_length=300)] = []


class Cell(Struct, frozen=True, forbid_unknown_fields=True):
    """One box of the type × weekday grid. `type_id` is None in a `free` schedule."""

    weekday: Weekday
    type_id: Id | None
    ranges: Annotated[list[Range], Meta(max_length=20)]


class ScheduleFields(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the schedule editor holds (F082)."""

    name: Name
    location_id: Id
    kind: ScheduleKind = "normal"
    cells: Annotated[list[Cell], Meta(max_length=400)] = []


class CreateSchedule(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Create a schedule, empty or as a copy of another (F081)."""

    practitioner_id: Id
    fields: ScheduleFields


class ChangeSchedule(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Replace a schedule."""

    version: Version
    fields: ScheduleFields


class Visibility(Struct, frozen=True, kw_only=True):
    """A period in which a schedule produces slots (F086, F088). `to_day` None = no end."""

    id: Id
    schedule_id: Id
    from_day: Day
    to_day: Day | None


class ScheduleView(Struct, frozen=True, kw_only=True):
    """A schedule with its periods."""

    id: Id
    version: Version
    practitioner_id: Id
    location_id: Id
    name: str
    kind: ScheduleKind
    cells: list[Cell]
    visibilities: list[Visibility]


class ShowSchedule(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Give a schedule a visibility period."""

    from_day: Day
    to_day: Day | None = None


class PreviewCell(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Ask which starts a range generates for a type (F083)."""

    type_id: Id
    start: MinuteOfDay
    end: MinuteOfDay


class PreviewedStarts(Struct, frozen=True, kw_only=True):
    """The generated starts; `overruns` are those that end after the range (Q1)."""

    starts: list[int]
    overruns: list[int]


class LeaveView(Struct, frozen=True, kw_only=True):
    """Whole days, both included, in which the practitioner is away (A7)."""

    id: Id
    practitioner_id: Id
    from_day: Day
    to_day: Day
    note: str


class TakeLeave(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Close a period for a practitioner (F051)."""

    practitioner_id: Id
    from_day: Day
    to_day: Day
    note: Line = ""


class EndLeave(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Reopen days; the period need not be the one created, leaves are split (F055)."""

    practitioner_id: Id
    from_day: Day
    to_day: Day


class BlockView(Struct, frozen=True, kw_only=True):
    """Hours of one day closed to online booking, for some types or all (Q4, Q5)."""

    id: Id
    practitioner_id: Id
    day: Day
    start: int
    end: int
    type_ids: list[Id] | None
    note: str


class BlockHours(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Block, or with `/unblock` reopen, hours on several days for some types, None = all (F058–F061)."""

    practitioner_id: Id
    days: Annotated[list[Day], Meta(min_length=1, max_length=366)]
    start: MinuteOfDay
    end: MinuteOfDay
    type_ids: Annotated[list[Id], Meta(min_length=1, max_length=200)] | None = None
    note: Line = ""


class ExtraView(Struct, frozen=True, kw_only=True):
    """A one-off range that adds capacity (A9); `end` is the end of the last appointment (F066)."""

    id: Id
    practitioner_id: Id
    location_id: Id
    day: Day
    start: int
    end: int
    type_ids: list[Id] | None


class AddExtras(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Add the same extra range on several days (F064, F065)."""

    practitioner_id: Id
    location_id: Id
    days: Annotated[list[Day], Meta(min_length=1, max_length=366)]
    start: MinuteOfDay
    end: MinuteOfDay
    type_ids: Annotated[list[Id], Meta(min_length=1, max_length=200)] | None = None


class RemoveExtras(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Delete extras (F067); appointments booked in them stay."""

    practitioner_id: Id
    ids: Annotated[list[Id], Meta(min_length=1, max_length=366)]


class PlanningEventFields(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A post-it over the agenda that changes no availability (F068)."""

    day: Day
    start: MinuteOfDay
    end: MinuteOfDay
    title: Name
    note: Text = ""
    hue: Hue = 90


class PlanningEventView(Struct, frozen=True, kw_only=True):
    """A planning event as screens show it."""

    id: Id
    version: Version
    practitioner_id: Id
    day: Day
    start: int
    end: int
    title: str
    note: str
    hue: int


class CreatePlanningEvent(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Add a planning event (F069)."""

    practitioner_id: Id
    fields: PlanningEventFields


class ChangePlanningEvent(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Replace a planning event (F071)."""

    version: Version
    fields: PlanningEventFields


class HolidayView(Struct, frozen=True, kw_only=True):
    """A public holiday of the place's region, proposed as leave."""

    day: date
    name: str


class ReplacementFields(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Who stands in for a practitioner, on a set of dates (F089–F090, Q34)."""

    name: Name
    substitute_id: Id | None = None
    """A person known here; otherwise `substitute_name`."""
    substitute_name: Line = ""
    days: Annotated[list[Day], Meta(min_length=1, max_length=366)]


class ReplacementView(Struct, frozen=True, kw_only=True):
    """A replacement record."""

    id: Id
    version: Version
    practitioner_id: Id
    name: str
    substitute_id: Id | None
    substitute_name: str
    days: list[Day]


class CreateReplacement(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Record a replacement (F089)."""

    practitioner_id: Id
    fields: ReplacementFields


class ChangeReplacement(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Replace a replacement record (F091)."""

    version: Version
    fields: ReplacementFields
