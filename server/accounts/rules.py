"""Decisions about people and rights: values in, values out."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import cast

from server.accounts.schemas.people import GrantFunction
from server.core.actors import DEFAULT_RIGHTS, RIGHTS, Actor, Membership, Right, Role, Target
from server.core.errors import Invalid
from server.core.permissions import Permission, permitted

FUNCTION_RIGHTS: dict[GrantFunction, tuple[Right, ...]] = {
    "busy": ("view",),
    "details": ("view", "contact"),
    "booking": ("view", "book"),
}
"""What each function of an outside colleague ticks; a booking colleague sees busy hours and books for his own patients (F093, Q28).
On an agenda of another house, "contact" opens who comes and for what type, not how he is reached."""

REPLACEMENT_RIGHTS: tuple[Right, ...] = tuple(right for right in RIGHTS if right not in {"settings", "statistics"})
"""What a replacement may do on the agenda of whom he replaces, on his days (Q34)."""

PERMISSION_OF: dict[Right, Permission] = {
    "view": Permission.AGENDA_READ,
    "book": Permission.AGENDA_BOOK,
    "move": Permission.AGENDA_MOVE,
    "cancel": Permission.AGENDA_CANCEL,
    "reason": Permission.AGENDA_REASON,
    "contact": Permission.AGENDA_CONTACT,
    "remarks": Permission.AGENDA_REMARKS,
    "waiting_list": Permission.WAITING_READ,
    "extras": Permission.AGENDA_EXTRAS,
    "blocking": Permission.AGENDA_BLOCK,
    "override_block": Permission.AGENDA_OVERRIDE_BLOCK,
    "leave": Permission.AGENDA_LEAVE,
    "events": Permission.AGENDA_EVENTS,
    "missions": Permission.MISSIONS_SEE,
    "settings": Permission.AGENDA_SETTINGS,
}
"""The permission behind a right; those without one have only their tick."""

_REGIONS = {
    "America/Guadeloupe": "FR-971",
    "America/Martinique": "FR-972",
    "America/Cayenne": "FR-973",
    "America/Miquelon": "FR-PM",
    "America/Marigot": "FR-MF",
    "America/St_Barthelemy": "FR-BL",
    "Indian/Reunion": "FR-974",
    "Indian/Mayotte": "FR-976",
    "Pacific/Noumea": "FR-NC",
    "Pacific/Tahiti": "FR-PF",
    "Pacific/Wallis": "FR-WF",
    "Europe/Brussels": "BE",
    "Europe/Luxembourg": "LU",
    "Europe/Zurich": "CH",
    "Europe/Monaco": "MC",
}
_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+"
)


def tidy(text: str, field: str = "name") -> str:
    """A name on one line, without spaces around it.

    Raises:
        Invalid: nothing is left, or a character that no name has.
    """
    kept = " ".join(text.split())
    if not kept or not kept.isprintable():
        raise Invalid(field=field, reason="empty" if not kept else "unprintable")
    return kept


def address(text: str) -> str:
    """An e-mail address in lower case, as accounts are found by.

    Raises:
        Invalid: mail servers would not take it.
    """
    folded = text.strip().lower()
    if not _ADDRESS.fullmatch(folded):
        raise Invalid(field="email", reason="email")
    return folded


def initials_of(name: str) -> str:
    """The initials that stand for a name: its first and last words'."""
    words = [word for word in re.split(r"[\s\-]+", name) if word[:1].isalnum()]
    chosen = words if len(words) < 3 else [words[0], words[-1]]
    return "".join(word[0] for word in chosen).upper()[:4] or "?"


@lru_cache(maxsize=10_000)
def hue_of(identifier: str) -> int:
    """A colour of one's own, the same on every screen: OKLCH degrees.

    The browser counts the same (`web/src/lib/desk/person.ts`) where all it is told is who: presence, claims, histories.
    """
    sum_ = 7
    for character in identifier:
        sum_ = (sum_ * 31 + ord(character)) % 3_600
    return sum_ % 360


def region_of(zone: str) -> str:
    """Whose public holidays are kept in a zone (ISO 3166-2); France's, when the zone does not tell."""
    return _REGIONS.get(zone, "FR")


def held_rights(role: Role, ticked: Mapping[str, Iterable[str]]) -> dict[str, frozenset[Right]]:
    """The rights of a membership: what was ticked, and its role's own for those not named."""
    if not ticked:
        return DEFAULT_RIGHTS[role]
    explicit = {key: frozenset(cast("Iterable[Right]", rights)) for key, rights in ticked.items()}
    return {**DEFAULT_RIGHTS[role], **explicit}


def listed_rights(role: Role, ticked: Mapping[str, Iterable[str]]) -> dict[str, list[Right]]:
    """The same, in the order of the table, for screens."""
    return {key: in_order(rights) for key, rights in sorted(held_rights(role, ticked).items())}


def in_order(rights: Iterable[str]) -> list[Right]:
    """Rights in the order of the table, each once."""
    given = set(rights)
    return [right for right in RIGHTS if right in given]


def function_of(role: Role, ticked: Mapping[str, Iterable[str]]) -> GrantFunction | None:
    """The function that a grant's ticks make; None for a member who is no outside colleague."""
    if role != "outside_colleague":
        return None
    given = {right for rights in ticked.values() for right in rights}
    return next((name for name, rights in reversed(FUNCTION_RIGHTS.items()) if given >= set(rights)), "busy")


def rights_on(actor: Actor, practice_id: str, practitioner_id: str) -> list[Right]:
    """What the actor may do today on an agenda, in the words screens use; the table decides."""
    target = Target(practice_id, practitioner_id)
    mine = actor.within(practice_id)
    is_own = any(m.practitioner_id == practitioner_id for m in mine)
    return [
        right
        for right in RIGHTS
        if (
            permitted(actor, PERMISSION_OF[right], target)
            if right in PERMISSION_OF
            else is_own or any(m.holds(right, practitioner_id) for m in mine)
        )
    ]


def membership(
    membership_id: str,
    practice_id: str,
    role: Role,
    practitioner_id: str | None,
    ticked: Mapping[str, Iterable[str]],
    days: Iterable[str] | None,
) -> Membership:
    """The tie of a person to a practice, as the permission table reads it."""
    return Membership(
        id=membership_id,
        practice_id=practice_id,
        role=role,
        practitioner_id=practitioner_id,
        rights=held_rights(role, ticked),
        days=None if days is None else frozenset(date.fromisoformat(day) for day in days),
    )


def idle_minutes(memberships: Iterable[tuple[Role, str | None, int]]) -> int:
    """How long a session lasts unseen: 30 minutes, or what a practice allows to whoever practises there.

    Each membership is its role, whose agenda is its own, and what its practice allows to practitioners.
    """
    allowed = [minutes for role, own, minutes in memberships if role == "practitioner" or own is not None]
    return max([30, *allowed])
