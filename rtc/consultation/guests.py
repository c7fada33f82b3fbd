"""Guests: from the cookie of a link to an actor who may attend one consultation, and which of them still may."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, select
from starlette.requests import HTTPConnection

from rtc.consultation.models import SeatRow
from server.accounts.sessions import digest
from server.agenda.models import Appointment
from server.core.actors import Actor, Guest
from server.core.among import is_among_these
from server.core.errors import SignedOut
from server.core.unit import Core
from server.patients.models import Patient
from server.settings import Settings

PREFIX = "room:"
"""What the session names of guests begin with."""


def cookie_name(settings: Settings) -> str:
    """`__Host-` over HTTPS; on http://localhost the port keeps two checkouts apart."""
    return "__Host-ardoise-room" if settings.secure else f"ardoise_room_{settings.port}"


class Guests:
    """Who is behind a room's cookie. One for the whole process."""

    def __init__(self, core: Core, settings: Settings) -> None:
        self._core = core
        self._cookie = cookie_name(settings)

    def token(self, connection: HTTPConnection) -> str:
        """The cookie's token, empty when there is none."""
        token = connection.cookies.get(self._cookie, "")
        return token if 20 <= len(token) <= 100 else ""

    async def actor(self, connection: HTTPConnection) -> Actor:
        """The guest behind a connection's cookie.

        Raises:
            SignedOut: nobody, or his link does not hold any more.
        """
        token = self.token(connection)
        if not token:
            raise SignedOut
        return await self._actor(SeatRow.token == digest(token))

    async def actor_of(self, session: str) -> Actor:
        """The guest behind a session's name, as of now.

        Raises:
            SignedOut: it ended.
        """
        return await self._actor(SeatRow.token == session.removeprefix(PREFIX))

    async def alive(self, sessions: Iterable[str]) -> set[str]:
        """Those of these sessions that still hold: another device, another hour or a cancellation ends one."""
        tokens = [session.removeprefix(PREFIX) for session in sessions if session.startswith(PREFIX)]
        if not tokens:
            return set()
        rows = await self._core.db.glance(self._holding(is_among_these(SeatRow.token, tokens)))
        return {PREFIX + row.token for row in rows}

    def _holding(self, which: ColumnElement[bool]) -> Any:
        return (
            select(
                SeatRow.id,
                SeatRow.token,
                SeatRow.appointment_id,
                SeatRow.practice_id,
                SeatRow.role,
                SeatRow.name,
                Patient.first_name,
                Patient.last_name,
            )
            .join(Appointment, Appointment.id == SeatRow.appointment_id)
            .join(Patient, Patient.id == Appointment.patient_id)
            .where(
                which,
                SeatRow.role != "host",
                SeatRow.removed_at.is_(None),
                SeatRow.expires_at > self._core.clock.now(),
                SeatRow.link_version == Appointment.link_version,
                Appointment.status != "cancelled",
                Appointment.teleconsultation,
            )
        )

    async def _actor(self, which: ColumnElement[bool]) -> Actor:
        rows = await self._core.db.glance(self._holding(which))
        if not rows:
            raise SignedOut
        row = rows[0]
        name = f"{row.first_name} {row.last_name}" if row.role == "patient" else row.name
        return Actor(
            person_id=None,
            name=name,
            initials="".join(word[:1] for word in name.split()[:2]).upper(),
            session_id=PREFIX + row.token,
            guest=Guest(row.id, row.appointment_id, row.practice_id, row.role),
        )
