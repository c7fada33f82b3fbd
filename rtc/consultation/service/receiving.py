"""At the desk: the secretariat receives who waits, passes him on to the waiting room, and sees him out (Part C 7)."""

from rtc.consultation.desks import stage_at, ticked
from rtc.consultation.errors import DeskOff, NotAdmitted, NotReceiving, RoomReceived, refusal_of
from rtc.consultation.models import DeskRow, SeatRow
from rtc.consultation.queries import Scene, room_view
from rtc.consultation.rows import desk_of, seat_of, write_desk, write_seat
from rtc.consultation.schemas import DeskEntry, LeaveDesk, Tick
from rtc.consultation.service.acting import acting_on, announce, new_seat, room_row
from rtc.signalling import NotAllowed, here, leave
from rtc.signalling.stages import alone, queued, received, seen_out
from server.core.permissions import Permission
from server.core.unit import UnitOfWork


async def receive(uow: UnitOfWork, appointment_id: str, socket: str) -> DeskEntry:
    """Receive a patient, or say that one's page is still open on him. No two do at once.

    Raises:
        DeskOff, NotWaiting, RoomInCall.
        RoomReceived: with the name of whoever is with him.
    """
    scene = await _scene(uow, appointment_id)
    row, mine = desk_row(uow, scene), _seat(uow, scene)
    stage, before = stage_at(scene.room, scene.seat("patient"), row, uow.now), desk_of(row)
    holder = _holder(scene, row)
    try:
        desk = received(stage, before, mine.id, is_held=holder is not None and holder.here)
    except NotAllowed as error:
        if error.code == "received" and holder is not None:
            raise RoomReceived(by=holder.name) from None
        raise refusal_of(error) from None
    if holder is not None and holder is not mine:
        write_seat(holder, leave(seat_of(holder), uow.now))
    mine.socket, mine.seen_at, mine.link_version = socket, uow.now, scene.appointment.link_version
    is_back = write_seat(mine, here(seat_of(mine)))
    if write_desk(row, desk):
        await announce(uow, scene, "room_received", mine)
    elif is_back:
        await announce(uow, scene, "room_entered", mine)
    return DeskEntry(seat_id=mine.id, room=room_view(scene, uow.now))


async def tick(uow: UnitOfWork, appointment_id: str, body: Tick) -> None:
    """Note that something was seen to, or was not after all; the practitioner reads it before he lets the patient in.

    Raises:
        DeskOff, NotReceiving.
    """
    scene = await _scene(uow, appointment_id)
    mine = _receiving(uow, scene)
    row = desk_row(uow, scene)
    ticks = ticked(row, body.item, uow.author.name, uow.now, done=body.done)
    if ticks != row.ticks:
        row.ticks = ticks
        await announce(uow, scene, "room_ticked", mine, noted="ticked" if body.done else "unticked", data={"reason": body.item})


async def leave_desk(uow: UnitOfWork, appointment_id: str, body: LeaveDesk) -> None:
    """Stop receiving him: he stays, goes on to the waiting room, or goes home. The next two need nobody with him.

    Raises:
        DeskOff, NotWaiting, RoomInCall.
        RoomReceived: somebody else is with him.
    """
    scene = await _scene(uow, appointment_id)
    row = desk_row(uow, scene)
    holder, before = _holder(scene, row), desk_of(row)
    is_mine = holder is not None and holder.person_id == uow.actor.person_id
    if holder is not None and not is_mine and body.then == "stay":
        return
    if holder is not None and not is_mine and holder.here:
        raise RoomReceived(by=holder.name)
    stage = stage_at(scene.room, scene.seat("patient"), row, uow.now)
    try:
        desk = alone(before) if body.then == "stay" else (queued if body.then == "queue" else seen_out)(stage, before, uow.now)
    except NotAllowed as error:
        raise refusal_of(error) from None
    by = holder or _seat(uow, scene)
    write_seat(by, leave(seat_of(by), uow.now))
    if write_desk(row, desk):
        await announce(uow, scene, {"stay": "room_released", "queue": "room_queued", "goodbye": "room_seen_out"}[body.then], by)


async def take_desk_offer(uow: UnitOfWork, scene: Scene, row: SeatRow, connection: str) -> None:
    """A browser offers media for the desk's room: that of the patient whom somebody receives, or hers.

    Raises:
        NotAdmitted: nobody receives this patient, or it is not the patient.
        NotReceiving: she does not receive him.
    """
    stage, desk = stage_at(scene.room, scene.seat("patient"), scene.desk, uow.now), desk_of(scene.desk)
    is_received = desk.receiver is not None and stage not in {None, "practitioner"} and scene.has_desk
    if row.role != "desk":
        if not is_received or row.role != "patient":
            raise NotAdmitted
        return
    if not is_received or desk.receiver != row.id:
        raise NotReceiving
    row.connection, row.is_connected = connection, False
    await announce(uow, scene, "room_media", row, noted="offered")


async def receiving_scene(uow: UnitOfWork, appointment_id: str) -> tuple[Scene, SeatRow]:
    """The consultation whose patient the actor receives, and her seat.

    Raises:
        DeskOff, NotReceiving.
    """
    scene = await _scene(uow, appointment_id)
    return scene, _receiving(uow, scene)


def desk_row(uow: UnitOfWork, scene: Scene) -> DeskRow:
    """The desk's row, made when it did nothing before."""
    if scene.desk is None:
        room_row(uow, scene)
        scene.desk = DeskRow(practice_id=scene.appointment.practice_id, appointment_id=scene.appointment.id, ticks={})
        uow.session.add(scene.desk)
    return scene.desk


def let_go(uow: UnitOfWork, scene: Scene) -> None:
    """The practitioner lets the patient in: whoever was with him at the desk is not any more. What follows tells the screens."""
    if scene.desk is None or scene.desk.receiver is None:
        return
    holder = _holder(scene, scene.desk)
    if holder is not None:
        write_seat(holder, leave(seat_of(holder), uow.now))
    write_desk(scene.desk, alone(desk_of(scene.desk)))


async def _scene(uow: UnitOfWork, appointment_id: str) -> Scene:
    scene = await acting_on(uow, Permission.ROOM_RECEIVE, appointment_id)
    if not scene.has_desk:
        raise DeskOff
    return scene


def _holder(scene: Scene, row: DeskRow) -> SeatRow | None:
    return next((seat for seat in scene.seats if seat.id == row.receiver), None)


def _seat(uow: UnitOfWork, scene: Scene) -> SeatRow:
    """The actor's own place at this desk: one a person, so that the journal says who was there."""
    mine = next((seat for seat in scene.seats if seat.role == "desk" and seat.person_id == uow.actor.person_id), None)
    if mine is None:
        mine = new_seat(uow, scene, "desk", uow.author.name)
        mine.person_id = uow.actor.person_id
    return mine


def _receiving(uow: UnitOfWork, scene: Scene) -> SeatRow:
    holder = _holder(scene, scene.desk) if scene.desk is not None else None
    if holder is None or holder.person_id != uow.actor.person_id:
        raise NotReceiving
    return holder
