"""Moving a mission, ticking a line of it, saying something about it."""

from chat.conversations.rules import written
from chat.missions.models import Comment
from chat.missions.queries.views import Content, comment_label, comment_view, content_label, content_of, seen
from chat.missions.schemas import AddMissionComment, MissionComment, MissionItem, MissionView, MoveMission, TickItem
from chat.missions.service.telling import hold, note, place, tell
from server.core.errors import NotFound, TooMany
from server.core.unit import UnitOfWork

MOST_COMMENTS = 500


async def move_mission(uow: UnitOfWork, mission_id: str, body: MoveMission) -> MissionView:
    """Put a mission into a column, after another one or first (F110).

    It carries no version: whoever drops it last decides where it stands, and every screen shows the same.

    Raises:
        NotFound: unknown or forbidden.
    """
    held = await hold(uow, mission_id)
    row, before = held.row, held.row.status
    if body.after == mission_id:
        return await seen(uow, row)
    await place(uow, row, body.status, after=body.after)
    if row.status != before:
        row.moved_at = uow.now
        note(uow, row, "moved", before=before, after=row.status)
    await tell(uow, held, "mission_moved")
    uow.audit("mission:moved", row.practice_id, f"mission/{row.id}")
    return await seen(uow, row)


async def tick_item(uow: UnitOfWork, mission_id: str, body: TickItem) -> MissionView:
    """Say that a line of the checklist is done, or not after all. Several people tick at once and nothing is lost.

    Raises:
        NotFound: no such mission, or the line is gone.
    """
    held = await hold(uow, mission_id)
    row, content = held.row, content_of(uow, held.row)
    if all(item.id != body.item_id for item in content.checklist):
        raise NotFound
    items = [
        MissionItem(id=item.id, text=item.text, done=body.done if item.id == body.item_id else item.done) for item in content.checklist
    ]
    if items != content.checklist:
        after = Content(title=content.title, description=content.description, checklist=items, labels=content.labels)
        row.content, row.version = uow.seal(row.practice_id, content_label(row.id), after), row.version + 1
        note(uow, row, "ticked")
        await tell(uow, held, "mission_changed")
        uow.audit("mission:ticked", row.practice_id, f"mission/{row.id}")
    return await seen(uow, row)


async def add_comment(uow: UnitOfWork, mission_id: str, body: AddMissionComment) -> MissionComment:
    """Say something about a mission.

    Raises:
        NotFound: unknown or forbidden.
        Invalid: it is blank.
        TooMany: as many stand there as may.
    """
    text = written(body.text)
    held = await hold(uow, mission_id)
    row = held.row
    if row.comments >= MOST_COMMENTS:
        raise TooMany(retry_after=0)
    assert uow.actor.person_id is not None
    row.comments += 1
    comment = Comment(
        mission_id=row.id,
        n=row.comments,
        practice_id=row.practice_id,
        person_id=uow.actor.person_id,
        name=uow.actor.name,
        initials=uow.actor.initials,
        at=uow.now,
        said=uow.seal(row.practice_id, comment_label(row.id, row.comments), text),
    )
    uow.session.add(comment)
    note(uow, row, "commented")
    await tell(uow, held, "mission_commented")
    uow.audit("mission:commented", row.practice_id, f"mission/{row.id}")
    return comment_view(uow, comment)
