"""The roster of who is on duty: a week of hours, the same every week."""

from sqlalchemy import func, select

from chat.escalation.errors import DutyFull
from chat.escalation.models import DutySpan
from chat.escalation.queries.views import duty_view
from chat.escalation.rules import MOST_SPANS, check_span
from chat.escalation.schemas import AddDuty, ChangeDuty, Duties, DutyView
from chat.escalation.topics import urgent_topic
from server.accounts.models import Practitioner
from server.core.actors import Target
from server.core.errors import NotFound, Stale
from server.core.ids import new_id
from server.core.permissions import Permission
from server.core.unit import UnitOfWork


async def add_duty(uow: UnitOfWork, body: AddDuty) -> Duties:
    """Put somebody on duty, at the same hours on several weekdays.

    Raises:
        NotFound: not a roster of the actor's to change, or no such practitioner there.
        Invalid: the hours end before they begin, or he is on duty then already.
        DutyFull.
    """
    uow.permit(Permission.DUTY_WRITE, Target(body.practice_id))
    await uow.lock(urgent_topic(body.practice_id))
    await _known(uow, body.practice_id, body.practitioner_id)
    days = sorted(set(body.weekdays))
    if await _count(uow, body.practice_id) + len(days) > MOST_SPANS:
        raise DutyFull(limit=MOST_SPANS)
    rows = []
    for weekday in days:
        row = DutySpan(id=new_id(), version=1, practice_id=body.practice_id, practitioner_id=body.practitioner_id, weekday=weekday)
        await _set(uow, row, body.start, body.end)
        uow.session.add(row)
        rows.append(row)
    await uow.session.flush()
    views = [duty_view(row) for row in rows]
    uow.record(urgent_topic(body.practice_id), "duty_added", owner=body.practice_id, put={"duty": views})
    uow.audit("duty:added", body.practice_id, f"practitioner/{body.practitioner_id}")
    return Duties(duty=views)


async def change_duty(uow: UnitOfWork, span_id: str, body: ChangeDuty) -> DutyView:
    """Give hours on duty another day, other hours, or to somebody else.

    Raises:
        NotFound: unknown, or not the actor's to change.
        Invalid: as `add_duty`.
        Stale.
    """
    row = await _held(uow, span_id)
    if row.version != body.version:
        raise Stale(theirs=duty_view(row))
    await _known(uow, row.practice_id, body.practitioner_id)
    row.practitioner_id, row.weekday, row.version = body.practitioner_id, body.weekday, row.version + 1
    await _set(uow, row, body.start, body.end)
    await uow.session.flush()
    view = duty_view(row)
    uow.record(urgent_topic(row.practice_id), "duty_changed", owner=row.practice_id, put={"duty": [view]})
    uow.audit("duty:changed", row.practice_id, f"practitioner/{row.practitioner_id}")
    return view


async def remove_duty(uow: UnitOfWork, span_id: str) -> None:
    """Take hours off the roster.

    Raises:
        NotFound: unknown, or not the actor's to change.
    """
    row = await _held(uow, span_id)
    uow.record(urgent_topic(row.practice_id), "duty_removed", owner=row.practice_id, drop={"duty": [row.id]})
    uow.audit("duty:removed", row.practice_id, f"practitioner/{row.practitioner_id}")
    await uow.session.delete(row)


async def _held(uow: UnitOfWork, span_id: str) -> DutySpan:
    row = await uow.session.get(DutySpan, span_id)
    uow.permit(Permission.DUTY_WRITE, Target(row.practice_id if row is not None else None))
    if row is None:
        raise NotFound
    await uow.lock(urgent_topic(row.practice_id))
    row = await uow.session.get(DutySpan, span_id, populate_existing=True)
    if row is None:
        raise NotFound
    return row


async def _set(uow: UnitOfWork, row: DutySpan, start: int, end: int) -> None:
    """Write the hours of a span whose day and practitioner stand."""
    others = select(DutySpan.start, DutySpan.end).where(
        DutySpan.practitioner_id == row.practitioner_id, DutySpan.weekday == row.weekday, DutySpan.id != row.id
    )
    check_span(start, end, [(each.start, each.end) for each in await uow.session.execute(others)])
    row.start, row.end = start, end


async def _known(uow: UnitOfWork, practice_id: str, practitioner_id: str) -> None:
    row = await uow.session.get(Practitioner, practitioner_id)
    if row is None or row.practice_id != practice_id or row.archived:
        raise NotFound


async def _count(uow: UnitOfWork, practice_id: str) -> int:
    return (await uow.session.execute(select(func.count()).where(DutySpan.practice_id == practice_id))).scalar_one()
