"""Decisions about conversations: values in, values out."""

from collections.abc import Collection, Sequence
from datetime import datetime
from hashlib import sha256

from chat.conversations.schemas import ChatEdit, ChatReaction, Emoji, Kind, ReactedBy
from server.core.actors import Target
from server.core.errors import Invalid
from server.core.permissions import Permission

MOST_UNREAD = 100
"""Beyond that nobody counts: screens say “99+”."""
MOST_EDITS = 20
"""What a message said before is kept so many times."""
STANDING: frozenset[Kind] = frozenset({"team", "secretariat", "outside"})
"""Kinds that nobody makes and nobody leaves: they follow the people's rights."""
_DOORS: dict[Kind, Permission] = {
    "team": Permission.CHAT_USE,
    "secretariat": Permission.CHAT_SECRETARIAT,
    "outside": Permission.CHAT_OUTSIDE,
    "direct": Permission.CHAT_TAKE_PART,
    "group": Permission.CHAT_TAKE_PART,
    "patient": Permission.CHAT_PATIENT,
}
GATHERED: frozenset[Kind] = frozenset({"group", "patient"})
"""Kinds into which one brings people, and which one leaves."""


def standing_id(kind: Kind, subject: str) -> str:
    """The identifier of a conversation that stands by itself: as unguessable as that of its practice or practitioner."""
    return _digest(kind, subject)


def direct_id(practice_id: str, *people: str) -> str:
    """The identifier of what two people say to each other: there is one such conversation, whoever begins it."""
    return _digest("direct", practice_id, *sorted(people))


def patient_conversation_id(practice_id: str, patient_id: str) -> str:
    """The identifier of what is said about a patient: there is one such conversation."""
    return _digest("patient", practice_id, patient_id)


def named_patient(last_name: str, first_name: str) -> str:
    """A patient as the conversation about him is called."""
    return f"{last_name} {first_name}".strip()


def door(
    kind: Kind, practice_id: str, practitioner_id: str | None, person_id: str | None, participants: Collection[str]
) -> tuple[Permission, Target]:
    """What the permission table is asked before somebody reads or writes in a conversation."""
    among = person_id if kind in STANDING or person_id in participants else None
    return _DOORS[kind], Target(practice_id, practitioner_id, among)


def reacted(reactions: Sequence[ChatReaction], emoji: Emoji, by: ReactedBy, *, wanted: bool) -> list[ChatReaction]:
    """The signs under a message once somebody has put one there, or taken it away; a sign nobody gives is not there."""
    people = {each.emoji: list(each.people) for each in reactions}
    others = [each for each in people.get(emoji, []) if each.id != by.id]
    people[emoji] = [*others, by] if wanted else others
    return [ChatReaction(emoji=each, people=given) for each, given in people.items() if given]


def written(text: str, *, is_alone: bool = True) -> str:
    """A message without the blank lines around it; beside a card it need not say anything.

    Raises:
        Invalid: nothing is left that can be seen.
    """
    kept = text.replace("\r\n", "\n").strip()
    if is_alone and not any(each.isprintable() and not each.isspace() for each in kept):
        raise Invalid(field="text", reason="blank")
    return kept


def told_otherwise(edits: Sequence[ChatEdit], text: str, since: datetime) -> list[ChatEdit]:
    """What a message said before, once it says something else."""
    return [*edits, ChatEdit(at=since, text=text)][-MOST_EDITS:]


def _digest(*parts: str) -> str:
    return sha256("|".join(("conversation", *parts)).encode()).hexdigest()[:32]
