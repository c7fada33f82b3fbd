"""Blocked hours: closed to patients, and a word to the secretariat (A8, Q4, Q5)."""

from collections.abc import Sequence

from sqlalchemy import select

from server.accounts.models import Practitioner
from server.accounts.queries import practitioner_for
from server.agenda.edit import Edit
from server.agenda.models import Block
from server.agenda.queries.plans import block_view, bump, note_of, plan_of, sealed_note
from server.agenda.schemas.planning import BlockList
from server.agenda.schemas.schedule import BlockHours
from server.agenda.service.planning.rules import Hours, check_hours, checked_days, checked_types, covers, hours_left
from server.agenda.shown import lens_for, through
from server.agenda.topics import agenda_topic
from server.core.ids import new_id
from server.core.permissions import Permission
from server.core.unit import UnitOfWork


async def block_hours(uow: UnitOfWork, body: BlockHours) -> BlockList:
    """Close hours of several days for some types or all (F058, F060, F061); what is closed already stays as it is.

    Raises:
        TypeUnknown, OutOfCalendar, Invalid.
    """
    practitioner, wanted = await _opened(uow, body)
    edit = Edit(uow, "hours_blocked", {practitioner.id: practitioner})
    existing = await _blocks(uow, practitioner, body)
    for day in checked_days(body.days):
        same_day = [row for row in existing if row.day == day and covers(_hours(row), wanted)]
        if any(body.note in {"", note_of(uow, "block", row.id, row.note)} for row in same_day):
            continue
        row = Block(id=new_id(), practice_id=practitioner.practice_id, practitioner_id=practitioner.id, day=day)
        _fill(uow, row, wanted, body.note)
        edit.adds(row)
    return await _announced(uow, edit, practitioner, body)


async def unblock_hours(uow: UnitOfWork, body: BlockHours) -> BlockList:
    """Reopen hours of several days for some types or all (F059); a block larger than that is split.

    Raises:
        TypeUnknown, OutOfCalendar, Invalid.
    """
    practitioner, cut = await _opened(uow, body)
    every_type = sorted((await plan_of(uow, practitioner)).types)
    edit = Edit(uow, "hours_unblocked", {practitioner.id: practitioner})
    for row in await _blocks(uow, practitioner, body):
        closed, note = _hours(row), note_of(uow, "block", row.id, row.note)
        pieces = hours_left(closed, cut, every_type)
        if pieces == [closed]:
            continue
        if not pieces:
            await edit.removes(row)
            continue
        edit.changes(row)
        _fill(uow, row, pieces[0], note)
        for piece in pieces[1:]:
            rest = Block(id=new_id(), practice_id=row.practice_id, practitioner_id=row.practitioner_id, day=row.day)
            _fill(uow, rest, piece, note)
            edit.adds(rest)
    return await _announced(uow, edit, practitioner, body)


async def _opened(uow: UnitOfWork, body: BlockHours) -> tuple[Practitioner, Hours]:
    await uow.lock(agenda_topic(body.practitioner_id))
    practitioner = await practitioner_for(uow, Permission.AGENDA_BLOCK, body.practitioner_id)
    check_hours(body.start, body.end)
    checked_days(body.days)
    types = checked_types(body.type_ids, (await plan_of(uow, practitioner)).types.keys())
    return practitioner, Hours(body.start, body.end, None if types is None else tuple(types))


async def _blocks(uow: UnitOfWork, practitioner: Practitioner, body: BlockHours) -> Sequence[Block]:
    statement = select(Block).where(Block.practitioner_id == practitioner.id, Block.day.in_(set(body.days)))
    return (await uow.session.execute(statement.order_by(Block.day, Block.start, Block.id))).scalars().all()


def _hours(row: Block) -> Hours:
    return Hours(row.start, row.end, None if row.type_ids is None else tuple(row.type_ids))


def _fill(uow: UnitOfWork, row: Block, hours: Hours, note: str) -> None:
    row.start, row.end = hours.start, hours.end
    row.type_ids = None if hours.type_ids is None else list(hours.type_ids)
    row.note = sealed_note(uow, row.practice_id, "block", row.id, note)


async def _announced(uow: UnitOfWork, edit: Edit, practitioner: Practitioner, body: BlockHours) -> BlockList:
    bump(uow, practitioner)
    await edit.announce()
    lens = lens_for(uow, practitioner.practice_id, practitioner.id)
    rows = await _blocks(uow, practitioner, body)
    return BlockList(blocks=through(lens, "blocks", [block_view(uow, row) for row in rows]))
