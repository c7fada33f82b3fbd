"""Agendas opened to colleagues outside the practice, and closed again (F093, F094)."""

from sqlalchemy import select

from server.accounts.errors import AlreadyMember
from server.accounts.letters import GRANT
from server.accounts.models import MembershipRow, Person
from server.accounts.queries.guards import practitioner_for
from server.accounts.queries.views import member_view
from server.accounts.rules import FUNCTION_RIGHTS, address
from server.accounts.schemas.people import Grant, Granted
from server.accounts.service.access import access_changed, lock_access
from server.accounts.service.invitations import send_invitation
from server.accounts.service.members import drop_membership, member_for
from server.accounts.topics import practice_topic
from server.core.errors import NotFound
from server.core.ids import new_id
from server.core.outbox import post
from server.core.permissions import Permission
from server.core.unit import UnitOfWork


async def grant(uow: UnitOfWork, body: Grant) -> Granted:
    """Open an agenda to a colleague; one who has no account yet is invited to open one.

    A colleague who has this agenda already gets the new function.

    Raises:
        AlreadyMember: he works in the practice; his rights are ticked.
    """
    practitioner = await practitioner_for(uow, Permission.RIGHTS_MANAGE, body.practitioner_id)
    practice_id = practitioner.practice_id
    email = address(body.email)
    rights = {body.practitioner_id: [str(right) for right in FUNCTION_RIGHTS[body.function]]}
    person = (await uow.session.execute(select(Person).where(Person.email == email))).scalar_one_or_none()
    if person is None or not person.password:
        await uow.lock(practice_topic(practice_id))
        invitation = await send_invitation(uow, practice_id, email, "outside_colleague", rights=rights)
        return Granted(invitation=invitation)
    await lock_access(uow, practice_id, person.id)
    await uow.session.refresh(person)
    rows = (
        await uow.session.scalars(
            select(MembershipRow).where(MembershipRow.practice_id == practice_id, MembershipRow.person_id == person.id)
        )
    ).all()
    if any(row.role not in {"outside_colleague", "replacement"} for row in rows):
        raise AlreadyMember
    found = next((row for row in rows if row.role == "outside_colleague" and body.practitioner_id in row.rights), None)
    row = found or new_grant(uow, practice_id, person.id)
    row.rights, row.disabled = rights, False
    uow.session.add(row)
    await uow.session.flush()
    refs = {"member": row.id, "by": uow.actor.person_id or ""}
    await post(uow, GRANT, f"member/{row.id}", refs, practice_id=practice_id, dedupe=f"grant:{row.id}")
    view = member_view(row, person)
    uow.record(practice_topic(practice_id), "member_changed" if found else "member_joined", owner=practice_id, put={"members": [view]})
    access_changed(uow, person)
    return Granted(grant=view)


def new_grant(uow: UnitOfWork, practice_id: str, person_id: str) -> MembershipRow:
    """The tie of an outside colleague to a practice, without any right yet."""
    return MembershipRow(
        id=new_id(), practice_id=practice_id, person_id=person_id, role="outside_colleague", rights={}, disabled=False, since=uow.now
    )


async def withdraw_grant(uow: UnitOfWork, grant_id: str) -> None:
    """Close an agenda to an outside colleague, at once (F094)."""
    rights = (await uow.session.execute(select(MembershipRow.rights).where(MembershipRow.id == grant_id))).scalar_one_or_none()
    row, person = await member_for(uow, Permission.RIGHTS_MANAGE, grant_id, next(iter(rights), None) if rights else None)
    if row.role != "outside_colleague":
        raise NotFound
    await drop_membership(uow, row, person)
