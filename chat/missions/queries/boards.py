"""What the screens of a board, of a mission and of what one has to do start from."""

import msgspec
from sqlalchemy import select

from chat.missions.models import Act, Assignee, Comment, Enclosure, Mission, Template
from chat.missions.queries.guards import mission_for, practitioners_shown, sees_patients
from chat.missions.queries.views import act_view, comment_view, file_view, mission_views, template_view, todo_line
from chat.missions.rules import OPEN, dated, door
from chat.missions.schemas import ArchivePage, Missions, MissionsBody, MissionStory, MissionView, TodoBody
from chat.missions.topics import OWN
from server.core.actors import Target
from server.core.errors import NotFound
from server.core.permissions import Permission
from server.core.unit import UnitOfWork

ARCHIVED_SHOWN = 100
"""Of a fresh screen; older ones are asked for by pages."""
MOST_ACTS = 200
"""Of a story: the last ones."""


async def board_snapshot(uow: UnitOfWork, practice_id: str, _: msgspec.Raw) -> MissionsBody:
    """The topic missions/{practice} as it is now; nothing is hidden, its lens hides."""
    uow.permit(Permission.MISSIONS_USE, Target(practice_id))
    here = select(Mission).where(Mission.practice_id == practice_id)
    rows = list(await uow.session.scalars(here.where(Mission.status != "archived").order_by(Mission.id)))
    archived = here.where(Mission.status == "archived").order_by(Mission.moved_at.desc(), Mission.id)
    rows += await uow.session.scalars(archived.limit(ARCHIVED_SHOWN))
    templates = await uow.session.scalars(select(Template).where(Template.practice_id == practice_id).order_by(Template.id))
    return MissionsBody(missions=await mission_views(uow, rows), templates=[template_view(uow, row) for row in templates])


async def archived_before(uow: UnitOfWork, practice_id: str, page: ArchivePage) -> Missions:
    """Missions archived before an instant, the last ones first. Many bear the same one: what goes there by itself goes together."""
    uow.permit(Permission.MISSIONS_USE, Target(practice_id))
    before = dated(page.before)
    earlier = Mission.moved_at < before
    if page.after is not None:
        earlier |= (Mission.moved_at == before) & (Mission.id > page.after)
    statement = select(Mission).where(Mission.practice_id == practice_id, Mission.status == "archived", earlier)
    shown = await practitioners_shown(uow, practice_id)
    if shown is not None:
        statement = statement.where(Mission.practitioner_id.is_(None) | Mission.practitioner_id.in_(shown))
    rows = list(await uow.session.scalars(statement.order_by(Mission.moved_at.desc(), Mission.id).limit(page.limit + 1)))
    uow.audit(str(Permission.MISSIONS_USE), practice_id, f"missions/{practice_id}")
    missions = _unnamed(uow, practice_id, await mission_views(uow, rows[: page.limit]))
    return Missions(missions=missions, more=len(rows) > page.limit)


async def story_of(uow: UnitOfWork, mission_id: str) -> MissionStory:
    """What was said about a mission, what was put with it, and what happened to it."""
    row = await mission_for(uow, mission_id)
    comments = await uow.session.scalars(select(Comment).where(Comment.mission_id == mission_id).order_by(Comment.n))
    files = await uow.session.scalars(select(Enclosure).where(Enclosure.mission_id == mission_id).order_by(Enclosure.at, Enclosure.id))
    last = select(Act).where(Act.mission_id == mission_id).order_by(Act.n.desc()).limit(MOST_ACTS)
    acts = list(await uow.session.scalars(last))
    uow.audit(str(Permission.MISSIONS_SEE), row.practice_id, f"mission/{mission_id}")
    return MissionStory(
        comments=[comment_view(uow, each) for each in comments],
        files=[file_view(uow, each) for each in files],
        acts=[act_view(each) for each in reversed(acts)],
    )


async def authorize_todo(uow: UnitOfWork, person_id: str) -> str:
    """The lens of the actor on what he has to do.

    Raises:
        NotFound: it is somebody else's, or no board is open to him.
    """
    uow.permit(Permission.SIGNED_IN)
    boards = (uow.may(Permission.MISSIONS_USE, Target(practice)) for practice in uow.actor.scope)
    if uow.actor.person_id != person_id or not any(boards):
        raise NotFound
    return OWN


async def todo_snapshot(uow: UnitOfWork, person_id: str, _: msgspec.Raw) -> TodoBody:
    """The topic todo/{person} as it is now: the missions he has that are not done, where he still sees them."""
    await authorize_todo(uow, person_id)
    statement = (
        select(Mission)
        .join(Assignee, Assignee.mission_id == Mission.id)
        .where(Assignee.person_id == person_id, Mission.status.in_(sorted(OPEN)))
        .order_by(Mission.id)
    )
    rows = [row for row in await uow.session.scalars(statement) if uow.may(*door(row.practice_id, row.practitioner_id))]
    return TodoBody(lines=[line for row in rows if (line := todo_line(row)) is not None])


def _unnamed(uow: UnitOfWork, practice_id: str, views: list[MissionView]) -> list[MissionView]:
    if sees_patients(uow, practice_id):
        return views
    return [msgspec.structs.replace(view, patient=None) for view in views]
