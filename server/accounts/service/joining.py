"""Answering an invitation: a new account, or one more practice for the account one has."""

from typing import cast

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from server.accounts.errors import AlreadyMember, LinkExpired
from server.accounts.links import opened, use
from server.accounts.models import Invitation, MembershipRow, Person, Practice
from server.accounts.passwords import Passwords
from server.accounts.queries.views import member_view
from server.accounts.rules import initials_of, tidy
from server.accounts.schemas.people import AcceptInvitation, OpenedInvitation, OpenInvitation
from server.accounts.schemas.session import SignedIn
from server.accounts.service.access import access_changed, lock_access, person_under_lock
from server.accounts.service.members import STAFF
from server.accounts.service.signing_in import actor_for, begin, newcomer, prove_password
from server.accounts.throttle import ASKING, attempt, bucket, network
from server.accounts.topics import practice_topic
from server.core.actors import NOBODY, Role
from server.core.db import EVERY_PRACTICE
from server.core.errors import Invalid, TooMany
from server.core.http import House, Reply, Visit
from server.core.ids import new_id
from server.core.permissions import Permission
from server.core.unit import UnitOfWork, reading, writing


async def open_invitation(visit: Visit, body: OpenInvitation) -> OpenedInvitation:
    """What the page of an invitation shows before it is answered.

    Raises:
        LinkExpired, TooMany.
    """
    core = visit.house.core
    await attempt(core, bucket(core, ASKING, network(visit.address)))
    async with reading(core, NOBODY, scope=EVERY_PRACTICE) as uow:
        uow.permit(Permission.PUBLIC)
        invitation = await _pending(uow, body.token)
        practice = await uow.session.get_one(Practice, invitation.practice_id)
        person = await _account(uow, invitation.email)
    return OpenedInvitation(
        practice_name=practice.name, email=invitation.email, role=cast("Role", invitation.role), has_account=person is not None
    )


async def accept_invitation(visit: Visit, body: AcceptInvitation) -> Reply[SignedIn]:
    """Join. Who has an account proves it is his; who is signed in under it stays so.

    Raises:
        LinkExpired, AlreadyMember, WeakPassword, WrongCredentials, TooMany, Invalid.
    """
    house: House = visit.house
    async with reading(house.core, NOBODY, scope=EVERY_PRACTICE) as uow:
        uow.permit(Permission.PUBLIC)
        invitation = await _pending(uow, body.token)
        person = await _account(uow, invitation.email)
    is_signed_in = person is not None and visit.actor.person_id == person.id
    if person is None:
        person = await _new_person(visit, invitation.email, body)
    elif not is_signed_in:
        if body.password is None:
            raise Invalid(field="password", reason="required")
        await prove_password(visit, await newcomer(visit, person.email), body.password)
    try:
        async with writing(house.core, actor_for(person), scope=frozenset({invitation.practice_id})) as uow:
            uow.permit(Permission.PUBLIC)
            await _join(uow, body.token, person)
    except IntegrityError:
        raise TooMany("Somebody else is answering at this moment.", retry_after=1) from None
    if is_signed_in:
        return Reply(SignedIn(state="signed_in"))
    async with writing(house.core, actor_for(person), scope=EVERY_PRACTICE) as uow:
        uow.permit(Permission.PUBLIC)
        return await begin(visit, uow, person)


async def _new_person(visit: Visit, email: str, body: AcceptInvitation) -> Person:
    """An account that does not exist yet, not yet written."""
    passwords: Passwords = visit.house.service(Passwords)
    if body.name is None or body.password is None:
        raise Invalid(field="name" if body.name is None else "password", reason="required")
    name = tidy(body.name)
    await passwords.check(body.password, (email, name))
    hashed = await passwords.hash(body.password)
    return Person(id=new_id(), email=email, name=name, initials=initials_of(name), password=hashed, created_at=visit.house.core.clock.now())


async def _join(uow: UnitOfWork, token: str, joining: Person) -> None:
    """Write the membership, under the locks of the practice and of the person."""
    practice_id = (await _pending(uow, token)).practice_id
    await lock_access(uow, practice_id, joining.id)
    invitation = await _pending(uow, token)
    await use(uow, await opened(uow, "invitation", token))
    person = await person_under_lock(uow, joining.id)
    if person is None:
        joining.rights_version = 1
        uow.session.add(joining)
        await uow.session.flush()
        person = joining
    await _refuse_twice(uow, invitation, person)
    row = MembershipRow(
        id=new_id(),
        practice_id=practice_id,
        person_id=person.id,
        role=invitation.role,
        practitioner_id=await _free_agenda(uow, invitation),
        rights=invitation.rights,
        disabled=False,
        since=uow.now,
    )
    invitation.accepted_at = uow.now
    uow.session.add(row)
    uow.audit("invitation_accepted", practice_id, f"person/{person.id}")
    uow.record(
        practice_topic(practice_id),
        "member_joined",
        owner=practice_id,
        put={"members": [member_view(row, person)]},
        drop={"invitations": [invitation.id]},
    )
    access_changed(uow, person)


async def _pending(uow: UnitOfWork, token: str) -> Invitation:
    """The invitation behind a link, while it can be answered.

    Raises:
        LinkExpired: it cannot.
    """
    link = await opened(uow, "invitation", token)
    statement = select(Invitation).where(Invitation.id == link.invitation_id).execution_options(populate_existing=True)
    row = (await uow.session.execute(statement)).scalar_one_or_none()
    if row is None or row.accepted_at is not None or row.revoked_at is not None or row.expires_at <= uow.now:
        raise LinkExpired
    return row


async def _account(uow: UnitOfWork, email: str) -> Person | None:
    return (await uow.session.execute(select(Person).where(Person.email == email))).scalar_one_or_none()


async def _refuse_twice(uow: UnitOfWork, invitation: Invitation, person: Person) -> None:
    """Nobody joins the staff twice, nor gets the same agenda twice, nor an outside look at his own practice."""
    rows = (
        await uow.session.scalars(
            select(MembershipRow).where(MembershipRow.practice_id == invitation.practice_id, MembershipRow.person_id == person.id)
        )
    ).all()
    same_grant = any(row.role == "outside_colleague" == invitation.role and row.rights.keys() == invitation.rights.keys() for row in rows)
    if same_grant or any(row.role in STAFF for row in rows):
        raise AlreadyMember


async def _free_agenda(uow: UnitOfWork, invitation: Invitation) -> str | None:
    """The agenda meant to be his own, unless somebody got it in the meantime."""
    if invitation.practitioner_id is None:
        return None
    taken = select(MembershipRow.id).where(MembershipRow.practitioner_id == invitation.practitioner_id).limit(1)
    return None if await uow.session.scalar(taken) else invitation.practitioner_id
