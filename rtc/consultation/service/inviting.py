"""Whom else one receives beside the patient: who translates, who helps, who learns. Each has a link and rights of his own."""

from typing import cast

from rtc.consultation.errors import RoomIsFull, refusal_of
from rtc.consultation.models import SeatRow
from rtc.consultation.queries import scene_for
from rtc.consultation.rows import recording_of, seat_of, write_recording, write_seat
from rtc.consultation.schemas import Invitation, Invitations, Invite, InvitedPerson
from rtc.consultation.service.acting import acting_on, announce, ask_recording_anew, new_seat, room_row
from rtc.signalling import Company, NotAllowed, admit, leave, phase_of
from rtc.signalling.recording import settled
from server.core.actors import Target
from server.core.errors import Invalid
from server.core.links import room_code, seat_link, spoken_code
from server.core.permissions import Permission
from server.core.unit import UnitOfWork

MOST = 4
"""Beside the patient and the practitioner: a room holds six."""


async def invite(uow: UnitOfWork, appointment_id: str, body: Invite) -> InvitedPerson:
    """Keep a place for one more person. His link is read apart: an answer that may be kept holds no secret.

    Raises:
        RoomOver, RoomEnded: there is nothing left to come to.
        RoomIsFull: six people already.
        Invalid: a blank name.
    """
    scene = await acting_on(uow, Permission.ROOM_INVITE, appointment_id)
    name = " ".join(body.name.split())
    if not name:
        raise Invalid(field="name", reason="blank")
    phase = phase_of(scene.room, uow.now)
    if phase in {"over", "ended"}:
        raise refusal_of(NotAllowed(phase))
    if len(scene.company) >= MOST:
        raise RoomIsFull
    room_row(uow, scene)
    row = new_seat(uow, scene, body.role, name)
    await announce(uow, scene, "room_invited", row)
    return invited_person(row)


async def invitations(uow: UnitOfWork, appointment_id: str, url: str) -> Invitations:
    """Everybody invited, each with his link and code as of now: a move of the appointment renews them."""
    scene = await scene_for(uow, Permission.ROOM_INVITE, appointment_id)
    keyring, version = uow.core.keyring, scene.appointment.link_version
    return Invitations(
        people=[
            Invitation(
                id=row.id,
                role=cast("Company", row.role),
                name=row.name,
                here=row.here,
                admitted_at=row.admitted_at,
                link=seat_link(url, keyring, appointment_id, row.id, version),
                code=spoken_code(room_code(keyring, row.id, version)),
            )
            for row in sorted(scene.company, key=lambda each: (each.name, each.id))
        ]
    )


async def withdraw(uow: UnitOfWork, appointment_id: str, seat_id: str) -> None:
    """Take an invitation back: the link opens nothing more.

    Whoever was let in is out of the room, which the practitioner alone decides: nobody takes away from the desk
    the interpreter through whom he speaks.

    Raises:
        NotFound: unknown, or somebody let in, and not by whom conducts.
    """
    scene = await acting_on(uow, Permission.ROOM_INVITE, appointment_id)
    row = scene.companion(seat_id)
    if row.admitted_at is not None:
        uow.permit(Permission.ROOM_CONDUCT, Target(scene.practice.id, scene.practitioner.id, appointment_id=appointment_id))
    write_seat(row, leave(seat_of(row), uow.now))
    row.removed_at = uow.now
    recording = recording_of(scene.row)
    if scene.row is not None and recording is not None:
        write_recording(scene.row, settled(recording, scene.let_in, uow.now))
    await announce(uow, scene, "room_removed", row)


async def admit_companion(uow: UnitOfWork, appointment_id: str, seat_id: str) -> InvitedPerson:
    """Let one of them in, which the practitioner alone does (F152).

    Raises:
        NotWaiting, RoomEnded.
    """
    scene = await acting_on(uow, Permission.ROOM_CONDUCT, appointment_id)
    row = scene.companion(seat_id)
    try:
        _, seat = admit(scene.room, seat_of(row), uow.now)
    except NotAllowed as error:
        raise refusal_of(error) from None
    if write_seat(row, seat):
        ask_recording_anew(uow, scene, row)
        await announce(uow, scene, "room_admitted", row)
    return invited_person(row)


def invited_person(row: SeatRow) -> InvitedPerson:
    """Somebody invited, on the wire."""
    return InvitedPerson(id=row.id, role=cast("Company", row.role), name=row.name, here=row.here, admitted_at=row.admitted_at)
