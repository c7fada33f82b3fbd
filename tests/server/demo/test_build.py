"""The demo: who and what is in it, and the same again from the same seed."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, select

from server.accounts.models import Location, MembershipRow, Person, Practice, Practitioner
from server.agenda.models import (
    Appointment,
    AppointmentType,
    Block,
    Extra,
    Leave,
    PlanningEvent,
    Replacement,
    Schedule,
    VisibilityPeriod,
    WaitingEntry,
)
from server.core.db import EVERY_PRACTICE, Base, Database
from server.core.unit import Core
from server.demo.build import build_demo
from server.maintenance.inspection import inspect
from server.migrations.tables import metadata
from server.patients.models import Contact, Patient, Relative
from server.payments.models import Payment
from tests.support.clock import SetClock
from tests.support.core import core_over
from tests.support.databases import ON_SQLITE

pytestmark = [ON_SQLITE, pytest.mark.slow]


async def _rows(core: Core, kind: type[Base]) -> Sequence[Any]:
    async with core.db.read(EVERY_PRACTICE) as session:
        return (await session.scalars(select(kind))).all()


async def _count(core: Core, kind: type[Base]) -> int:
    async with core.db.read(EVERY_PRACTICE) as session:
        return (await session.scalar(select(func.count()).select_from(kind))) or 0


async def test_two_practices_work_with_everything_an_agenda_knows(core: Core, clock: SetClock) -> None:
    await build_demo(core)
    practices, practitioners = await _rows(core, Practice), await _rows(core, Practitioner)
    assert (len(practices), len(practitioners)) == (2, 8)
    assert len({each.profession for each in practitioners}) >= 6
    members = await _rows(core, MembershipRow)
    roles = Counter(each.role for each in members)
    assert (roles["secretary"], roles["tele_secretary"]) == (3, 2)
    assert len({each.person_id for each in members if each.role == "tele_secretary"}) == 1
    assert {each.practice_id for each in members if each.role == "tele_secretary"} == {each.id for each in practices}
    await _patients_live_in_households(core)
    await _agendas_are_full(core, clock)
    found = {name: findings async for name, findings in inspect(core)}
    assert not any(found.values()), found


async def _patients_live_in_households(core: Core) -> None:
    assert await _count(core, Patient) == 5000
    assert await _count(core, Relative) > 1000
    contacts = await _rows(core, Contact)
    assert all(each.value.startswith("+3363998") for each in contacts if each.kind != "email")  # reserved for fiction (ARCEP)
    assert all(each.value.endswith("@example.org") for each in contacts if each.kind == "email")
    assert {each.provenance for each in contacts} == {"own", "holder"}


async def _agendas_are_full(core: Core, clock: SetClock) -> None:
    for kind in (AppointmentType, Schedule, VisibilityPeriod, Leave, Block, Extra, PlanningEvent, Replacement, WaitingEntry):
        assert await _count(core, kind) > 0, kind.__name__
    assert {bool(each.type_ids) for each in await _rows(core, Block)} == {True, False}
    rows = await _rows(core, Appointment)
    assert max(each.starts_at for each in rows) - min(each.starts_at for each in rows) > timedelta(days=53)
    assert min(each.starts_at for each in rows) < clock.at - timedelta(days=26)
    assert {"planned", "seen", "absent", "cancelled"} <= {each.status for each in rows}
    assert {each.origin for each in rows} == {"staff", "online"}
    assert len({each.location_id for each in rows}) == await _count(core, Location) == 3
    for mark in ("booker_id", "follows_id", "extra_id", "off_schedule", "overbooked", "teleconsultation"):
        assert any(getattr(each, mark) for each in rows), mark
    soon = [each for each in rows if each.teleconsultation and clock.at < each.starts_at <= clock.at + timedelta(minutes=20)]
    assert {each.status for each in soon} == {"planned"}
    payments = await _rows(core, Payment)
    assert {(each.state, each.means) for each in payments} == {("asked", ""), ("paid", "card"), ("paid", "hand"), ("waived", "")}
    assert {each.appointment_id for each in payments} <= {each.id for each in rows if each.teleconsultation and each.status == "seen"}
    assert any(each.asked_at > clock.at - timedelta(days=6) for each in payments)
    assert {each.fields["amount"] for each in await _rows(core, AppointmentType)} == {None, 2500, 3500}


async def test_a_seed_gives_the_same_practice_again_and_another_one_another(database: Database, clock: SetClock) -> None:
    written = []
    for seed in (7, 7, 8):
        async with database.write(EVERY_PRACTICE) as session:
            for table in reversed(metadata().sorted_tables):
                await session.execute(delete(table))
            await session.commit()
        core = await core_over(database, clock)
        await build_demo(core, seed=seed)
        appointments = {(each.id, each.patient_id, each.starts_at, each.status) for each in await _rows(core, Appointment)}
        people = {(each.id, each.name) for each in await _rows(core, Person)}
        patients = {(each.id, each.last_name, each.first_name, each.birth_date) for each in await _rows(core, Patient)}
        written.append((appointments, people, patients))
    first, again, other = written
    assert first == again
    assert first[0].isdisjoint(other[0])
