"""The address book of a practice, and who is kept at hand."""

from msgspec import UNSET
from sqlalchemy import delete, select

from server.accounts.models import Practitioner
from server.accounts.rules import address, tidy
from server.core.actors import Target
from server.core.errors import NotFound, Stale
from server.core.ids import new_id
from server.core.permissions import Permission
from server.core.unit import UnitOfWork
from server.referrals.models import Colleague, FavouriteColleague
from server.referrals.queries.colleagues import colleague_view, practitioner_elsewhere
from server.referrals.schemas import AddColleague, ChangeColleague, ColleagueView, KeepColleague


async def add_colleague(uow: UnitOfWork, body: AddColleague) -> ColleagueView:
    """Write somebody into the address book (F114).

    Raises:
        NotFound: not the actor's practice.
        Invalid: the name or the address is none.
    """
    uow.permit(Permission.REFERRALS_READ, Target(body.practice_id))
    row = Colleague(
        id=new_id(),
        version=1,
        practice_id=body.practice_id,
        name=tidy(body.name),
        specialty=_line(body.specialty, "specialty"),
        email=address(body.email),
        phone=_line(body.phone, "phone"),
        archived=False,
    )
    uow.session.add(row)
    uow.audit("referrals:colleague", row.practice_id, f"colleague/{row.id}")
    return colleague_view(row)


async def change_colleague(uow: UnitOfWork, colleague_id: str, body: ChangeColleague) -> ColleagueView:
    """Change what is given, or take him out of the address book: what was sent to him stays.

    Raises:
        NotFound: unknown or forbidden.
        Stale, Invalid.
    """
    row = (await uow.session.execute(select(Colleague).where(Colleague.id == colleague_id))).scalar_one_or_none()
    uow.permit(Permission.REFERRALS_READ, Target(row.practice_id if row else None))
    if row is None:
        raise NotFound
    if row.version != body.version:
        raise Stale(theirs=colleague_view(row))
    if body.name is not UNSET:
        row.name = tidy(body.name)
    if body.specialty is not UNSET:
        row.specialty = _line(body.specialty, "specialty")
    if body.email is not UNSET:
        row.email = address(body.email)
    if body.phone is not UNSET:
        row.phone = _line(body.phone, "phone")
    if body.archived is not UNSET:
        row.archived = body.archived
    row.version += 1
    uow.audit("referrals:colleague", row.practice_id, f"colleague/{row.id}")
    return colleague_view(row)


async def keep_colleague(uow: UnitOfWork, body: KeepColleague) -> None:
    """Keep somebody at hand, or no longer. Twice is once.

    Raises:
        NotFound: not the actor's practice, or nobody there.
    """
    uow.permit(Permission.REFERRALS_READ, Target(body.practice_id))
    assert uow.actor.person_id is not None
    outside = select(Colleague.id).where(Colleague.id == body.colleague_id, Colleague.practice_id == body.practice_id)
    inside = select(Practitioner.id).where(Practitioner.id == body.colleague_id, Practitioner.practice_id == body.practice_id)
    is_near = any([(await uow.session.execute(each)).first() is not None for each in (outside, inside)])
    if not is_near and await practitioner_elsewhere(uow, body.practice_id, body.colleague_id) is None:
        raise NotFound
    gone = delete(FavouriteColleague).where(
        FavouriteColleague.practice_id == body.practice_id,
        FavouriteColleague.person_id == uow.actor.person_id,
        FavouriteColleague.colleague_id == body.colleague_id,
    )
    await uow.session.execute(gone, execution_options={"synchronize_session": False})
    if body.favourite:
        uow.session.add(FavouriteColleague(person_id=uow.actor.person_id, colleague_id=body.colleague_id, practice_id=body.practice_id))
    uow.audit("referrals:favourite", body.practice_id)


def _line(text: str, field: str) -> str:
    """What may be left out, on one line.

    Raises:
        Invalid: a character that no such thing has.
    """
    return tidy(text, field) if text.strip() else ""
