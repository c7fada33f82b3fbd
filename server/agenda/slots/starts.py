"""Which starts a range generates for a type (F192 to F195), in minutes of the day. A break is the gap between two ranges (Q2)."""

from server.agenda.schemas.schedule import PreviewedStarts
from server.agenda.schemas.types import AppointmentTypeView

FLEXIBLE_STEP = 15


def has_to_fit(appointment_type: AppointmentTypeView) -> bool:
    """Tell whether a type must end before its range does: flexible always (F194), fixed by its own switch (Q1)."""
    return appointment_type.availability == "flexible" or appointment_type.must_fit


def grid(appointment_type: AppointmentTypeView, start: int, end: int) -> range:
    """Give every start inside a range, whether or not it fits: the duration apart (F192), or each quarter of an hour (F194)."""
    flexible = appointment_type.availability == "flexible"
    return range(start, end, FLEXIBLE_STEP if flexible else appointment_type.duration)


def generate_starts(appointment_type: AppointmentTypeView, start: int, end: int) -> PreviewedStarts:
    """Compute the starts the schedule editor proposes to tick for one range (F083).

    Fixed: while `start < end`, the last one may end after the range and is then among `overruns` (Q1).
    Flexible, or fixed with `must_fit`: only those that end in time.
    """
    duration = appointment_type.duration
    starts = [at for at in grid(appointment_type, start, end) if at + duration <= end or not has_to_fit(appointment_type)]
    return PreviewedStarts(starts=starts, overruns=[at for at in starts if at + duration > end])
