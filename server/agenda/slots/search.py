"""The first free slots of several practitioners (F016), for staff."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from heapq import merge
from itertools import islice
from zoneinfo import ZoneInfo

from server.agenda.schemas.appointments import FindSlots, FoundSlot, SlotView
from server.agenda.slots.busy import Busy, Occupied
from server.agenda.slots.day import slots_on
from server.agenda.slots.plan import Plan
from server.agenda.slots.wall import days_between, is_covered


def first_free(
    plans: Iterable[Plan],
    busy_by_practitioner: Mapping[str, Iterable[Busy]],
    query: FindSlots,
    now: datetime | None = None,
) -> list[FoundSlot]:
    """Find the earliest free slots that match, at most `query.limit`, over at most 90 days; at the same time, in the order asked for.

    Days are computed one after another and only until enough is found. What is blocked is not proposed, nor, with `now`,
    what has already started.
    """
    asked = {plan.practitioner_id: plan for plan in plans}
    found = [
        _matching(asked[each], zone, Occupied(busy_by_practitioner.get(each, ())), query)
        for each in dict.fromkeys(query.practitioner_ids)
        if each in asked
        for zone in asked[each].time_zones
    ]
    earliest_first = merge(*found, key=lambda each: each.slot.starts_at)
    return list(islice((each for each in earliest_first if now is None or each.slot.starts_at >= now), query.limit))


def _matching(plan: Plan, zone: str, occupied: Occupied, query: FindSlots) -> Iterator[FoundSlot]:
    types = _types_asked(plan, query)
    if not types or not is_covered(query.from_day):
        return
    for day in days_between(query.from_day, query.from_day + timedelta(days=query.days - 1)):
        if query.weekdays and day.weekday() not in query.weekdays:
            continue
        for slot in slots_on(plan, day, zone, occupied, types):
            if not slot.blocked and slot.location_id == (query.location_id or slot.location_id) and _in_hours(slot, zone, query):
                yield FoundSlot(practitioner_id=plan.practitioner_id, slot=slot)


def _in_hours(slot: SlotView, zone: str, query: FindSlots) -> bool:
    if query.after == 0 and query.before == 1440:
        return True
    wall = slot.starts_at.astimezone(ZoneInfo(zone))
    return query.after <= wall.hour * 60 + wall.minute < query.before


def _types_asked(plan: Plan, query: FindSlots) -> set[str]:
    """Narrow the choice by each criterion given. A type that bears the very name hides those whose names only contain its words."""
    types = [rule.view for rule in plan.rules.values()]
    if query.type_ids:
        types = [each for each in types if each.id in query.type_ids]
    if query.teleconsultation is not None:
        types = [each for each in types if each.teleconsultation == query.teleconsultation]
    if query.type_name:
        words = _words(query.type_name)
        types = [each for each in types if _words(each.name) == words] or [
            each for each in types if all(any(mine.startswith(word) for mine in _words(each.name)) for word in words)
        ]
    return {each.id for each in types}


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe"))
    return "".join(each if each.isalnum() else " " for each in plain if not unicodedata.combining(each)).split()
