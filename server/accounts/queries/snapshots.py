"""What the topics of accounts start from, and what /api/me says."""

from typing import cast

import msgspec
from sqlalchemy import select

from server.accounts.models import Invitation, Location, MembershipRow, Person, Practice, Practitioner, QuietChoice
from server.accounts.queries.quiet import quiet_view
from server.accounts.queries.views import (
    invitation_view,
    location_view,
    member_view,
    practice_view,
    practitioner_view,
)
from server.accounts.rules import hue_of, rights_on
from server.accounts.schemas.people import AccessView, PersonBody, PracticeBody
from server.accounts.schemas.session import Locale, Me, MyAgenda, MyPractice, Myself
from server.accounts.topics import authorize_person, authorize_practice
from server.core.actors import Target
from server.core.errors import NotFound
from server.core.permissions import Permission
from server.core.unit import UnitOfWork


async def practice_snapshot(uow: UnitOfWork, practice_id: str, _: msgspec.Raw) -> PracticeBody:
    """The topic practice/{id} as it is now.

    Raises:
        NotFound: not the actor's.
    """
    await authorize_practice(uow, practice_id)
    return await practice_body(uow, practice_id)


async def practice_body(uow: UnitOfWork, practice_id: str) -> PracticeBody:
    """The same, unguarded: for what follows from a permitted command."""
    session = uow.session
    practice = await session.get(Practice, practice_id)
    if practice is None:
        raise NotFound
    locations = await session.scalars(select(Location).where(Location.practice_id == practice_id).order_by(Location.id))
    practitioners = await session.scalars(
        select(Practitioner).where(Practitioner.practice_id == practice_id).order_by(Practitioner.position, Practitioner.id)
    )
    members = await session.execute(
        select(MembershipRow, Person)
        .join(Person, Person.id == MembershipRow.person_id)
        .where(MembershipRow.practice_id == practice_id)
        .order_by(MembershipRow.id)
    )
    invitations = await session.scalars(
        select(Invitation)
        .where(Invitation.practice_id == practice_id, Invitation.accepted_at.is_(None), Invitation.revoked_at.is_(None))
        .order_by(Invitation.id)
    )
    return PracticeBody(
        practice=[practice_view(practice)],
        locations=[location_view(row) for row in locations],
        practitioners=[practitioner_view(row) for row in practitioners],
        members=[member_view(row, person) for row, person in members],
        invitations=[invitation_view(row) for row in invitations],
    )


async def person_snapshot(uow: UnitOfWork, person_id: str, _: msgspec.Raw) -> PersonBody:
    """The topic person/{id} as it is now.

    Raises:
        NotFound: somebody else's.
    """
    await authorize_person(uow, person_id)
    version = (await uow.session.execute(select(Person.rights_version).where(Person.id == person_id))).scalar_one_or_none()
    if version is None:
        raise NotFound
    chosen = await uow.session.get(QuietChoice, person_id)
    return PersonBody(access=[AccessView(id=person_id, version=version)], quiet=[quiet_view(person_id, chosen)])


async def me(uow: UnitOfWork, *, demo: bool) -> Me:
    """Who the actor is and what he may do today."""
    uow.permit(Permission.SIGNED_IN)
    actor, session = uow.actor, uow.session
    person = await session.get(Person, actor.person_id)
    if person is None:
        raise NotFound
    practices = {row.id: row for row in await session.scalars(select(Practice).where(Practice.id.in_(actor.scope)))}
    practitioners = await session.scalars(
        select(Practitioner).where(Practitioner.archived.is_(False)).order_by(Practitioner.position, Practitioner.id)
    )
    return Me(
        person=Myself(
            id=person.id,
            name=person.name,
            initials=person.initials,
            email=person.email,
            hue=hue_of(person.id),
            second_factor=person.totp is not None,
        ),
        practices=[
            MyPractice(id=m.practice_id, name=practices[m.practice_id].name, role=m.role, practitioner_id=m.practitioner_id)
            for m in actor.active
        ],
        agendas=[
            MyAgenda(
                practitioner=practitioner_view(row),
                practice_id=row.practice_id,
                practice_name=practices[row.practice_id].name,
                rights=rights_on(actor, row.practice_id, row.id),
                details=uow.may(Permission.AGENDA_DETAILS, Target(row.practice_id, row.id)),
            )
            for row in practitioners
            if uow.may(Permission.AGENDA_READ, Target(row.practice_id, row.id))
        ],
        demo=demo,
        locale=cast("Locale", person.locale),
    )
