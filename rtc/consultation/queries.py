"""Reads: guarded loaders, the views of rooms and seats, and the snapshots of both topics."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import or_, select

from rtc.consultation import topics
from rtc.consultation.desks import desk_view, stage_at
from rtc.consultation.lights import Check, light_of
from rtc.consultation.models import DeskRow, Pace, RoomRow, SeatRow
from rtc.consultation.rows import recording_of, room_of
from rtc.consultation.schemas import CallsBody, CallView, DeskView, LightView, PaceView, RecordingView, RoomBody, RoomView, SeatView
from rtc.signalling import COMPANY, Room, phase_of
from rtc.signalling.stages import SEEN_OUT
from server.accounts.models import Location, Practice, Practitioner
from server.accounts.queries import practitioner_for
from server.accounts.queries.views import DESK
from server.agenda.models import Appointment
from server.core.actors import Target
from server.core.errors import NotFound
from server.core.permissions import Permission
from server.core.unit import UnitOfWork
from server.patients.models import Patient
from server.payments.queries import recent_payments, room_payments

SHOWN = timedelta(hours=12)
"""How long somebody who came once is shown at the door; by then the day is over."""


@dataclass(slots=True)
class Scene:
    """A consultation with everybody in it, as loaded."""

    appointment: Appointment
    practitioner: Practitioner
    practice: Practice
    patient: Patient
    zone: str
    row: RoomRow | None
    seats: list[SeatRow]
    pace: Pace | None
    desk: DeskRow | None

    @property
    def room(self) -> Room:
        """Where the room stands."""
        return room_of(self.row, self.appointment, self.practice)

    @property
    def has_desk(self) -> bool:
        """Whether the practice receives patients at the desk, and sees them out (Part C 7)."""
        return bool(self.practice.settings.get(DESK, False))

    def desk_at(self, now: datetime) -> DeskView | None:
        """Where the patient stands between the desk and his practitioner."""
        stage = stage_at(self.room, self.seat("patient"), self.desk, now) if self.has_desk else None
        return desk_view(stage, self.desk, self.seats)

    def seat(self, role: str) -> SeatRow | None:
        """The patient's seat, or the practitioner's."""
        return next((each for each in self.seats if each.role == role), None)

    @property
    def company(self) -> list[SeatRow]:
        """Those invited beside the patient, whose invitations hold."""
        return [each for each in self.seats if each.role in COMPANY and each.removed_at is None]

    @property
    def let_in(self) -> set[str]:
        """The guests who were let in and not sent out again: their seats."""
        return {each.id for each in self.seats if each.role != "host" and each.admitted_at is not None and each.removed_at is None}

    def companion(self, seat_id: str) -> SeatRow:
        """One of them.

        Raises:
            NotFound.
        """
        found = next((each for each in self.company if each.id == seat_id), None)
        if found is None:
            raise NotFound
        return found

    def name_of(self, seat: SeatRow) -> str:
        """What somebody is called."""
        if seat.role in COMPANY or seat.role == "desk":
            return seat.name
        return patient_name(self.patient) if seat.role == "patient" else practitioner_name(self.practitioner)


async def scene_for(uow: UnitOfWork, permission: Permission, appointment_id: str) -> Scene:
    """A consultation, once the table has granted `permission` on it.

    Raises:
        NotFound: unknown, forbidden, or not a teleconsultation.
    """
    found = (
        await uow.session.execute(
            select(Appointment, Practitioner)
            .join(Practitioner, Practitioner.id == Appointment.practitioner_id)
            .where(Appointment.id == appointment_id)
        )
    ).one_or_none()
    practitioner = found[1] if found else None
    target = Target(
        practice_id=practitioner.practice_id if practitioner else None,
        practitioner_id=practitioner.id if practitioner else None,
        appointment_id=appointment_id,
    )
    uow.permit(permission, target)
    if found is None or not found[0].teleconsultation or found[0].status == "cancelled":
        raise NotFound
    uow.audit(str(permission), found[1].practice_id, f"appointment/{appointment_id}")
    return await load_scene(uow, found[0], found[1])


async def load_scene(uow: UnitOfWork, appointment: Appointment, practitioner: Practitioner) -> Scene:
    """The same, unguarded: for what follows from what was permitted."""
    session = uow.session
    practice = (await session.execute(select(Practice).where(Practice.id == appointment.practice_id))).scalar_one()
    patient = (await session.execute(select(Patient).where(Patient.id == appointment.patient_id))).scalar_one()
    zone = (await session.execute(select(Location.zone).where(Location.id == appointment.location_id))).scalar_one()
    row = (await session.execute(select(RoomRow).where(RoomRow.appointment_id == appointment.id))).scalar_one_or_none()
    seats = (await session.execute(select(SeatRow).where(SeatRow.appointment_id == appointment.id))).scalars().all()
    pace = (await session.execute(select(Pace).where(Pace.practitioner_id == practitioner.id))).scalar_one_or_none()
    desk = (await session.execute(select(DeskRow).where(DeskRow.appointment_id == appointment.id))).scalar_one_or_none()
    return Scene(appointment, practitioner, practice, patient, zone, row, list(seats), pace, desk)


def room_view(scene: Scene, now: datetime) -> RoomView:
    """The room on the wire, as of now."""
    room, appointment, recording = scene.room, scene.appointment, recording_of(scene.row)
    return RoomView(
        id=appointment.id,
        practitioner_name=practitioner_name(scene.practitioner),
        practice_name=scene.practice.name,
        practice_phone=scene.practice.phone,
        zone=scene.zone,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        opens_at=room.opens_at,
        closes_at=room.closes_at,
        started_at=room.started_at,
        ended_at=room.ended_at,
        expected_at=pace_view(scene.pace).hours.get(appointment.id) if scene.pace and room.ended_at is None else None,
        recording=RecordingView(**msgspec.structs.asdict(recording)) if recording else None,
        desk=scene.desk_at(now),
    )


def practitioner_name(row: Practitioner) -> str:
    """How patients know him."""
    return f"{row.title} {row.name}".strip()


def patient_name(row: Patient) -> str:
    """How the practice knows him."""
    return f"{row.first_name} {row.last_name}".strip()


def seat_views(scene: Scene) -> list[SeatView]:
    """The seats on the wire; the desk's are none of the consultation's."""
    return [
        SeatView(
            id=row.id,
            role=row.role,  # type: ignore[arg-type]  # only services write it
            name=scene.name_of(row),
            here=row.here,
            knocked_at=row.knocked_at,
            admitted_at=row.admitted_at,
            left_at=row.left_at,
            connected=row.is_connected,
            heard=row.heard,
            seen=row.seen,
            devices=row.devices,
            photographed_at=row.photographed_at,
        )
        for row in sorted(scene.seats, key=lambda each: each.id)
        if row.removed_at is None and row.role != "desk"
    ]


def call_view(scene: Scene, uow: UnitOfWork) -> CallView | None:
    """The consultation from afar; None when there is nothing to say: nobody came, it is over, or it is no longer one."""
    patient, host, room = scene.seat("patient"), scene.seat("host"), scene.room
    desk = scene.desk_at(uow.now)
    leaves = desk is not None and desk.stage == "exit"
    if patient is None or patient.knocked_at is None or (phase_of(room, uow.now) != "open" and not leaves):
        return None
    if scene.appointment.status == "cancelled" or not scene.appointment.teleconsultation:
        return None
    if not patient.here and (leaves or (patient.admitted_at is None and uow.now >= room.closes_at)):
        return None
    return CallView(
        id=scene.appointment.id,
        practitioner_id=scene.practitioner.id,
        patient_id=scene.patient.id,
        patient_name=patient_name(scene.patient),
        starts_at=scene.appointment.starts_at,
        state="exit" if leaves else "live" if patient.admitted_at is not None else "waiting",
        since=(room.ended_at if leaves else None) or patient.admitted_at or patient.knocked_at,
        here=patient.here,
        host_here=host is not None and host.here,
        desk=desk,
    )


def light_view(row: SeatRow) -> LightView | None:
    """What this patient's device check found; None when he made none."""
    if row.checked is None or row.checked_at is None:
        return None
    check = msgspec.convert(row.checked, Check)
    return LightView(id=row.appointment_id, light=light_of(check), at=row.checked_at, **msgspec.structs.asdict(check))


def pace_view(row: Pace) -> PaceView:
    """How late a practitioner runs, on the wire."""
    return PaceView(id=row.practitioner_id, hours=msgspec.convert(row.hours, dict[str, datetime]))


async def authorize_room(uow: UnitOfWork, appointment_id: str) -> str:
    """The lens of whoever takes part."""
    guest = uow.actor.guest
    scene = await scene_for(uow, Permission.ROOM_CONDUCT if guest is None else Permission.ROOM_ATTEND, appointment_id)
    if guest is None:
        return topics.HOST
    if guest.role == "patient":
        return topics.GUEST
    is_in = any(each.id == guest.seat_id and each.admitted_at is not None for each in scene.company)
    return topics.COMPANION if is_in else topics.ARRIVING


async def room_snapshot(uow: UnitOfWork, appointment_id: str, _: msgspec.Raw) -> RoomBody:
    """The topic room/{appointment} as it is now."""
    permission = Permission.ROOM_ATTEND if uow.actor.guest is not None else Permission.ROOM_CONDUCT
    scene = await scene_for(uow, permission, appointment_id)
    payments = await room_payments(uow, appointment_id)
    return RoomBody(room=[room_view(scene, uow.now)], seats=seat_views(scene), payments=payments)


async def authorize_calls(uow: UnitOfWork, practitioner_id: str) -> str:
    """The one lens of those who may watch."""
    await practitioner_for(uow, Permission.ROOM_WATCH, practitioner_id)
    return topics.WATCH


async def calls_snapshot(uow: UnitOfWork, practitioner_id: str, _: msgspec.Raw) -> CallsBody:
    """The topic calls/{practitioner} as it is now."""
    practitioner = await practitioner_for(uow, Permission.ROOM_WATCH, practitioner_id)
    statement = (
        select(Appointment)
        .join(RoomRow, RoomRow.appointment_id == Appointment.id)
        .where(
            Appointment.practitioner_id == practitioner_id,
            or_(RoomRow.ended_at.is_(None), RoomRow.ended_at > uow.now - SEEN_OUT),
            or_(Appointment.starts_at > uow.now - SHOWN, RoomRow.started_at > uow.now - SHOWN),
        )
        .order_by(Appointment.starts_at, Appointment.id)
    )
    shown: list[CallView] = []
    for appointment in (await uow.session.execute(statement)).scalars():
        view = call_view(await load_scene(uow, appointment, practitioner), uow)
        if view is not None:
            shown.append(view)
    checked = (
        select(SeatRow)
        .join(Appointment, Appointment.id == SeatRow.appointment_id)
        .where(
            Appointment.practitioner_id == practitioner_id,
            Appointment.starts_at > uow.now - SHOWN,
            SeatRow.role == "patient",
            SeatRow.checked_at.is_not(None),
        )
        .order_by(SeatRow.appointment_id)
    )
    lights = [light_view(row) for row in (await uow.session.execute(checked)).scalars()]
    paces = select(Pace).where(Pace.practitioner_id == practitioner_id)
    return CallsBody(
        calls=shown,
        lights=[light for light in lights if light is not None],
        paces=[pace_view(row) for row in (await uow.session.execute(paces)).scalars()],
        payments=await recent_payments(uow, practitioner_id, uow.now - SHOWN),
    )
