"""A mission for each freed slot, where a practice asks for it: once a cancellation, and for a slot that can really be given."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from chat.missions.models import FreedSlot, Mission
from chat.missions.queries.views import Content
from chat.missions.rules import OPEN
from chat.missions.service.making import add_row, has_room, new_mission
from server.accounts.models import Practice, Practitioner
from server.accounts.queries.views import MISSIONS_FREED
from server.agenda.models import Appointment
from server.agenda.queries.occupied import active_between, busy
from server.agenda.queries.plans import plan_of
from server.agenda.slots import Free, slot_at
from server.core.unit import UnitOfWork

SETTLED = timedelta(seconds=10)
"""Screens offer for eight seconds to take a cancellation back."""
RECENT = timedelta(hours=1)
"""What was cancelled before is not made up for: a practice that begins to ask does not get yesterday's."""
_DAY = timedelta(days=1)
"""Around the slot, whatever its zone: caps are counted by the day."""
BATCH = 50


async def boards_with_freed_slots(session: AsyncSession, now: datetime) -> set[str]:
    """The practices that ask for these missions and where a cancellation was not looked at yet."""
    asking = select(Practice.id).where(Practice.settings[MISSIONS_FREED].as_string() != "")
    agendas = select(Practitioner.id).where(Practitioner.practice_id.in_(asking))
    waiting = select(Appointment.practice_id).where(Appointment.practitioner_id.in_(agendas), *_not_looked_at(now)).distinct()
    return set(await session.scalars(waiting))


async def offer_freed_slots(uow: UnitOfWork, practice_id: str) -> None:
    """Look at a locked board's new cancellations; those whose slot is free make one mission each."""
    settings = (await uow.session.execute(select(Practice.settings).where(Practice.id == practice_id))).scalar_one()
    title = settings.get(MISSIONS_FREED, "")
    if not title:
        return
    agendas = select(Practitioner.id).where(Practitioner.practice_id == practice_id)
    waiting = select(Appointment).where(Appointment.practitioner_id.in_(agendas), *_not_looked_at(uow.now))
    for row in list(await uow.session.scalars(waiting.order_by(Appointment.starts_at, Appointment.id).limit(BATCH))):
        await uow.session.merge(FreedSlot(appointment_id=row.id, practice_id=practice_id, cancelled_at=row.status_at))
        if await _may_be_given(uow, row) and not await _stands_already(uow, row) and await has_room(uow, practice_id):
            await _offer(uow, row, title)
    over = delete(FreedSlot).where(FreedSlot.practice_id == practice_id, FreedSlot.cancelled_at < uow.now - 2 * RECENT)
    await uow.session.execute(over, execution_options={"synchronize_session": False})


async def _offer(uow: UnitOfWork, row: Appointment, title: str) -> None:
    mission = new_mission(uow, row.practice_id, Content(title))
    mission.practitioner_id, mission.appointment_id, mission.due_at = row.practitioner_id, row.id, row.starts_at
    await add_row(uow, mission, [], "todo", "freed")
    uow.audit("mission:freed_slot", row.practice_id, f"mission/{mission.id}")


async def _may_be_given(uow: UnitOfWork, row: Appointment) -> bool:
    """Whether the same kind of appointment could be booked there: nobody was quicker, no leave, no block, still on schedule."""
    practitioner = await uow.session.get(Practitioner, row.practitioner_id)
    if practitioner is None or practitioner.archived or row.type_id is None:
        return False
    plan = await plan_of(uow, practitioner)
    if row.type_id not in plan.types or plan.types[row.type_id].archived or row.location_id not in plan.zones:
        return False
    around = busy(await active_between(uow, row.practitioner_id, row.starts_at - _DAY, row.ends_at + _DAY))
    minutes = int((row.ends_at - row.starts_at).total_seconds() // 60)
    found = slot_at(plan, row.starts_at, row.type_id, around, row.extra_id, location_id=row.location_id, duration=minutes)
    return isinstance(found, Free)


async def _stands_already(uow: UnitOfWork, row: Appointment) -> bool:
    """Whether a mission for this very slot is still to be done: it was booked and cancelled again."""
    made = select(Mission.id).where(
        Mission.practice_id == row.practice_id,
        Mission.practitioner_id == row.practitioner_id,
        Mission.due_at == row.starts_at,
        Mission.author_id.is_(None),
        Mission.appointment_id.is_not(None),
        Mission.status.in_(sorted(OPEN)),
    )
    return (await uow.session.execute(made.limit(1))).scalar_one_or_none() is not None


def _not_looked_at(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Cancelled a moment ago, to come, not behind another one that it had to follow, and new to us."""
    known = select(FreedSlot.appointment_id).where(
        FreedSlot.appointment_id == Appointment.id, FreedSlot.cancelled_at >= Appointment.status_at
    )
    return (
        Appointment.status == "cancelled",
        Appointment.starts_at > now,
        Appointment.status_at > now - RECENT,
        Appointment.status_at <= now - SETTLED,
        Appointment.follows_id.is_(None),
        ~known.exists(),
    )
