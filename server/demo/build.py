"""Writes the demo: the same seed and the same day give the same practice, to the minute."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

import msgspec
from argon2 import PasswordHasher
from sqlalchemy import func, insert, select

from server.accounts.models import Location, MembershipRow, Person, Practice, Practitioner
from server.agenda.models import AppointmentType, Schedule, VisibilityPeriod
from server.agenda.schemas.schedule import Cell, Range, ScheduleFields
from server.agenda.schemas.types import AppointmentTypeFields, AppointmentTypeView, Conditions
from server.agenda.slots import generate_starts
from server.core.actors import DEFAULT_RIGHTS, EVERYONE, system
from server.core.db import EVERY_PRACTICE, Base
from server.core.permissions import Permission
from server.core.unit import Core, UnitOfWork, writing
from server.demo import cast
from server.demo.calls import ring
from server.demo.days import fill_agendas
from server.demo.households import populate
from server.demo.instructions import instruct
from server.demo.missions import set_tasks
from server.demo.referrals import refer
from server.demo.talks import talk
from server.demo.urgent import keep_watch

_INITIAL_SHARE = (3600, 1400)
"""Patients of each practice."""
Progress = Callable[[str, int, int], None]
"""What is being written, how much is done, of how much."""


def quiet(_: str, __: int, ___: int) -> None:
    """Say nothing."""


@dataclass(slots=True)
class Stage:
    """What the demo is made of while it is written."""

    uow: UnitOfWork
    random: Random
    today: date
    people: dict[str, Person] = field(default_factory=dict)
    practices: list[Practice] = field(default_factory=list)
    places: dict[str, list[Location]] = field(default_factory=dict)
    doctors: list[tuple[Practitioner, cast.Doctor]] = field(default_factory=list)
    types: dict[str, dict[str, AppointmentType]] = field(default_factory=dict)
    patients: dict[str, list[str]] = field(default_factory=dict)
    holders: dict[str, str] = field(default_factory=dict)
    """Who books for a child."""
    rows: list[Base] = field(default_factory=list)

    def id(self) -> str:
        """An identifier that depends on the seed alone."""
        return f"{self.random.getrandbits(128):032x}"

    def add(self, row: Any) -> Any:
        """Keep a row for the next flush."""
        self.rows.append(row)
        return row

    async def flush(self) -> None:
        """Write the rows kept so far, table by table."""
        by_table: dict[type[Base], list[dict[str, Any]]] = {}
        for row in self.rows:
            values = {column.key: getattr(row, column.key) for column in type(row).__mapper__.columns}
            by_table.setdefault(type(row), []).append({name: value for name, value in values.items() if value is not None})
        for kind, listed in by_table.items():
            for batch in _alike(listed):
                await self.uow.session.execute(insert(kind), batch)
        self.rows.clear()


def _alike(rows: Iterable[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Rows grouped by the columns that they give."""
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(tuple(row), []).append(row)
    return list(groups.values())


async def is_empty(core: Core) -> bool:
    """Whether nobody has an account yet."""
    async with core.db.read(EVERY_PRACTICE) as session:
        return (await session.execute(select(func.count()).select_from(Person))).scalar_one() == 0


async def build_demo(core: Core, *, seed: int = 7, progress: Progress = quiet) -> None:
    """Write the demo into an empty database, in one transaction."""
    hashed = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1).hash(cast.PASSWORD)
    async with writing(core, system("demo"), channel="demo", scope=EVERY_PRACTICE) as uow:
        uow.permit(Permission.SYSTEM)
        stage = Stage(uow, Random(seed), uow.now.date())
        await _practices(stage)
        _people(stage, hashed)
        await stage.flush()
        for index, practice in enumerate(stage.practices):
            progress("patients", index, len(stage.practices))
            await populate(stage, practice, _INITIAL_SHARE[index])
        await fill_agendas(stage, progress)
        await stage.flush()
        await talk(stage)
        set_tasks(stage)
        instruct(stage)
        await ring(stage)
        await refer(stage)
        keep_watch(stage)
        await stage.flush()


async def _practices(stage: Stage) -> None:
    for cabinet in cast.PRACTICES:
        practice = Practice(
            id=stage.id(),
            version=1,
            name=cabinet.name,
            phone=cabinet.phone,
            email="",
            created_at=stage.uow.now,
            settings={"payment_amounts": cast.AMOUNTS, "referrals_listed": True},
        )
        stage.practices.append(stage.add(practice))
        await stage.uow.new_key(practice.id)
        stage.places[practice.id] = [
            stage.add(
                Location(
                    id=stage.id(),
                    version=1,
                    practice_id=practice.id,
                    name=name,
                    address=address,
                    zone="Europe/Paris",
                    region="FR",
                    archived=False,
                )
            )
            for name, address in cabinet.places
        ]
        for position, doctor in enumerate(cabinet.doctors):
            _doctor(stage, practice, doctor, position)


def _doctor(stage: Stage, practice: Practice, doctor: cast.Doctor, position: int) -> None:
    places = stage.places[practice.id]
    row = Practitioner(
        id=stage.id(),
        version=1,
        plan_version=1,
        practice_id=practice.id,
        name=doctor.name,
        title=doctor.title,
        profession=doctor.profession,
        specialty=doctor.specialty,
        register_number=f"99900000{len(stage.doctors):03d}",
        initials="".join(part[0] for part in doctor.name.split()),
        hue=doctor.hue,
        position=position,
        location_id=places[0].id,
        archived=False,
    )
    stage.doctors.append((stage.add(row), doctor))
    types = stage.types[row.id] = {kind.name: _type(stage, row, kind, index) for index, kind in enumerate(doctor.kinds)}
    for kind in doctor.kinds:
        if kind.followed_by:
            fields = types[kind.name].fields
            types[kind.name].fields = {**fields, "followed_by": types[kind.followed_by].id}
    for name, place, days in (("Semaine normale", places[0], doctor.days), ("Annexe", places[-1], doctor.annexe_days)):
        if days:
            _shown_schedule(stage, row, _schedule(doctor, types, name, place, days))


def _shown_schedule(stage: Stage, row: Practitioner, fields: ScheduleFields) -> None:
    """A schedule, visible since three months ago and for ever."""
    schedule = Schedule(id=stage.id(), version=1, practice_id=row.practice_id, practitioner_id=row.id, fields=msgspec.to_builtins(fields))
    stage.add(schedule)
    stage.add(
        VisibilityPeriod(
            id=stage.id(),
            practice_id=row.practice_id,
            practitioner_id=row.id,
            schedule_id=schedule.id,
            from_day=stage.today - timedelta(days=90),
            to_day=None,
        )
    )


def _type(stage: Stage, row: Practitioner, kind: cast.Kind, position: int) -> AppointmentType:
    fields = AppointmentTypeFields(
        name=kind.name,
        duration=kind.duration,
        hue=kind.hue,
        online=kind.online,
        teleconsultation=kind.teleconsultation,
        availability="flexible" if kind.flexible else "fixed",
        must_fit=True,
        message=kind.message,
        conditions=Conditions(audience="new" if kind.name.startswith("1re") else "everyone", per_day=kind.per_day),
        amount=kind.amount,
    )
    made = AppointmentType(
        id=stage.id(),
        version=1,
        practice_id=row.practice_id,
        practitioner_id=row.id,
        position=position,
        fields=msgspec.to_builtins(fields),
        archived=False,
    )
    stage.add(made)
    return made


def _schedule(doctor: cast.Doctor, types: dict[str, AppointmentType], name: str, place: Location, days: tuple[int, ...]) -> ScheduleFields:
    if doctor.free_schedule:
        ranges = [Range(start=start, end=end) for start, end in doctor.kinds[0].hours]
        cells = [Cell(weekday=day, type_id=None, ranges=ranges) for day in days]
        return ScheduleFields(name="Emploi du temps libre", location_id=place.id, kind="free", cells=cells)
    cells = [
        Cell(weekday=day, type_id=types[kind.name].id, ranges=_ranges(kind, types[kind.name])) for kind in doctor.kinds for day in days
    ]
    return ScheduleFields(name=name, location_id=place.id, kind="normal", cells=cells)


def _ranges(kind: cast.Kind, made: AppointmentType) -> list[Range]:
    fields = msgspec.convert(made.fields, AppointmentTypeFields)
    whose = made.practitioner_id
    view = AppointmentTypeView(id=made.id, version=1, practitioner_id=whose, position=0, archived=False, **msgspec.structs.asdict(fields))
    return [Range(start=start, end=end, starts=generate_starts(view, start, end).starts) for start, end in kind.hours]


def _people(stage: Stage, password: str) -> None:
    doctors = {row.name: row for row, _ in stage.doctors}
    for member in cast.MEMBERS:
        person = Person(
            id=stage.id(),
            email=member.email,
            name=member.name,
            initials="".join(part[0] for part in member.name.split()),
            password=password,
            totp=None,
            totp_step=0,
            locale="fr",
            disabled=False,
            rights_version=1,
            created_at=stage.uow.now,
            is_demo=member.shown,
        )
        stage.people[member.name] = stage.add(person)
        for index in member.practices:
            roles = [member.role, *(["administrator"] if member.also_administrator else [])]
            for role in roles:
                _membership(stage, person, stage.practices[index], role, doctors.get(member.agenda or ""))


def _membership(stage: Stage, person: Person, practice: Practice, role: str, agenda: Practitioner | None) -> None:
    defaults = DEFAULT_RIGHTS[role]  # type: ignore[index]  # the cast names roles
    rights = {EVERYONE: sorted(defaults[EVERYONE])} if EVERYONE in defaults else {}
    stage.add(
        MembershipRow(
            id=stage.id(),
            practice_id=practice.id,
            person_id=person.id,
            role=role,
            practitioner_id=agenda.id if agenda is not None and role == "practitioner" else None,
            rights=rights,
            days=None,
            disabled=False,
            since=stage.uow.now,
        )
    )
