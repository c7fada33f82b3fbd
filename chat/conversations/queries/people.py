"""Who takes part in a conversation: those to whom the permission table opens it, at this moment."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import cast

from sqlalchemy import select

from chat.conversations.models import Conversation, Participant
from chat.conversations.rules import STANDING, door
from chat.conversations.schemas import Kind, Somebody
from server.accounts.models import MembershipRow, Person
from server.accounts.rules import hue_of, membership
from server.core.actors import Actor, Membership, Role, Target
from server.core.among import is_among
from server.core.permissions import Permission, permitted
from server.core.unit import UnitOfWork

_PEOPLE = (
    select(
        Person.id,
        Person.name,
        Person.initials,
        MembershipRow.id.label("membership_id"),
        MembershipRow.practice_id,
        MembershipRow.role,
        MembershipRow.practitioner_id,
        MembershipRow.rights,
        MembershipRow.days,
    )
    .join(MembershipRow, MembershipRow.person_id == Person.id)
    .where(
        is_among(MembershipRow.practice_id, "practices"),
        is_among(MembershipRow.practice_id, "whole") | is_among(Person.id, "people"),
        MembershipRow.disabled.is_(False),
        Person.disabled.is_(False),
    )
    .order_by(Person.name, Person.id, MembershipRow.id)
)


async def colleagues(uow: UnitOfWork, practice_id: str, only: Collection[str] | None = None) -> list[Actor]:
    """Everybody who works in a practice or for it, or those of `only`, with what he may do there today, by name."""
    return (await colleagues_among(uow, {practice_id: only}))[practice_id]


async def colleagues_among(uow: UnitOfWork, wanted: Mapping[str, Collection[str] | None]) -> dict[str, list[Actor]]:
    """The same for several practices; of those with None everybody."""
    whole = [practice_id for practice_id, only in wanted.items() if only is None]
    people = {person_id for only in wanted.values() if only is not None for person_id in only}
    asked = {"practices": list(wanted), "whole": whole, "people": people}
    tied: dict[str, dict[tuple[str, str, str], list[Membership]]] = {practice_id: {} for practice_id in wanted}
    for row in await uow.session.execute(_PEOPLE, asked):
        only = wanted[row.practice_id]
        if only is None or row.id in only:
            tie = membership(row.membership_id, row.practice_id, cast("Role", row.role), row.practitioner_id, row.rights, row.days)
            tied[row.practice_id].setdefault((row.id, row.name, row.initials), []).append(tie)
    today = uow.actor.today or uow.now.date()
    return {
        practice_id: [
            Actor(person_id=person_id, name=name, initials=initials, memberships=tuple(ties), today=today)
            for (person_id, name, initials), ties in there.items()
        ]
        for practice_id, there in tied.items()
    }


async def participants_of(uow: UnitOfWork, conversation: Conversation) -> frozenset[str]:
    """Who was brought in; nobody, where people are by their rights."""
    if conversation.kind in STANDING:
        return frozenset()
    statement = select(Participant.person_id).where(Participant.conversation_id == conversation.id)
    return frozenset(await uow.session.scalars(statement))


async def audience(uow: UnitOfWork, conversation: Conversation, participants: frozenset[str] | None = None) -> list[Actor]:
    """Everybody who may read a conversation now; `participants`: who was brought in, where that is known already."""
    among = await participants_of(uow, conversation) if participants is None else participants
    only = None if conversation.kind in STANDING else among
    return admitted(conversation, await colleagues(uow, conversation.practice_id, only), among)


async def audiences(uow: UnitOfWork, talks: Sequence[tuple[Conversation, frozenset[str]]]) -> list[list[Actor]]:
    """The same for several conversations, with those who were brought into each."""
    wanted: dict[str, frozenset[str] | None] = {}
    for row, among in talks:
        known = wanted.get(row.practice_id, frozenset())
        wanted[row.practice_id] = None if row.kind in STANDING or known is None else known | among
    people = await colleagues_among(uow, wanted)
    return [admitted(row, people[row.practice_id], among) for row, among in talks]


def admitted(conversation: Conversation, people: Iterable[Actor], participants: frozenset[str]) -> list[Actor]:
    """Those of these people to whom the table opens a conversation."""
    return [each for each in people if permitted(each, *_door_of(conversation, each.person_id, participants))]


def _door_of(conversation: Conversation, person_id: str | None, participants: frozenset[str]) -> tuple[Permission, Target]:
    return door(cast("Kind", conversation.kind), conversation.practice_id, conversation.practitioner_id, person_id, participants)


def somebody(actor: Actor) -> Somebody:
    """A person on the wire."""
    assert actor.person_id is not None
    return Somebody(id=actor.person_id, name=actor.name, initials=actor.initials, hue=hue_of(actor.person_id))
