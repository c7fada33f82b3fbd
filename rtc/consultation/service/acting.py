"""What every command on a room does: lock its topics, load it, and tell both topics and the journal what became of it."""

from typing import Any

from sqlalchemy import select

from rtc.consultation.models import JournalLine, RoomRow, SeatRow
from rtc.consultation.queries import Scene, call_view, light_view, room_view, scene_for, seat_views
from rtc.consultation.rows import recording_of, write_recording, write_seat
from rtc.consultation.topics import calls_topic, room_topic
from rtc.signalling import invited
from rtc.signalling.recording import asked_anew
from rtc.signalling.state import Place
from server.agenda.edit import Edit
from server.agenda.models import Appointment
from server.agenda.topics import agenda_topic
from server.core.errors import NotFound, TooMany
from server.core.ids import new_id
from server.core.permissions import Permission
from server.core.unit import UnitOfWork


async def acting_on(uow: UnitOfWork, permission: Permission, appointment_id: str) -> Scene:
    """Lock the topics of a consultation, its agenda's too, then load it through its guard.

    Raises:
        NotFound: unknown, forbidden, or no teleconsultation.
        TooMany: it moved to another agenda before the lock was taken; trying again finds it there.
    """
    agenda = await lock_room(uow, appointment_id)
    if agenda is None:
        uow.permit(permission)
        raise NotFound
    scene = await scene_for(uow, permission, appointment_id)
    if scene.practitioner.id != agenda:
        raise TooMany(retry_after=1)
    return scene


async def lock_room(uow: UnitOfWork, appointment_id: str, *more: str) -> str | None:
    """Lock everything a command on a room may write, and `more` topics; give whose agenda it is on."""
    statement = select(Appointment.practitioner_id).where(Appointment.id == appointment_id)
    agenda = (await uow.session.execute(statement)).scalar_one_or_none()
    if agenda is None:
        return None
    shown = select(RoomRow.practitioner_id).where(RoomRow.appointment_id == appointment_id)
    before = (await uow.session.execute(shown)).scalar_one_or_none() or agenda
    await uow.lock(agenda_topic(agenda), calls_topic(agenda), calls_topic(before), room_topic(appointment_id), *more)
    return agenda


def room_row(uow: UnitOfWork, scene: Scene) -> RoomRow:
    """The room's row, made when nobody came before."""
    if scene.row is None:
        appointment = scene.appointment
        scene.row = RoomRow(practice_id=appointment.practice_id, appointment_id=appointment.id, practitioner_id=scene.practitioner.id)
        uow.session.add(scene.row)
    return scene.row


def new_seat(uow: UnitOfWork, scene: Scene, role: Place, name: str = "") -> SeatRow:
    """A place that nobody had before."""
    appointment = scene.appointment
    row = SeatRow(
        id=new_id(),
        practice_id=appointment.practice_id,
        appointment_id=appointment.id,
        role=role,
        name=name,
        link_version=appointment.link_version,
    )
    write_seat(row, invited(role))
    uow.session.add(row)
    scene.seats.append(row)
    return row


async def announce(
    uow: UnitOfWork, scene: Scene, name: str, who: SeatRow | None = None, *, noted: str | None = None, data: dict[str, Any] | None = None
) -> None:
    """Tell everybody in the room, everybody who watches the door, and the journal, there as `noted` when that says more."""
    await uow.session.flush()
    appointment = scene.appointment
    owner, patient = appointment.practice_id, appointment.patient_id
    put: dict[str, list[Any]] = {"room": [room_view(scene, uow.now)], "seats": [*seat_views(scene)]}
    removed = [each.id for each in scene.seats if each.removed_at is not None]
    drops = {"seats": removed} if removed else {}
    uow.record(room_topic(appointment.id), name, owner=owner, put=put, drop=drops, subject=patient)
    view, seat = call_view(scene, uow), scene.seat("patient")
    seen: dict[str, list[Any]] = {"calls": [view]} if view is not None else {}
    before = room_row(uow, scene).practitioner_id
    if before != scene.practitioner.id:
        drop = {"calls": [appointment.id], "lights": [appointment.id]}
        uow.record(calls_topic(before), "call_changed", owner=owner, drop=drop, subject=patient)
        room_row(uow, scene).practitioner_id = scene.practitioner.id
        light = light_view(seat) if seat else None
        seen |= {"lights": [light]} if light is not None else {}
    gone = {"calls": [appointment.id]} if view is None else {}
    uow.record(calls_topic(scene.practitioner.id), "call_changed", owner=owner, put=seen, drop=gone, subject=patient)
    note(uow, scene, noted or name.removeprefix("room_"), who, data)


def note(uow: UnitOfWork, scene: Scene, name: str, who: SeatRow | None, data: dict[str, Any] | None = None) -> None:
    """Write one line of the journal, and tell nobody."""
    appointment = scene.appointment
    uow.session.add(
        JournalLine(
            practice_id=appointment.practice_id,
            id=new_id(),
            appointment_id=appointment.id,
            at=uow.now,
            role=who.role if who else None,
            seat_id=who.id if who else None,
            name=name,
            data=data,
        )
    )


def end_recording(uow: UnitOfWork, scene: Scene, who: SeatRow | None) -> None:
    """Whoever was recorded is gone, or everything is over: so is the recording. What follows tells the screens."""
    recording = recording_of(scene.row)
    if scene.row is not None and recording is not None:
        write_recording(scene.row, None)
        note(uow, scene, "recording_stopped", who, {"reason": recording.kind})


def ask_recording_anew(uow: UnitOfWork, scene: Scene, who: SeatRow) -> None:
    """Who is recorded is no longer the same: it stops, and everybody is asked again. What follows tells the screens."""
    recording = recording_of(scene.row)
    if scene.row is None or recording is None:
        return
    if recording.agreed_at is not None:
        note(uow, scene, "recording_stopped", who, {"reason": recording.kind})
    write_recording(scene.row, asked_anew(recording, uow.now))
    note(uow, scene, "recording_asked", scene.seat("host"), {"reason": recording.kind})


async def mark(uow: UnitOfWork, scene: Scene, status: str, *, when: tuple[str, ...]) -> None:
    """Mark the appointment on the agenda, where it says less than what just happened."""
    appointment = scene.appointment
    if appointment.status in when:
        edit = Edit(uow, "appointment_marked", {scene.practitioner.id: scene.practitioner})
        edit.changes(appointment)
        appointment.status, appointment.status_at = status, uow.now
        await edit.announce()
