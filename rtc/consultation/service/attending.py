"""Being there: a page opens or goes, somebody knocks, is let in, silenced, hidden, and the end."""

from msgspec import UNSET
from msgspec.structs import replace
from sqlalchemy import select

from rtc.consultation.errors import NotYourSeat, refusal_of
from rtc.consultation.models import SeatRow
from rtc.consultation.queries import Scene, room_view
from rtc.consultation.rows import room_of, seat_of, write_room, write_seat
from rtc.consultation.schemas import GuestEntry, HostEntry, SetRule
from rtc.consultation.service.acting import acting_on, announce, ask_recording_anew, end_recording, mark, new_seat, room_row
from rtc.consultation.service.door import LASTS, entry_of
from rtc.consultation.service.receiving import let_go
from rtc.media import Rule
from rtc.signalling import NotAllowed, admit, end, here, knock, leave, offered, phase_of, ruled
from server.accounts.queries.views import RECORDING, practice_view
from server.accounts.schemas.people import PaymentAmount
from server.agenda.models import AppointmentType
from server.agenda.telling.ending import tell_ended
from server.core.actors import Target
from server.core.permissions import Permission
from server.core.unit import UnitOfWork
from server.documents.queries.shares import shared_path

_BEFORE = ("planned", "late", "arrived")


async def guest_here(uow: UnitOfWork, socket: str) -> GuestEntry:
    """A guest's page is open; when the door is, he waits: nobody has to press anything (B4.4)."""
    scene, row = await guest_scene(uow)
    phase = phase_of(scene.room, uow.now)
    seat, name = seat_of(row), "room_entered"
    was_waiting = seat.knocked_at is not None
    fresh = knock(scene.room, seat, uow.now) if phase == "open" else here(seat)
    if not was_waiting and fresh.knocked_at is not None:
        name = "room_knocked"
    row.socket, row.seen_at, row.expires_at = socket, uow.now, uow.now + LASTS
    if write_seat(row, fresh):
        await announce(uow, scene, name, row)
    entry = entry_of(scene, row, uow)
    if row.role != "patient":  # what was shared with the patient is his alone
        return entry
    return replace(entry, documents=await shared_path(uow, scene.patient.id, scene.appointment.id))


async def guest_leaves(uow: UnitOfWork) -> str:
    """A guest hangs up: the room stays, and he may come back (Q17). Gives the seat, for the media."""
    scene, row = await guest_scene(uow)
    if write_seat(row, leave(seat_of(row), uow.now)):
        if row.role == "patient":
            end_recording(uow, scene, row)
        await announce(uow, scene, "room_left", row)
    return row.id


async def guest_scene(uow: UnitOfWork, permission: Permission = Permission.ROOM_ATTEND) -> tuple[Scene, SeatRow]:
    """The consultation of the guest who acts, and his seat."""
    guest = uow.actor.guest
    if guest is None:
        uow.permit(permission)
        raise NotYourSeat
    scene = await acting_on(uow, permission, guest.appointment_id)
    row = next((each for each in scene.seats if each.id == guest.seat_id), None)
    if row is None or row.removed_at is not None:
        raise NotYourSeat
    return scene, row


async def host_here(uow: UnitOfWork, appointment_id: str, socket: str) -> HostEntry:
    """The practitioner's page is open, before or after the patient's (Q23)."""
    scene = await acting_on(uow, Permission.ROOM_CONDUCT, appointment_id)
    room_row(uow, scene)
    row = scene.seat("host") or new_seat(uow, scene, "host")
    row.person_id, row.socket, row.seen_at = uow.actor.person_id, socket, uow.now
    if write_seat(row, here(seat_of(row))):
        await announce(uow, scene, "room_entered", row)
    return HostEntry(
        seat_id=row.id,
        phase=phase_of(scene.room, uow.now),
        room=room_view(scene, uow.now),
        practice_id=scene.practice.id,
        amounts=practice_view(scene.practice).payment_amounts,
        usual=await _usual(uow, scene.appointment.type_id),
        files=uow.may(Permission.DOCUMENTS_WRITE, Target(scene.practice.id)),
        may_record=scene.practice.settings.get(RECORDING, False),
    )


async def _usual(uow: UnitOfWork, type_id: str | None) -> PaymentAmount | None:
    """The amount of a type of appointment, under its name."""
    fields = (await uow.session.execute(select(AppointmentType.fields).where(AppointmentType.id == type_id))).scalar_one_or_none()
    amount = (fields or {}).get("amount")
    return PaymentAmount(label=fields["name"][:80], amount=amount) if fields and amount else None


async def admit_patient(uow: UnitOfWork, appointment_id: str) -> HostEntry:
    """Let the patient in (F152): only then is media answered."""
    scene = await acting_on(uow, Permission.ROOM_CONDUCT, appointment_id)
    patient, host = scene.seat("patient"), scene.seat("host")
    if patient is None or host is None:
        raise refusal_of(NotAllowed("not_waiting"))
    try:
        room, seat = admit(scene.room, seat_of(patient), uow.now)
    except NotAllowed as error:
        raise refusal_of(error) from None
    write_room(room_row(uow, scene), room)
    if write_seat(patient, seat):
        let_go(uow, scene)
        await mark(uow, scene, "in_consultation", when=_BEFORE)
        ask_recording_anew(uow, scene, patient)
        await announce(uow, scene, "room_admitted", patient)
    return HostEntry(seat_id=host.id, phase=phase_of(scene.room, uow.now), room=room_view(scene, uow.now))


async def set_rule(uow: UnitOfWork, appointment_id: str, body: SetRule, seat_id: str | None = None) -> dict[str, Rule]:
    """Hear or see the patient, or not (F173, F174, Q19), or whoever else has this seat. Gives what the media must know."""
    scene = await acting_on(uow, Permission.ROOM_CONDUCT, appointment_id)
    row = scene.companion(seat_id) if seat_id is not None else scene.seat("patient")
    if row is None:
        raise refusal_of(NotAllowed("not_waiting"))
    heard = row.heard if body.heard is UNSET else body.heard
    seen = row.seen if body.seen is UNSET else body.seen
    if write_seat(row, ruled(seat_of(row), heard=heard, seen=seen)):
        await announce(uow, scene, "room_ruled", row)
    return rules_of(scene)


async def end_consultation(uow: UnitOfWork, appointment_id: str) -> HostEntry:
    """Terminer: for everybody, and for good (Q17)."""
    scene = await acting_on(uow, Permission.ROOM_CONDUCT, appointment_id)
    host = scene.seat("host") or new_seat(uow, scene, "host")
    row = room_row(uow, scene)
    if row.ended_at is None:
        end_recording(uow, scene, host)
        write_room(row, end(room_of(row, scene.appointment, scene.practice), uow.now))
        for each in scene.seats:
            each.connection, each.is_connected = None, False
        if row.started_at is not None:
            await mark(uow, scene, "seen", when=(*_BEFORE, "in_consultation"))
        await announce(uow, scene, "room_ended", host)
        if row.started_at is not None:
            await tell_ended(uow, scene.appointment)
    return HostEntry(seat_id=host.id, phase="ended", room=room_view(scene, uow.now))


async def take_offer(uow: UnitOfWork, scene: Scene, row: SeatRow, connection: str) -> dict[str, Rule]:
    """A browser offers media: the seat's newest connection counts. Gives the rules the media must know first.

    Raises:
        RoomEarly, RoomOver, RoomEnded, NotAdmitted.
    """
    try:
        seat = offered(scene.room, seat_of(row), connection, uow.now)
    except NotAllowed as error:
        raise refusal_of(error) from None
    write_seat(row, seat)
    await announce(uow, scene, "room_media", row, noted="offered")
    return rules_of(scene)


def rules_of(scene: Scene) -> dict[str, Rule]:
    """What is forwarded of each seat."""
    return {row.id: Rule(heard=row.heard, seen=row.seen) for row in scene.seats}
