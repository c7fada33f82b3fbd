"""Members: their role, whose agenda is their own, what is ticked for them, and their leaving."""

from sqlalchemy import select, update

from server.accounts.errors import BelongsElsewhere, PractitionerTaken
from server.accounts.models import MembershipRow, Person, Practitioner, RecoveryCode
from server.accounts.queries.views import member_view
from server.accounts.rules import in_order
from server.accounts.schemas.people import ChangeMember, MemberView, TickRights
from server.accounts.service.access import access_changed, keep_an_administrator, lock_access, person_under_lock, sign_out
from server.accounts.service.practices import given
from server.accounts.topics import practice_topic
from server.core.actors import EVERYONE, Target
from server.core.db import EVERY_PRACTICE
from server.core.errors import Invalid, NotFound
from server.core.permissions import Permission
from server.core.unit import UnitOfWork

STAFF = frozenset({"administrator", "practitioner", "secretary", "tele_secretary"})
"""The roles that are invited, changed and ticked; the others come with a grant or a replacement."""


async def member_for(
    uow: UnitOfWork, permission: Permission, member_id: str, practitioner_id: str | None = None
) -> tuple[MembershipRow, Person]:
    """A member and his person, locked, once the table has granted `permission` on the practice, or on this agenda of it.

    Raises:
        NotFound: unknown or forbidden.
    """
    statement = select(MembershipRow.practice_id, MembershipRow.person_id).where(MembershipRow.id == member_id)
    found = (await uow.session.execute(statement)).one_or_none()
    uow.permit(permission, Target(found.practice_id if found else None, practitioner_id))
    if found is None:
        raise NotFound
    await lock_access(uow, found.practice_id, found.person_id)
    row = (await uow.session.execute(select(MembershipRow).where(MembershipRow.id == member_id))).scalar_one_or_none()
    person = await person_under_lock(uow, found.person_id)
    if row is None or person is None:
        raise NotFound
    uow.audit(str(permission), row.practice_id, f"member/{member_id}")
    return row, person


async def change_member(uow: UnitOfWork, member_id: str, body: ChangeMember) -> MemberView:
    """Change a member's role or own agenda, or shut him out; a new role or being shut out ends his sessions (R27).

    Raises:
        LastAdministrator, PractitionerTaken, Invalid.
    """
    row, person = await member_for(uow, Permission.MEMBERS_MANAGE, member_id)
    changes = {name: value for name, value in given(body).items() if value != getattr(row, name)}
    if row.role not in STAFF and changes.keys() - {"disabled"}:
        raise Invalid(field="role", reason="not_staff")
    if changes.get("role", "administrator") != "administrator" or changes.get("disabled"):
        await keep_an_administrator(uow, row)
    if changes.get("practitioner_id") is not None:
        await own_agenda(uow, row.practice_id, changes["practitioner_id"])
    if "role" in changes:
        row.rights = {}
    for name, value in changes.items():
        setattr(row, name, value)
    view = _said(uow, row, person)
    if changes:
        access_changed(uow, person)
    if changes.keys() & {"role", "disabled"}:
        await sign_out(uow, person.id)
    return view


async def remove_member(uow: UnitOfWork, member_id: str) -> None:
    """A member leaves: he is signed out, and what he did stays under his name.

    Raises:
        LastAdministrator: nobody would be left to manage the practice.
    """
    row, person = await member_for(uow, Permission.MEMBERS_MANAGE, member_id)
    if row.role not in STAFF:
        raise Invalid(field="role", reason="not_staff")
    await keep_an_administrator(uow, row)
    await drop_membership(uow, row, person)
    await sign_out(uow, person.id)


async def drop_membership(uow: UnitOfWork, row: MembershipRow, person: Person) -> None:
    """Delete a locked membership and tell every screen."""
    await uow.session.delete(row)
    uow.record(practice_topic(row.practice_id), "member_left", owner=row.practice_id, drop={"members": [row.id]})
    access_changed(uow, person)


async def tick_rights(uow: UnitOfWork, member_id: str, body: TickRights) -> MemberView:
    """Tick what a member may do on one practitioner's agenda, or on every one not named (F095).

    Raises:
        Invalid: the rights of this member come from elsewhere.
    """
    named = None if body.practitioner_id == EVERYONE else body.practitioner_id
    row, person = await member_for(uow, Permission.RIGHTS_MANAGE, member_id, named)
    if row.role not in STAFF:
        raise Invalid(field="role", reason="not_staff")
    if named is not None and not await _is_of(uow, row.practice_id, named):
        raise NotFound
    row.rights = {**row.rights, body.practitioner_id: [str(right) for right in in_order(body.rights)]}
    view = _said(uow, row, person)
    access_changed(uow, person)
    return view


async def reset_second_factor(uow: UnitOfWork, member_id: str) -> None:
    """Forget the second factor of a member who lost it; he sets up another at his next log-in.

    Raises:
        BelongsElsewhere: he works for another practice too: its data are not this administrator's to open.
    """
    row, person = await member_for(uow, Permission.MEMBERS_MANAGE, member_id)
    elsewhere = select(MembershipRow.id).where(MembershipRow.person_id == person.id, MembershipRow.practice_id != row.practice_id)
    async with uow.core.db.read(EVERY_PRACTICE) as session:
        if await session.scalar(elsewhere.limit(1)):
            raise BelongsElsewhere
    person.totp = None
    await uow.session.execute(
        update(RecoveryCode)
        .where(RecoveryCode.person_id == person.id, RecoveryCode.used_at.is_(None))
        .values(used_at=uow.now)
        .execution_options(synchronize_session=False)
    )
    uow.audit("second_factor_reset", row.practice_id, f"person/{person.id}")
    await sign_out(uow, person.id)


async def own_agenda(uow: UnitOfWork, practice_id: str, practitioner_id: str) -> None:
    """Refuse an agenda that is not the practice's, or is somebody else's own.

    Raises:
        Invalid, PractitionerTaken.
    """
    if not await _is_of(uow, practice_id, practitioner_id):
        raise Invalid(field="practitioner_id", reason="unknown")
    taken = select(MembershipRow.id).where(MembershipRow.practice_id == practice_id, MembershipRow.practitioner_id == practitioner_id)
    if await uow.session.scalar(taken.limit(1)):
        raise PractitionerTaken


async def _is_of(uow: UnitOfWork, practice_id: str, practitioner_id: str) -> bool:
    statement = select(Practitioner.id).where(Practitioner.practice_id == practice_id, Practitioner.id == practitioner_id)
    return (await uow.session.execute(statement)).scalar_one_or_none() is not None


def _said(uow: UnitOfWork, row: MembershipRow, person: Person) -> MemberView:
    view = member_view(row, person)
    uow.record(practice_topic(row.practice_id), "member_changed", owner=row.practice_id, put={"members": [view]})
    return view
