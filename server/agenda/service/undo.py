"""Undo: a compensating command through the same checks, by whoever has the right, also after a reload (R14).

It puts every row of a change back to its state before, provided that nobody has changed it since. Appointments pass
through `place` again: when their time was taken in the meantime, the answer is a clear refusal.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from server.accounts.models import Practitioner
from server.accounts.queries import practitioner_for
from server.agenda.edit import COLLECTIONS, Edit, Item
from server.agenda.errors import AlreadyUndone, Superseded
from server.agenda.models import Change
from server.agenda.occupancy import Wanted, place
from server.agenda.queries.plans import bump, plan_of
from server.agenda.schemas.changes import ChangeEntry
from server.agenda.service.planning.coherence import check_coherent
from server.agenda.service.planning.replacements import access_before, access_topics
from server.agenda.state import State, put_back, same, state_of
from server.agenda.topics import agenda_topic
from server.core.errors import NotFound
from server.core.permissions import Permission
from server.core.unit import UnitOfWork

_RIGHT_TO: dict[str, Permission] = {
    "leaves": Permission.AGENDA_LEAVE,
    "blocks": Permission.AGENDA_BLOCK,
    "extras": Permission.AGENDA_EXTRAS,
    "planning_events": Permission.AGENDA_EVENTS,
    "replacements": Permission.AGENDA_SETTINGS,
    "waiting": Permission.WAITING_WRITE,
    "types": Permission.AGENDA_SETTINGS,
    "schedules": Permission.AGENDA_SETTINGS,
    "visibilities": Permission.AGENDA_SETTINGS,
}
"""What one must be allowed to do to undo a change of each kind; for appointments it depends on what undoing does."""
_OF_THE_PLAN = {"leaves", "blocks", "extras", "types", "schedules", "visibilities"}
_COHERENT = {"types", "schedules", "visibilities"}
_KEPT_WARNINGS = ("off_schedule", "block", "leave", "conditions")


async def undo_change(uow: UnitOfWork, change_id: str) -> ChangeEntry:
    """Undo one command, on every agenda it touched.

    Raises:
        AlreadyUndone, Superseded: with the later change.
        NeedsConfirmation: the time is taken now.
    """
    rows = await _locked(uow, change_id)
    practitioners, items = await _permitted(uow, rows)
    if any(row.undone_by is not None for row in rows):
        raise AlreadyUndone
    now = {item.id: await _current(uow, item) for item in items}
    for item in items:
        _check_unchanged(item, now[item.id])
    edit = Edit(uow, "undone", practitioners, undoes=change_id)
    await _put_plans_back(uow, edit, items, now)
    moving = {item.id for item in items if item.kind == "appointments"}
    for item in items:
        if item.kind == "appointments":
            await _occupy(uow, practitioners, item, moving)
        if item.kind not in _OF_THE_PLAN:
            await _restore(uow, edit, item, now[item.id])
        if item.kind == "replacements":
            await access_before(uow, practitioners[_agenda(item)], item.before, item.after)
    for row in rows:
        row.undone_by = uow.change_id
    await _redone(uow, rows)
    await edit.announce()
    return ChangeEntry(
        id=uow.change_id,
        at=uow.now,
        by=uow.author,
        name="undone",
        practitioner_id=rows[0].practitioner_id,
        subject=None,
        starts_at=None,
        undone=False,
        can_undo=True,
    )


def rights_to_undo(items: Iterable[Item]) -> set[tuple[str, Permission]]:
    """What undoing these asks, on which agenda: the same as doing by hand what it does. Pure."""
    asked: set[tuple[str, Permission]] = set()
    for item in items:
        permission = _right_to_put_back(item.before, item.after) if item.kind == "appointments" else _RIGHT_TO[item.kind]
        asked |= {(state["practitioner_id"], permission) for state in (item.before, item.after) if state is not None}
    return asked


def _right_to_put_back(before: State | None, after: State | None) -> Permission:
    was, is_now = (state is not None and state["status"] != "cancelled" for state in (before, after))
    if is_now and not was:
        return Permission.AGENDA_CANCEL
    return Permission.AGENDA_BOOK if was and not is_now else Permission.AGENDA_MOVE


async def _permitted(uow: UnitOfWork, rows: Sequence[Change]) -> tuple[dict[str, Practitioner], list[Item]]:
    """The agendas and rows of a change, in order, once the table has granted undoing each."""
    items = {(item.kind, item.id): item for row in rows for item in _items(uow, row)}
    practitioners = {
        agenda: await practitioner_for(uow, permission, agenda) for agenda, permission in sorted(rights_to_undo(items.values()))
    }
    return practitioners, [items[key] for key in sorted(items)]


async def _put_plans_back(uow: UnitOfWork, edit: Edit, items: list[Item], now: dict[str, Any]) -> None:
    """Restore what slots are made of first: appointments are then placed in the plan as it was."""
    of_the_plan = [item for item in items if item.kind in _OF_THE_PLAN]
    for item in of_the_plan:
        await _restore(uow, edit, item, now[item.id])
    if of_the_plan:
        for practitioner in edit.practitioners.values():
            bump(uow, practitioner)
        await uow.session.flush()
    if any(item.kind in _COHERENT for item in of_the_plan):
        for practitioner in edit.practitioners.values():
            await check_coherent(uow, practitioner)


async def _locked(uow: UnitOfWork, change_id: str) -> Sequence[Change]:
    statement = select(Change).where(Change.id == change_id).order_by(Change.practitioner_id)
    rows = (await uow.session.execute(statement)).scalars().all()
    if not rows:
        uow.permit(Permission.SIGNED_IN)
        raise NotFound
    changed = [item for row in rows for item in _items(uow, row) if item.kind == "replacements"]
    states = [state for item in changed for state in (item.before, item.after) if state is not None]
    await uow.lock(*(agenda_topic(row.practitioner_id) for row in rows), *access_topics(states))
    return (await uow.session.execute(statement, execution_options={"populate_existing": True})).scalars().all()


def _items(uow: UnitOfWork, row: Change) -> list[Item]:
    return uow.unseal(f"change|{row.id}|{row.practitioner_id}", row.items, list[Item])


def _agenda(item: Item) -> str:
    return str((item.after or item.before or {})["practitioner_id"])


async def _current(uow: UnitOfWork, item: Item) -> Any:
    model = COLLECTIONS[item.kind]
    return (await uow.session.execute(select(model).where(model.id == item.id))).scalar_one_or_none()


def _check_unchanged(item: Item, row: Any) -> None:
    untouched = row is None if item.after is None else row is not None and same(state_of(row), item.after)
    if not untouched:
        raise Superseded(kind=item.kind, id=item.id)


async def _occupy(uow: UnitOfWork, practitioners: dict[str, Practitioner], item: Item, moving: set[str]) -> None:
    """Ask for the minutes again, unless they never left."""
    before, after = item.before, item.after
    if before is None or before["status"] == "cancelled":
        return
    place_names = ("practitioner_id", "starts_at", "ends_at", "extra_id")
    stayed = after is not None and after["status"] != "cancelled" and all(after[name] == before[name] for name in place_names)
    if stayed:
        return
    if before["type_id"] is None:
        raise Superseded(kind="types", id=None)
    practitioner = practitioners[before["practitioner_id"]]
    plan = await plan_of(uow, practitioner)
    if before["extra_id"] not in {None, *(extra.id for extra in plan.extras)}:
        raise Superseded(kind="extras", id=before["extra_id"])
    starts_at, ends_at = (datetime.fromisoformat(before[name]) for name in ("starts_at", "ends_at"))
    wanted = Wanted(
        type_id=before["type_id"],
        starts_at=starts_at,
        duration=int((ends_at - starts_at).total_seconds() // 60),
        location_id=before["location_id"],
        extra_id=before["extra_id"],
    )
    accept = [*_KEPT_WARNINGS, *(["overlap"] if before["overbooked"] else [])]
    await place(uow, practitioner, wanted, accept=accept, ignoring=moving)


async def _restore(uow: UnitOfWork, edit: Edit, item: Item, row: Any) -> None:
    if item.before is None:
        if row is not None and item.kind == "appointments":
            edit.changes(row)  # a booking is undone by cancelling it: history keeps both steps
            row.status, row.status_at = "cancelled", uow.now
        elif row is not None and item.kind == "types":
            edit.changes(row)  # schedules, appointments and history may name it by now
            row.archived = True
        elif row is not None:
            await edit.removes(row)
        return
    if row is None:
        row = COLLECTIONS[item.kind]()
        put_back(row, item.before)
        if hasattr(row, "version"):
            row.version = int(item.before["version"]) + 1
        edit.adds(row)
        return
    edit.changes(row)
    put_back(row, item.before)


async def _redone(uow: UnitOfWork, rows: Sequence[Change]) -> None:
    """Undoing an undo makes the first change stand again."""
    first = {row.undoes for row in rows if row.undoes is not None}
    if first:
        await uow.session.execute(
            update(Change).where(Change.id.in_(first)).values(undone_by=None), execution_options={"synchronize_session": False}
        )
