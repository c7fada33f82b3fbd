"""What every change of a mission does: lock what it writes, and say it on the board and to those who have it to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from chat.missions.models import Act, Assignee, Mission
from chat.missions.queries.guards import mission_for, people_of
from chat.missions.queries.views import mission_view, todo_line
from chat.missions.rules import LONGEST_KEY, between, neighbours, spread
from chat.missions.schemas import ActKind, TodoLine
from chat.missions.topics import board_topic, todo_topic
from server.core.unit import Restart, UnitOfWork


@dataclass(slots=True)
class Held:
    """A mission under its board's lock, with what was said of it before."""

    row: Mission
    people: list[str]
    """Who has it to do from now on."""
    told: frozenset[str] = frozenset()
    """In whose lists it stood, or might have."""
    line: TodoLine | None = None
    practitioner_id: str | None = None


async def hold(uow: UnitOfWork, mission_id: str, *, beside: Iterable[str] = ()) -> Held:
    """Lock a mission's board and the lists of those who have it, and of those `beside` them, then load it through its guard.

    Raises:
        NotFound: unknown or forbidden.
        Restart: somebody else got it meanwhile.
    """
    row = await mission_for(uow, mission_id)
    listed = {*await people_of(uow, mission_id), *beside}
    await uow.lock(board_topic(row.practice_id), *(todo_topic(each) for each in listed))
    row = await mission_for(uow, mission_id)
    people = await people_of(uow, mission_id)
    if not set(people) <= listed:
        raise Restart
    return Held(row, people, frozenset(people), todo_line(row), row.practitioner_id)


async def tell(uow: UnitOfWork, held: Held, event: str) -> None:
    """Say how a mission is now: on the board, and in the lists in which it comes, changes or ends."""
    await uow.session.flush()
    row = held.row
    view = await mission_view(uow, row)
    # Whoever saw it while it concerned somebody else may see it no more: it goes, and comes back for those who do.
    drop = {"missions": [row.id]} if held.practitioner_id != row.practitioner_id else None
    topic = board_topic(row.practice_id)
    uow.record(topic, event, owner=row.practice_id, put={"missions": [view]}, drop=drop, subject=row.patient_id)
    tell_lists(uow, held)


def tell_lists(uow: UnitOfWork, held: Held) -> None:
    """Say in the lists of those who have a mission, or had it, what changed there."""
    row, line = held.row, todo_line(held.row)
    for person_id in sorted({*held.told, *held.people}):
        before = held.line if person_id in held.told else None
        after = line if person_id in held.people else None
        if before == after:
            continue
        put = {"lines": [after]} if after is not None else None
        drop = {"lines": [row.id]} if after is None else None
        uow.record(todo_topic(person_id), "todo_changed", owner=row.practice_id, put=put, drop=drop)


async def assign(uow: UnitOfWork, held: Held, people: list[str]) -> None:
    """Give a mission to these people, and to nobody else."""
    rows = {each.person_id: each for each in await uow.session.scalars(select(Assignee).where(Assignee.mission_id == held.row.id))}
    for person_id, each in rows.items():
        if person_id not in people:
            await uow.session.delete(each)
    for person_id in people:
        if person_id not in rows:
            uow.session.add(Assignee(mission_id=held.row.id, person_id=person_id, practice_id=held.row.practice_id))
    held.people = people


async def place(uow: UnitOfWork, row: Mission, status: str, *, after: str | None, at_the_end: bool = False) -> None:
    """Put a mission into a column of its locked board; when keys have grown long the whole column gets new ones, and says so.

    The archive has no order of its own: what came last stands first.
    """
    if status == "archived":
        row.status, row.position = status, ""
        return
    others = (Mission.practice_id == row.practice_id, Mission.status == status, Mission.id != row.id)
    found = await uow.session.execute(select(Mission.id, Mission.position).where(*others))
    column = sorted(found, key=lambda each: (each[1], each[0]))
    if at_the_end:
        after = column[-1][0] if column else None
    low, high = neighbours(column, after)
    row.status, row.position = status, between(low, high)
    if len(row.position) <= LONGEST_KEY:
        return
    rows = list(await uow.session.scalars(select(Mission).where(*others)))
    ordered = sorted([*rows, row], key=lambda each: (each.position, each.id))
    for each, key in zip(ordered, spread(len(ordered)), strict=True):
        each.position = key
    await uow.session.flush()
    for each in rows:
        await tell_board(uow, each, "mission_moved")


async def tell_board(uow: UnitOfWork, row: Mission, event: str) -> None:
    """Say on the board how a mission is, where nobody's list changes."""
    put: dict[str, list[Any]] = {"missions": [await mission_view(uow, row)]}
    uow.record(board_topic(row.practice_id), event, owner=row.practice_id, put=put, subject=row.patient_id)


def note(uow: UnitOfWork, row: Mission, kind: ActKind, **details: Any) -> None:
    """Keep in a mission's history what the actor did."""
    row.acts += 1
    uow.session.add(
        Act(
            mission_id=row.id,
            n=row.acts,
            practice_id=row.practice_id,
            at=uow.now,
            kind=kind,
            person_id=uow.actor.person_id,
            name=uow.actor.name if uow.actor.person_id else "",
            initials=uow.actor.initials,
            details=details,
        )
    )
