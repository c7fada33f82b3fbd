"""The topics of accounts, `practice/{id}` and `person/{id}`: who may see them, through which lens, and what it hides.

On `practice/{id}` the lens `manager` shows everything; `practitioner` shows the invitations and addresses of outside
colleagues alone, who are his to let in and out (F093, F094); `staff` hides all invitations and the members' addresses.
On `person/{id}`, one's own, there is only `self`.
"""

from typing import Any

from server.core.actors import Target
from server.core.errors import NotFound
from server.core.permissions import Permission
from server.core.unit import UnitOfWork

MANAGER = "manager"
PRACTITIONER = "practitioner"
STAFF = "staff"
SELF = "self"

PRACTICE_EVENTS = (
    "practice_opened",
    "practice_changed",
    "location_added",
    "location_changed",
    "practitioner_added",
    "practitioner_changed",
    "member_joined",
    "member_changed",
    "member_left",
    "invitation_sent",
    "invitation_revoked",
)
PERSON_EVENTS = ("access_changed", "quiet_changed")


def practice_topic(practice_id: str) -> str:
    """The topic of a practice: its people, places and settings."""
    return f"practice/{practice_id}"


def person_topic(person_id: str) -> str:
    """The topic of a person: what concerns him alone."""
    return f"person/{person_id}"


async def authorize_practice(uow: UnitOfWork, practice_id: str) -> str:
    """The lens of the actor on a practice.

    Raises:
        NotFound: it is not his, or he only has a grant there.
    """
    target = Target(practice_id)
    uow.permit(Permission.PRACTICE_READ, target)
    if uow.may(Permission.MEMBERS_MANAGE, target):
        return MANAGER
    own = (membership.practitioner_id for membership in uow.actor.within(practice_id) if membership.practitioner_id)
    return PRACTITIONER if any(uow.may(Permission.RIGHTS_MANAGE, Target(practice_id, agenda)) for agenda in own) else STAFF


async def authorize_person(uow: UnitOfWork, person_id: str) -> str:
    """The lens of the actor on himself.

    Raises:
        NotFound: it is somebody else.
    """
    uow.permit(Permission.SIGNED_IN)
    if uow.actor.person_id != person_id:
        raise NotFound
    return SELF


def mask_practice(collection: str, view: dict[str, Any], lens: str) -> dict[str, Any] | None:
    """A view of the practice's topic through a lens, None when it is hidden. Pure; `view` is not changed."""
    outside = lens == PRACTITIONER and view.get("role") == "outside_colleague"
    if lens == MANAGER or outside:
        return view
    if collection == "invitations":
        return None
    if collection == "members":
        return {**view, "email": None}
    return view


def mask_person(_: str, view: dict[str, Any], __: str) -> dict[str, Any] | None:
    """One's own topic hides nothing."""
    return view
