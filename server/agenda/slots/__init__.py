"""When a practitioner may be booked (A28): rules, days and occupied time in, free slots out. Pure, the same on any server.

Schedules are wall-clock rules, expanded day by day in the zone of their place; slots are instants in UTC, half-open.
"""

from server.agenda.slots.busy import Busy
from server.agenda.slots.conditions import Patient, Unmet, unmet_conditions
from server.agenda.slots.free import Audience, day_slots, day_views, free_slots
from server.agenda.slots.plan import Plan
from server.agenda.slots.search import first_free
from server.agenda.slots.starts import generate_starts
from server.agenda.slots.verdict import (
    Blocked,
    CapReached,
    Free,
    NoRoomAfter,
    NotFree,
    Obstacle,
    OffSchedule,
    OnLeave,
    Taken,
    slot_at,
)
from server.agenda.slots.wall import FIRST_DAY, LAST_DAY, is_covered

__all__ = [
    "FIRST_DAY",
    "LAST_DAY",
    "Audience",
    "Blocked",
    "Busy",
    "CapReached",
    "Free",
    "NoRoomAfter",
    "NotFree",
    "Obstacle",
    "OffSchedule",
    "OnLeave",
    "Patient",
    "Plan",
    "Taken",
    "Unmet",
    "day_slots",
    "day_views",
    "first_free",
    "free_slots",
    "generate_starts",
    "is_covered",
    "slot_at",
    "unmet_conditions",
]
