"""Rows made in one line. Every function writes and commits, and gives the row; what is not said gets a plain value.

cabinet = await factories.practice(core)
place = await factories.location(core, cabinet)
doctor = await factories.practitioner(core, place, name="Claire Lefèvre")
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache
from itertools import count
from typing import Any, TypeVar

import msgspec
from argon2 import PasswordHasher
from sqlalchemy import update

from server.accounts.models import Location, MembershipRow, Person, Practice, Practitioner
from server.agenda.models import (
    Appointment,
    AppointmentType,
    Block,
    Claim,
    Extra,
    Leave,
    Schedule,
    VisibilityPeriod,
    WaitingEntry,
)
from server.agenda.schemas.schedule import Cell, Range, ScheduleFields
from server.agenda.schemas.types import AppointmentTypeFields
from server.core.actors import Right, Role
from server.core.db import EVERY_PRACTICE, Base
from server.core.ids import new_id
from server.core.unit import Core
from server.patients.models import Contact, Patient
from server.patients.service.rows import write_search

PASSWORD = "correct horse battery staple"
"""The password of every person made here."""

Row = TypeVar("Row", bound=Base)
Plan = TypeVar("Plan", AppointmentType, Schedule, VisibilityPeriod, Leave, Block, Extra)
_numbers = count(1)


async def keep(core: Core, *rows: Base) -> None:
    """Write rows as they are."""
    async with core.db.write(EVERY_PRACTICE) as session:
        session.add_all(rows)
        await session.commit()


async def _planned(core: Core, row: Plan) -> Plan:
    """Keep a row of a practitioner's plan, and say that the plan changed."""
    async with core.db.write(EVERY_PRACTICE) as session:
        session.add(row)
        await session.execute(
            update(Practitioner).where(Practitioner.id == row.practitioner_id).values(plan_version=Practitioner.plan_version + 1)
        )
        await session.commit()
    return row


async def _kept(core: Core, row: Row) -> Row:
    await keep(core, row)
    return row


@cache
def hashed(password: str) -> str:
    """The argon2id hash of a password, with the product's own cost."""
    return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1).hash(password)


async def practice(core: Core, name: str = "Cabinet des Tilleuls", **fields: Any) -> Practice:
    """A practice and its key."""
    row = Practice(id=new_id(), name=name, created_at=core.clock.now(), **fields)
    async with core.db.write(EVERY_PRACTICE) as session:
        session.add(row)
        await core.keyring.load(session, row.id, create=True)
        await session.commit()
    return row


async def location(core: Core, owner: Practice, name: str = "Rue des Tilleuls", **fields: Any) -> Location:
    """A place of the practice, in Europe/Paris unless `zone` says otherwise."""
    return await _kept(core, Location(id=new_id(), practice_id=owner.id, name=name, **fields))


async def practitioner(core: Core, place: Location, name: str = "Claire Lefèvre", **fields: Any) -> Practitioner:
    """Somebody with an agenda at this place."""
    given: dict[str, Any] = {
        "title": "Dr",
        "profession": "Médecin généraliste",
        "initials": "".join(part[0] for part in name.split())[:4],
        "hue": 210,
        **fields,
    }
    return await _kept(core, Practitioner(id=new_id(), practice_id=place.practice_id, location_id=place.id, name=name, **given))


async def person(core: Core, name: str = "Sonia Petit", **fields: Any) -> Person:
    """An account with the password `PASSWORD` and no second factor."""
    given: dict[str, Any] = {
        "email": f"person{next(_numbers)}@example.org",
        "initials": "".join(part[0] for part in name.split())[:4],
        "password": hashed(PASSWORD),
        **fields,
    }
    return await _kept(core, Person(id=new_id(), name=name, created_at=core.clock.now(), **given))


async def membership(
    core: Core,
    who: Person,
    owner: Practice,
    role: Role = "secretary",
    *,
    rights: dict[str, Sequence[Right]] | None = None,
    days: Sequence[date] | None = None,
    own_agenda: Practitioner | None = None,
    **fields: Any,
) -> MembershipRow:
    """A person in a practice. `rights`: practitioner id or `*` → rights; left out = what the role has by default."""
    row = MembershipRow(
        id=new_id(),
        practice_id=owner.id,
        person_id=who.id,
        role=role,
        practitioner_id=own_agenda.id if own_agenda else None,
        rights={key: list(ticked) for key, ticked in (rights or {}).items()},
        days=[day.isoformat() for day in days] if days is not None else None,
        since=core.clock.now(),
        **fields,
    )
    return await _kept(core, row)


async def patient(
    core: Core,
    owner: Practice,
    last_name: str = "Dupont",
    first_name: str = "Jeanne",
    *,
    mobile: str | None = None,
    email: str | None = None,
    **fields: Any,
) -> Patient:
    """A patient file, with a contact of his own for each one given."""
    row = Patient(
        id=new_id(),
        practice_id=owner.id,
        last_name=last_name,
        first_name=first_name,
        birth_name=fields.pop("birth_name", ""),
        created_at=core.clock.now(),
        **fields,
    )
    write_search(row)
    contacts = [
        Contact(id=new_id(), practice_id=owner.id, patient_id=row.id, kind=kind, value=value, provenance="own", position=position)
        for position, (kind, value) in enumerate([("mobile", mobile), ("email", email)])
        if value
    ]
    await keep(core, row, *contacts)
    return row


async def appointment_type(
    core: Core,
    whose: Practitioner,
    name: str = "Consultation",
    *,
    duration: int = 30,
    hue: int = 150,
    position: int = 0,
    archived: bool = False,
    **fields: Any,
) -> AppointmentType:
    """An appointment type; further fields are those of `AppointmentTypeFields`, in minutes."""
    content = AppointmentTypeFields(name=name, duration=duration, hue=hue, **fields)
    row = AppointmentType(
        id=new_id(),
        practice_id=whose.practice_id,
        practitioner_id=whose.id,
        position=position,
        archived=archived,
        fields=msgspec.to_builtins(content),
    )
    return await _planned(core, row)


async def schedule(
    core: Core,
    whose: Practitioner,
    *types: AppointmentType,
    weekdays: Sequence[int] = range(5),
    hours: Sequence[tuple[int, int]] = ((9 * 60, 12 * 60), (14 * 60, 18 * 60)),
    visible: tuple[date, date | None] | None = (date(2020, 1, 1), None),
    name: str = "Semaine",
) -> Schedule:
    """A schedule whose every start is ticked. `hours` in minutes of the day; without types it is a free schedule (Q29)."""
    cells = [
        Cell(weekday, kind.id if kind else None, [_range(start, end, kind) for start, end in hours])
        for weekday in weekdays
        for kind in (types or (None,))
    ]
    fields = ScheduleFields(name=name, location_id=whose.location_id, kind="normal" if types else "free", cells=cells)
    row = Schedule(id=new_id(), practice_id=whose.practice_id, practitioner_id=whose.id, fields=msgspec.to_builtins(fields))
    await _planned(core, row)
    if visible is not None:
        await visibility(core, row, *visible)
    return row


def _range(start: int, end: int, kind: AppointmentType | None) -> Range:
    starts = list(range(start, end - kind.fields["duration"] + 1, kind.fields["duration"])) if kind else []
    return Range(start=start, end=end, starts=starts)


async def visibility(core: Core, shown: Schedule, from_day: date, to_day: date | None = None) -> VisibilityPeriod:
    """A period in which a schedule makes slots."""
    row = VisibilityPeriod(
        id=new_id(),
        practice_id=shown.practice_id,
        practitioner_id=shown.practitioner_id,
        schedule_id=shown.id,
        from_day=from_day,
        to_day=to_day,
    )
    return await _planned(core, row)


async def leave(core: Core, whose: Practitioner, from_day: date, to_day: date) -> Leave:
    """Days away."""
    return await _planned(
        core,
        Leave(id=new_id(), practice_id=whose.practice_id, practitioner_id=whose.id, from_day=from_day, to_day=to_day),
    )


async def block(core: Core, whose: Practitioner, day: date, start: int, end: int, *types: AppointmentType) -> Block:
    """Hours closed to online booking, for these types or for all. Minutes of the day."""
    row = Block(
        id=new_id(),
        practice_id=whose.practice_id,
        practitioner_id=whose.id,
        day=day,
        start=start,
        end=end,
        type_ids=[kind.id for kind in types] or None,
    )
    return await _planned(core, row)


async def extra(core: Core, whose: Practitioner, day: date, start: int, end: int, *types: AppointmentType) -> Extra:
    """A one-off range, for these types or for all. Minutes of the day."""
    row = Extra(
        id=new_id(),
        practice_id=whose.practice_id,
        practitioner_id=whose.id,
        location_id=whose.location_id,
        day=day,
        start=start,
        end=end,
        type_ids=[kind.id for kind in types] or None,
    )
    return await _planned(core, row)


async def appointment(
    core: Core,
    whose: Practitioner,
    who: Patient,
    starts_at: datetime,
    *,
    kind: AppointmentType | None = None,
    minutes: int = 30,
    **fields: Any,
) -> Appointment:
    """An appointment written as it is: no rule is asked."""
    row = Appointment(
        id=new_id(),
        practice_id=whose.practice_id,
        practitioner_id=whose.id,
        location_id=whose.location_id,
        type_id=kind.id if kind else None,
        patient_id=who.id,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        booked_at=core.clock.now(),
        **fields,
    )
    return await _kept(core, row)


async def claim(core: Core, whose: Practitioner, holder: Person, starts_at: datetime, *, minutes: int = 30, **fields: Any) -> Claim:
    """Minutes somebody has his hand on, for three minutes from now."""
    row = Claim(
        id=new_id(),
        practice_id=whose.practice_id,
        practitioner_id=whose.id,
        person_id=holder.id,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        by={"id": holder.id, "name": holder.name, "initials": holder.initials},
        **{"expires_at": core.clock.now() + timedelta(minutes=3), **fields},
    )
    return await _kept(core, row)


async def waiting(core: Core, whose: Practitioner, who: Patient, **fields: Any) -> WaitingEntry:
    """A patient on the waiting list."""
    row = WaitingEntry(
        id=new_id(),
        practice_id=whose.practice_id,
        practitioner_id=whose.id,
        patient_id=who.id,
        **{"since": core.clock.now(), **fields},
    )
    return await _kept(core, row)
