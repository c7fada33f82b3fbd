"""A queue shared by several practitioners: one takes the patient who waits for another, by the rule of every move (Part C 7)."""

from sqlalchemy import select

from rtc.consultation.desks import stage_at
from rtc.consultation.errors import NotSharedQueue, TypeNotOnline, refusal_of
from rtc.consultation.models import SeatRow
from rtc.consultation.queries import load_scene, room_view, scene_for
from rtc.consultation.rows import write_seat
from rtc.consultation.schemas import RoomView, TakePatient
from rtc.consultation.service.acting import announce, lock_room
from rtc.consultation.topics import calls_topic
from rtc.signalling import NotAllowed, invited
from server.accounts.models import Practice, Practitioner
from server.accounts.queries import practitioner_for
from server.accounts.queries.views import SHARED_QUEUE
from server.agenda.edit import Edit
from server.agenda.queries.guards import appointment_for
from server.agenda.schemas.appointments import ChangeAppointment
from server.agenda.service.moving import move
from server.agenda.topics import agenda_topic
from server.core.errors import NotFound
from server.core.permissions import Permission
from server.core.unit import UnitOfWork


async def take_patient(uow: UnitOfWork, appointment_id: str, body: TakePatient) -> tuple[RoomView, str | None]:
    """Move a patient who waits to the agenda of whoever takes him; his link stays what it is. Gives the host's seat, for the media.

    Raises:
        NotSharedQueue: the practice keeps its queues apart.
        NotWaiting, RoomInCall, RoomOver, RoomEnded.
        NeedsConfirmation, BlockedHours, TypeUnknown…: as for any move.
        TypeNotOnline: the type of this name is no teleconsultation at the other practitioner.
    """
    to = body.practitioner_id
    if await lock_room(uow, appointment_id, agenda_topic(to), calls_topic(to)) is None:
        uow.permit(Permission.SIGNED_IN)
        raise NotFound
    new_home = await practitioner_for(uow, Permission.ROOM_CONDUCT, to)
    row, home = await appointment_for(uow, Permission.AGENDA_MOVE, appointment_id, to)
    if home.practice_id != new_home.practice_id or not row.teleconsultation or row.status == "cancelled":
        raise NotFound
    await practitioner_for(uow, Permission.AGENDA_MOVE, to)
    practice = (await uow.session.execute(select(Practice).where(Practice.id == home.practice_id))).scalar_one()
    if not practice.settings.get(SHARED_QUEUE, False):
        raise NotSharedQueue
    before = await load_scene(uow, row, home)
    stage = stage_at(before.room, before.seat("patient"), before.desk, uow.now)
    if stage not in {"reception", "queue"}:
        raise refusal_of(NotAllowed("in_call" if stage == "practitioner" else "not_waiting"))
    if new_home.id != home.id:
        await _move(uow, row.id, home, new_home, body)
    scene = await scene_for(uow, Permission.ROOM_CONDUCT, appointment_id)
    host = scene.seat("host")
    if new_home.id != home.id:
        if host is not None:
            _empty(host)
        await announce(uow, scene, "room_taken", host)
    return room_view(scene, uow.now), host.id if host is not None else None


async def _move(uow: UnitOfWork, appointment_id: str, home: Practitioner, new_home: Practitioner, body: TakePatient) -> None:
    row, _ = await appointment_for(uow, Permission.AGENDA_MOVE, appointment_id, new_home.id)
    link = row.link_version
    edit = Edit(uow, "appointment_moved", {home.id: home, new_home.id: new_home})
    change = ChangeAppointment(version=row.version, practitioner_id=new_home.id, accept=body.accept)
    await move(uow, edit, row, home, new_home, change)
    if not row.teleconsultation:
        raise TypeNotOnline
    row.link_version = link  # he waits behind it: the hour is the same, and so is his place
    await edit.announce()


def _empty(host: SeatRow) -> None:
    """The practitioner's place is free for the other one."""
    write_seat(host, invited("host", devices=host.devices))
    host.person_id = host.socket = None
