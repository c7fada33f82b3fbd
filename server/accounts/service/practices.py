"""The practice itself, its places and its practitioners."""

from functools import cache
from typing import Any, TypeVar
from zoneinfo import available_timezones

import msgspec
from sqlalchemy import func, select

from server.accounts.errors import LocationInUse
from server.accounts.models import Location, Practice, Practitioner
from server.accounts.queries.guards import practice_for
from server.accounts.queries.views import (
    CHAT_MONTHS,
    DESK,
    DOOR_CLOSES,
    DOOR_OPENS,
    IDLE,
    LISTED,
    MISSIONS_ARCHIVED,
    MISSIONS_FREED,
    PAYMENT_AMOUNTS,
    RECORDING,
    SHARED_QUEUE,
    SHARED_WEEKS,
    location_view,
    practice_view,
    practitioner_view,
)
from server.accounts.rules import address, initials_of, region_of, tidy
from server.accounts.schemas.people import (
    AddLocation,
    AddPractitioner,
    ChangeLocation,
    ChangePractice,
    ChangePractitioner,
    LocationView,
    PracticeView,
    PractitionerView,
)
from server.accounts.topics import practice_topic
from server.core.actors import Target
from server.core.errors import Invalid, NotFound, Stale
from server.core.ids import new_id
from server.core.permissions import Permission
from server.core.unit import UnitOfWork

_GOLDEN_ANGLE = 137
Row = TypeVar("Row", Location, Practitioner)
View = TypeVar("View")


def given(body: msgspec.Struct) -> dict[str, Any]:
    """The fields that a change gives, less its version; names on one line."""
    fields = {name: getattr(body, name) for name in body.__struct_fields__ if name != "version"}
    kept = {name: value for name, value in fields.items() if value is not msgspec.UNSET}
    return {name: tidy(value, name) if name in {"name", "profession"} else value for name, value in kept.items()}


async def change_practice(uow: UnitOfWork, practice_id: str, body: ChangePractice) -> PracticeView:
    """Change the practice's name, contacts or settings."""
    uow.permit(Permission.PRACTICE_MANAGE, Target(practice_id))
    await uow.lock(practice_topic(practice_id))
    row = await practice_for(uow, Permission.PRACTICE_MANAGE, practice_id)
    changes = given(body)
    if row.version != body.version:
        raise Stale(yours=msgspec.to_builtins(changes), theirs=msgspec.to_builtins(practice_view(row)))
    if changes.get("email"):
        changes["email"] = address(changes["email"])
    if changes.get(MISSIONS_FREED):
        changes[MISSIONS_FREED] = tidy(changes[MISSIONS_FREED], MISSIONS_FREED)
    for name in (
        IDLE,
        SHARED_WEEKS,
        CHAT_MONTHS,
        DOOR_OPENS,
        DOOR_CLOSES,
        DESK,
        SHARED_QUEUE,
        RECORDING,
        MISSIONS_ARCHIVED,
        MISSIONS_FREED,
        PAYMENT_AMOUNTS,
        LISTED,
    ):
        if name in changes:
            row.settings = {**row.settings, name: msgspec.to_builtins(changes.pop(name))}
    _apply(row, changes)
    return _said(uow, row.id, "practice_changed", "practice", practice_view(row))


async def add_location(uow: UnitOfWork, body: AddLocation) -> LocationView:
    """Open a place."""
    uow.permit(Permission.PRACTICE_MANAGE, Target(body.practice_id))
    await uow.lock(practice_topic(body.practice_id))
    row = new_location(body.practice_id, name=body.name, zone=body.zone, address=body.address, region=body.region)
    uow.session.add(row)
    uow.audit("location_added", body.practice_id, f"location/{row.id}")
    return _said(uow, row.practice_id, "location_added", "locations", location_view(row))


def new_location(practice_id: str, *, name: str, zone: str, address: str, region: str | None = None) -> Location:
    """A place, not yet written.

    Raises:
        Invalid: there is no such zone.
    """
    if zone not in known_zones():
        raise Invalid(field="zone", reason="unknown")
    return Location(
        id=new_id(),
        version=1,
        practice_id=practice_id,
        name=tidy(name),
        address=address.strip(),
        zone=zone,
        region=region or region_of(zone),
        archived=False,
    )


async def change_location(uow: UnitOfWork, location_id: str, body: ChangeLocation) -> LocationView:
    """Change a place, or close it.

    Raises:
        LocationInUse: somebody consults there by default, or no other place is open.
    """
    row = await _managed(uow, Location, location_id)
    changes = given(body)
    if row.version != body.version:
        raise Stale(yours=changes, theirs=msgspec.to_builtins(location_view(row)))
    if changes.get("archived") and not row.archived:
        await _refuse_if_used(uow, row)
    _apply(row, changes)
    uow.audit("location_changed", row.practice_id, f"location/{row.id}")
    return _said(uow, row.practice_id, "location_changed", "locations", location_view(row))


async def _refuse_if_used(uow: UnitOfWork, row: Location) -> None:
    used = await uow.session.scalar(
        select(func.count()).select_from(Practitioner).where(Practitioner.location_id == row.id, Practitioner.archived.is_(False))
    )
    others = await uow.session.scalar(
        select(func.count())
        .select_from(Location)
        .where(Location.practice_id == row.practice_id, Location.id != row.id, Location.archived.is_(False))
    )
    if used or not others:
        raise LocationInUse


async def add_practitioner(uow: UnitOfWork, body: AddPractitioner) -> PractitionerView:
    """Open an agenda."""
    uow.permit(Permission.PRACTICE_MANAGE, Target(body.practice_id))
    await uow.lock(practice_topic(body.practice_id))
    place = await _place(uow, body.practice_id, body.location_id)
    count, last = (
        await uow.session.execute(
            select(func.count(), func.coalesce(func.max(Practitioner.position), -1)).where(Practitioner.practice_id == body.practice_id)
        )
    ).one()
    name = tidy(body.name)
    row = Practitioner(
        id=new_id(),
        version=1,
        practice_id=body.practice_id,
        name=name,
        title=body.title.strip(),
        profession=tidy(body.profession, "profession"),
        specialty=body.specialty.strip(),
        register_number=body.register_number,
        initials=body.initials or initials_of(name),
        hue=count * _GOLDEN_ANGLE % 360 if body.hue is None else body.hue,
        position=last + 1,
        location_id=place,
        archived=False,
    )
    uow.session.add(row)
    uow.audit("practitioner_added", row.practice_id, f"practitioner/{row.id}")
    return _said(uow, row.practice_id, "practitioner_added", "practitioners", practitioner_view(row))


async def change_practitioner(uow: UnitOfWork, practitioner_id: str, body: ChangePractitioner) -> PractitionerView:
    """Change who a practitioner is, where he stands among the others, or archive him."""
    row = await _managed(uow, Practitioner, practitioner_id)
    changes = given(body)
    if row.version != body.version:
        raise Stale(yours=changes, theirs=msgspec.to_builtins(practitioner_view(row)))
    if "location_id" in changes:
        await _place(uow, row.practice_id, changes["location_id"])
    _apply(row, changes)
    uow.audit("practitioner_changed", row.practice_id, f"practitioner/{row.id}")
    return _said(uow, row.practice_id, "practitioner_changed", "practitioners", practitioner_view(row))


async def _place(uow: UnitOfWork, practice_id: str, location_id: str | None) -> str:
    """An open place of the practice: the one named, or the first."""
    open_places = select(Location.id).where(Location.practice_id == practice_id, Location.archived.is_(False)).order_by(Location.id)
    if location_id is not None:
        open_places = open_places.where(Location.id == location_id)
    found = (await uow.session.execute(open_places.limit(1))).scalar_one_or_none()
    if found is None:
        raise Invalid(field="location_id", reason="unknown")
    return found


async def _managed(uow: UnitOfWork, kind: type[Row], row_id: str) -> Row:
    practice_id = (await uow.session.execute(select(kind.practice_id).where(kind.id == row_id))).scalar_one_or_none()
    uow.permit(Permission.PRACTICE_MANAGE, Target(practice_id))
    if practice_id is None:
        raise NotFound
    await uow.lock(practice_topic(practice_id))
    return (await uow.session.execute(select(kind).where(kind.id == row_id))).scalar_one()


def _apply(row: Practice | Location | Practitioner, changes: dict[str, Any]) -> None:
    for name, value in changes.items():
        setattr(row, name, value)
    row.version += 1


def _said(uow: UnitOfWork, practice_id: str, event: str, collection: str, view: View) -> View:
    uow.record(practice_topic(practice_id), event, owner=practice_id, put={collection: [view]})
    return view


@cache
def known_zones() -> frozenset[str]:
    """Every time zone there is."""
    return frozenset(available_timezones())
