"""Replacements: who stands in for a practitioner, on a set of days (A13, Q34).

The record is the agenda's; when the substitute has an account, accounts opens the agenda to him on these days. Both
happen in one transaction, so the topics of both are locked together; and as it gives access, it takes the right to.
"""

from collections.abc import Iterable
from datetime import date

import msgspec
from sqlalchemy import select

from server.accounts.models import MembershipRow, Person, Practitioner
from server.accounts.queries import practitioner_for
from server.accounts.service.replacements import grant_replacement, replaced_by, replacement_topics, withdraw_replacement
from server.agenda.edit import Edit
from server.agenda.models import Replacement
from server.agenda.queries.guards import agenda_of, row_for
from server.agenda.queries.views import replacement_view
from server.agenda.schemas.schedule import ChangeReplacement, CreateReplacement, ReplacementFields, ReplacementView
from server.agenda.service.planning.rules import checked_days
from server.agenda.shown import target_of
from server.agenda.state import State
from server.agenda.topics import agenda_topic
from server.core.errors import Invalid, NotFound, Stale
from server.core.ids import new_id
from server.core.permissions import Permission
from server.core.unit import Restart, UnitOfWork


async def create_replacement(uow: UnitOfWork, body: CreateReplacement) -> ReplacementView:
    """Record a replacement (F089); a substitute with an account gets his access.

    Raises:
        Invalid: nobody is named, or the person is not one of the practice.
    """
    owner = await _practice_of(uow, body.practitioner_id)
    await uow.lock(agenda_topic(body.practitioner_id), *replacement_topics(owner, body.fields.substitute_id))
    practitioner = await practitioner_for(uow, Permission.AGENDA_SETTINGS, body.practitioner_id)
    check_may_give(uow, practitioner, body.fields.substitute_id)
    row = Replacement(id=new_id(), version=1, practice_id=owner, practitioner_id=practitioner.id)
    await _fill(uow, row, body.fields)
    edit = Edit(uow, "replacement_created", {practitioner.id: practitioner})
    edit.adds(row)
    await _follow(uow, row.practice_id, row.id, row)
    await edit.announce()
    return replacement_view(row)


async def change_replacement(uow: UnitOfWork, replacement_id: str, body: ChangeReplacement) -> ReplacementView:
    """Replace a record (F091); the access follows its days and its substitute."""
    row, practitioner = await _locked(uow, replacement_id, body.fields.substitute_id)
    if row.version != body.version:
        raise Stale(yours=msgspec.to_builtins(body.fields), theirs=msgspec.to_builtins(replacement_view(row)))
    check_may_give(uow, practitioner, row.substitute_id, body.fields.substitute_id)
    edit = Edit(uow, "replacement_changed", {practitioner.id: practitioner})
    edit.changes(row)
    await _fill(uow, row, body.fields)
    await _follow(uow, row.practice_id, row.id, row)
    await edit.announce()
    return replacement_view(row)


async def delete_replacement(uow: UnitOfWork, replacement_id: str) -> None:
    """Delete a record, and the access it gave."""
    row, practitioner = await _locked(uow, replacement_id)
    check_may_give(uow, practitioner, row.substitute_id)
    edit = Edit(uow, "replacement_deleted", {practitioner.id: practitioner})
    await edit.removes(row)
    await _follow(uow, row.practice_id, row.id, None)
    await edit.announce()


def check_may_give(uow: UnitOfWork, practitioner: Practitioner, *substitute_ids: str | None) -> None:
    """Where a substitute has an account the record is his access: only who may tick rights may touch it (F095).

    Raises:
        NotFound: the actor may not.
    """
    if any(substitute_ids):
        uow.permit(Permission.RIGHTS_MANAGE, target_of(practitioner))


def access_topics(states: Iterable[State]) -> set[str]:
    """What undoing a change of these replacements locks besides the agenda."""
    return {topic for state in states for topic in replacement_topics(state["practice_id"], state["substitute_id"])}


async def access_before(uow: UnitOfWork, practitioner: Practitioner, before: State | None, after: State | None) -> None:
    """Make the access what it was before a change that is being undone."""
    check_may_give(uow, practitioner, *(state["substitute_id"] for state in (before, after) if state is not None))
    if before is not None:
        await _grant(uow, before["practice_id"], before["id"], before["practitioner_id"], before["substitute_id"], before["days"])
    elif after is not None:
        await withdraw_replacement(uow, after["practice_id"], after["id"])


async def _follow(uow: UnitOfWork, practice_id: str, replacement_id: str, row: Replacement | None) -> None:
    if row is None:
        await withdraw_replacement(uow, practice_id, replacement_id)
    else:
        await _grant(uow, practice_id, replacement_id, row.practitioner_id, row.substitute_id, row.days)


async def _grant(
    uow: UnitOfWork, practice_id: str, replacement_id: str, practitioner_id: str, substitute_id: str | None, days: list[str]
) -> None:
    if substitute_id is None:
        await withdraw_replacement(uow, practice_id, replacement_id)
        return
    named = [date.fromisoformat(day) for day in days]
    await grant_replacement(uow, practice_id, substitute_id, practitioner_id, named, replacement_id)


async def _fill(uow: UnitOfWork, row: Replacement, fields: ReplacementFields) -> None:
    name = fields.substitute_name.strip()
    if fields.substitute_id is not None and fields.substitute_id != row.substitute_id:
        known = (
            select(Person.name)
            .join(MembershipRow, MembershipRow.person_id == Person.id)
            .where(
                Person.id == fields.substitute_id,
                Person.disabled.is_(False),
                MembershipRow.practice_id == row.practice_id,
                MembershipRow.disabled.is_(False),
            )
            .limit(1)
        )
        found = (await uow.session.execute(known)).scalar_one_or_none()
        if found is None:
            raise Invalid("This person does not belong to the practice.", field="substitute_id", reason="unknown")
        name = name or found
    if not name and fields.substitute_id is None:
        raise Invalid("Say who stands in.", field="substitute_name", reason="missing")
    row.name, row.substitute_id = fields.name, fields.substitute_id
    row.substitute_name = name or row.substitute_name
    row.days = [day.isoformat() for day in checked_days(fields.days)]


async def _locked(uow: UnitOfWork, replacement_id: str, *persons: str | None) -> tuple[Replacement, Practitioner]:
    """Lock all that a change of a replacement writes, then load it through its guard."""
    agenda = await agenda_of(uow, Replacement, replacement_id)
    owner = await _practice_of(uow, agenda)
    present = await replaced_by(uow, owner, replacement_id)
    await uow.lock(agenda_topic(agenda), *replacement_topics(owner, present, *persons))
    row, practitioner = await row_for(uow, Replacement, Permission.AGENDA_SETTINGS, replacement_id, agenda)
    if await replaced_by(uow, owner, replacement_id) != present:
        raise Restart
    return row, practitioner


async def _practice_of(uow: UnitOfWork, practitioner_id: str) -> str:
    statement = select(Practitioner.practice_id).where(Practitioner.id == practitioner_id)
    found = (await uow.session.execute(statement)).scalar_one_or_none()
    if found is None:
        uow.permit(Permission.SIGNED_IN)
        raise NotFound
    return found
