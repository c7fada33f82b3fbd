"""What one changes of oneself."""

from sqlalchemy import select

from server.accounts.models import MembershipRow, Person
from server.accounts.queries.snapshots import me
from server.accounts.queries.views import member_view
from server.accounts.rules import initials_of
from server.accounts.schemas.session import ChangeMe, Me
from server.accounts.service.practices import given
from server.accounts.topics import practice_topic
from server.core.actors import Target
from server.core.errors import NotFound
from server.core.permissions import Permission
from server.core.unit import UnitOfWork


async def change_me(uow: UnitOfWork, body: ChangeMe, *, demo: bool) -> Me:
    """Change one's name or language; the practices one works for see the new name at once."""
    uow.permit(Permission.SELF_WRITE, Target(person_id=uow.actor.person_id))
    await uow.lock(*map(practice_topic, uow.actor.scope))
    person = await uow.session.get(Person, uow.actor.person_id)
    if person is None:
        raise NotFound
    for name, value in given(body).items():
        setattr(person, name, value)
    person.initials = initials_of(person.name)
    rows = await uow.session.scalars(select(MembershipRow).where(MembershipRow.person_id == person.id).order_by(MembershipRow.id))
    for row in rows:
        view = member_view(row, person)
        uow.record(practice_topic(row.practice_id), "member_changed", owner=row.practice_id, put={"members": [view]})
    uow.audit("self_changed", None, f"person/{person.id}")
    return await me(uow, demo=demo)
