"""The access of a replacement who has an account: the agenda he keeps, on the days he keeps it (F089–F091, Q34).

The record of the replacement itself belongs to the agenda, which calls these in its own command.
"""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select

from server.accounts.models import MembershipRow
from server.accounts.queries.views import member_view
from server.accounts.rules import REPLACEMENT_RIGHTS
from server.accounts.service.access import access_changed, person_under_lock
from server.accounts.service.members import drop_membership
from server.accounts.topics import person_topic, practice_topic
from server.core.errors import Invalid
from server.core.ids import new_id
from server.core.unit import UnitOfWork


def replacement_topics(practice_id: str, *person_ids: str | None) -> set[str]:
    """The topics to lock, with one's own, before granting or withdrawing: the practice's and the persons'."""
    return {practice_topic(practice_id), *(person_topic(person_id) for person_id in person_ids if person_id)}


async def grant_replacement(
    uow: UnitOfWork, practice_id: str, person_id: str, practitioner_id: str, days: Iterable[date], replacement_id: str
) -> None:
    """Let a person keep an agenda on these days, and on no others; again with other days, agenda or person, it moves.

    The caller has asked its permission and locked `replacement_topics`, with the person who had it before.

    Raises:
        Invalid: there is no such person.
    """
    person = await person_under_lock(uow, person_id)
    if person is None or person.disabled:
        raise Invalid(field="substitute_id", reason="unknown")
    row = await _membership(uow, practice_id, replacement_id)
    if row is not None and row.person_id != person_id:
        await withdraw_replacement(uow, practice_id, replacement_id)
        row = None
    is_new = row is None
    if row is None:
        row = MembershipRow(
            id=new_id(),
            practice_id=practice_id,
            person_id=person_id,
            role="replacement",
            replacement_id=replacement_id,
            disabled=False,
            since=uow.now,
        )
        uow.session.add(row)
    row.rights = {practitioner_id: list(REPLACEMENT_RIGHTS)}
    row.days = sorted(day.isoformat() for day in days)
    view = member_view(row, person)
    uow.record(practice_topic(practice_id), "member_joined" if is_new else "member_changed", owner=practice_id, put={"members": [view]})
    access_changed(uow, person)


async def withdraw_replacement(uow: UnitOfWork, practice_id: str, replacement_id: str) -> None:
    """End the access a replacement gave; without one, nothing happens. The caller has locked `replacement_topics`."""
    row = await _membership(uow, practice_id, replacement_id)
    person = await person_under_lock(uow, row.person_id) if row is not None else None
    if row is not None and person is not None:
        await drop_membership(uow, row, person)


async def replaced_by(uow: UnitOfWork, practice_id: str, replacement_id: str) -> str | None:
    """Who has access through this replacement: his topic is among those to lock."""
    row = await _membership(uow, practice_id, replacement_id)
    return None if row is None else row.person_id


async def _membership(uow: UnitOfWork, practice_id: str, replacement_id: str) -> MembershipRow | None:
    statement = select(MembershipRow).where(MembershipRow.practice_id == practice_id, MembershipRow.replacement_id == replacement_id)
    return (await uow.session.execute(statement)).scalar_one_or_none()
