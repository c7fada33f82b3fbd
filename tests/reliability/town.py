"""A few practices under load: signed-in people, screens that follow, writers that insist."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

import httpx
from sqlalchemy import func, select

from server.accounts.models import SignedInSession
from server.accounts.sessions import digest
from server.agenda.models import Appointment, AppointmentType
from server.agenda.topics import agenda_topic
from server.core.db import EVERY_PRACTICE
from server.core.events import LoggedEvent, heads_of
from server.core.ids import new_id, new_token
from server.core.unit import Core
from tests.support import factories
from tests.support.caller import TRUST

FIRST = datetime.combine(datetime.now(UTC).date() + timedelta(days=30), time(8), UTC)
"""Where the bookings begin, in days to come."""
SLOT = timedelta(minutes=30)
RANGE = {"from": FIRST.date().isoformat(), "to": (FIRST + timedelta(days=60)).date().isoformat()}
PATIENCE = 180.0
"""Seconds that anything may take on a busy machine; nothing is expected to."""


@dataclass
class Desk:
    """One practice: its agenda, and how to sign in as one of its people. `tokens` are session tokens."""

    practitioner_id: str
    type_id: str
    patient_id: str
    tokens: list[str]
    slots: "count[int]" = field(default_factory=count)
    acknowledged: dict[str, str] = field(default_factory=dict)
    """Appointment id → Idempotency-Key, once the server has answered 201."""
    failures: list[int] = field(default_factory=list)
    """Statuses of 5xx answers."""

    @property
    def topic(self) -> str:
        """Its agenda's topic."""
        return agenda_topic(self.practitioner_id)

    def booking(self) -> dict[str, Any]:
        """The next booking, in a slot of its own."""
        return {
            "practitioner_id": self.practitioner_id,
            "type_id": self.type_id,
            "patient_id": self.patient_id,
            "starts_at": (FIRST + SLOT * next(self.slots)).isoformat(),
            "accept": ["off_schedule"],
        }


async def town(core: Core, practices: int, people: int) -> list[Desk]:
    """Make practices with this many signed-in secretaries each."""
    return [await _desk(core, number, people) for number in range(practices)]


async def _desk(core: Core, number: int, people: int) -> Desk:
    practice = await factories.practice(core, f"Cabinet {number}")
    place = await factories.location(core, practice)
    doctor = await factories.practitioner(core, place)
    patient = await factories.patient(core, practice)
    kind = await factories.appointment_type(core, doctor)
    assert isinstance(kind, AppointmentType)
    tokens = []
    for _ in range(people):
        person = await factories.person(core, totp=b"enrolled")
        await factories.membership(core, person, practice, "secretary")
        token, now = new_token(), datetime.now(UTC)
        lasting = now + timedelta(hours=12)
        session = SignedInSession(
            id=new_id(), token=digest(token), person_id=person.id, factor=True, created_at=now, seen_at=now, expires_at=lasting
        )
        await factories.keep(core, session)
        tokens.append(token)
    return Desk(doctor.id, kind.id, patient.id, tokens)


def cookie(port: int, token: str) -> str:
    """The cookie of a session, as the server at this port names it."""
    return f"ardoise_{port}={token}"


async def write(urls: Sequence[str], desk: Desk, many: int, *, done: asyncio.Event | None = None) -> None:
    """Book `many` appointments, one after the other; whatever breaks, insist with the same key until it is acknowledged."""
    turn = count()
    for _ in range(many):
        if done is not None and done.is_set():
            return
        key, body = uuid4().hex, desk.booking()
        async with asyncio.timeout(PATIENCE):
            while not await _sent(urls[next(turn) % len(urls)], desk, key, body):  # noqa: ASYNC110
                await asyncio.sleep(0.05)  # a client's pause before it tries again


async def _sent(url: str, desk: Desk, key: str, body: dict[str, Any]) -> bool:
    port = int(url.rpartition(":")[2])
    headers = {"origin": url, "cookie": cookie(port, desk.tokens[0]), "idempotency-key": key}
    try:
        async with httpx.AsyncClient(base_url=url, headers=headers, timeout=10, verify=TRUST) as http:
            answer = await http.post("/api/appointments", json=body)
    except httpx.TransportError:
        return False
    if answer.status_code >= 500:
        desk.failures.append(answer.status_code)
        return False
    assert answer.status_code == 201, answer.text
    desk.acknowledged[answer.json()["id"]] = key
    return True


async def heads(core: Core, desks: Sequence[Desk]) -> dict[str, int]:
    """The last number of each desk's topic."""
    async with core.db.read(EVERY_PRACTICE) as session:
        return await heads_of(session, [desk.topic for desk in desks])


async def rows(core: Core, desk: Desk) -> set[str]:
    """The appointments in the database."""
    async with core.db.read(EVERY_PRACTICE) as session:
        found = await session.scalars(select(Appointment.id).where(Appointment.practitioner_id == desk.practitioner_id))
        return set(found)


async def logged(core: Core, desk: Desk) -> int:
    """How many events the log holds for a desk."""
    async with core.db.read(EVERY_PRACTICE) as session:
        counted = await session.scalar(select(func.count()).select_from(LoggedEvent).where(LoggedEvent.topic == desk.topic))
        return int(counted or 0)
