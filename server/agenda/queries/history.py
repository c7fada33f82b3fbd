"""The story of an appointment, the feed of changes, and what changed since one left (F039, Part C 12)."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import select

from server.accounts.queries import practitioner_for
from server.agenda.edit import Item
from server.agenda.models import Appointment, Change, ChangedAppointment
from server.agenda.queries.views import appointment_views
from server.agenda.schemas.appointments import AppointmentView, HistoryEntry, PersonRef
from server.agenda.schemas.changes import AppointmentHistory, ChangeEntry, ChangeList, ChangesParams
from server.agenda.service.undo import rights_to_undo
from server.agenda.shown import lens_for, through
from server.agenda.state import State, put_back
from server.core.actors import Target
from server.core.events import Author
from server.core.permissions import Permission
from server.core.unit import UnitOfWork
from server.patients.queries import briefs


async def appointment_history(uow: UnitOfWork, row: Appointment) -> AppointmentHistory:
    """Every change of an appointment whose guard was passed, the latest first."""
    statement = (
        select(Change)
        .join(ChangedAppointment, ChangedAppointment.change_id == Change.id)
        .where(ChangedAppointment.appointment_id == row.id, ChangedAppointment.practitioner_id == Change.practitioner_id)
        .order_by(Change.at.desc(), Change.id.desc())
    )
    entries: list[HistoryEntry] = []
    seen: set[str] = set()
    for change in (await uow.session.execute(statement)).scalars():
        if change.id in seen:
            continue
        seen.add(change.id)
        items = _items(uow, change)
        item = next(each for each in items if each.id == row.id)
        entries.append(
            HistoryEntry(
                id=change.id,
                at=change.at,
                by=msgspec.convert(change.by, PersonRef),
                name=change.name,
                channel=change.channel,
                before=await _view(uow, item.before),
                after=await _view(uow, item.after),
                undone=change.undone_by is not None,
                can_undo=_can_undo(uow, change, items),
            )
        )
    return AppointmentHistory(entries=entries)


async def last_change(uow: UnitOfWork, appointment_id: str) -> Change | None:
    """The last change of an appointment, which may be gone since; for what follows it, through no guard."""
    statement = (
        select(Change)
        .join(ChangedAppointment, ChangedAppointment.change_id == Change.id)
        .where(ChangedAppointment.appointment_id == appointment_id)
        .order_by(Change.at.desc(), Change.id.desc())
        .limit(1)
    )
    return (await uow.session.execute(statement)).scalar_one_or_none()


async def changes_feed(uow: UnitOfWork, params: ChangesParams) -> ChangeList:
    """The latest changes of some agendas; `mine`: only the reader's own."""
    agendas = params.practitioner_ids.split(",")
    for agenda in agendas:
        await practitioner_for(uow, Permission.AGENDA_READ, agenda)
    statement = select(Change).where(Change.practitioner_id.in_(agendas)).order_by(Change.at.desc(), Change.id.desc())
    if params.since is not None:
        statement = statement.where(Change.at > params.since)
    if params.mine:
        statement = statement.where(Change.by["id"].as_string() == uow.actor.person_id)
    rows = (await uow.session.execute(statement.limit(params.limit))).scalars().all()
    opened = [(row, _items(uow, row)) for row in rows]
    names = await briefs(uow, {patient for _, items in opened for patient in _patients(items)})
    return ChangeList(entries=[_entry(uow, row, items, names) for row, items in opened])


def _entry(uow: UnitOfWork, row: Change, items: list[Item], names: dict[str, Any]) -> ChangeEntry:
    target = Target(practice_id=row.practice_id, practitioner_id=row.practitioner_id)
    details = uow.may(Permission.AGENDA_DETAILS, target)
    patients = _patients(items)
    brief = names.get(patients[0]) if details and len(patients) == 1 else None
    state = next((item.after or item.before for item in items if item.kind == "appointments"), None)
    return ChangeEntry(
        id=row.id,
        at=row.at,
        by=msgspec.convert(row.by, Author) if details else Author(name=""),
        name=row.name,
        practitioner_id=row.practitioner_id,
        subject=f"{brief.last_name} {brief.first_name}" if brief else None,
        starts_at=msgspec.convert(state["starts_at"], Appointment.starts_at.type.python_type) if state else None,
        undone=row.undone_by is not None,
        can_undo=_can_undo(uow, row, items),
    )


def _items(uow: UnitOfWork, row: Change) -> list[Item]:
    return uow.unseal(f"change|{row.id}|{row.practitioner_id}", row.items, list[Item])


def _patients(items: Sequence[Item]) -> list[str]:
    return list(
        dict.fromkeys(state["patient_id"] for item in items for state in (item.after, item.before) if state and "patient_id" in state)
    )


def _can_undo(uow: UnitOfWork, row: Change, items: list[Item]) -> bool:
    if row.undone_by is not None:
        return False
    asked = rights_to_undo(items)
    return all(uow.may(permission, Target(practice_id=row.practice_id, practitioner_id=agenda)) for agenda, permission in asked)


async def _view(uow: UnitOfWork, state: State | None) -> AppointmentView | None:
    if state is None:
        return None
    row = Appointment()
    put_back(row, state)
    row.version = state["version"]
    view = (await appointment_views(uow, [row]))[0]
    return through(lens_for(uow, row.practice_id, row.practitioner_id), "appointments", [view])[0]
