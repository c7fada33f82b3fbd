"""Missions to be made again: kept, changed, made by themselves."""

from datetime import UTC, date, datetime, time, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from chat.missions.errors import BoardFull
from chat.missions.models import Template
from chat.missions.queries.guards import practitioner_here, reached, seers, template_for
from chat.missions.queries.views import content_label, content_of, template_view
from chat.missions.rules import begun, next_day
from chat.missions.schemas import AddMissionTemplate, ChangeMissionTemplate, MissionTemplate, MissionTemplateFields, Repeat
from chat.missions.service.making import add_row, content_from, has_room, new_mission
from chat.missions.topics import board_topic
from server.accounts.models import Location
from server.core.actors import Target
from server.core.errors import Stale
from server.core.ids import new_id
from server.core.permissions import Permission
from server.core.unit import UnitOfWork

MOST_TEMPLATES = 100
ZONE = "Europe/Paris"
"""Of a practice without a place."""


async def add_template(uow: UnitOfWork, body: AddMissionTemplate) -> MissionTemplate:
    """Keep a mission to be made again.

    Raises:
        NotFound: not a board of the actor's, or it concerns somebody whom he does not see.
        MissionNotReached, BoardFull, Invalid.
    """
    practice_id = body.practice_id
    uow.permit(Permission.MISSIONS_USE, Target(practice_id))
    await practitioner_here(uow, practice_id, body.fields.practitioner_id)
    await uow.lock(board_topic(practice_id))
    count = select(func.count()).where(Template.practice_id == practice_id)
    if (await uow.session.execute(count)).scalar_one() >= MOST_TEMPLATES:
        raise BoardFull(limit=MOST_TEMPLATES)
    row = Template(id=new_id(), version=0, practice_id=practice_id, content=b"", assignees=[], due_minute=0, repeat="never")
    await _write(uow, row, body.fields)
    uow.session.add(row)
    return await _saved(uow, row)


async def change_template(uow: UnitOfWork, template_id: str, body: ChangeMissionTemplate) -> MissionTemplate:
    """Change everything it says.

    Raises:
        NotFound: unknown, forbidden, or tied to something that is.
        MissionNotReached, Stale, Invalid.
    """
    row = await _held(uow, template_id)
    if row.version != body.version:
        raise Stale(theirs=template_view(uow, row))
    if body.fields.practitioner_id != row.practitioner_id:
        await practitioner_here(uow, row.practice_id, body.fields.practitioner_id)
    before = row.practitioner_id
    await _write(uow, row, body.fields)
    return await _saved(uow, row, was_elsewhere=before != row.practitioner_id)


async def delete_template(uow: UnitOfWork, template_id: str) -> None:
    """Delete a template; what it made stays.

    Raises:
        NotFound: unknown or forbidden.
    """
    row = await _held(uow, template_id)
    practice_id = row.practice_id
    await uow.session.delete(row)
    await uow.session.flush()
    uow.record(board_topic(practice_id), "mission_template_deleted", owner=practice_id, drop={"templates": [template_id]})
    uow.audit("mission:template_deleted", practice_id, f"mission-template/{template_id}")


async def make_due(uow: UnitOfWork, row: Template, today: date) -> None:
    """Make the mission of a template whose day has come, once however many days were missed; the board and the lists are locked.

    Those who do not see it any more are left out. Where the board is full the turn is passed over.
    """
    if await has_room(uow, row.practice_id):
        seeing = await seers(uow, row.practice_id, row.practitioner_id)
        mission = new_mission(uow, row.practice_id, content_of(uow, row))
        mission.template_id, mission.practitioner_id, mission.is_urgent = row.id, row.practitioner_id, row.is_urgent
        mission.due_at = await due_of(uow, row, today)
        await add_row(uow, mission, [each for each in row.assignees if each in seeing], "todo", "repeated")
    row.next_on = next_day(row.starts_on or today, cast("Repeat", row.repeat), today)
    await uow.session.flush()
    _say(uow, row)


async def due_of(uow: UnitOfWork, row: Template, today: date) -> datetime | None:
    """When what a template makes today must be done, at the practice's place."""
    if row.due_days is None:
        return None
    hour, minute = divmod(min(row.due_minute, 24 * 60 - 1), 60)
    zone = ZoneInfo(await zone_of(uow, row.practice_id))
    return datetime.combine(today + timedelta(days=row.due_days), time(hour, minute), zone).astimezone(UTC)


async def zone_of(uow: UnitOfWork, practice_id: str) -> str:
    """The zone in which a practice's days begin."""
    found = select(Location.zone).where(Location.practice_id == practice_id).order_by(Location.archived, Location.id).limit(1)
    return (await uow.session.execute(found)).scalar_one_or_none() or ZONE


async def _held(uow: UnitOfWork, template_id: str) -> Template:
    row = await template_for(uow, template_id)
    await uow.lock(board_topic(row.practice_id))
    return await template_for(uow, template_id)


async def _write(uow: UnitOfWork, row: Template, fields: MissionTemplateFields) -> None:
    starts_on = begun(fields.starts_on, fields.repeat)
    row.assignees = await reached(uow, row.practice_id, fields.practitioner_id, fields.assignees)
    row.content = uow.seal(row.practice_id, content_label(row.id), content_from(fields))
    row.practitioner_id, row.is_urgent = fields.practitioner_id, fields.is_urgent
    row.due_days, row.due_minute = fields.due_days, fields.due_minute
    if (fields.repeat, starts_on) != (row.repeat, row.starts_on):
        row.repeat, row.starts_on = fields.repeat, starts_on
        today = uow.now.astimezone(ZoneInfo(await zone_of(uow, row.practice_id))).date()
        row.next_on = next_day(starts_on, fields.repeat, today - timedelta(days=1)) if starts_on else None
    row.version += 1


async def _saved(uow: UnitOfWork, row: Template, *, was_elsewhere: bool = False) -> MissionTemplate:
    await uow.session.flush()
    _say(uow, row, was_elsewhere=was_elsewhere)
    uow.audit("mission:template_saved", row.practice_id, f"mission-template/{row.id}")
    return template_view(uow, row)


def _say(uow: UnitOfWork, row: Template, *, was_elsewhere: bool = False) -> None:
    drop = {"templates": [row.id]} if was_elsewhere else None
    put = {"templates": [template_view(uow, row)]}
    uow.record(board_topic(row.practice_id), "mission_template_saved", owner=row.practice_id, put=put, drop=drop)
