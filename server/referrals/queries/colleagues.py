"""The directory: who is found, and who may be sent a patient (F111)."""

from collections.abc import Collection, Mapping

from sqlalchemy import select

from server.accounts.models import Practice, Practitioner
from server.accounts.queries.views import LISTED
from server.core.actors import Target
from server.core.permissions import Permission
from server.core.unit import UnitOfWork
from server.patients.rules.contacts import phone
from server.referrals.models import Colleague, FavouriteColleague
from server.referrals.rules import is_meant
from server.referrals.schemas import Colleagues, ColleagueView, FindColleagues


async def find_colleagues(uow: UnitOfWork, body: FindColleagues) -> Colleagues:
    """The practitioners of the practice, its address book, and the practices that let themselves be found; favourites first (F111).

    Raises:
        NotFound: not the actor's to see.
    """
    uow.permit(Permission.REFERRALS_READ, Target(body.practice_id))
    kept = select(FavouriteColleague.colleague_id).where(
        FavouriteColleague.practice_id == body.practice_id, FavouriteColleague.person_id == uow.actor.person_id
    )
    favourites = set(await uow.session.scalars(kept))
    inside = select(Practitioner).where(Practitioner.practice_id == body.practice_id, Practitioner.archived.is_(False))
    outside = select(Colleague).where(Colleague.practice_id == body.practice_id, Colleague.archived.is_(False))
    others = await listed_practices(uow, body.practice_id)
    found = [_member_view(row, favourites, "") for row in await uow.session.scalars(inside)]
    found += [colleague_view(row, favourites) for row in await uow.session.scalars(outside)]
    found += [_member_view(row, favourites, others[row.practice_id].name) for row in await _practitioners_of(uow, others)]
    meant = [each for each in found if is_meant(body.text, each.name, f"{each.specialty} {each.practice}")]
    meant.sort(key=lambda each: (not each.is_favourite, each.name.casefold(), each.id))
    return Colleagues(colleagues=meant[: body.limit])


async def listed_practices(uow: UnitOfWork, practice_id: str) -> dict[str, Practice]:
    """The other practices of this server that chose to be found."""
    others = await uow.session.scalars(select(Practice).where(Practice.id != practice_id).order_by(Practice.id))
    return {row.id: row for row in others if row.settings.get(LISTED, False)}


async def practitioner_elsewhere(uow: UnitOfWork, practice_id: str, practitioner_id: str) -> tuple[Practitioner, Practice] | None:
    """A practitioner of another practice that chose to be found; whoever is not there looks like one that never was."""
    others = await listed_practices(uow, practice_id)
    found = [row for row in await _practitioners_of(uow, others) if row.id == practitioner_id]
    return (found[0], others[found[0].practice_id]) if found else None


async def _practitioners_of(uow: UnitOfWork, practices: Mapping[str, Practice]) -> list[Practitioner]:
    if not practices:
        return []
    async with uow.beyond(practices):
        theirs = select(Practitioner).where(Practitioner.practice_id.in_(sorted(practices)), Practitioner.archived.is_(False))
        return list(await uow.session.scalars(theirs))


def colleague_view(row: Colleague, favourites: Collection[str] = ()) -> ColleagueView:
    """Somebody of the address book."""
    return ColleagueView(
        id=row.id,
        version=row.version,
        practice_id=row.practice_id,
        practice="",
        name=row.name,
        specialty=row.specialty,
        email=row.email,
        phone=row.phone,
        takes_sms=mobile_of(row) is not None,
        is_member=False,
        is_favourite=row.id in favourites,
    )


def mobile_of(row: Colleague) -> str | None:
    """Where a text message reaches him."""
    found = phone(row.phone) if row.phone else None
    return found[1] if found is not None and found[0] == "mobile" else None


def _member_view(row: Practitioner, favourites: Collection[str], practice: str) -> ColleagueView:
    return ColleagueView(
        id=row.id,
        version=row.version,
        practice_id=row.practice_id,
        practice=practice,
        name=f"{row.title} {row.name}".strip(),
        specialty=row.specialty or row.profession,
        email="",
        phone="",
        takes_sms=False,
        is_member=True,
        is_favourite=row.id in favourites,
    )
