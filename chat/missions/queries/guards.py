"""The only way from an identifier to a mission or a template, and to the people who see it."""

from collections.abc import Collection, Iterable

from sqlalchemy import select

from chat.conversations.queries.people import colleagues
from chat.missions.errors import MissionNotReached
from chat.missions.models import Assignee, Mission, Template
from chat.missions.rules import door
from chat.missions.topics import lens_of
from server.accounts.models import Practitioner
from server.core.actors import EVERYONE, Target
from server.core.errors import NotFound
from server.core.permissions import Permission, permitted
from server.core.unit import UnitOfWork


async def mission_for(uow: UnitOfWork, mission_id: str) -> Mission:
    """A mission, once the table has let the actor see it.

    Raises:
        NotFound: unknown or forbidden.
    """
    row = await uow.session.get(Mission, mission_id, populate_existing=True)
    if row is None:
        uow.permit(Permission.MISSIONS_USE)
        raise NotFound
    uow.permit(*door(row.practice_id, row.practitioner_id))
    return row


async def template_for(uow: UnitOfWork, template_id: str) -> Template:
    """A template, once the table has let the actor see it.

    Raises:
        NotFound: unknown or forbidden.
    """
    row = await uow.session.get(Template, template_id, populate_existing=True)
    if row is None:
        uow.permit(Permission.MISSIONS_USE)
        raise NotFound
    uow.permit(*door(row.practice_id, row.practitioner_id))
    return row


async def people_of(uow: UnitOfWork, mission_id: str) -> list[str]:
    """Who has it to do."""
    statement = select(Assignee.person_id).where(Assignee.mission_id == mission_id).order_by(Assignee.person_id)
    return list(await uow.session.scalars(statement))


async def practitioner_here(uow: UnitOfWork, practice_id: str, practitioner_id: str | None) -> None:
    """Let the actor tie something on this board to a practitioner.

    Raises:
        NotFound: not one of this practice, or not the actor's to see.
    """
    if practitioner_id is not None:
        found = select(Practitioner.practice_id).where(Practitioner.id == practitioner_id)
        if (await uow.session.execute(found)).scalar_one_or_none() != practice_id:
            raise NotFound
    uow.permit(*door(practice_id, practitioner_id))


async def reached(uow: UnitOfWork, practice_id: str, practitioner_id: str | None, people: Iterable[str]) -> list[str]:
    """These people, each once.

    Raises:
        MissionNotReached: some of them do not see what concerns this practitioner; unknown ones look the same.
    """
    wanted = list(dict.fromkeys(people))
    if not wanted:
        return []
    seeing = await seers(uow, practice_id, practitioner_id)
    away = [each for each in wanted if each not in seeing]
    if away:
        raise MissionNotReached(people=away)
    return wanted


async def seers(uow: UnitOfWork, practice_id: str, practitioner_id: str | None) -> Collection[str]:
    """Everybody who sees what concerns a practitioner today."""
    asked = door(practice_id, practitioner_id)
    return {each.person_id or "" for each in await colleagues(uow, practice_id) if permitted(each, *asked)}


async def authorize_board(uow: UnitOfWork, practice_id: str) -> str:
    """The lens of the actor on a practice's board.

    Raises:
        NotFound: it is not open to him.
    """
    uow.permit(Permission.MISSIONS_USE, Target(practice_id))
    return lens_of(await practitioners_shown(uow, practice_id), patients=sees_patients(uow, practice_id))


async def practitioners_shown(uow: UnitOfWork, practice_id: str) -> list[str] | None:
    """Whose missions the actor sees on a board that is open to him; None: everybody's."""
    found = select(Practitioner.id).where(Practitioner.practice_id == practice_id).order_by(Practitioner.id)
    everybody = list(await uow.session.scalars(found))
    shown = [each for each in everybody if uow.may(*door(practice_id, each))]
    return None if shown == everybody and uow.may(*door(practice_id, EVERYONE)) else shown


def sees_patients(uow: UnitOfWork, practice_id: str) -> bool:
    """Whether the actor may know whom a mission is about."""
    return uow.may(Permission.PATIENTS_READ, Target(practice_id))
