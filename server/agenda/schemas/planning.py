"""What the plan's commands answer: the rows they leave, and what staff should know about them."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from server.agenda.schemas.appointments import AppointmentView
from server.agenda.schemas.schedule import (
    BlockView,
    ExtraView,
    HolidayView,
    LeaveView,
    PlanningEventView,
    ReplacementView,
    ScheduleView,
)
from server.agenda.schemas.types import AppointmentTypeView
from server.core.fields import Day, Id, Name


class TypeList(Struct, frozen=True, kw_only=True):
    """A practitioner's types in their order."""

    types: list[AppointmentTypeView]


class ScheduleList(Struct, frozen=True, kw_only=True):
    """A practitioner's schedules with their periods."""

    schedules: list[ScheduleView]


class SamePlace(Struct, frozen=True, kw_only=True, tag_field="kind", tag="same_place"):
    """Another schedule is visible at the same place on these days; their slots add up (Q32). `to_day` None = no end."""

    schedule_id: Id
    name: str
    from_day: Day
    to_day: Day | None


class NoSuchType(Struct, frozen=True, kw_only=True, tag_field="kind", tag="no_such_type"):
    """The practitioner has no type of this name: its cells were not copied (F081)."""

    name: str


class SavedSchedule(Struct, frozen=True, kw_only=True):
    """A schedule as it is now, and what to look at."""

    schedule: ScheduleView
    warnings: list[SamePlace | NoSuchType]


class CopySchedule(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Copy a schedule to the same practitioner or to another; types are found there by their names (F081)."""

    practitioner_id: Id
    name: Name


class TakenLeave(Struct, frozen=True, kw_only=True):
    """The leave as it stands, and the appointments to move or cancel (Q8): leave touches none by itself."""

    leaves: list[LeaveView]
    appointments: list[AppointmentView]


class LeaveList(Struct, frozen=True, kw_only=True):
    """What remains of the leaves that were cut, first to last."""

    leaves: list[LeaveView]


class BlockList(Struct, frozen=True, kw_only=True):
    """The blocks of the days named, first to last."""

    blocks: list[BlockView]


class ExtraList(Struct, frozen=True, kw_only=True):
    """The extras that were added, first to last."""

    extras: list[ExtraView]


class HolidayParams(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which year, and the language of the names."""

    year: Annotated[int, Meta(ge=1900, le=2199)]
    locale: Literal["fr", "en"] = "fr"


class HolidayList(Struct, frozen=True, kw_only=True):
    """The public holidays that are not already leave, first to last."""

    holidays: list[HolidayView]


class PlanView(Struct, frozen=True, kw_only=True):
    """Everything planned for a practitioner, whatever the day: what the planning screens list."""

    types: list[AppointmentTypeView]
    schedules: list[ScheduleView]
    leaves: list[LeaveView]
    blocks: list[BlockView]
    extras: list[ExtraView]
    planning_events: list[PlanningEventView]
    replacements: list[ReplacementView]


class PlannedDays(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which days, both included."""

    from_day: Day
    to_day: Day


class AppointmentList(Struct, frozen=True, kw_only=True):
    """Appointments, the earliest first."""

    appointments: list[AppointmentView]
