"""The plan of a practitioner: types, schedules, leave, blocks and extras, as the slot rules read them.

Kept in memory by `plan_version`, which every change of any of these increases in its own transaction. A unit of work
that has increased it reads its own changes and keeps nothing: it may still be rolled back.
"""

from collections import OrderedDict
from collections.abc import Sequence
from weakref import WeakKeyDictionary

import msgspec
from sqlalchemy import select

from server.accounts.models import Location, Practitioner
from server.agenda.models import AppointmentType, Block, Extra, Leave, Schedule, VisibilityPeriod
from server.agenda.schemas.schedule import BlockView, ExtraView, LeaveView, ScheduleFields, ScheduleView, Visibility
from server.agenda.schemas.types import AppointmentTypeFields, AppointmentTypeView
from server.agenda.slots import Plan
from server.core.db import Database
from server.core.unit import UnitOfWork

_KEPT: WeakKeyDictionary[Database, OrderedDict[tuple[str, int], Plan]] = WeakKeyDictionary()
_MOST = 512
"""Plans kept of one database."""


def bump(uow: UnitOfWork, practitioner: Practitioner) -> None:
    """Say that the plan changes in this unit of work."""
    practitioner.plan_version += 1
    uow.session.info.setdefault("bumped", set()).add(practitioner.id)


async def plan_of(uow: UnitOfWork, practitioner: Practitioner) -> Plan:
    """The whole plan of a practitioner who was loaded through his guard."""
    key = (practitioner.id, practitioner.plan_version)
    fresh = practitioner.id in uow.session.info.get("bumped", ())
    kept = _KEPT.setdefault(uow.core.db, OrderedDict())
    if not fresh and key in kept:
        kept.move_to_end(key)
        return kept[key]
    plan = await _load(uow, practitioner)
    if not fresh:
        kept[key] = plan
        while len(kept) > _MOST:
            kept.popitem(last=False)
    return plan


async def _load(uow: UnitOfWork, practitioner: Practitioner) -> Plan:
    await uow.session.flush()
    mine = practitioner.id
    session = uow.session
    places = (
        (await session.execute(select(Location).where(Location.practice_id == practitioner.practice_id).order_by(Location.id)))
        .scalars()
        .all()
    )
    places = sorted(places, key=lambda place: place.id != practitioner.location_id)
    types = (await session.execute(select(AppointmentType).where(AppointmentType.practitioner_id == mine))).scalars().all()
    schedules = (await session.execute(select(Schedule).where(Schedule.practitioner_id == mine).order_by(Schedule.id))).scalars().all()
    periods = (
        (
            await session.execute(
                select(VisibilityPeriod).where(VisibilityPeriod.practitioner_id == mine).order_by(VisibilityPeriod.from_day)
            )
        )
        .scalars()
        .all()
    )
    leaves = (await session.execute(select(Leave).where(Leave.practitioner_id == mine).order_by(Leave.from_day))).scalars().all()
    blocks = (await session.execute(select(Block).where(Block.practitioner_id == mine).order_by(Block.day, Block.start))).scalars().all()
    extras = (await session.execute(select(Extra).where(Extra.practitioner_id == mine).order_by(Extra.day, Extra.start))).scalars().all()
    ordered = sorted(types, key=lambda row: (row.position, row.id))
    return Plan(
        practitioner_id=mine,
        zones={place.id: place.zone for place in places},
        types={row.id: type_view(row) for row in ordered},
        schedules=[schedule_view(row, periods) for row in schedules],
        leaves=[leave_view(uow, row) for row in leaves],
        blocks=[block_view(uow, row) for row in blocks],
        extras=[extra_view(row) for row in extras],
    )


def type_view(row: AppointmentType) -> AppointmentTypeView:
    """An appointment type on the wire."""
    fields = msgspec.convert(row.fields, AppointmentTypeFields)
    return AppointmentTypeView(
        id=row.id,
        version=row.version,
        practitioner_id=row.practitioner_id,
        position=row.position,
        archived=row.archived,
        **msgspec.structs.asdict(fields),
    )


def schedule_view(row: Schedule, periods: Sequence[VisibilityPeriod]) -> ScheduleView:
    """A schedule with its visibility periods on the wire."""
    fields = msgspec.convert(row.fields, ScheduleFields)
    return ScheduleView(
        id=row.id,
        version=row.version,
        practitioner_id=row.practitioner_id,
        visibilities=[
            Visibility(id=period.id, schedule_id=row.id, from_day=period.from_day, to_day=period.to_day)
            for period in periods
            if period.schedule_id == row.id
        ],
        **msgspec.structs.asdict(fields),
    )


def leave_view(uow: UnitOfWork, row: Leave) -> LeaveView:
    """A leave on the wire."""
    return LeaveView(
        id=row.id,
        practitioner_id=row.practitioner_id,
        from_day=row.from_day,
        to_day=row.to_day,
        note=note_of(uow, "leave", row.id, row.note),
    )


def block_view(uow: UnitOfWork, row: Block) -> BlockView:
    """A block on the wire."""
    return BlockView(
        id=row.id,
        practitioner_id=row.practitioner_id,
        day=row.day,
        start=row.start,
        end=row.end,
        type_ids=row.type_ids,
        note=note_of(uow, "block", row.id, row.note),
    )


def extra_view(row: Extra) -> ExtraView:
    """An extra on the wire."""
    return ExtraView(
        id=row.id,
        practitioner_id=row.practitioner_id,
        location_id=row.location_id,
        day=row.day,
        start=row.start,
        end=row.end,
        type_ids=row.type_ids,
    )


def note_of(uow: UnitOfWork, kind: str, row_id: str, sealed: bytes | None) -> str:
    """The text of a sealed note, empty when there is none."""
    return "" if sealed is None else uow.unseal(f"{kind}|{row_id}", sealed, str)


def sealed_note(uow: UnitOfWork, practice_id: str, kind: str, row_id: str, note: str) -> bytes | None:
    """A note, sealed to its row; nothing for an empty one."""
    return uow.seal(practice_id, f"{kind}|{row_id}", note) if note else None
