"""The door: from a link or a code to a seat and the cookie that holds it. Reading never opens it: only a POST does (R20)."""

import secrets
from datetime import timedelta
from typing import cast

from msgspec import Struct
from sqlalchemy import select

from rtc.consultation.desks import as_guest
from rtc.consultation.errors import RoomCancelled, RoomMoved, RoomNotOnline, RoomOver, RoomUnknown, RoomWithdrawn
from rtc.consultation.models import SeatRow
from rtc.consultation.queries import Scene, load_scene, room_view
from rtc.consultation.rows import seat_of, write_desk, write_seat
from rtc.consultation.schemas import GuestEntry, PatientLink
from rtc.consultation.service.acting import announce, ask_recording_anew, end_recording, lock_room, new_seat, room_row
from rtc.signalling import COMPANY, invited, phase_of, replaced
from rtc.signalling.stages import Desk
from rtc.signalling.state import Role
from server.accounts.models import Practitioner
from server.accounts.sessions import digest
from server.agenda.models import Appointment
from server.core.actors import NOBODY
from server.core.db import EVERY_PRACTICE
from server.core.links import opens_room, room_code, room_link, room_secret, spoken_code
from server.core.permissions import Permission
from server.core.unit import Core, UnitOfWork, writing

LASTS = timedelta(hours=12)
"""How long a device keeps its seat without being seen."""
_OLD_LINKS = 50
"""Links of this many versions before are told that they were replaced; older ones are unknown."""
_CODE_DAY = timedelta(hours=18)
"""A code is looked for among the consultations that begin within this time, before or after now."""


class Key(Struct, frozen=True):
    """What opens a door. `seat_id`: the place of somebody invited beside the patient, None for the patient's."""

    appointment_id: str
    secret: str
    seat_id: str | None = None


async def enter(core: Core, key: Key, cookie: str) -> tuple[GuestEntry, str | None]:
    """Take the seat of a link; gives the cookie's new token, None when this device holds it already.

    Raises:
        RoomUnknown, RoomMoved, RoomWithdrawn, RoomCancelled, RoomNotOnline, RoomOver.
    """
    appointment_id = key.appointment_id
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
        _check_secret(core, found[0], key)
        scene = await load_scene(uow, found[0], found[1])
        row = _place(scene, key.seat_id)
        _check_appointment(found[0])
        await uow.load_key(found[0].practice_id)
        return await _seated(uow, scene, row, cookie)


async def by_code(core: Core, code: str) -> Key:
    """What the link says whose code this is.

    Raises:
        RoomUnknown: none of these days.
    """
    digits = "".join(each for each in code if each.isascii() and each.isdigit())
    async with core.db.read(EVERY_PRACTICE) as session:
        now = core.clock.now()
        these_days = (
            Appointment.teleconsultation,
            Appointment.status != "cancelled",
            Appointment.starts_at > now - _CODE_DAY,
            Appointment.starts_at < now + _CODE_DAY,
        )
        patients = select(Appointment.id, Appointment.link_version).where(*these_days)
        company = (
            select(SeatRow.id, SeatRow.appointment_id, Appointment.link_version)
            .join(Appointment, Appointment.id == SeatRow.appointment_id)
            .where(*these_days, SeatRow.role.in_(sorted(COMPANY)), SeatRow.removed_at.is_(None))
        )
        doors = [(row.id, row.link_version, row.id, None) for row in await session.execute(patients)]
        doors += [(row.id, row.link_version, row.appointment_id, row.id) for row in await session.execute(company)]
    opened = [each for each in doors if room_code(core.keyring, each[0], each[1]) == digits]
    if len(opened) != 1:
        raise RoomUnknown
    holder, version, appointment_id, seat_id = opened[0]
    return Key(appointment_id, room_secret(core.keyring, holder, version), seat_id)


def _check_secret(core: Core, appointment: Appointment, key: Key) -> None:
    holder, version = key.seat_id or appointment.id, appointment.link_version
    if not opens_room(core.keyring, holder, version, key.secret):
        olds = range(max(1, version - _OLD_LINKS), version)
        if any(opens_room(core.keyring, holder, old, key.secret) for old in olds):
            raise RoomMoved
        raise RoomUnknown


def _place(scene: Scene, seat_id: str | None) -> SeatRow | None:
    """The seat that a link opens; None: the patient's, in which nobody sat yet."""
    if seat_id is None:
        return scene.seat("patient")
    row = next((each for each in scene.seats if each.id == seat_id and each.role in COMPANY), None)
    if row is None:
        raise RoomUnknown
    if row.removed_at is not None:
        raise RoomWithdrawn
    return row


def _check_appointment(appointment: Appointment) -> None:
    if appointment.status == "cancelled":
        raise RoomCancelled
    if not appointment.teleconsultation:
        raise RoomNotOnline


async def _seated(uow: UnitOfWork, scene: Scene, row: SeatRow | None, cookie: str) -> tuple[GuestEntry, str | None]:
    phase = phase_of(scene.room, uow.now)
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
        if row.role == "patient":
            end_recording(uow, scene, row)
        elif row.id in scene.let_in:
            ask_recording_anew(uow, scene, row)
        token = secrets.token_urlsafe(32)
        row.token, row.socket = digest(token), None
        await announce(uow, scene, "room_opened", row, noted="replaced" if row.devices > 1 else None)
    row.link_version, row.expires_at = version, uow.now + LASTS
    uow.audit("room_opened", scene.appointment.practice_id, f"appointment/{scene.appointment.id}")
    return entry_of(scene, row, uow), token


def _start_again(scene: Scene, row: SeatRow) -> None:
    """The appointment was moved since: what happened at the other hour counts no more."""
    write_seat(row, invited(seat_of(row).role, devices=row.devices))
    row.token = row.socket = None
    patient = scene.seat("patient")
    has_begun = patient is not None and patient is not row and patient.link_version == scene.appointment.link_version
    if scene.row is not None and not has_begun:
        scene.row.started_at = scene.row.ended_at = None
    if scene.desk is not None and row.role == "patient":
        write_desk(scene.desk, Desk())
        scene.desk.ticks = {}


def entry_of(scene: Scene, row: SeatRow, uow: UnitOfWork) -> GuestEntry:
    """What a guest's page opens with."""
    role = cast("Role", row.role)  # who comes by a link is never of the desk
    return GuestEntry(
        seat_id=row.id,
        role=role,
        first_name=scene.patient.first_name if role == "patient" else row.name,
        phase=phase_of(scene.room, uow.now),
        room=as_guest(room_view(scene, uow.now), role),
    )


def link_of(uow: UnitOfWork, scene: Scene, url: str) -> PatientLink:
    """The patient's link and code, as his messages hold them."""
    keyring, appointment, room = uow.core.keyring, scene.appointment, scene.room
    return PatientLink(
        link=room_link(url, keyring, appointment.id, appointment.link_version),
        code=spoken_code(room_code(keyring, appointment.id, appointment.link_version)),
        opens_at=room.opens_at,
        closes_at=room.closes_at,
    )
