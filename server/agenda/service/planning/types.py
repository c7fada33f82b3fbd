"""Appointment types: add, change, put in order, archive (F072–F079)."""

import msgspec
from sqlalchemy import select

from server.accounts.models import Practitioner
from server.accounts.queries import practitioner_for
from server.agenda.edit import Edit
from server.agenda.errors import TypeUnknown
from server.agenda.models import AppointmentType
from server.agenda.queries.guards import locked_row
from server.agenda.queries.plans import bump, plan_of, type_view
from server.agenda.schemas.planning import TypeList
from server.agenda.schemas.types import AppointmentTypeFields, AppointmentTypeView, ArchiveType, ChangeType, CreateType, OrderTypes
from server.agenda.service.planning.rules import check_chain
from server.agenda.topics import agenda_topic
from server.core.errors import Invalid, Stale
from server.core.ids import new_id
from server.core.permissions import Permission
from server.core.unit import UnitOfWork


async def create_type(uow: UnitOfWork, body: CreateType) -> AppointmentTypeView:
    """Add a type after the others; it has no slot until a schedule names it (F076).

    Raises:
        TypeUnknown: `followed_by` is not this practitioner's.
    """
    await uow.lock(agenda_topic(body.practitioner_id))
    practitioner = await practitioner_for(uow, Permission.AGENDA_SETTINGS, body.practitioner_id)
    row = AppointmentType(
        id=new_id(),
        version=1,
        practice_id=practitioner.practice_id,
        practitioner_id=practitioner.id,
        position=1 + max((each.position for each in (await plan_of(uow, practitioner)).types.values()), default=-1),
        archived=False,
    )
    await _fill(uow, practitioner, row, body.fields)
    edit = Edit(uow, "type_created", {practitioner.id: practitioner})
    edit.adds(row)
    return await _announced(uow, edit, practitioner, row)


async def change_type(uow: UnitOfWork, type_id: str, body: ChangeType) -> AppointmentTypeView:
    """Replace the fields of a type. Appointments keep the length they were booked with.

    Raises:
        Stale, TypeUnknown.
        Invalid: the types would follow one another in a circle (Q30).
    """
    row, practitioner = await locked_row(uow, AppointmentType, Permission.AGENDA_SETTINGS, type_id)
    _check_version(row, body.version, msgspec.to_builtins(body.fields))
    edit = Edit(uow, "type_changed", {practitioner.id: practitioner})
    edit.changes(row)
    await _fill(uow, practitioner, row, body.fields)
    return await _announced(uow, edit, practitioner, row)


async def archive_type(uow: UnitOfWork, type_id: str, body: ArchiveType) -> AppointmentTypeView:
    """Stop offering a type, or offer it again; its appointments stay."""
    row, practitioner = await locked_row(uow, AppointmentType, Permission.AGENDA_SETTINGS, type_id)
    _check_version(row, body.version, {"archived": body.archived})
    edit = Edit(uow, "type_archived" if body.archived else "type_restored", {practitioner.id: practitioner})
    edit.changes(row)
    row.archived = body.archived
    return await _announced(uow, edit, practitioner, row)


async def order_types(uow: UnitOfWork, body: OrderTypes) -> TypeList:
    """Put a practitioner's types in the order given; archived ones that are not named come last (F073).

    Raises:
        TypeUnknown: one is not his.
        Stale: one of his is missing, because it was added in the meantime.
    """
    await uow.lock(agenda_topic(body.practitioner_id))
    practitioner = await practitioner_for(uow, Permission.AGENDA_SETTINGS, body.practitioner_id)
    statement = select(AppointmentType).where(AppointmentType.practitioner_id == practitioner.id)
    rows = (await uow.session.execute(statement.order_by(AppointmentType.position, AppointmentType.id))).scalars().all()
    named = set(body.type_ids)
    if len(named) < len(body.type_ids):
        raise Invalid("A type is named twice.", field="type_ids", reason="twice")
    if not named <= {row.id for row in rows}:
        raise TypeUnknown
    if any(row.id not in named and not row.archived for row in rows):
        theirs = [type_view(row) for row in rows]
        raise Stale(yours={"type_ids": body.type_ids}, theirs=msgspec.to_builtins(theirs))
    place = {type_id: position for position, type_id in enumerate(body.type_ids)}
    rows = sorted(rows, key=lambda row: place.get(row.id, len(place)))
    edit = Edit(uow, "types_ordered", {practitioner.id: practitioner})
    for position, row in enumerate(rows):
        if row.position != position:
            edit.changes(row)
            row.position = position
    bump(uow, practitioner)
    await edit.announce()
    return TypeList(types=[type_view(row) for row in rows])


async def _fill(uow: UnitOfWork, practitioner: Practitioner, row: AppointmentType, fields: AppointmentTypeFields) -> None:
    types = (await plan_of(uow, practitioner)).types
    if fields.followed_by is not None:
        if fields.followed_by not in types:
            raise TypeUnknown
        check_chain(row.id, {type_id: view.followed_by for type_id, view in types.items()} | {row.id: fields.followed_by})
    row.fields = msgspec.to_builtins(fields)


async def _announced(uow: UnitOfWork, edit: Edit, practitioner: Practitioner, row: AppointmentType) -> AppointmentTypeView:
    bump(uow, practitioner)
    await edit.announce()
    return type_view(row)


def _check_version(row: AppointmentType, version: int, yours: dict[str, object]) -> None:
    if row.version != version:
        raise Stale(yours=yours, theirs=msgspec.to_builtins(type_view(row)))
