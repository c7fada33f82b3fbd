"""Leave: days on which nothing is offered (A7). Appointments inside stay, and are listed (Q8)."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from server.accounts.models import Practitioner
from server.accounts.queries import practitioner_for
from server.agenda.edit import Edit
from server.agenda.models import Leave
from server.agenda.queries.planned import to_come_inside
from server.agenda.queries.plans import bump, leave_view, note_of, sealed_note
from server.agenda.schemas.planning import LeaveList, TakenLeave
from server.agenda.schemas.schedule import EndLeave, LeaveView, TakeLeave
from server.agenda.service.planning.rules import check_period, days_left
from server.agenda.shown import lens_for, shown_appointments, through
from server.agenda.topics import agenda_topic
from server.core.ids import new_id
from server.core.permissions import Permission
from server.core.unit import UnitOfWork

_LONGEST_NOTE = 200


async def take_leave(uow: UnitOfWork, body: TakeLeave) -> TakenLeave:
    """Close days (F051); leave that it overlaps becomes one with it, and so do their notes."""
    await uow.lock(agenda_topic(body.practitioner_id))
    practitioner = await practitioner_for(uow, Permission.AGENDA_LEAVE, body.practitioner_id)
    check_period(body.from_day, body.to_day)
    edit = Edit(uow, "leave_taken", {practitioner.id: practitioner})
    overlapping = await _overlapping(uow, practitioner, body.from_day, body.to_day)
    if overlapping:
        kept = await _merged(uow, edit, overlapping, body)
    else:
        kept = _new(uow, practitioner, body.from_day, body.to_day, body.note)
        edit.adds(kept)
    bump(uow, practitioner)
    await edit.announce()
    inside = await to_come_inside(uow, practitioner, body.from_day, body.to_day)
    return TakenLeave(leaves=_shown(uow, practitioner, [kept]), appointments=await shown_appointments(uow, inside))


async def end_leave(uow: UnitOfWork, body: EndLeave) -> LeaveList:
    """Reopen days; the period need not be one that was taken: leaves are cut, or split in two (F054, F055)."""
    await uow.lock(agenda_topic(body.practitioner_id))
    practitioner = await practitioner_for(uow, Permission.AGENDA_LEAVE, body.practitioner_id)
    check_period(body.from_day, body.to_day)
    edit = Edit(uow, "leave_ended", {practitioner.id: practitioner})
    left: list[Leave] = []
    for row in await _overlapping(uow, practitioner, body.from_day, body.to_day):
        pieces = days_left(row.from_day, row.to_day, body.from_day, body.to_day)
        if not pieces:
            await edit.removes(row)
            continue
        edit.changes(row)
        row.from_day, row.to_day = pieces[0]
        left.append(row)
        for first, last in pieces[1:]:
            rest = _new(uow, practitioner, first, last, note_of(uow, "leave", row.id, row.note))
            edit.adds(rest)
            left.append(rest)
    bump(uow, practitioner)
    await edit.announce()
    return LeaveList(leaves=_shown(uow, practitioner, left))


async def _overlapping(uow: UnitOfWork, practitioner: Practitioner, from_day: date, to_day: date) -> Sequence[Leave]:
    statement = select(Leave).where(Leave.practitioner_id == practitioner.id, Leave.from_day <= to_day, Leave.to_day >= from_day)
    return (await uow.session.execute(statement.order_by(Leave.from_day, Leave.id))).scalars().all()


async def _merged(uow: UnitOfWork, edit: Edit, rows: Sequence[Leave], body: TakeLeave) -> Leave:
    kept, *others = rows
    from_day, to_day = min(body.from_day, kept.from_day), max(body.to_day, *(row.to_day for row in rows))
    notes = [*(note_of(uow, "leave", row.id, row.note) for row in rows), body.note]
    note = ", ".join(dict.fromkeys(each for each in notes if each))[:_LONGEST_NOTE]
    edit.changes(kept)
    kept.from_day, kept.to_day = from_day, to_day
    kept.note = sealed_note(uow, kept.practice_id, "leave", kept.id, note)
    for row in others:
        await edit.removes(row)
    return kept


def _new(uow: UnitOfWork, practitioner: Practitioner, from_day: date, to_day: date, note: str) -> Leave:
    leave_id = new_id()
    return Leave(
        id=leave_id,
        practice_id=practitioner.practice_id,
        practitioner_id=practitioner.id,
        from_day=from_day,
        to_day=to_day,
        note=sealed_note(uow, practitioner.practice_id, "leave", leave_id, note),
    )


def _shown(uow: UnitOfWork, practitioner: Practitioner, rows: Sequence[Leave]) -> list[LeaveView]:
    lens = lens_for(uow, practitioner.practice_id, practitioner.id)
    return through(lens, "leaves", [leave_view(uow, row) for row in rows])
