"""Fills a database with the practices of the load: people who are signed in, schedules, a hundred appointments each."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from bench.agenda.shape import PRACTICES, WATCHERS, Desk
from server.accounts.models import Person, SignedInSession
from server.accounts.sessions import digest
from server.agenda.models import Appointment, AppointmentType
from server.agenda.schemas.types import AppointmentTypeFields
from server.app import build_core
from server.cli.database import migrated
from server.core.ids import new_id, new_token
from server.core.opening import open_core
from server.core.unit import Core
from server.settings import Settings
from tests.support import factories

MOVES = 3
"""Of ten writes; as many book, the others mark where a patient is."""


async def seed(settings: Settings, seconds: int, writes_a_second: int) -> list[Desk]:
    """Write the practices, and the commands that the load will send for so long."""
    await migrated(settings)
    core = build_core(settings)
    await open_core(core)
    each = seconds * writes_a_second // PRACTICES + 1
    desks = [await _practice(core, settings, number, each) for number in range(PRACTICES)]
    await core.db.close()
    return desks


async def _practice(core: Core, settings: Settings, number: int, writes: int) -> Desk:
    practice = await factories.practice(core, name=f"Cabinet {number}")
    place = await factories.location(core, practice)
    doctor = await factories.practitioner(core, place)
    patient = await factories.patient(core, practice)
    kind = AppointmentType(
        id=new_id(),
        practice_id=practice.id,
        practitioner_id=doctor.id,
        fields=msgspec.to_builtins(AppointmentTypeFields(name="Consultation", duration=15, hue=240)),
    )
    await factories.keep(core, kind)
    cookies = [await _watcher(core, settings, practice) for _ in range(WATCHERS)]
    first = datetime(2027, 1, 4, 8, tzinfo=UTC)
    rows = [_appointment(core, doctor, kind.id, patient.id, first + timedelta(minutes=15 * index)) for index in range(writes)]
    await factories.keep(core, *rows)
    later = first + timedelta(days=120)
    commands = [_write(index, row, doctor.id, kind.id, patient.id, later) for index, row in enumerate(rows)]
    return Desk(topic=f"agenda/{doctor.id}", cookies=cookies, writes=commands)


def _write(index: int, row: Appointment, doctor: str, kind: str, patient: str, later: datetime) -> tuple[str, str, bytes]:
    """Three in ten book, three move, four mark; each on a row of its own, so that none waits for another's version."""
    at = (later + timedelta(minutes=15 * index)).isoformat()
    body: dict[str, Any]
    if index % 10 < MOVES:
        body = {"practitioner_id": doctor, "type_id": kind, "patient_id": patient, "starts_at": at, "accept": ["off_schedule"]}
        return "POST", "/api/appointments", msgspec.json.encode(body)
    if index % 10 < 2 * MOVES:
        body = {"version": 1, "starts_at": at, "accept": ["off_schedule"]}
        return "PATCH", f"/api/appointments/{row.id}", msgspec.json.encode(body)
    return "POST", f"/api/appointments/{row.id}/status", msgspec.json.encode({"version": 1, "status": "arrived"})


def _appointment(core: Core, doctor: Any, kind: str, patient: str, at: datetime) -> Appointment:
    return Appointment(
        id=new_id(),
        version=1,
        practice_id=doctor.practice_id,
        practitioner_id=doctor.id,
        location_id=doctor.location_id,
        type_id=kind,
        patient_id=patient,
        starts_at=at,
        ends_at=at + timedelta(minutes=15),
        off_schedule=True,
        booked_at=core.clock.now(),
    )


async def _watcher(core: Core, settings: Settings, practice: Any) -> str:
    person: Person = await factories.person(core)
    await factories.membership(core, person, practice, "secretary", rights={"*": ["view", "book", "move", "cancel", "contact", "reason"]})
    token, now = new_token(), core.clock.now()
    lasting = now + timedelta(hours=12)
    await factories.keep(
        core,
        SignedInSession(
            id=new_id(), token=digest(token), person_id=person.id, factor=True, created_at=now, seen_at=now, expires_at=lasting
        ),
    )
    return f"{settings.cookie_name}={token}"


def run(settings: Settings, seconds: int, writes_a_second: int) -> list[Desk]:
    """`seed`, from outside a loop."""
    return asyncio.run(seed(settings, seconds, writes_a_second))
