"""Choosing when one is not to be disturbed."""

from datetime import timedelta

import msgspec
from msgspec import UNSET

from server.accounts.models import QuietChoice
from server.accounts.queries.quiet import quiet_view
from server.accounts.schemas.quiet import ChooseQuiet, QuietView
from server.accounts.service.practices import known_zones
from server.accounts.topics import person_topic
from server.core.actors import Target
from server.core.errors import Invalid
from server.core.permissions import Permission
from server.core.unit import UnitOfWork

LONGEST = timedelta(days=366)
"""How far ahead one may ask not to be disturbed."""


async def choose_quiet(uow: UnitOfWork, body: ChooseQuiet) -> QuietView:
    """Say until when, in which hours, and whether what is urgent passes; what is left out stays.

    Raises:
        Invalid: an hour that is past or too far, hours that have no length, or no such zone.
    """
    person_id = uow.actor.person_id
    uow.permit(Permission.SELF_WRITE, Target(person_id=person_id))
    assert person_id is not None
    _make_sense(uow, body)
    await uow.lock(person_topic(person_id))
    row = await uow.session.get(QuietChoice, person_id, populate_existing=True)
    if row is None:
        row = QuietChoice(person_id=person_id, until=None, urgent=False, hours=[], zone="Europe/Paris")
        uow.session.add(row)
    if body.until is not UNSET:
        row.until = body.until
    if body.urgent is not UNSET:
        row.urgent = body.urgent
    if body.hours is not UNSET:
        row.hours = [{**msgspec.to_builtins(each), "days": sorted(set(each.days))} for each in body.hours]
    if body.zone is not UNSET:
        row.zone = body.zone
    view = quiet_view(person_id, row)
    uow.record(person_topic(person_id), "quiet_changed", put={"quiet": [view]})
    uow.audit("quiet_chosen", None, f"person/{person_id}")
    return view


def _make_sense(uow: UnitOfWork, body: ChooseQuiet) -> None:
    if body.until is not UNSET and body.until is not None:
        if body.until <= uow.now:
            raise Invalid(field="until", reason="past")
        if body.until > uow.now + LONGEST:
            raise Invalid(field="until", reason="too_far")
    if body.zone is not UNSET and body.zone not in known_zones():
        raise Invalid(field="zone", reason="unknown")
    for each in [] if body.hours is UNSET else body.hours:
        if each.start == each.end:
            raise Invalid(field="hours", reason="empty")
