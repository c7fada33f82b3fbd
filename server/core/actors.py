"""Who acts, in which role, with which rights; and what the table must know of what is acted on."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, get_args

Role = Literal["administrator", "practitioner", "secretary", "tele_secretary", "replacement", "outside_colleague"]
Right = Literal[
    "view",
    "book",
    "move",
    "cancel",
    "reason",
    "contact",
    "remarks",
    "documents",
    "sms",
    "waiting_list",
    "extras",
    "blocking",
    "override_block",
    "leave",
    "events",
    "missions",
    "chat",
    "statistics",
    "settings",
]
"""What is ticked for one member on one practitioner's agenda (F095, Q27)."""

ROLES: tuple[Role, ...] = get_args(Role)
RIGHTS: tuple[Right, ...] = get_args(Right)
EVERYONE = "*"
"""In a membership's rights: for every practitioner that is not named."""

_STAFF_RIGHTS: frozenset[Right] = frozenset(RIGHTS) - {"settings", "statistics"}
DEFAULT_RIGHTS: dict[Role, dict[str, frozenset[Right]]] = {
    "administrator": {},
    "practitioner": {EVERYONE: frozenset({"view", "book", "move", "cancel", "contact", "waiting_list", "events", "chat", "missions"})},
    "secretary": {EVERYONE: _STAFF_RIGHTS},
    "tele_secretary": {EVERYONE: frozenset({"view", "book", "move", "cancel", "contact", "waiting_list", "chat", "missions"})},
    "replacement": {},
    "outside_colleague": {},
}


@dataclass(frozen=True, slots=True)
class Membership:
    """What ties a person to a practice. `days`: the only civil days it holds (replacement, Q34), None = always."""

    id: str
    practice_id: str
    role: Role
    practitioner_id: str | None = None
    rights: dict[str, frozenset[Right]] = field(default_factory=dict)
    days: frozenset[date] | None = None

    def holds(self, right: Right, practitioner_id: str) -> bool:
        """Whether `right` is ticked for this practitioner."""
        return right in self.rights.get(practitioner_id, self.rights.get(EVERYONE, frozenset()))

    def holds_anywhere(self, right: Right) -> bool:
        """Whether `right` is ticked for at least one practitioner."""
        return any(right in ticked for ticked in self.rights.values())


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody without an account who holds the link of one appointment, and nothing else."""

    seat_id: str
    appointment_id: str
    practice_id: str
    role: str = "patient"
    """His place in the consultation; whoever was invited beside the patient has fewer rights."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, and for whom. `person_id` None: nobody, a guest, or the system, named by `name`."""

    person_id: str | None
    name: str
    initials: str = ""
    memberships: tuple[Membership, ...] = ()
    today: date | None = None
    session_id: str | None = None
    rights_version: int = 0
    speaking_as: str | None = None
    is_system: bool = False
    guest: Guest | None = None
    appointment_id: str | None = None
    """The appointment whose link he holds: a patient without an account."""

    @property
    def scope(self) -> frozenset[str]:
        """The practices whose rows this actor's units of work can see at all."""
        if self.guest is not None:
            return frozenset({self.guest.practice_id})
        return frozenset(membership.practice_id for membership in self.active)

    @property
    def active(self) -> tuple[Membership, ...]:
        """The memberships that hold today."""
        return tuple(m for m in self.memberships if m.days is None or self.today in m.days)

    def within(self, practice_id: str) -> tuple[Membership, ...]:
        """The active memberships of one practice."""
        return tuple([m for m in self.memberships if m.practice_id == practice_id and (m.days is None or self.today in m.days)])


NOBODY = Actor(person_id=None, name="")


def system(name: str) -> Actor:
    """A named reaction of the system itself; audited under that name."""
    return Actor(person_id=None, name=name, is_system=True)


@dataclass(frozen=True, slots=True)
class Target:
    """What the table must know of a thing: its practice, its practitioner, its owner; never the thing itself."""

    practice_id: str | None = None
    practitioner_id: str | None = None
    person_id: str | None = None
    appointment_id: str | None = None
