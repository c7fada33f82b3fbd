"""The door: from a link or a code to a seat and the cookie that holds it. Reading never opens it: only a POST does (R20)."""

import secrets
from datetime import timedelta

from sqlalchemy import select

from rtc.consultation.errors import RoomCancelled, RoomMoved, RoomNotOnline, RoomOver, RoomUnknown
from rtc.consultation.models import SeatRow
from rtc.consultation.queries import Scene, load_scene, room_view
from rtc.consultation.rows import seat_of, write_seat
from rtc.consultation.schemas import GuestEntry, PatientLink
from rtc.consultation.service.acting import announce, end_recording, lock_room, new_seat, room_row
from rtc.signalling import Seat, phase_of, replaced
from server.accounts.models import Practitioner
from server.accounts.sessions import digest
from server.agenda.models import Appointment
from server.core.db import EVERY_PRACTICE
from server.core.links import opens_room, room_code, room_link, room_secret, spoken_code
from server.core.permissions import NOBODY, Permission
from server.core.unit import Core, UnitOfWork, writing

LASTS = timedelta(hours=12)
"""How long a device keeps its seat without being seen."""
_OLD_LINKS = 50
"""Links of this many versions before are told that they were replaced; older ones are unknown."""
_CODE_DAY = timedelta(hours=18)
"""A code is looked for among the consultations that begin within this time, before or after now."""


async def enter(core: Core, appointment_id: str, secret: str, cookie: str) -> tuple[GuestEntry, str | None]:
    """Take the patient's seat with the secret of his link; gives the cookie's new token, None when this device holds it already.

    Raises:
        RoomUnknown, RoomMoved, RoomCancelled, RoomNotOnline, RoomOver.
    """
    async with writing(core, NOBODY, channel="link", scope=EVERY_PRACTICE) as uow:
        uow.permit(Permission.PUBLIC)
        if await lock_room(uow, appointment_id) is None:
            raise RoomUnknown
        found = (
            await uow.session.execute(
                select(Appointment, Practitioner)
                .join(Practitioner, Practitioner.id == Appointment.practitioner_id)
                .where(Appointment.id == appointment_id)
            )
        ).one()
        _check_link(core, found[0], secret)
        await uow.load_key(found[0].practice_id)
        return await _seated(uow, await load_scene(uow, found[0], found[1]), cookie)


async def by_code(core: Core, code: str) -> tuple[str, str]:
    """The appointment that a code opens, and the secret of its link.

    Raises:
        RoomUnknown: none of these days.
    """
    digits = "".join(each for each in code if each.isascii() and each.isdigit())
    async with core.db.read(EVERY_PRACTICE) as session:
        now = core.clock.now()
        statement = select(Appointment.id, Appointment.link_version).where(
            Appointment.teleconsultation,
            Appointment.status != "cancelled",
            Appointment.starts_at > now - _CODE_DAY,
            Appointment.starts_at < now + _CODE_DAY,
        )
        rows = (await session.execute(statement)).all()
    opened = [(row.id, row.link_version) for row in rows if room_code(core.keyring, row.id, row.link_version) == digits]
    if len(opened) != 1:
        raise RoomUnknown
    return opened[0][0], room_secret(core.keyring, *opened[0])


def _check_link(core: Core, appointment: Appointment, secret: str) -> None:
    version = appointment.link_version
    if not opens_room(core.keyring, appointment.id, version, secret):
        olds = range(max(1, version - _OLD_LINKS), version)
        if any(opens_room(core.keyring, appointment.id, old, secret) for old in olds):
            raise RoomMoved
        raise RoomUnknown
    if appointment.status == "cancelled":
        raise RoomCancelled
    if not appointment.teleconsultation:
        raise RoomNotOnline


async def _seated(uow: UnitOfWork, scene: Scene, cookie: str) -> tuple[GuestEntry, str | None]:
    phase = phase_of(scene.room, uow.now)
    row = scene.seat("patient")
    version = scene.appointment.link_version
    if row is not None and row.link_version != version:
        _start_again(scene, row)
        phase = phase_of(scene.room, uow.now)
    if phase == "over":
        raise RoomOver
    token: str | None = None
    if row is None or row.token is None or row.token != digest(cookie):
        room_row(uow, scene)
        row = row or new_seat(uow, scene, "patient")
        write_seat(row, replaced(seat_of(row)))
        end_recording(uow, scene, "patient")
        token = secrets.token_urlsafe(32)
        row.token, row.socket = digest(token), None
        await announce(uow, scene, "room_opened", "patient", noted="replaced" if row.devices > 1 else None)
    row.link_version, row.expires_at = version, uow.now + LASTS
    uow.audit("room_opened", scene.appointment.practice_id, f"appointment/{scene.appointment.id}")
    return entry_of(scene, row, uow), token


def _start_again(scene: Scene, row: SeatRow) -> None:
    """The appointment was moved since: what happened at the other hour counts no more."""
    write_seat(row, Seat(role="patient", devices=row.devices))
    row.token = row.socket = None
    if scene.row is not None:
        scene.row.started_at = scene.row.ended_at = None


def entry_of(scene: Scene, row: SeatRow, uow: UnitOfWork) -> GuestEntry:
    """What the patient's page opens with."""
    return GuestEntry(seat_id=row.id, first_name=scene.patient.first_name, phase=phase_of(scene.room, uow.now), room=room_view(scene))


def link_of(uow: UnitOfWork, scene: Scene, url: str) -> PatientLink:
    """The patient's link and code, as his messages hold them."""
    keyring, appointment, room = uow.core.keyring, scene.appointment, scene.room
    return PatientLink(
        link=room_link(url, keyring, appointment.id, appointment.link_version),
        code=spoken_code(room_code(keyring, appointment.id, appointment.link_version)),
        opens_at=room.opens_at,
        closes_at=room.closes_at,
    )
