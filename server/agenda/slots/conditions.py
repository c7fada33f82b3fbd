"""What a type asks of a patient who books by himself (Q31). Staff are only told."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from server.agenda.schemas.types import AppointmentTypeView, Conditions
from server.agenda.slots.busy import Occupied
from server.agenda.slots.plan import TypeRule
from server.agenda.slots.wall import DAY, day_clock, local_day

Unmet = Literal["audience", "age", "referral", "too_soon", "too_late"]


@dataclass(frozen=True, slots=True)
class Patient:
    """What is known of who books. None = not known yet: it is not held against him now, ask again before booking."""

    known: bool | None = None
    birth_date: date | None = None
    has_referral: bool | None = None


def unmet_conditions(conditions: Conditions, patient: Patient, starts_at: datetime, now: datetime, zone: str) -> tuple[Unmet, ...]:
    """List what a start does not meet, the daily cap apart: `slot_at` tells it. A start exactly at a limit of notice is fine."""
    unmet = list(unmet_that_day(conditions, patient, local_day(starts_at, zone), local_day(now, zone)))
    if starts_at < earliest(conditions, now):
        unmet.append("too_soon")
    return tuple(unmet)


def unmet_that_day(conditions: Conditions, patient: Patient, day: date, today: date) -> Iterator[Unmet]:
    """List what is unmet all day long. The last day of notice is open whole."""
    if patient.known is not None and conditions.audience == ("new" if patient.known else "known"):
        yield "audience"
    if patient.birth_date is not None and not _has_age(conditions, _age(patient.birth_date, day)):
        yield "age"
    if conditions.referral and patient.has_referral is False:
        yield "referral"
    if day > today + conditions.max_notice * DAY:
        yield "too_late"


def earliest(conditions: Conditions, now: datetime) -> datetime:
    """Give the first instant that leaves the notice asked for."""
    return now + timedelta(minutes=conditions.min_notice)


def reached_caps(rule: TypeRule, day: date, zone: str, occupied: Occupied) -> list[AppointmentTypeView]:
    """List which of a type and its followers have no place left that local day, extras counted."""
    clock = day_clock(zone, day)
    return [
        view
        for view in (rule.view, *rule.followers)
        if view.conditions.per_day is not None and occupied.count(view.id, clock.begins, clock.ends) >= view.conditions.per_day
    ]


def _has_age(conditions: Conditions, age: int) -> bool:
    youngest = 0 if conditions.min_age is None else conditions.min_age
    return youngest <= age and (conditions.max_age is None or age <= conditions.max_age)


def _age(birth_date: date, day: date) -> int:
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))
