"""Who is not to be disturbed now."""

from collections.abc import Collection

import msgspec
from sqlalchemy import select

from server.accounts.models import QuietChoice
from server.accounts.quiet import Hours, Quiet, may_disturb
from server.accounts.schemas.quiet import QuietHours, QuietView
from server.core.unit import UnitOfWork


async def quiet_of(uow: UnitOfWork, people: Collection[str]) -> dict[str, Quiet]:
    """What these people chose; whoever chose nothing is never quiet."""
    rows = await uow.session.scalars(select(QuietChoice).where(QuietChoice.person_id.in_(list(people))))
    chosen = {row.person_id: chosen_by(row) for row in rows}
    return {person_id: chosen.get(person_id, Quiet()) for person_id in people}


async def disturbable(uow: UnitOfWork, people: Collection[str], *, urgent: bool = False) -> set[str]:
    """Those of these people who may be disturbed now."""
    return {person_id for person_id, quiet in (await quiet_of(uow, people)).items() if may_disturb(quiet, uow.now, urgent=urgent)}


def chosen_by(row: QuietChoice) -> Quiet:
    """A row as the rules read it."""
    hours = tuple(Hours(frozenset(each["days"]), each["start"], each["end"]) for each in row.hours)
    return Quiet(row.until, row.urgent, hours, row.zone)


def quiet_view(person_id: str, row: QuietChoice | None) -> QuietView:
    """What one chose, for one's own screens."""
    if row is None:
        row = QuietChoice(person_id=person_id, until=None, urgent=False, hours=[], zone="Europe/Paris")
    hours = msgspec.convert(row.hours, list[QuietHours])
    return QuietView(id=person_id, until=row.until, urgent=row.urgent, hours=hours, zone=row.zone)
