"""The one way to occupy time: booking, moving, undoing and importing all pass here, under the lock of the agenda's head.

Everything in the way is collected; what staff may override is refused once with every warning, and accepted when the
command comes back with those warnings accepted. A deliberate overlap is marked; an accidental one cannot happen.
"""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec

from server.accounts.models import Practitioner
from server.agenda.days import bounds
from server.agenda.errors import BlockedHours, ExtraUnknown, OnlyFreeSlots, OutOfCalendar, PlaceUnknown, TypeUnknown
from server.agenda.models import Appointment, Claim
from server.agenda.queries.occupied import active_between, busy, claims_on
from server.agenda.queries.plans import plan_of
from server.agenda.queries.views import claim_view
from server.agenda.shown import lens_for, target_of
from server.agenda.slots import (
    Blocked,
    CapReached,
    Free,
    NoRoomAfter,
    NotFree,
    OffSchedule,
    OnLeave,
    Patient,
    Plan,
    Taken,
    is_covered,
    slot_at,
    unmet_conditions,
)
from server.agenda.topics import BUSY, mask
from server.core.errors import NeedsConfirmation
from server.core.permissions import Permission
from server.core.unit import UnitOfWork

_DAY = timedelta(days=1)
_OFF_SLOTS = {"overlap", "leave", "off_schedule"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Minutes asked for. `duration` None = the type's; `location_id` None = where the schedule says."""

    type_id: str
    starts_at: datetime
    duration: int | None = None
    location_id: str | None = None
    extra_id: str | None = None


@dataclass(frozen=True, slots=True)
class Placement:
    """Minutes that may be taken, and what was overridden for it."""

    location_id: str
    starts_at: datetime
    ends_at: datetime
    off_schedule: bool
    overbooked: bool


async def place(
    uow: UnitOfWork,
    practitioner: Practitioner,
    wanted: Wanted,
    *,
    accept: Collection[str] = (),
    ignoring: Collection[str] = (),
    patient: Callable[[], Awaitable[Patient]] | None = None,
    stays: bool = False,
) -> Placement:
    """Decide whether these minutes may be occupied. `ignoring`: appointments that leave their place in this command.

    `patient` loads for whom it is, and is only asked when the minutes themselves are free: of a thousand who reach for
    one slot, all but one are answered at once. `stays`: the time was given before, and its notice is not asked again.

    Raises:
        NeedsConfirmation: with every warning that `accept` does not name.
        BlockedHours: blocked, and the actor may not override (Q4).
        OnlyFreeSlots: on leave, off the schedule or taken, and the actor is of another house (F093).
        TypeUnknown, PlaceUnknown, ExtraUnknown, OutOfCalendar: the request makes no sense.
    """
    plan = await plan_of(uow, practitioner)
    _check(plan, wanted)
    day = wanted.starts_at.date()
    since, until = bounds(day, day, plan.time_zones)
    rows = [row for row in await active_between(uow, practitioner.id, since - _DAY, until + _DAY) if row.id not in ignoring]
    claims = [claim for claim in await claims_on(uow, practitioner.id) if claim.person_id != uow.actor.person_id]
    verdict = slot_at(
        plan,
        wanted.starts_at,
        wanted.type_id,
        busy(rows),
        wanted.extra_id,
        location_id=wanted.location_id,
        duration=wanted.duration,
    )
    slot = verdict.slot
    last = slot.ends_at + (plan.rules[wanted.type_id].tail if wanted.type_id in plan.rules else timedelta())
    warnings = _warnings(verdict, {row.id: row for row in rows}) + _claimed(claims, slot.starts_at, last, wanted.extra_id)
    taken = any(warning["kind"] == "overlap" for warning in warnings) and "overlap" not in accept
    if patient is not None and not taken:
        conditions = plan.types[wanted.type_id].conditions
        unmet = unmet_conditions(conditions, await patient(), slot.starts_at, uow.now, plan.zones[slot.location_id])
        unmet = tuple(each for each in unmet if not (stays and each in {"too_soon", "too_late"}))
        if unmet:
            warnings.append({"kind": "conditions", "unmet": list(unmet)})
    kinds = {warning["kind"] for warning in warnings}
    if "claim" in kinds and not uow.may(Permission.AGENDA_DETAILS, target_of(practitioner)):
        accept = set(accept) - {"claim"}  # a hand is only pushed away by whoever can be told whose it is
    if not kinds <= set(accept) or "block" in kinds:
        warnings = _shown(warnings, lens_for(uow, practitioner.practice_id, practitioner.id))
    if "block" in kinds and not uow.may(Permission.AGENDA_OVERRIDE_BLOCK, target_of(practitioner)):
        raise BlockedHours(warnings=[warning for warning in warnings if warning["kind"] == "block"])
    if kinds & _OFF_SLOTS and not uow.may(Permission.AGENDA_OFF_SLOTS, target_of(practitioner)):
        raise OnlyFreeSlots
    if not kinds <= set(accept):
        raise NeedsConfirmation(warnings=[warning for warning in warnings if warning["kind"] not in accept])
    return Placement(
        location_id=slot.location_id,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        off_schedule="off_schedule" in kinds,
        overbooked="overlap" in kinds,
    )


def check_offered(plan: Plan, type_id: str) -> None:
    """Refuse to put a type that is archived on an appointment; those that have it keep it.

    Raises:
        TypeUnknown.
    """
    if type_id not in plan.rules:
        raise TypeUnknown


async def same_type(uow: UnitOfWork, home: Practitioner, new_home: Practitioner, type_id: str | None) -> str:
    """The type of the same name at another practitioner: types are per professional (F072).

    Raises:
        TypeUnknown: he has none; the caller has to choose one of `types`.
    """
    before, after = await plan_of(uow, home), await plan_of(uow, new_home)
    name = before.types[type_id].name if type_id is not None and type_id in before.types else None
    for other_id, rule in after.rules.items():
        if rule.view.name == name:
            return other_id
    raise TypeUnknown(types=[{"id": other_id, "name": rule.view.name} for other_id, rule in after.rules.items()])


def _check(plan: Plan, wanted: Wanted) -> None:
    if not is_covered(wanted.starts_at.date()):
        raise OutOfCalendar
    if wanted.type_id not in plan.types:
        raise TypeUnknown
    if wanted.location_id is not None and wanted.location_id not in plan.zones:
        raise PlaceUnknown
    if wanted.extra_id is not None and all(extra.id != wanted.extra_id for extra in plan.extras):
        raise ExtraUnknown


def _warnings(verdict: Free | NotFree, rows: dict[str, Appointment]) -> list[dict[str, Any]]:
    if isinstance(verdict, Free):
        return []
    found: list[dict[str, Any]] = []
    for obstacle in verdict.why:
        match obstacle:
            case OffSchedule():
                found.append({"kind": "off_schedule"})
            case OnLeave(leave):
                found.append({"kind": "leave", "from_day": leave.from_day.isoformat(), "to_day": leave.to_day.isoformat()})
            case Blocked(blocks):
                found.append({"kind": "block", "blocks": [{"id": b.id, "start": b.start, "end": b.end, "note": b.note} for b in blocks]})
            case Taken(by) | NoRoomAfter(_, by):
                found.append({"kind": "overlap", "appointments": [_brief(rows[each.ref]) for each in by if each.ref in rows]})
            case CapReached(type_id, per_day):
                found.append({"kind": "conditions", "unmet": ["per_day"], "type_id": type_id, "per_day": per_day})
    return found


def _shown(warnings: list[dict[str, Any]], lens: str) -> list[dict[str, Any]]:
    """Who only sees busy hours is told what is in the way, but not whose words or hand it is."""
    if lens != BUSY:
        return warnings
    for warning in warnings:
        for block in warning.get("blocks", ()):
            block["note"] = ""
        if "claim" in warning:
            warning["claim"] = mask("claims", warning["claim"], lens)
    return warnings


def _brief(row: Appointment) -> dict[str, Any]:
    """What a warning says of another appointment: never whose it is."""
    return {
        "id": row.id,
        "starts_at": row.starts_at.isoformat(),
        "ends_at": row.ends_at.isoformat(),
        "booked_by": (row.booked_by or {}).get("name", ""),
        "booked_at": row.booked_at.isoformat(),
    }


def _claimed(claims: Collection[Claim], starts_at: datetime, ends_at: datetime, extra_id: str | None) -> list[dict[str, Any]]:
    return [
        {"kind": "claim", "claim": msgspec.to_builtins(claim_view(claim))}
        for claim in claims
        if claim.extra_id == extra_id and claim.starts_at < ends_at and claim.ends_at > starts_at
    ]
