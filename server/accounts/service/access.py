"""What every change of access does: the person's version grows, his screens hear of it, and his sessions may end."""

from functools import partial

from sqlalchemy import func, select, update

from server.accounts.errors import LastAdministrator
from server.accounts.models import MembershipRow, Person, SignedInSession
from server.accounts.schemas.people import AccessView
from server.accounts.topics import person_topic, practice_topic
from server.core.unit import UnitOfWork


async def lock_access(uow: UnitOfWork, practice_id: str, *person_ids: str) -> None:
    """Lock what a change of access writes: the practice's topic and those of the persons."""
    await uow.lock(practice_topic(practice_id), *(person_topic(person_id) for person_id in person_ids))


async def person_under_lock(uow: UnitOfWork, person_id: str) -> Person | None:
    """A person as he is now that his topic is locked."""
    return await uow.session.get(Person, person_id, populate_existing=True)


def access_changed(uow: UnitOfWork, person: Person) -> None:
    """What a person may do has changed: say it on his own topic, and have his screens ask again."""
    person.rights_version += 1
    view = AccessView(id=person.id, version=person.rights_version)
    uow.record(person_topic(person.id), "access_changed", put={"access": [view]})
    uow.hint(partial(uow.core.doors.reauthorize, person.id))


async def sign_out(uow: UnitOfWork, person_id: str, *, keep: str | None = None, only: str | None = None) -> None:
    """End the sessions of a person, all but the one to keep, or one only, and close their screens."""
    which = [SignedInSession.person_id == person_id, SignedInSession.ended_at.is_(None)]
    if keep is not None:
        which.append(SignedInSession.id != keep)
    if only is not None:
        which.append(SignedInSession.id == only)
    ended = await uow.session.execute(
        update(SignedInSession)
        .where(*which)
        .values(ended_at=uow.now)
        .returning(SignedInSession.id)
        .execution_options(synchronize_session=False)
    )
    for session_id in ended.scalars().all():
        uow.hint(partial(uow.core.doors.close_session, session_id))


async def keep_an_administrator(uow: UnitOfWork, leaving: MembershipRow) -> None:
    """Refuse to lose the last administrator who can sign in.

    Raises:
        LastAdministrator: there would be none left.
    """
    if leaving.role != "administrator" or leaving.disabled:
        return
    others = await uow.session.scalar(
        select(func.count())
        .select_from(MembershipRow)
        .join(Person, Person.id == MembershipRow.person_id)
        .where(
            MembershipRow.practice_id == leaving.practice_id,
            MembershipRow.role == "administrator",
            MembershipRow.disabled.is_(False),
            MembershipRow.id != leaving.id,
            Person.disabled.is_(False),
        )
    )
    if not others:
        raise LastAdministrator
