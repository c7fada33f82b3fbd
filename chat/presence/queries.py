"""What the screens of presence start from."""

from typing import cast

import msgspec
from sqlalchemy import select

from chat.presence.models import PresenceRow
from chat.presence.rules import State
from chat.presence.schemas import PresenceBody, PresenceView
from chat.presence.topics import lens_of
from server.accounts.models import Practitioner
from server.core.actors import Target
from server.core.permissions import Permission
from server.core.unit import UnitOfWork


async def authorize_presence(uow: UnitOfWork, practice_id: str) -> str:
    """The lens of the actor on the people of a practice.

    Raises:
        NotFound: he does not work there.
    """
    uow.permit(Permission.PRACTICE_READ, Target(practice_id))
    found = select(Practitioner.id).where(Practitioner.practice_id == practice_id).order_by(Practitioner.id)
    everybody = list(await uow.session.scalars(found))
    shown = [each for each in everybody if uow.may(Permission.AGENDA_READ, Target(practice_id, each))]
    return lens_of(None if shown == everybody else shown)


async def presence_snapshot(uow: UnitOfWork, practice_id: str, _: msgspec.Raw) -> PresenceBody:
    """The topic presence/{practice} as it was last said; nothing is hidden, its lens hides."""
    uow.permit(Permission.PRACTICE_READ, Target(practice_id))
    rows = await uow.session.scalars(select(PresenceRow).where(PresenceRow.practice_id == practice_id).order_by(PresenceRow.person_id))
    return PresenceBody(people=[presence_view(row) for row in rows])


def presence_view(row: PresenceRow) -> PresenceView:
    """Somebody's presence on the wire."""
    return PresenceView(id=row.person_id, practitioner_id=row.practitioner_id, state=cast("State", row.state), until=row.until)
