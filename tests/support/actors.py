"""Who acts: an `Actor` read from the database as a request would, and a small practice with one person of each role."""

from dataclasses import dataclass, replace
from datetime import date
from typing import cast
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from server.accounts.models import Location, MembershipRow, Person, Practice, Practitioner
from server.core.actors import DEFAULT_RIGHTS, EVERYONE, Actor, Membership, Right, Role
from server.core.db import EVERY_PRACTICE
from server.core.unit import Core
from tests.support import factories


def today(core: Core) -> date:
    """The day it is in the practices of the tests: near midnight that is not the day of UTC."""
    return core.clock.now().astimezone(ZoneInfo("Europe/Paris")).date()


async def actor_of(core: Core, who: Person) -> Actor:
    """The person as an actor, with the rights his memberships give today."""
    async with core.db.read(EVERY_PRACTICE) as session:
        rows = (await session.scalars(select(MembershipRow).where(MembershipRow.person_id == who.id))).all()
    return Actor(
        person_id=who.id,
        name=who.name,
        initials=who.initials,
        memberships=tuple(_membership(row) for row in rows if not row.disabled),
        today=today(core),
        session_id=f"session-{who.id}",
    )


def _membership(row: MembershipRow) -> Membership:
    role = cast("Role", row.role)
    ticked = {key: frozenset(cast("list[Right]", rights)) for key, rights in row.rights.items()}
    return Membership(
        id=row.id,
        practice_id=row.practice_id,
        role=role,
        practitioner_id=row.practitioner_id,
        rights={**DEFAULT_RIGHTS[role], **ticked},
        days=frozenset(date.fromisoformat(day) for day in row.days) if row.days is not None else None,
    )


@dataclass(frozen=True)
class Cabinet:
    """A practice with two practitioners and one person of each role; `people[role]` signs in, `actors[role]` acts.

    The practitioner's own agenda is `doctor`; `midwife` has no account. The replacement stands in for the doctor today,
    the outside colleague sees when the doctor is busy.
    """

    practice: Practice
    location: Location
    doctor: Practitioner
    midwife: Practitioner
    people: dict[Role, Person]
    actors: dict[Role, Actor]


async def small_practice(core: Core, name: str = "Cabinet des Tilleuls") -> Cabinet:
    """Make a practice with one person of each role."""
    owner = await factories.practice(core, name)
    place = await factories.location(core, owner)
    doctor = await factories.practitioner(core, place)
    midwife = await factories.practitioner(core, place, "Ana Roux", title="", profession="Sage-femme", hue=330, position=1)
    people: dict[Role, Person] = {
        "administrator": await factories.person(core, "Alice Morel"),
        "practitioner": await factories.person(core, "Claire Lefèvre"),
        "secretary": await factories.person(core, "Sonia Petit"),
        "tele_secretary": await factories.person(core, "Karim Haddad"),
        "replacement": await factories.person(core, "Paul Girard"),
        "outside_colleague": await factories.person(core, "Nora Blanc"),
    }
    await factories.membership(core, people["administrator"], owner, "administrator")
    await factories.membership(core, people["practitioner"], owner, "practitioner", own_agenda=doctor)
    await factories.membership(core, people["secretary"], owner, "secretary")
    await factories.membership(core, people["tele_secretary"], owner, "tele_secretary")
    await factories.membership(core, people["replacement"], owner, "replacement", rights={doctor.id: _REPLACEMENT}, days=[today(core)])
    await factories.membership(core, people["outside_colleague"], owner, "outside_colleague", rights={doctor.id: ["view"]})
    actors = {role: await actor_of(core, who) for role, who in people.items()}
    return Cabinet(owner, place, doctor, midwife, people, actors)


def holding(actor: Actor, practitioner: Practitioner, *rights: Right) -> Actor:
    """The actor with nothing ticked but these rights, on one practitioner's agenda."""
    tied = tuple(replace(each, rights={practitioner.id: frozenset(rights), EVERYONE: frozenset()}) for each in actor.memberships)
    return replace(actor, memberships=tied)


_REPLACEMENT: list[Right] = ["view", "book", "move", "cancel", "reason", "contact", "remarks"]


@pytest.fixture
async def cabinet(core: Core) -> Cabinet:
    """A small practice."""
    return await small_practice(core)


@pytest.fixture
async def twin(core: Core) -> Cabinet:
    """Another practice, that nobody of the first may see anything of."""
    return await small_practice(core, "Cabinet du Port")
