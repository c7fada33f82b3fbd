"""What happens on boards by itself: hours that come, series that go on, slots that are freed, what is done long ago goes to the archive."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import timedelta
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from chat.conversations.queries.people import colleagues
from chat.missions.models import Assignee, Mission, Template
from chat.missions.queries.guards import people_of
from chat.missions.queries.views import todo_line
from chat.missions.rules import OPEN, door
from chat.missions.service.freeing import boards_with_freed_slots, offer_freed_slots
from chat.missions.service.telling import note, place, tell_board
from chat.missions.service.templates import make_due, zone_of
from chat.missions.topics import board_topic, todo_topic
from server.accounts.models import Location, Practice
from server.accounts.queries.views import MISSIONS_ARCHIVED, MISSIONS_ARCHIVED_DEFAULT
from server.core.actors import Actor, Target, system
from server.core.clock import Clock
from server.core.db import EVERY_PRACTICE
from server.core.permissions import Permission, permitted
from server.core.unit import Core, Restart, UnitOfWork, retried

EVERY = 15.0
"""Seconds between two looks."""
BATCH = 50
"""Missions of one kind, on one board, in one transaction."""


async def tend(core: Core) -> bool:
    """Do on every board what its hour has come for; each thing once, however many processes look."""
    for practice_id in await _boards_to_tend(core):
        await retried(core, system("missions"), partial(tend_board, practice_id=practice_id), scope=frozenset({practice_id}))
    return False


async def tend_board(uow: UnitOfWork, practice_id: str) -> None:
    """Do on one board what its hour has come for, in one transaction."""
    uow.permit(Permission.SYSTEM)
    people = await _concerned(uow, practice_id)
    await uow.lock(board_topic(practice_id), *(todo_topic(each) for each in people))
    uow.session.expire_all()
    if not await _concerned(uow, practice_id) <= people:
        raise Restart
    for mission, told in await _due(uow, practice_id):
        await _remind(uow, mission, told)
    for mission in await _old(uow, practice_id):
        await _archive(uow, mission)
    today = uow.now.astimezone(ZoneInfo(await zone_of(uow, practice_id))).date()
    for template in await _templates(uow, practice_id):
        if template.next_on is not None and template.next_on <= today:
            await make_due(uow, template, today)
    await offer_freed_slots(uow, practice_id)


async def _remind(uow: UnitOfWork, row: Mission, told: list[str]) -> None:
    """Say that its hour has come, once."""
    row.reminded_at = uow.now
    if not told:
        return
    note(uow, row, "reminded")
    await uow.session.flush()
    await tell_board(uow, row, "mission_changed")
    line, having = todo_line(row), await people_of(uow, row.id)
    for person_id in told:
        uow.record(todo_topic(person_id), "todo_due", owner=row.practice_id, put={"lines": [line]})
        if person_id not in having:  # he hears of it; it is not his to do
            uow.record(todo_topic(person_id), "todo_changed", owner=row.practice_id, drop={"lines": [row.id]})


async def _archive(uow: UnitOfWork, row: Mission) -> None:
    """It was done long enough ago."""
    await place(uow, row, "archived", after=None)
    row.moved_at = uow.now
    note(uow, row, "moved", before="done", after="archived")
    await uow.session.flush()
    await tell_board(uow, row, "mission_archived")


async def _concerned(uow: UnitOfWork, practice_id: str) -> set[str]:
    """In whose lists something may be said."""
    people = {person_id for _, told in await _due(uow, practice_id) for person_id in told}
    for template in await _templates(uow, practice_id):
        people |= set(template.assignees)
    return people


async def _due(uow: UnitOfWork, practice_id: str) -> list[tuple[Mission, list[str]]]:
    """The missions whose hour has come, and who hears of each."""
    statement = (
        select(Mission)
        .where(
            Mission.practice_id == practice_id, Mission.due_at <= uow.now, Mission.reminded_at.is_(None), Mission.status.in_(sorted(OPEN))
        )
        .order_by(Mission.due_at, Mission.id)
        .limit(BATCH)
    )
    rows = list(await uow.session.scalars(statement))
    having = await uow.session.execute(
        select(Assignee.mission_id, Assignee.person_id).where(Assignee.mission_id.in_([row.id for row in rows]))
    )
    assigned: dict[str, set[str]] = defaultdict(set)
    for mission_id, person_id in having:
        assigned[mission_id].add(person_id)
    staff = await colleagues(uow, practice_id) if rows else []
    return [(row, _hearers(row, assigned[row.id], staff)) for row in rows]


def _hearers(row: Mission, assigned: Collection[str], staff: Sequence[Actor]) -> list[str]:
    """Of those who see a mission: who has it; while nobody has, whoever made it; where he is not among them, the secretariat."""
    seeing = [each for each in staff if permitted(each, *door(row.practice_id, row.practitioner_id))]
    desk = {each.person_id for each in seeing if permitted(each, Permission.MISSIONS_DESK, Target(row.practice_id))}
    sees = sorted(each.person_id or "" for each in seeing)
    for wanted in (assigned, {row.author_id}, desk):
        if found := [person_id for person_id in sees if person_id in wanted]:
            return found
    return sees


async def _old(uow: UnitOfWork, practice_id: str) -> list[Mission]:
    found = select(Practice.settings).where(Practice.id == practice_id)
    settings = (await uow.session.execute(found)).scalar_one()
    days = settings.get(MISSIONS_ARCHIVED, MISSIONS_ARCHIVED_DEFAULT)
    if not days:
        return []
    statement = (
        select(Mission)
        .where(Mission.practice_id == practice_id, Mission.status == "done", Mission.moved_at <= uow.now - timedelta(days=days))
        .order_by(Mission.moved_at, Mission.id)
        .limit(BATCH)
    )
    return list(await uow.session.scalars(statement))


async def _templates(uow: UnitOfWork, practice_id: str) -> list[Template]:
    statement = select(Template).where(Template.practice_id == practice_id, Template.next_on.is_not(None)).order_by(Template.id)
    return list(await uow.session.scalars(statement))


async def _boards_to_tend(core: Core) -> list[str]:
    """The practices where something's hour has come: a look that writes nothing."""
    now = core.clock.now()
    async with core.db.read(EVERY_PRACTICE) as session:
        open_ones = Mission.status.in_(sorted(OPEN))
        due = select(Mission.practice_id).where(Mission.due_at <= now, Mission.reminded_at.is_(None), open_ones).distinct()
        boards = set(await session.scalars(due))
        done = select(Mission.practice_id, func.min(Mission.moved_at)).where(Mission.status == "done").group_by(Mission.practice_id)
        oldest = dict((await session.execute(done)).all())
        for practice_id, settings in await session.execute(select(Practice.id, Practice.settings).where(Practice.id.in_(oldest))):
            days = settings.get(MISSIONS_ARCHIVED, MISSIONS_ARCHIVED_DEFAULT)
            if days and oldest[practice_id] <= now - timedelta(days=days):
                boards.add(practice_id)
        boards |= await boards_with_freed_slots(session, now)
        return sorted(boards | await _series_due(session, core.clock))


async def _series_due(session: AsyncSession, clock: Clock) -> set[str]:
    series = select(Template.practice_id, func.min(Template.next_on)).where(Template.next_on.is_not(None)).group_by(Template.practice_id)
    first = dict((await session.execute(series)).all())
    places = select(Location.practice_id, Location.zone).where(Location.practice_id.in_(first))
    zones: dict[str, str] = {}
    for practice_id, zone in await session.execute(places.order_by(Location.archived, Location.id)):
        zones.setdefault(practice_id, zone)
    now = clock.now()
    return {each for each, day in first.items() if day and day <= now.astimezone(ZoneInfo(zones.get(each, "Europe/Paris"))).date()}
