"""What holds of every plan whatever way it came about; undoing an older change is the one way to break it."""

from sqlalchemy import select

from server.accounts.models import Practitioner
from server.agenda.errors import Superseded
from server.agenda.models import Schedule, VisibilityPeriod
from server.agenda.queries.plans import plan_of
from server.agenda.service.planning.rules import check_chain
from server.core.errors import Invalid
from server.core.unit import UnitOfWork


async def check_coherent(uow: UnitOfWork, practitioner: Practitioner) -> None:
    """Refuse a plan in which types follow one another in a circle, or a period shows a schedule that is gone.

    Raises:
        Superseded: with the row that stands in the way.
    """
    followed_by = {type_id: view.followed_by for type_id, view in (await plan_of(uow, practitioner)).types.items()}
    for type_id in followed_by:
        try:
            check_chain(type_id, followed_by)
        except Invalid:
            raise Superseded(kind="types", id=type_id) from None
    alone = (
        select(VisibilityPeriod.id)
        .outerjoin(Schedule, Schedule.id == VisibilityPeriod.schedule_id)
        .where(VisibilityPeriod.practitioner_id == practitioner.id, Schedule.id.is_(None))
    )
    orphan = (await uow.session.execute(alone.limit(1))).scalar_one_or_none()
    if orphan is not None:
        raise Superseded(kind="visibilities", id=orphan)
