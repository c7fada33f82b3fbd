"""From rows to what screens show."""

from collections.abc import Sequence
from typing import cast

import msgspec
from msgspec import Struct
from sqlalchemy import select

from chat.conversations.schemas import Somebody
from chat.missions.models import Act, Assignee, Comment, Enclosure, Mission, Template
from chat.missions.queries.guards import sees_patients
from chat.missions.rules import OPEN
from chat.missions.schemas import (
    ActKind,
    MissionAct,
    MissionComment,
    MissionFile,
    MissionItem,
    MissionPatient,
    MissionTemplate,
    MissionView,
    Repeat,
    Status,
    TodoLine,
)
from server.accounts.models import Person
from server.accounts.rules import hue_of
from server.core.blobs.models import Scan
from server.core.unit import UnitOfWork
from server.patients.queries.briefs import briefs


class Content(Struct, frozen=True, omit_defaults=True):
    """What of a mission or a template is sealed."""

    title: str
    description: str = ""
    checklist: list[MissionItem] = []
    labels: list[str] = []


class About(Struct, frozen=True):
    """What of a mission's file is sealed."""

    title: str
    media_type: str
    extension: str
    size: int
    pages: int
    scan: Scan


async def mission_views(uow: UnitOfWork, rows: Sequence[Mission]) -> list[MissionView]:
    """Missions, in two more statements whatever their number. Nothing is hidden: it is for events and snapshots, whose lens hides."""
    people = await _assigned(uow, [row.id for row in rows])
    patients = await briefs(uow, {row.patient_id for row in rows if row.patient_id is not None})
    views = []
    for row in rows:
        content = content_of(uow, row)
        brief = patients.get(row.patient_id or "")
        views.append(
            MissionView(
                id=row.id,
                version=row.version,
                practice_id=row.practice_id,
                practitioner_id=row.practitioner_id,
                status=cast("Status", row.status),
                position=row.position,
                title=content.title,
                description=content.description,
                checklist=content.checklist,
                labels=content.labels,
                assignees=people.get(row.id, []),
                is_urgent=row.is_urgent,
                due_at=row.due_at,
                patient=MissionPatient(id=brief.id, last_name=brief.last_name, first_name=brief.first_name) if brief else None,
                appointment_id=row.appointment_id,
                conversation_id=row.conversation_id,
                said_id=row.said_id,
                template_id=row.template_id,
                author_id=row.author_id,
                author_name=row.author_name,
                created_at=row.created_at,
                moved_at=row.moved_at,
                comments=row.comments,
                files=row.files,
                acts=row.acts,
            )
        )
    return views


async def mission_view(uow: UnitOfWork, row: Mission) -> MissionView:
    """One mission."""
    return (await mission_views(uow, [row]))[0]


async def seen(uow: UnitOfWork, row: Mission) -> MissionView:
    """One mission as the actor may see it: for answers, which pass through no lens."""
    view = await mission_view(uow, row)
    return view if sees_patients(uow, row.practice_id) else msgspec.structs.replace(view, patient=None)


def template_view(uow: UnitOfWork, row: Template) -> MissionTemplate:
    """A template."""
    content = content_of(uow, row)
    return MissionTemplate(
        id=row.id,
        version=row.version,
        practice_id=row.practice_id,
        practitioner_id=row.practitioner_id,
        title=content.title,
        description=content.description,
        checklist=content.checklist,
        labels=content.labels,
        assignees=row.assignees,
        is_urgent=row.is_urgent,
        due_days=row.due_days,
        due_minute=row.due_minute,
        repeat=cast("Repeat", row.repeat),
        starts_on=row.starts_on,
        next_on=row.next_on,
    )


def comment_view(uow: UnitOfWork, row: Comment) -> MissionComment:
    """What somebody wrote."""
    author = Somebody(id=row.person_id, name=row.name, initials=row.initials, hue=hue_of(row.person_id))
    return MissionComment(n=row.n, author=author, at=row.at, text=uow.unseal(comment_label(row.mission_id, row.n), row.said, str))


def file_view(uow: UnitOfWork, row: Enclosure) -> MissionFile:
    """A file that is with a mission."""
    about = about_of(uow, row)
    return MissionFile(id=row.id, at=row.at, by_id=row.person_id, by_name=row.name, **msgspec.structs.asdict(about))


def about_of(uow: UnitOfWork, row: Enclosure) -> About:
    """What a file is, and how it is called."""
    return uow.unseal(file_label(row.mission_id, row.id), row.about, About)


def act_view(row: Act) -> MissionAct:
    """What happened."""
    who = row.person_id
    return MissionAct(
        n=row.n,
        at=row.at,
        kind=cast("ActKind", row.kind),
        author=Somebody(id=who, name=row.name, initials=row.initials, hue=hue_of(who)) if who else None,
        before=row.details.get("before"),
        after=row.details.get("after"),
        fields=row.details.get("fields", []),
    )


def todo_line(row: Mission) -> TodoLine | None:
    """What stands in the lists of those who have it; nothing once it is done."""
    if row.status not in OPEN:
        return None
    return TodoLine(id=row.id, practice_id=row.practice_id, is_urgent=row.is_urgent, due_at=row.due_at)


def content_of(uow: UnitOfWork, row: Mission | Template) -> Content:
    """What is written on it."""
    return uow.unseal(content_label(row.id), row.content, Content)


def content_label(row_id: str) -> str:
    """The label under which what is written on a mission or a template is sealed."""
    return f"mission-content|{row_id}"


def comment_label(mission_id: str, n: int) -> str:
    """The label under which a comment is sealed."""
    return f"mission-comment|{mission_id}|{n}"


def file_label(mission_id: str, file_id: str) -> str:
    """The label under which what is known of a file is sealed."""
    return f"mission-file|{mission_id}|{file_id}"


async def _assigned(uow: UnitOfWork, mission_ids: Sequence[str]) -> dict[str, list[Somebody]]:
    found: dict[str, list[Somebody]] = {}
    for start in range(0, len(mission_ids), 500):
        rows = await uow.session.execute(
            select(Assignee.mission_id, Person.id, Person.name, Person.initials)
            .join(Person, Person.id == Assignee.person_id)
            .where(Assignee.mission_id.in_(mission_ids[start : start + 500]))
            .order_by(Person.name, Person.id)
        )
        for mission_id, person_id, name, initials in rows:
            found.setdefault(mission_id, []).append(Somebody(id=person_id, name=name, initials=initials, hue=hue_of(person_id)))
    return found
