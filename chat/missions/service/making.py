"""Making a mission, changing what it says, deleting it."""

from typing import Any

from msgspec import UNSET
from sqlalchemy import delete, func, select

from chat.conversations.models import Message
from chat.conversations.queries.talks import talk_for
from chat.missions.errors import BoardFull
from chat.missions.models import Mission
from chat.missions.queries.guards import practitioner_here, reached
from chat.missions.queries.views import Content, content_label, content_of, seen
from chat.missions.rules import dated, labelled
from chat.missions.schemas import ActKind, AddMission, ChangeMission, MissionFields, MissionItem, MissionView
from chat.missions.service.enclosing import forget_files
from chat.missions.service.telling import Held, assign, hold, note, place, tell, tell_lists
from chat.missions.topics import board_topic, todo_topic
from server.accounts.rules import tidy
from server.agenda.queries.guards import appointment_seen
from server.core.actors import Target
from server.core.errors import Invalid, NotFound, Stale
from server.core.events import LoggedEvent
from server.core.ids import new_id
from server.core.permissions import Permission
from server.core.unit import UnitOfWork
from server.patients.queries import patient_for

MOST_MISSIONS = 2_000
"""On a board, archived ones apart."""


async def add_mission(uow: UnitOfWork, body: AddMission) -> MissionView:
    """Put something to do on a board (F109).

    Raises:
        NotFound: not a board of the actor's, or it is tied to something that is not his to see.
        MissionNotReached: somebody who is to do it does not see it.
        BoardFull.
    """
    fields, practice_id = body.fields, body.practice_id
    uow.permit(Permission.MISSIONS_USE, Target(practice_id))
    await practitioner_here(uow, practice_id, fields.practitioner_id)
    people = await reached(uow, practice_id, fields.practitioner_id, fields.assignees)
    await uow.lock(board_topic(practice_id), *(todo_topic(each) for each in people))
    if not await has_room(uow, practice_id):
        raise BoardFull(limit=MOST_MISSIONS)
    await _tied(uow, practice_id, fields)
    row = new_mission(uow, practice_id, content_from(fields))
    row.practitioner_id, row.is_urgent, row.due_at = fields.practitioner_id, fields.is_urgent, dated(fields.due_at)
    row.patient_id = await _kept_patient(uow, practice_id, fields.patient_id)
    row.appointment_id, row.conversation_id, row.said_id = fields.appointment_id, fields.conversation_id, fields.said_id
    await add_row(uow, row, people, body.status)
    uow.audit("mission:added", practice_id, f"mission/{row.id}")
    return await seen(uow, row)


async def add_row(uow: UnitOfWork, row: Mission, people: list[str], status: str, kind: ActKind = "created") -> None:
    """Put a new mission at the end of a column of its locked board, and say so."""
    await place(uow, row, status, after=None, at_the_end=True)
    uow.session.add(row)
    await uow.session.flush()
    note(uow, row, kind)
    held = Held(row, [], practitioner_id=row.practitioner_id)
    await assign(uow, held, people)
    await tell(uow, held, "mission_added")


async def has_room(uow: UnitOfWork, practice_id: str) -> bool:
    """Whether one more mission may stand on a board."""
    standing = select(func.count()).where(Mission.practice_id == practice_id, Mission.status != "archived")
    return (await uow.session.execute(standing)).scalar_one() < MOST_MISSIONS


def new_mission(uow: UnitOfWork, practice_id: str, content: Content) -> Mission:
    """A mission that stands nowhere yet."""
    mission_id = new_id()
    return Mission(
        id=mission_id,
        version=1,
        practice_id=practice_id,
        content=uow.seal(practice_id, content_label(mission_id), content),
        status="",
        position="",
        is_urgent=False,
        author_id=uow.actor.person_id,
        author_name=uow.actor.name if uow.actor.person_id else "",
        created_at=uow.now,
        moved_at=uow.now,
        comments=0,
        acts=0,
    )


async def change_mission(uow: UnitOfWork, mission_id: str, body: ChangeMission) -> MissionView:
    """Change what a mission says, for whom it is, when it is due.

    Raises:
        NotFound: unknown, forbidden, or tied to something that is.
        MissionNotReached, Stale.
    """
    given = {name: value for name in body.__struct_fields__ if (value := getattr(body, name)) is not UNSET and name != "version"}
    held = await hold(uow, mission_id, beside=given.get("assignees", ()))
    row = held.row
    if row.version != body.version:
        raise Stale(theirs=await seen(uow, row))
    changed = await _tie_again(uow, row, given)
    changed += await _assign_again(uow, held, given)
    changed += _write_again(uow, row, given)
    if "is_urgent" in given and given["is_urgent"] != row.is_urgent:
        row.is_urgent = given["is_urgent"]
        changed.append("is_urgent")
    if "due_at" in given and dated(given["due_at"]) != row.due_at:
        row.due_at, row.reminded_at = dated(given["due_at"]), None
        changed.append("due_at")
    if changed:
        row.version += 1
        note(uow, row, "changed", fields=changed)
        await tell(uow, held, "mission_changed")
        uow.audit("mission:changed", row.practice_id, f"mission/{row.id}")
    return await seen(uow, row)


async def delete_mission(uow: UnitOfWork, mission_id: str) -> None:
    """Delete a mission for good: nothing of it stays, in the event log neither. Screens that are behind begin anew.

    Raises:
        NotFound: unknown, or not the actor's to delete.
    """
    held = await hold(uow, mission_id)
    row = held.row
    uow.permit(Permission.MISSIONS_DELETE, Target(row.practice_id, person_id=row.author_id))
    topic = board_topic(row.practice_id)
    gone = delete(LoggedEvent).where(LoggedEvent.topic == topic)
    await uow.session.execute(gone, execution_options={"synchronize_session": False})
    practice_id = row.practice_id
    await forget_files(uow, mission_id)
    row.status, held.people = "archived", []
    tell_lists(uow, held)
    await uow.session.delete(row)
    await uow.session.flush()
    uow.record(topic, "mission_deleted", owner=practice_id, drop={"missions": [mission_id]})
    uow.audit("mission:deleted", practice_id, f"mission/{mission_id}")


def content_from(fields: Any) -> Content:
    """What is written on a mission or a template.

    Raises:
        Invalid: a line is blank, or two lines of the checklist bear the same identifier.
    """
    return Content(
        title=tidy(fields.title, "title"),
        description=described(fields.description),
        checklist=listed(fields.checklist),
        labels=labelled(fields.labels),
    )


def described(text: str) -> str:
    """A description without the blank lines around it."""
    return text.replace("\r\n", "\n").strip()


def listed(items: list[MissionItem]) -> list[MissionItem]:
    """A checklist, tidied.

    Raises:
        Invalid: a line is blank, or two bear the same identifier.
    """
    if len({item.id for item in items}) < len(items):
        raise Invalid(field="checklist", reason="twice")
    return [MissionItem(id=item.id, text=tidy(item.text, "checklist"), done=item.done) for item in items]


async def _tied(uow: UnitOfWork, practice_id: str, fields: MissionFields) -> None:
    """Check what a new mission is tied to."""
    await _known_appointment(uow, practice_id, fields.appointment_id)
    if fields.said_id is not None and fields.conversation_id is None:
        raise Invalid(field="said_id", reason="alone")
    if fields.conversation_id is not None:
        talk = await talk_for(uow, fields.conversation_id)
        said = await uow.session.get(Message, (fields.conversation_id, fields.said_id)) if fields.said_id else None
        if talk.row.practice_id != practice_id or (fields.said_id is not None and said is None):
            raise NotFound


async def _tie_again(uow: UnitOfWork, row: Mission, given: dict[str, Any]) -> list[str]:
    changed: list[str] = [
        name for name in ("practitioner_id", "patient_id", "appointment_id") if name in given and given[name] != getattr(row, name)
    ]
    if "practitioner_id" in changed:
        await practitioner_here(uow, row.practice_id, given["practitioner_id"])
        row.practitioner_id = given["practitioner_id"]
    if "patient_id" in changed:
        row.patient_id = await _kept_patient(uow, row.practice_id, given["patient_id"])
    if "appointment_id" in changed:
        await _known_appointment(uow, row.practice_id, given["appointment_id"])
        row.appointment_id = given["appointment_id"]
    return changed


async def _assign_again(uow: UnitOfWork, held: Held, given: dict[str, Any]) -> list[str]:
    """Those who have it must see it, also where it now concerns somebody else."""
    row, before = held.row, set(held.people)
    people = given.get("assignees", held.people)
    if set(people) == before and row.practitioner_id == held.practitioner_id:
        return []
    await assign(uow, held, await reached(uow, row.practice_id, row.practitioner_id, people))
    return ["assignees"] if set(held.people) != before else []


def _write_again(uow: UnitOfWork, row: Mission, given: dict[str, Any]) -> list[str]:
    before = content_of(uow, row)
    after = Content(
        title=tidy(given["title"], "title") if "title" in given else before.title,
        description=described(given["description"]) if "description" in given else before.description,
        checklist=listed(given["checklist"]) if "checklist" in given else before.checklist,
        labels=labelled(given["labels"]) if "labels" in given else before.labels,
    )
    changed: list[str] = [name for name in after.__struct_fields__ if getattr(after, name) != getattr(before, name)]
    if changed:
        row.content = uow.seal(row.practice_id, content_label(row.id), after)
    return changed


async def _kept_patient(uow: UnitOfWork, practice_id: str, patient_id: str | None) -> str | None:
    if patient_id is None:
        return None
    patient = await patient_for(uow, Permission.PATIENTS_READ, patient_id)
    if patient.practice_id != practice_id:
        raise NotFound
    return patient.id


async def _known_appointment(uow: UnitOfWork, practice_id: str, appointment_id: str | None) -> None:
    if appointment_id is None:
        return
    appointment, _ = await appointment_seen(uow, appointment_id, Permission.AGENDA_DETAILS)
    if appointment.practice_id != practice_id:
        raise NotFound
