"""One command on one or two agendas: what it touches becomes the event for every screen and the entry of history.

A service makes an `Edit`, says before each change which row it is about to touch, and ends with `announce`. Every
event carries the full views and the recomputed free slots of the days touched, or the range to fetch again.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from msgspec.structs import replace
from sqlalchemy import select

from server.accounts.models import Practitioner
from server.agenda.days import ONE, bounds, days_touched, each_day
from server.agenda.models import (
    Appointment,
    AppointmentType,
    Block,
    Change,
    ChangedAppointment,
    Claim,
    Extra,
    Leave,
    PlanningEvent,
    Replacement,
    Schedule,
    VisibilityPeriod,
    WaitingEntry,
)
from server.agenda.names import EventName
from server.agenda.queries import plans, views
from server.agenda.queries.occupied import active_between, busy
from server.agenda.schemas.appointments import AppointmentView
from server.agenda.shown import lens_for, through
from server.agenda.slots import FIRST_DAY, LAST_DAY, Plan, day_views, is_covered
from server.agenda.state import State, state_of
from server.agenda.telling.planning import Touched, tell
from server.agenda.topics import agenda_topic
from server.core.unit import UnitOfWork

COLLECTIONS: dict[str, type[Any]] = {
    "appointments": Appointment,
    "leaves": Leave,
    "blocks": Block,
    "extras": Extra,
    "planning_events": PlanningEvent,
    "replacements": Replacement,
    "waiting": WaitingEntry,
    "types": AppointmentType,
    "schedules": Schedule,
    "visibilities": VisibilityPeriod,
}
"""What history knows, by collection. Schedules and their periods are not shown live, only their effect is."""
_KIND_OF = {model: name for name, model in COLLECTIONS.items()}
_PLAN = {"leaves", "blocks", "extras", "types", "schedules", "visibilities"}
_NOT_SHOWN = {"schedules", "visibilities"}
TYPED = "room"
"""The channel of texts saved while they are typed in a consultation."""
TOGETHER = timedelta(minutes=10)
"""Saves of the same person no further apart are one line of history."""
MOST_DAYS = 31
"""Past this many days touched, the event says which range to fetch again."""


class Item(msgspec.Struct, frozen=True):
    """A row touched by a change: its state before (None = it was made) and after (None = it is gone)."""

    kind: str
    id: str
    before: State | None
    after: State | None


@dataclass(slots=True)
class Edit:
    """The touched rows of one command. `practitioners`: whose agendas are locked, by id."""

    uow: UnitOfWork
    name: EventName
    practitioners: dict[str, Practitioner]
    undoes: str | None = None
    _last: Change | None = None
    _before: dict[tuple[str, str], State | None] = field(default_factory=dict)
    _rows: dict[tuple[str, str], Any] = field(default_factory=dict)
    _claims: dict[str, Claim] = field(default_factory=dict)
    _dropped_claims: list[tuple[str, str]] = field(default_factory=list)
    _full: dict[str, AppointmentView] = field(default_factory=dict)

    def adds(self, row: Any) -> None:
        """A row that this command makes."""
        key = (_KIND_OF[type(row)], row.id)
        self._before.setdefault(key, None)
        self._rows[key] = row
        self.uow.session.add(row)

    def changes(self, row: Any) -> None:
        """A row that this command is about to change."""
        key = (_KIND_OF[type(row)], row.id)
        self._before.setdefault(key, state_of(row))
        self._rows[key] = row
        if hasattr(row, "version"):
            row.version += 1

    async def goes_on(self, row: Appointment) -> None:
        """Texts are saved while they are typed: this joins the save before, when nothing else happened to the appointment since."""
        self.uow.channel = TYPED
        here = (ChangedAppointment.change_id == Change.id) & (ChangedAppointment.practitioner_id == Change.practitioner_id)
        statement = (
            select(Change)
            .join(ChangedAppointment, here)
            .where(ChangedAppointment.appointment_id == row.id)
            .order_by(Change.at.desc(), Change.id.desc())
            .limit(1)
        )
        last = (await self.uow.session.execute(statement)).scalar_one_or_none()
        is_same = last is not None and (last.channel, last.by, last.practitioner_id) == (TYPED, self._by, row.practitioner_id)
        if last is not None and is_same and last.undone_by is None and self.uow.now - last.at <= TOGETHER:
            self._last, self.uow.change_id = last, last.id

    @property
    def _by(self) -> Any:
        return views.person_ref(self.uow)

    async def removes(self, row: Any) -> None:
        """A row that this command deletes."""
        key = (_KIND_OF[type(row)], row.id)
        self._before.setdefault(key, state_of(row))
        self._rows[key] = None
        await self.uow.session.delete(row)

    def claims(self, row: Claim) -> None:
        """A claim made or renewed; history does not keep claims."""
        self._claims[row.id] = row

    def unclaims(self, row: Claim) -> None:
        """A claim that ends."""
        self._dropped_claims.append((row.practitioner_id, row.id))

    async def announce(self) -> None:
        """Write the history and record one event per agenda."""
        await self.uow.session.flush()
        items = self._items()
        await self._tell(items)
        by_agenda = self._by_agenda(items)
        for practitioner_id, mine in by_agenda.items():
            if mine:
                self._write_history(practitioner_id, mine)
        for practitioner_id in sorted(
            {*by_agenda, *(c.practitioner_id for c in self._claims.values()), *(p for p, _ in self._dropped_claims)}
        ):
            await self._record(practitioner_id, by_agenda.get(practitioner_id, []))

    def _items(self) -> list[Item]:
        return [
            Item(kind, row_id, before, state_of(self._rows[kind, row_id]) if self._rows[kind, row_id] is not None else None)
            for (kind, row_id), before in self._before.items()
        ]

    async def _tell(self, items: Iterable[Item]) -> None:
        """Plan what the people of these appointments are told."""
        touched = [Touched(item.id, item.before, item.after) for item in items if item.kind == "appointments"]
        if touched:
            await tell(self.uow, next(iter(self.practitioners.values())).practice_id, touched)

    def _by_agenda(self, items: Iterable[Item]) -> dict[str, list[Item]]:
        """The items of each agenda: one that moves from one to another is in both."""
        found: dict[str, list[Item]] = defaultdict(list)
        for item in items:
            for owner in {state["practitioner_id"] for state in (item.before, item.after) if state is not None}:
                found[owner].append(item)
        return found

    def _write_history(self, practitioner_id: str, items: list[Item]) -> None:
        practitioner = self.practitioners[practitioner_id]
        uow, last = self.uow, self._last
        if last is not None:
            label = f"change|{last.id}|{practitioner_id}"
            (first,) = uow.unseal(label, last.items, list[Item])
            last.at, last.items = uow.now, uow.seal(last.practice_id, label, [replace(items[0], before=first.before)])
            uow.audit(self.name, practitioner.practice_id, f"change/{last.id}")
            return
        uow.session.add(
            Change(
                practice_id=practitioner.practice_id,
                id=uow.change_id,
                practitioner_id=practitioner_id,
                at=uow.now,
                name=self.name,
                by=self._by,
                channel=uow.channel,
                items=uow.seal(practitioner.practice_id, f"change|{uow.change_id}|{practitioner_id}", items),
                undoes=self.undoes,
            )
        )
        for item in items:
            if item.kind == "appointments":
                uow.session.add(
                    ChangedAppointment(
                        practice_id=practitioner.practice_id,
                        appointment_id=item.id,
                        change_id=uow.change_id,
                        practitioner_id=practitioner_id,
                    )
                )
        uow.audit(self.name, practitioner.practice_id, f"change/{uow.change_id}")

    async def _record(self, practitioner_id: str, items: list[Item]) -> None:
        practitioner = self.practitioners[practitioner_id]
        put: dict[str, list[Any]] = defaultdict(list)
        drop: dict[str, list[str]] = defaultdict(list)
        for item in items:
            if item.kind in _NOT_SHOWN:
                continue
            row = self._rows[item.kind, item.id]
            gone = row is None or row.practitioner_id != practitioner_id or getattr(row, "status", "") == "cancelled"
            if gone:
                drop[item.kind].append(item.id)
            else:
                put[item.kind] += await self._views(item.kind, row)
        put["claims"] += [views.claim_view(row) for row in self._claims.values() if row.practitioner_id == practitioner_id]
        drop["claims"] += [claim_id for owner, claim_id in self._dropped_claims if owner == practitioner_id]
        plan = await plans.plan_of(self.uow, practitioner)
        touched, whole = _touched(items, plan)
        if whole is not None:
            stale = {"from": whole[0].isoformat(), "to": whole[1].isoformat()}
        else:
            stale = None
            if touched:
                put["days"] += await _days(self.uow, plan, touched)
        self.uow.record(
            agenda_topic(practitioner_id),
            self.name,
            owner=practitioner.practice_id,
            put={name: listed for name, listed in put.items() if listed},
            drop={name: listed for name, listed in drop.items() if listed},
            stale=stale,
            subject=_subject(items),
        )

    async def shown(self, row: Appointment) -> AppointmentView:
        """An appointment of this command, once announced, through the actor's lens: the answer."""
        lens = lens_for(self.uow, row.practice_id, row.practitioner_id)
        return through(lens, "appointments", [await self._full_view(row)])[0]

    async def _full_view(self, row: Appointment) -> AppointmentView:
        if row.id not in self._full:
            self._full[row.id] = (await views.appointment_views(self.uow, [row]))[0]
        return self._full[row.id]

    async def _views(self, kind: str, row: Any) -> list[Any]:
        if kind == "appointments":
            return [await self._full_view(row)]
        if kind == "waiting":
            return list(await views.waiting_views(self.uow, [row]))
        return [_VIEWS[kind](self.uow, row)]


_VIEWS: dict[str, Callable[[UnitOfWork, Any], Any]] = {
    "leaves": plans.leave_view,
    "blocks": plans.block_view,
    "planning_events": views.planning_event_view,
    "extras": lambda _, row: plans.extra_view(row),
    "types": lambda _, row: plans.type_view(row),
    "replacements": lambda _, row: views.replacement_view(row),
}


def _touched(items: list[Item], plan: Plan) -> tuple[set[date], tuple[date, date] | None]:
    """The days whose free slots change, or the whole range when they are too many to send."""
    days: set[date] = set()
    for item in items:
        for state in (item.before, item.after):
            if state is None:
                continue
            if item.kind == "appointments":
                starts_at, ends_at = (datetime.fromisoformat(state[name]) for name in ("starts_at", "ends_at"))
                reach = starts_at - longest(plan)  # a slot of the evening before may last until here
                days.update(day for zone in plan.time_zones for day in days_touched(reach, ends_at, zone))
            elif item.kind in {"blocks", "extras"}:
                day = date.fromisoformat(state["day"])
                days.update({day, day - ONE} if timedelta(minutes=state["start"]) < longest(plan) else {day})
            elif item.kind == "leaves":
                first, last = date.fromisoformat(state["from_day"]), date.fromisoformat(state["to_day"])
                if (last - first).days >= MOST_DAYS:
                    return set(), (first, last)
                days.update(each_day(first, last))
            elif item.kind in _PLAN:
                return set(), (FIRST_DAY, LAST_DAY)
    days = {day for day in days if is_covered(day)}
    if len(days) > MOST_DAYS:
        return set(), (min(days), max(days))
    return days, None


def longest(plan: Plan) -> timedelta:
    """The longest time a slot can occupy, what has to follow included."""
    minutes = (rule.view.duration + sum(each.duration for each in rule.followers) for rule in plan.rules.values())
    return timedelta(minutes=max(minutes, default=0))


async def _days(uow: UnitOfWork, plan: Plan, days: set[date]) -> list[Any]:
    first, last = min(days), max(days)
    if (last - first).days > 2 * MOST_DAYS:
        found: list[Any] = []
        for day in sorted(days):
            found += await _days(uow, plan, {day})
        return found
    since, until = bounds(first, last + ONE, plan.time_zones)
    occupied = busy(await active_between(uow, plan.practitioner_id, since, until))
    return [view for view in day_views(plan, first, last, occupied) if date.fromisoformat(view.id) in days]


def _subject(items: list[Item]) -> str | None:
    patients = {state["patient_id"] for item in items for state in (item.before, item.after) if state and "patient_id" in state}
    return patients.pop() if len(patients) == 1 else None


async def practitioner_rows(uow: UnitOfWork, ids: Iterable[str]) -> dict[str, Practitioner]:
    """Practitioners of the scope by id, unguarded: for what follows from a command that was permitted."""
    rows = (await uow.session.execute(select(Practitioner).where(Practitioner.id.in_(list(ids))))).scalars()
    return {row.id: row for row in rows}
