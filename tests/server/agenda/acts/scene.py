"""Two fresh agendas in a practice and a die: where random acts take place, again and again without emptying the database."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any, TypeVar

import msgspec

from server.accounts.models import Location, Practitioner
from server.agenda.models import AppointmentType, Schedule, VisibilityPeriod
from server.agenda.schemas.schedule import Cell, Range, ScheduleFields
from server.agenda.schemas.types import AppointmentTypeFields
from server.core.actors import Role
from server.core.db import Base
from server.core.ids import new_id
from tests.server.agenda.office import MONDAY, PARIS, Office
from tests.support import factories

HUES = (30, 150, 210, 330)
WEEK = tuple(MONDAY + timedelta(days=n) for n in range(-1, 4))
"""Sunday to Thursday."""


Row = TypeVar("Row", bound=Base)


@dataclass
class Scene:
    """`days`: when things happen. `elsewhere`: a place in another time zone, None when there is none. `far`: leave may be long."""

    office: Office
    die: Random
    elsewhere: Location | None
    days: Sequence[date] = WEEK
    far: bool = True

    @property
    def agendas(self) -> tuple[Practitioner, Practitioner]:
        """The doctor's and the midwife's."""
        return self.office.doctor, self.office.midwife

    @property
    def place(self) -> str:
        """One of the places."""
        return self.die.choice([self.office.doctor.location_id, *([self.elsewhere.id] if self.elsewhere else [])])

    @property
    def day(self) -> date:
        """One of the days."""
        return self.die.choice(self.days)

    @property
    def period(self) -> tuple[date, date]:
        """Some days, both included; now and then too many to recompute."""
        first = self.day
        return first, first + timedelta(days=self.die.choice([0, 0, 1, 3, 45 if self.far else 2]))

    @property
    def minutes(self) -> tuple[int, int]:
        """Some hours of a day."""
        start = self.die.randrange(0, 20 * 60, 15)
        return start, start + self.die.choice([30, 45, 60, 120, 240])

    @property
    def moment(self) -> datetime:
        """An instant of one of the days, at any hour: late enough to last past midnight."""
        wall = datetime.combine(self.day, time(), PARIS) + timedelta(minutes=self.die.randrange(0, 24 * 60, 15))
        return wall.astimezone(UTC)

    @property
    def who(self) -> Role:
        """One of those who may do it."""
        return self.die.choice(["administrator", "secretary"])

    def some(self, ids: Sequence[str]) -> list[str] | None:
        """Some of these, or None for all."""
        return sorted(self.die.sample(ids, self.die.randint(1, len(ids)))) if ids and self.die.random() < 0.6 else None

    def maybe(self, value: Any) -> Any:
        """This, or nothing."""
        return value if self.die.random() < 0.5 else None

    async def do(self, command: Callable[..., Awaitable[Any]], *given: Any, who: Role = "administrator") -> Any:
        """Carry out a command."""
        return await self.office.do(command, *given, who=who)

    async def rows(self, kind: type[Row], *conditions: Any, both: bool = False) -> list[Row]:
        """Rows of the doctor's agenda, or of both."""
        mine = [agenda.id for agenda in self.agendas[: 2 if both else 1]]
        table: Any = kind
        return list(await self.office.rows(kind, table.practitioner_id.in_(mine), *conditions))

    async def types(self) -> list[AppointmentType]:
        """The doctor's types that are offered."""
        return await self.rows(AppointmentType, AppointmentType.archived.is_(False))


async def new_scene(office: Office, die: Random, elsewhere: Location | None = None, *, weekdays: Sequence[int] = range(7)) -> Scene:
    """Lay out two agendas nobody has touched yet, with one short schedule each on these days of the week."""
    doctor, midwife = _copy(office.doctor), _copy(office.midwife)
    visit, checkup, birth = _type(doctor, "Consultation", 30, 0), _type(doctor, "Bilan", 60, 1), _type(midwife, "Consultation", 45, 0)
    week = _schedule(doctor, weekdays, visit, checkup)
    theirs = _schedule(midwife, weekdays, birth)
    periods = [
        VisibilityPeriod(
            id=new_id(),
            practice_id=each.practice_id,
            practitioner_id=each.practitioner_id,
            schedule_id=each.id,
            from_day=date(2020, 1, 1),
            to_day=None,
        )
        for each in (week, theirs)
    ]
    await factories.keep(office.core, doctor, midwife, visit, checkup, birth, week, theirs, *periods)
    cabinet = replace(office.cabinet, doctor=doctor, midwife=midwife)
    fresh = replace(office, cabinet=cabinet, visit=visit, checkup=checkup, birth=birth, week=week, change=None)
    return Scene(fresh, die, elsewhere)


def _copy(of: Practitioner) -> Practitioner:
    return Practitioner(
        id=new_id(),
        practice_id=of.practice_id,
        location_id=of.location_id,
        name=of.name,
        profession=of.profession,
        initials=of.initials,
        hue=of.hue,
    )


def _type(whose: Practitioner, name: str, duration: int, position: int) -> AppointmentType:
    fields = msgspec.to_builtins(AppointmentTypeFields(name=name, duration=duration, hue=HUES[position]))
    return AppointmentType(id=new_id(), practice_id=whose.practice_id, practitioner_id=whose.id, position=position, fields=fields)


def _schedule(whose: Practitioner, weekdays: Sequence[int], *types: AppointmentType) -> Schedule:
    cells = [Cell(weekday, kind.id, [_range(9 * 60, 11 * 60, kind.fields["duration"])]) for weekday in weekdays for kind in types]
    fields = msgspec.to_builtins(ScheduleFields(name="Matin", location_id=whose.location_id, cells=cells))
    return Schedule(id=new_id(), practice_id=whose.practice_id, practitioner_id=whose.id, fields=fields)


def _range(start: int, end: int, duration: int) -> Range:
    return Range(start, end, list(range(start, end - duration + 1, duration)))
