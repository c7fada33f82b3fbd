"""Who is there at this instant: what the rules of climbing are told."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import select

from chat.conversations.queries.people import colleagues
from chat.conversations.queries.talks import called
from chat.escalation.models import DutySpan
from chat.escalation.rules import Colleague, Reach, Situation, Substitute, is_on_duty, ladder
from chat.escalation.schemas import AskRoute, RouteRung, UrgentRoute
from server.accounts.models import Location, Practitioner
from server.agenda.models import Leave, Replacement
from server.core.actors import Actor, Target
from server.core.errors import NotFound
from server.core.permissions import Permission, permitted
from server.core.unit import UnitOfWork

HOME = "Europe/Paris"


@dataclass(frozen=True, slots=True)
class _House:
    """A practice at this instant: its zones, who practises there and who may be reached."""

    zone: str
    zones: dict[str, str]
    practitioners: dict[str, Practitioner]
    people: list[Actor]

    def day_of(self, row: Practitioner, uow: UnitOfWork) -> date:
        """Which day it is where somebody consults."""
        return uow.now.astimezone(ZoneInfo(self.zones.get(row.location_id, self.zone))).date()

    def accounts_of(self, practitioner_id: str) -> tuple[str, ...]:
        """The accounts whose agenda it is."""
        return tuple(each.person_id or "" for each in self.people if any(tie.practitioner_id == practitioner_id for tie in each.active))

    def own_of(self, person_id: str | None) -> set[str]:
        """The agendas that are a person's own."""
        ties = (tie for each in self.people if each.person_id == person_id for tie in each.active)
        return {tie.practitioner_id for tie in ties if tie.practitioner_id}


async def practitioner_in(uow: UnitOfWork, practitioner_id: str) -> Practitioner:
    """A practitioner of a practice where the actor may mark things urgent.

    Raises:
        NotFound: unknown, archived, or not the actor's to call.
    """
    row = await uow.session.get(Practitioner, practitioner_id, populate_existing=True)
    uow.permit(Permission.URGENT_RAISE, Target(row.practice_id if row is not None else None))
    if row is None or row.archived:
        raise NotFound
    return row


async def route_now(uow: UnitOfWork, body: AskRoute) -> UrgentRoute:
    """Whom it would reach if it began now.

    Raises:
        NotFound: no such practitioner, or not the actor's to call.
    """
    rungs = await rungs_of(uow, await practitioner_in(uow, body.practitioner_id))
    known = {uow.actor.person_id}
    shown: list[RouteRung] = []
    for each in rungs:
        told = [person for person in each.people if person not in known]
        known |= set(told)
        shown.append(RouteRung(rung=each.rung, name=each.name, away=each.is_away, reached=len(told)))
    return UrgentRoute(rungs=shown)


async def rungs_of(uow: UnitOfWork, practitioner: Practitioner) -> tuple[Reach, ...]:
    """The ladder of a practitioner as it is at this instant: leave, replacements and the roster are followed."""
    practice_id = practitioner.practice_id
    house = await _house(uow, practice_id)
    spans = await uow.session.scalars(select(DutySpan).where(DutySpan.practice_id == practice_id).order_by(DutySpan.start, DutySpan.id))
    serving = dict.fromkeys(span.practitioner_id for span in spans if is_on_duty(span.weekday, span.start, span.end, uow.now, house.zone))
    on_duty = [house.practitioners[each] for each in serving if each in house.practitioners]
    found = await _colleagues(uow, house, {row.id: row for row in [practitioner, *on_duty]})
    desk = tuple(
        each.person_id or "" for each in house.people if permitted(each, Permission.URGENT_DESK, Target(practice_id, practitioner.id))
    )
    return ladder(Situation(found[practitioner.id], tuple(found[row.id] for row in on_duty), desk))


async def reachable_in(uow: UnitOfWork, practice_id: str) -> set[str]:
    """Everybody who may be told of something urgent there today."""
    return {each.person_id or "" for each in (await _house(uow, practice_id)).people}


async def _house(uow: UnitOfWork, practice_id: str) -> _House:
    zone, zones = await _zones(uow, practice_id)
    today = uow.now.astimezone(ZoneInfo(zone)).date()
    everybody = [replace(each, today=today) for each in await colleagues(uow, practice_id)]
    here = select(Practitioner).where(Practitioner.practice_id == practice_id, Practitioner.archived.is_(False))
    return _House(
        zone=zone,
        zones=zones,
        practitioners={row.id: row for row in await uow.session.scalars(here.order_by(Practitioner.position, Practitioner.id))},
        people=[each for each in everybody if permitted(each, Permission.URGENT_SEE, Target(practice_id))],
    )


async def _zones(uow: UnitOfWork, practice_id: str) -> tuple[str, dict[str, str]]:
    places = select(Location.id, Location.zone).where(Location.practice_id == practice_id).order_by(Location.archived, Location.id)
    zones = {location_id: zone for location_id, zone in await uow.session.execute(places)}
    return next(iter(zones.values()), HOME), zones


async def _colleagues(uow: UnitOfWork, house: _House, rows: dict[str, Practitioner]) -> dict[str, Colleague]:
    """These practitioners, with who stands in for them today and whether any of them is away."""
    asked = select(Replacement).where(Replacement.practitioner_id.in_(sorted(rows))).order_by(Replacement.id)
    standing: dict[str, list[Replacement]] = {}
    for each in await uow.session.scalars(asked):
        if house.day_of(rows[each.practitioner_id], uow).isoformat() in each.days:
            standing.setdefault(each.practitioner_id, []).append(each)
    own = {each.substitute_id: house.own_of(each.substitute_id) for found in standing.values() for each in found}
    away = await _away(uow, house, {*rows, *(one for ids in own.values() for one in ids)})
    reachable = {each.person_id for each in house.people}
    return {
        row.id: Colleague(
            id=row.id,
            name=called(row),
            people=house.accounts_of(row.id),
            is_away=row.id in away,
            substitutes=tuple(
                Substitute(
                    name=each.substitute_name,
                    person_id=each.substitute_id if each.substitute_id in reachable else None,
                    is_away=bool(own[each.substitute_id] & away),
                )
                for each in standing.get(row.id, [])
            ),
        )
        for row in rows.values()
    }


async def _away(uow: UnitOfWork, house: _House, practitioner_ids: Collection[str]) -> frozenset[str]:
    """Who of these is on leave, on the day that it is where he consults."""
    days = {each: house.day_of(house.practitioners[each], uow) for each in practitioner_ids if each in house.practitioners}
    return frozenset(await _on_leave(uow, days))


async def _on_leave(uow: UnitOfWork, wanted: Mapping[str, date]) -> list[str]:
    if not wanted:
        return []
    covering = select(Leave.practitioner_id, Leave.from_day, Leave.to_day).where(
        Leave.practitioner_id.in_(sorted(wanted)), Leave.from_day <= max(wanted.values()), Leave.to_day >= min(wanted.values())
    )
    return [each for each, first, last in await uow.session.execute(covering) if first <= wanted[each] <= last]
