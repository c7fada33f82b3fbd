"""A working day to test with: one practice, its agendas laid out, and one line for each thing people do there.

It is Monday 2 March 2026, nine in the morning in Paris; appointments are on Tuesday unless told. The doctor has a
consultation of 30 minutes and a check-up of 60, from nine to twelve and from two to six; the midwife has a
consultation of 45.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import select

from server.accounts.models import Practitioner
from server.accounts.queries import practitioner_for
from server.agenda.models import Appointment, AppointmentType, Schedule
from server.agenda.queries.snapshot import agenda_snapshot
from server.agenda.schemas.appointments import (
    AgendaParams,
    AppointmentView,
    BookAppointment,
    CancelAppointment,
    ChangeAppointment,
    ClaimSlot,
    ClaimView,
)
from server.agenda.schemas.changes import ChangeEntry
from server.agenda.service.booking import book_appointment
from server.agenda.service.changing import cancel_appointment, change_appointment
from server.agenda.service.claims import claim_slot
from server.agenda.service.undo import undo_change
from server.agenda.topics import agenda_topic, mask
from server.core.actors import Actor, Role
from server.core.db import EVERY_PRACTICE, Base
from server.core.events import Envelope, payload_label
from server.core.permissions import Permission
from server.core.unit import Core, Restart, UnitOfWork, reading, writing
from server.patients.models import Patient
from tests.support import factories
from tests.support.actors import Cabinet
from tests.support.core import Published

T = TypeVar("T")
Row = TypeVar("Row", bound=Base)
MONDAY, TUESDAY, WEDNESDAY, SUNDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4), date(2026, 3, 8)
PARIS = ZoneInfo("Europe/Paris")
ANYTHING: Sequence[str] = ("overlap", "block", "leave", "off_schedule", "claim", "conditions")
"""Every warning there is, accepted."""


def at(clock: str, day: date = TUESDAY) -> datetime:
    """The instant of a wall time in Paris: `at("09:30")`."""
    return datetime.combine(day, time.fromisoformat(clock), PARIS).astimezone(UTC)


def minute(clock: str) -> int:
    """Minutes from midnight: `minute("09:30")`."""
    hour, minutes = clock.split(":")
    return int(hour) * 60 + int(minutes)


@dataclass
class Office:
    """A practice at work. `change` is the change that the last command made, None when it made none."""

    core: Core = field(repr=False)
    published: Published = field(repr=False)
    cabinet: Cabinet
    visit: AppointmentType
    checkup: AppointmentType
    birth: AppointmentType
    week: Schedule
    jeanne: Patient
    paul: Patient
    change: str | None = None

    @property
    def doctor(self) -> Practitioner:
        """Whose agenda it mostly is."""
        return self.cabinet.doctor

    @property
    def midwife(self) -> Practitioner:
        """The other agenda."""
        return self.cabinet.midwife

    def actor(self, who: Role | Actor) -> Actor:
        """Somebody of the practice by role, or whoever is given."""
        return self.cabinet.actors[who] if isinstance(who, str) else who

    async def run(self, call: Callable[[UnitOfWork], Awaitable[T]], who: Role | Actor = "secretary") -> T:
        """Carry out a command, as a request would: again when it finds that it must lock more."""
        while True:
            try:
                async with writing(self.core, self.actor(who)) as uow:
                    answer = await call(uow)
                    change = uow.change_id if uow.recorded else None
            except Restart:
                continue
            self.change = change
            return answer

    async def do(self, command: Callable[..., Awaitable[T]], *given: Any, who: Role | Actor = "secretary") -> T:
        """Carry out a command with what follows its unit of work: `do(take_leave, TakeLeave(…))`."""
        return await self.run(lambda uow: command(uow, *given), who)

    async def ask(self, call: Callable[[UnitOfWork], Awaitable[T]], who: Role | Actor = "secretary") -> T:
        """Carry out a query."""
        async with reading(self.core, self.actor(who)) as uow:
            return await call(uow)

    async def book(
        self, clock: str | datetime = "09:00", who: Role | Actor = "secretary", *, patient: Patient | None = None, **fields: Any
    ) -> AppointmentView:
        """Book a consultation of the doctor for Jeanne, unless told otherwise."""
        body = BookAppointment(
            practitioner_id=fields.pop("practitioner_id", self.doctor.id),
            type_id=fields.pop("type_id", self.visit.id),
            starts_at=at(clock) if isinstance(clock, str) else clock,
            patient_id=(patient or self.jeanne).id,
            **fields,
        )
        return await self.run(lambda uow: book_appointment(uow, body), who)

    async def alter(self, view: AppointmentView, who: Role | Actor = "secretary", **fields: Any) -> AppointmentView:
        """Change an appointment from the version seen: `alter(view, starts_at=at("10:00"))`."""
        body = ChangeAppointment(version=fields.pop("version", view.version), **fields)
        return await self.run(lambda uow: change_appointment(uow, view.id, body), who)

    async def cancel(self, view: AppointmentView, who: Role | Actor = "secretary", reason: str = "") -> AppointmentView:
        """Cancel an appointment."""
        body = CancelAppointment(version=view.version, reason=reason)
        return await self.run(lambda uow: cancel_appointment(uow, view.id, body), who)

    async def claim(self, clock: str = "09:00", who: Role | Actor = "secretary", **fields: Any) -> ClaimView:
        """Claim half an hour of the doctor."""
        given = {"practitioner_id": self.doctor.id, "duration": 30, **fields}
        body = ClaimSlot(starts_at=at(clock), **given)
        return await self.run(lambda uow: claim_slot(uow, body), who)

    async def undo(self, change: str | None = None, who: Role | Actor = "secretary") -> ChangeEntry:
        """Undo a change, the last one unless told."""
        change_id = change or self.change or ""
        return await self.run(lambda uow: undo_change(uow, change_id), who)

    async def snapshot(
        self, lens: str = "agenda:crmw", from_day: date = MONDAY, to_day: date = SUNDAY, practitioner: Practitioner | None = None
    ) -> dict[str, list[dict[str, Any]]]:
        """What a screen opens with, through a lens."""
        practitioner_id = (practitioner or self.doctor).id
        params = AgendaParams(from_day=from_day, to_day=to_day)

        async def body(uow: UnitOfWork) -> Any:
            row = await practitioner_for(uow, Permission.AGENDA_READ, practitioner_id)
            return msgspec.to_builtins(await agenda_snapshot(uow, row, params))

        return through(await self.ask(body, "administrator"), lens)

    async def free(self, day: date = TUESDAY, practitioner: Practitioner | None = None, kind: AppointmentType | None = None) -> list[str]:
        """The free starts of a type on a day, on the wall clock; `*` marks the blocked ones, `+` those of an extra."""
        found = (await self.snapshot(from_day=day, to_day=day, practitioner=practitioner))["days"][0]["slots"]
        return [
            datetime.fromisoformat(slot["starts_at"]).astimezone(PARIS).strftime("%H:%M")
            + ("*" if slot["blocked"] else "")
            + ("+" if slot["extra_id"] else "")
            for slot in found
            if slot["type_id"] == (kind or self.visit).id
        ]

    def events(self, practitioner: Practitioner | None = None, since: int = 0) -> list[Envelope]:
        """What was published on an agenda, opened, in order."""
        topic = agenda_topic((practitioner or self.doctor).id)
        return [
            msgspec.json.decode(self.core.keyring.open(payload_label(topic, seq), payload), type=Envelope)
            for named, seq, payload in self.published.hints
            if named == topic and seq > since
        ]

    async def rows(self, kind: type[Row], *conditions: Any) -> Sequence[Row]:
        """Rows as they are in the database."""
        table: Any = kind
        statement = select(kind).where(table.practice_id == self.cabinet.practice.id, *conditions)
        async with self.core.db.read(EVERY_PRACTICE) as session:
            return (await session.execute(statement)).scalars().all()

    async def busy(self, practitioner: Practitioner | None = None) -> list[tuple[str, str]]:
        """The active appointments of an agenda, `("03 09:00", "03 09:30")`, in order."""
        rows = await self.rows(
            Appointment, Appointment.practitioner_id == (practitioner or self.doctor).id, Appointment.status != "cancelled"
        )
        spans = sorted((row.starts_at.astimezone(PARIS), row.ends_at.astimezone(PARIS)) for row in rows)
        return [(starts_at.strftime("%d %H:%M"), ends_at.strftime("%d %H:%M")) for starts_at, ends_at in spans]


def through(body: dict[str, list[dict[str, Any]]], lens: str) -> dict[str, list[dict[str, Any]]]:
    """The collections of a body through a lens; every one stays, even empty."""
    return {name: [shown for view in views if (shown := mask(name, view, lens)) is not None] for name, views in body.items()}


def versionless(body: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """A body without the versions, which only grow."""
    return {name: [{key: value for key, value in view.items() if key != "version"} for view in views] for name, views in body.items()}


async def open_office(core: Core, published: Published, cabinet: Cabinet) -> Office:
    """Lay out the agendas of a practice."""
    visit = await factories.appointment_type(core, cabinet.doctor, "Consultation", duration=30)
    checkup = await factories.appointment_type(core, cabinet.doctor, "Bilan", duration=60, hue=30, position=1)
    birth = await factories.appointment_type(core, cabinet.midwife, "Consultation", duration=45)
    week = await factories.schedule(core, cabinet.doctor, visit, checkup)
    await factories.schedule(core, cabinet.midwife, birth)
    jeanne = await factories.patient(core, cabinet.practice, "Dupont", "Jeanne", mobile="+33639980101", email="jeanne@example.org")
    paul = await factories.patient(core, cabinet.practice, "Martin", "Paul", mobile="+33639980102")
    return Office(core, published, cabinet, visit, checkup, birth, week, jeanne, paul)


async def another_office(office: Office) -> Office:
    """The same practice with two agendas that nobody has touched."""
    core, old = office.core, office.cabinet
    doctor = await factories.practitioner(core, old.location, old.doctor.name)
    midwife = await factories.practitioner(core, old.location, old.midwife.name)
    return await open_office(core, office.published, replace(old, doctor=doctor, midwife=midwife))
